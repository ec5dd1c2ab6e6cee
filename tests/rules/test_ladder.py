"""The order of levels: section 2 of docs/rules.md."""

from math import acos, degrees

import pytest

from coaching.rules.ladder import InvalidLadder, Ladder, faults, load_of
from coaching.rules.policy import Policy
from coaching.rules.terms import REVERSE_CRUNCH, Change, Level
from tests.rules import oracle
from tests.rules.programs import DEFINITIONS, MAIN, PROGRAMS

STEP = Policy().largest_load_step


def level(variation, thigh_angle, knee_flexion=0.0, legs=2):
    return Level(variation=variation, thigh_angle=thigh_angle, knee_flexion=knee_flexion, legs=legs)


def reasons(*levels, largest_step=STEP):
    return faults(levels, largest_step=largest_step)


SECTION_2 = [
    (1, "knee-raise", 90, 75, 44),
    (2, "knee-raise", 90, 60, 59),
    (3, "knee-raise", 90, 45, 71),
    (4, "half-bent-leg-raise", 45, 60, 62),
    (5, "half-bent-leg-raise", 45, 45, 78),
    (6, "half-bent-leg-raise", 45, 30, 89),
    (7, "straight-leg-raise", 0, 45, 71),
    (8, "straight-leg-raise", 0, 30, 87),
    (9, "straight-leg-raise", 0, 20, 94),
    (10, "straight-leg-raise", 0, 10, 98),
]


def test_the_built_in_ladder_is_the_table_of_the_contract():
    ladder = MAIN.ladder
    assert [
        (
            number,
            rung.variation,
            rung.knee_flexion,
            rung.thigh_angle,
            round(ladder.load(number)),
        )
        for number, rung in enumerate(ladder.levels, start=1)
    ] == SECTION_2


def test_the_built_in_program_has_the_doses_of_the_contract():
    definition = DEFINITIONS[MAIN.slug]
    assert (MAIN.sets, MAIN.rep_steps, MAIN.substitute) == (3, (8, 10, 12), "reverse-crunch")
    assert definition["lowering_seconds"] == 3
    assert definition["rest_seconds"] == 60
    assert definition["days_per_week"] == 3


# A regress


@pytest.mark.parametrize(
    ("number", "easier"),
    [(1, 0), (2, 1), (3, 2), (4, 2), (5, 4), (6, 5), (7, 4), (8, 7), (9, 8), (10, 9), (0, 0)],
)
def test_a_regress_leads_to_the_nearest_earlier_level_with_a_lower_load(number, easier):
    assert MAIN.ladder.easier(number) == easier


def test_an_equal_load_is_not_lower():
    ladder = Ladder((level("one", 60), level("two", 60), level("three", 60)), STEP)
    assert [ladder.easier(number) for number in (1, 2, 3)] == [REVERSE_CRUNCH] * 3


def test_two_loads_that_differ_by_rounding_alone_are_equal():
    ladder = Ladder((level("one leg", 0, legs=1), level("both", 60)), STEP)
    assert ladder.load(1) < ladder.load(2) == pytest.approx(50)
    assert ladder.easier(2) == REVERSE_CRUNCH


@pytest.mark.parametrize("slug", PROGRAMS)
def test_a_regress_agrees_with_the_text_on_every_level(slug):
    ladder = PROGRAMS[slug].ladder
    for number in range(ladder.last + 1):
        assert ladder.easier(number) == oracle.easier(DEFINITIONS[slug], number)


# Along the ladder


@pytest.mark.parametrize(("number", "first"), [(1, 1), (3, 1), (4, 4), (6, 4), (7, 7), (10, 7)])
def test_the_first_of_a_variation_is_where_its_stretch_begins(number, first):
    assert MAIN.ladder.first_of_variation(number) == first


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (1, 2, Change.RANGE),
        (3, 4, Change.VARIATION),
        (6, 7, Change.VARIATION),
        (9, 10, Change.RANGE),
        (0, 1, Change.VARIATION),
    ],
)
def test_a_step_changes_the_range_or_the_variation(before, after, change):
    assert MAIN.ladder.change(before, after) is change


def test_the_reverse_crunch_has_no_angle_and_no_load():
    assert MAIN.ladder.level(REVERSE_CRUNCH) is None
    assert MAIN.ladder.load(REVERSE_CRUNCH) is None
    assert MAIN.ladder.harder(REVERSE_CRUNCH) == 1


