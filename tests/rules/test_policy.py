"""Every number, with its unit, bounds and source; never looser than the default."""

from dataclasses import fields

import pytest

from coaching.rules import policy
from coaching.rules.policy import Policy
from coaching.rules.program import Program
from tests.rules import oracle
from tests.rules.programs import MAIN

NUMBERS = {number.name: number for number in fields(Policy)}
IN_ORDER = {"severe_discomfort": {"moderate_discomfort": 2}}
"""What must move along so that the number itself is what is tried."""


def faults(name, value):
    return policy.faults(IN_ORDER.get(name, {}) | {name: value})


def test_the_numbers_are_those_of_the_contract():
    assert {name: getattr(Policy(), name) for name in NUMBERS} == oracle.NUMBERS | {
        "mild_discomfort": 1,
        "largest_load_step": 20,
    }


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_has_a_unit_and_a_source(name):
    assert NUMBERS[name].metadata["unit"]
    assert NUMBERS[name].metadata["source"]


@pytest.mark.parametrize("name", NUMBERS)
def test_the_default_is_as_loose_as_a_number_may_be(name):
    assert NUMBERS[name].default == NUMBERS[name].metadata["high"]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    ("bound", "beyond", "valid"),
    [("low", 0, True), ("low", -1, False), ("high", 0, True), ("high", 1, False)],
    ids=["strictest", "too strict", "default", "too loose"],
)
def test_a_number_stays_within_its_bounds(name, bound, beyond, valid):
    found = faults(name, NUMBERS[name].metadata[bound] + beyond)
    assert [wrong for wrong, _ in found] == ([] if valid else [name])


@pytest.mark.parametrize("value", [True, 1.0, "1", None], ids=repr)
def test_a_number_is_a_whole_number(value):
    assert [name for name, _ in policy.faults({"refer_after": value})] == ["refer_after"]


def test_an_unknown_number_is_named():
    assert policy.faults({"gusto": 3}) == [("gusto", "is no number of the policy")]


def test_every_faulty_number_is_named():
    found = policy.faults({"layoff_days": 15, "gusto": 3, "refer_after": 3})
    assert [name for name, _ in found] == ["gusto", "layoff_days", "refer_after"]


@pytest.mark.parametrize(
    ("moderate", "valid"), [(2, True), (3, False), (4, False)], ids=["below", "same", "above"]
)
def test_moderate_discomfort_lies_below_severe(moderate, valid):
    found = policy.faults({"moderate_discomfort": moderate, "severe_discomfort": 3})
    assert bool(found) is not valid


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sets": 0}, "at least one set"),
        ({"rep_steps": ()}, "rep steps must grow"),
        ({"rep_steps": (8, 8)}, "rep steps must grow"),
        ({"rep_steps": (10, 8)}, "rep steps must grow"),
        ({"start_level": -1}, "start levels"),
        ({"start_level": 4}, "start levels"),
        ({"hardest_start_level": 11}, "start levels"),
    ],
    ids=repr,
)
def test_a_program_that_does_not_fit_its_ladder_is_refused(change, reason):
    facts = {
        "slug": "one",
        "ladder": MAIN.ladder,
        "sets": 3,
        "rep_steps": (8, 10),
        "policy": Policy(),
        "substitute": "reverse-crunch",
        "start_level": 1,
        "hardest_start_level": 3,
    }
    with pytest.raises(ValueError, match=reason):
        Program(**facts | change)