@pytest.mark.parametrize(
    ("number", "reached", "shortened"),
    [
        pytest.param(1, None, False, id="no angle told"),
        pytest.param(1, 74.9, False, id="lower than asked"),
        pytest.param(1, 75, False, id="as asked"),
        pytest.param(1, 84.9, False, id="just inside the measurement error"),
        pytest.param(1, 85, False, id="ten degrees above"),
        pytest.param(1, 85.1, True, id="more than ten above"),
        pytest.param(10, 20.5, True, id="ten and a half above, last level"),
        pytest.param(0, 90, False, id="on the reverse crunch no angle is asked"),
    ],
)
def test_a_range_is_shortened_more_than_ten_degrees_above_what_was_asked(
    number, reached, shortened
):
    assert MAIN.ladder.is_shortened(number, reached, tolerance=10) is shortened


# What is a ladder


def test_a_ladder_has_at_least_one_level():
    assert reasons() == [(1, "a ladder has at least one level")]


@pytest.mark.parametrize(
    ("thigh_angle", "knee_flexion", "valid"),
    [
        pytest.param(44.9, 90, False, id="below the floor"),
        pytest.param(45, 90, True, id="heels on the floor"),
        pytest.param(45.1, 90, True, id="just above the floor"),
        pytest.param(-0.1, 0, False, id="straight, below the floor"),
        pytest.param(0, 0, True, id="straight, on the floor"),
        pytest.param(89.9, 90, True, id="almost upright"),
        pytest.param(90, 90, True, id="upright"),
        pytest.param(90.1, 90, False, id="beyond upright"),
    ],
)
def test_an_angle_lies_between_the_heels_on_the_floor_and_upright(thigh_angle, knee_flexion, valid):
    found = reasons(level("one", thigh_angle, knee_flexion))
    assert [number for number, _ in found] == ([] if valid else [1])


@pytest.mark.parametrize(
    ("second", "valid"),
    [(59.9, True), (60, False), (60.1, False)],
    ids=["falls", "stays", "rises"],
)
def test_within_a_variation_the_angle_only_falls(second, valid):
    found = reasons(level("one", 60), level("one", second))
    assert found == ([] if valid else [(2, "within a variation the thigh angle only falls")])


SEVENTY_PERCENT = degrees(acos(0.7))


@pytest.mark.parametrize(
    ("second", "valid"),
    [
        pytest.param(SEVENTY_PERCENT + 0.01, True, id="less than 20 points"),
        pytest.param(SEVENTY_PERCENT, True, id="20 points"),
        pytest.param(SEVENTY_PERCENT - 0.01, False, id="more than 20 points"),
    ],
)
def test_from_one_level_to_the_next_the_load_grows_by_at_most_20_points(second, valid):
    found = reasons(level("one", 60), level("one", second))
    assert found == ([] if valid else [(2, "the load grows by 20.0 points, more than 20")])


def test_a_step_that_exceeds_the_limit_by_rounding_alone_is_within_it():
    levels = level("one", 90), level("one", 60)
    assert load_of(levels[1]) - load_of(levels[0]) >= 50
    assert reasons(*levels, largest_step=50) == []
    assert len(reasons(*levels, largest_step=49)) == 1


@pytest.mark.parametrize(
    ("first_of_new", "valid"),
    [(60.1, True), (60, True), (59.9, False)],
    ids=["easier", "as hard", "harder"],
)
def test_a_new_variation_begins_no_harder_than_the_level_just_mastered(first_of_new, valid):
    found = reasons(level("one", 60), level("two", first_of_new))
    fault = (2, "a new variation must begin no harder than the level just mastered (A43)")
    assert found == ([] if valid else [fault])


@pytest.mark.parametrize(
    "other", [level("one", 50, 45), level("one", 50, legs=1)], ids=["flexion", "legs"]
)
def test_a_variation_keeps_its_knee_flexion_and_its_legs(other):
    fault = (2, "a variation has one knee flexion and one number of legs")
    assert fault in reasons(level("one", 60), other)


@pytest.mark.parametrize("legs", [0, 3])
def test_one_leg_or_both_move(legs):
    assert reasons(level("one", 60, legs=legs)) == [(1, "one leg or both must move")]


def test_an_invalid_ladder_is_refused_with_every_fault_named():
    levels = (level("one", 91), level("one", 40), level("two", 20), level("two", 30))
    with pytest.raises(InvalidLadder) as refused:
        Ladder(levels, STEP)
    assert refused.value.faults == (
        (1, "the thigh angle 91 is not between 0, where the heels meet the floor, and 90"),
        (2, "the load grows by 78.3 points, more than 20"),
        (3, "a new variation must begin no harder than the level just mastered (A43)"),
        (4, "within a variation the thigh angle only falls"),
    )
    assert str(refused.value).startswith("level 1: the thigh angle 91 is not between")


def test_a_variation_that_was_left_does_not_come_back():
    found = reasons(level("one", 60), level("two", 60), level("one", 75))
    assert found == [(3, "a variation that was left does not come back")]
