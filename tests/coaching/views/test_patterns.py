"""The card after a pop: what it says first, where it stands, and where it has no place."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from django.test import Client

from coaching.catalogue import builtin
from coaching.figure import draw_closeup
from coaching.forms import SetForm
from coaching.models import SetReport, Workout
from coaching.rules.patterns import PATTERNS
from coaching.rules.terms import Outcome, PopLocation
from coaching.showing.patterns import card_of, pattern_table
from tests.coaching.views.conftest import CLEAN, set_post

Begin = Callable[[], Workout]
POP = {"pops": "1", "pop_location": "lower_back", "pop_phase": "lowering", "pop_repetitions": "3"}


def report_of(**told: Any) -> SetReport:
    return SetReport(**{"number": 1, "reps": 8, "pops": 1, "discomfort": 0, **told})


def card(**told: Any) -> Any:
    return card_of(report_of(**told), "hold")


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# What it says


@pytest.mark.parametrize(
    ("discomfort", "line"), [(0, "painless"), (1, "uncomfortable"), (None, "unanswered")]
)
def test_what_comes_first_depends_on_discomfort_alone(discomfort: int | None, line: str) -> None:
    assert card(discomfort=discomfort).lead == builtin().pattern_lines[line]["text"]


def test_a_painless_pop_is_called_generally_benign_before_anything_else() -> None:
    page = render_to_string("coaching/_pattern.html", {"card": card()})
    assert words(page).startswith("Generally benign")


@pytest.mark.parametrize("discomfort", [1, None])
def test_a_pop_that_hurt_or_may_have_hurt_is_not_called_benign(discomfort: int | None) -> None:
    page = render_to_string("coaching/_pattern.html", {"card": card(discomfort=discomfort)})
    assert "benign" not in page.lower()


def test_both_kinds_mean_the_same_for_the_training() -> None:
    joint, tendon = card(pop_location="lower_back"), card(pop_location="front_of_hip")
    assert joint.texts["name"] == "joint"
    assert tendon.texts["name"] == "tendon"
    assert joint.training == tendon.training == builtin().pattern_lines["training"]["text"]


@pytest.mark.parametrize(
    ("repetitions", "reps", "which", "marks"),
    [
        (None, 8, "Not told", ""),
        ([], 8, "Not told", ""),
        ([3], 8, "Rep 3 of 8", "..x....."),
        ([5, 3], 8, "Reps 3 and 5 of 8", "..x.x..."),
        ([3, 3, 5], 6, "Reps 3 and 5 of 6", "..x.x."),
        ([1, 2, 4], 4, "Reps 1, 2 and 4 of 4", "xx.x"),
        ([1, 2], 2, "All 2 reps", "xx"),
        ([1], 1, "Rep 1 of 1", "x"),
        ([8, 9], 8, "Reps 8 and 9", ".......xx"),
    ],
)
def test_the_repetitions_are_told_in_words_and_marked_one_by_one(
    repetitions: list[int] | None, reps: int, which: str, marks: str
) -> None:
    shown = card(pop_repetitions=repetitions, reps=reps)
    assert shown.which == which
    assert shown.marks == tuple(mark == "x" for mark in marks)


def test_not_told_and_not_sure_are_two_things() -> None:
    assert (card().where, card().when) == ("Not told", "Not told")
    unsure = card(pop_location="unsure", pop_phase="unsure")
    assert (unsure.where, unsure.when) == ("Not sure", "Not sure")


# Where it has no place


@pytest.mark.parametrize("pops", [0, None])
def test_without_a_pop_there_is_no_card(pops: int | None) -> None:
    assert card(pops=pops) is None


def test_beside_a_sign_there_is_no_card() -> None:
    assert card(symptoms=["numbness"]) is None


@pytest.mark.parametrize("outcome", list(Outcome))
def test_beside_a_stop_there_is_no_card(outcome: Outcome) -> None:
    shown = card_of(report_of(), outcome.value)
    assert (shown is None) == (outcome in {Outcome.STOP, Outcome.EMERGENCY})


# Where it stands


def test_it_stands_after_the_set_on_the_receipt_and_in_the_history(
    site: Client, begin: Begin
) -> None:
    workout = begin()
    site.post("/workout/", set_post(workout, **POP))
    title = builtin().patterns["joint"]["title"]
    assert title in site.get("/workout/").content.decode()
    site.post("/workout/", set_post(workout, 2))
    assert title not in site.get("/workout/").content.decode()
    site.post("/workout/", set_post(workout, 3))
    for address in (f"/workout/{workout.uuid}/", f"/history/{workout.uuid}/"):
        page = site.get(address).content.decode()
        assert page.count(title) == 1
        assert "Rep 3 of 8" in page


def test_a_pop_that_is_put_right_puts_its_card_right(site: Client, begin: Begin) -> None:
    workout = begin()
    site.post("/workout/", set_post(workout, **POP))
    site.post(f"/workout/{workout.uuid}/finish/")
    answers = {**set_post(workout, **POP), "pop_repetitions": "4"}
    site.post(f"/history/sets/{SetReport.objects.get().uuid}/", answers)
    for address in (f"/workout/{workout.uuid}/", f"/history/{workout.uuid}/"):
        page = site.get(address).content.decode()
        assert "Rep 4 of 8" in page
        assert "Rep 3 of 8" not in page


def test_a_set_that_was_taken_back_leaves_no_card(site: Client, begin: Begin) -> None:
    workout = begin()
    site.post("/workout/", set_post(workout, **POP))
    site.post(f"/workout/{workout.uuid}/undo/", {"uuid": uuid4()})
    site.post("/workout/", set_post(workout))
    site.post(f"/workout/{workout.uuid}/finish/")
    page = site.get(f"/workout/{workout.uuid}/").content.decode()
    assert builtin().patterns["joint"]["title"] not in page


# The drawing


def test_every_place_but_not_sure_is_marked_inside_the_drawing() -> None:
    closeup = draw_closeup()
    left, top, width, height = map(int, closeup.view_box.split())
    assert {mark.name for mark in closeup.marks} == set(PopLocation) - {PopLocation.UNSURE}
    for mark in closeup.marks:
        assert left < int(mark.x) < left + width
        assert top < int(mark.y) < top + height


# What the phone takes along


def test_the_table_of_the_phone_says_what_the_rules_say() -> None:
    page = render_to_string("coaching/_pattern_table.html", {"table": pattern_table()})
    root = ET.fromstring(f"<div>{page.replace(' hidden>', '>')}</div>")
    told = {
        (row.get("data-location"), cell.get("data-often")): cell.text
        for row in root.iter("tr")
        for cell in row.iter("td")
    }
    assert told == {(place, often): PATTERNS[place][often] for place, often in told}
    assert len(told) == sum(map(len, PATTERNS.values()))
    cards = {card.get("id"): "".join(card.itertext()) for card in root.iter("template")}
    assert set(cards) == {f"pattern-{name}" for name in builtin().patterns}
    for name, text in builtin().patterns.items():
        assert text["title"] in cards[f"pattern-{name}"]
        assert "benign" not in cards[f"pattern-{name}"].lower()


# The question


def set_form(**told: Any) -> SetForm:
    once = {"uuid": "6f1f4ed4-6a0e-4c4c-9b0f-0c4f0cf8a5a1", "number": 1, "reps": 8}
    return SetForm({**once, **CLEAN, "pops": "1", **told})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", None),
        (" ", None),
        ("3", (3,)),
        ("3,5", (3, 5)),
        (" 3 , 5 ", (3, 5)),
        ("3 5", (3, 5)),
        ("3; 5.", (3, 5)),
        ("3 and 5", (3, 5)),
        ("3, 4 and 6", (3, 4, 6)),
        ("3, 4, and 6", (3, 4, 6)),
        ("3 & 5", (3, 5)),
        ("3-5", (3, 4, 5)),
        ("3 \N{EN DASH} 5", (3, 4, 5)),
        ("3 to 5", (3, 4, 5)),
        ("5-3", (3, 4, 5)),
        ("\u0663\N{ARABIC COMMA} \u0665", (3, 5)),
        ("1, 3-5", (1, 3, 4, 5)),
        ("5, 3, 3", (5, 3, 3)),
        ("1-100", tuple(range(1, 101))),
        ("100", (100,)),
    ],
)
def test_repetitions_are_read_as_people_write_them(
    written: str, read: tuple[int, ...] | None
) -> None:
    form = set_form(pop_repetitions=written)
    assert form.is_valid(), form.errors
    assert form.answers.pop_repetitions == read


@pytest.mark.parametrize(
    "written",
    [
        *("0", "101", "0-3", "99-101", "1000", "1-100, 1", "three", "3.5", "3,5x"),
        *("-3", "3-", "3--5", "3-5-7", "\N{SUPERSCRIPT TWO}"),
    ],
)
def test_what_is_no_repetition_is_refused_in_plain_words(written: str) -> None:
    form = set_form(pop_repetitions=written)
    assert form.errors["pop_repetitions"] == [
        "Write the numbers of the repetitions, from 1 to 100. For example 3, 5."
    ]


@pytest.mark.parametrize(("pops", "fine"), [("0", False), ("", True), ("1", True)])
def test_repetitions_that_popped_contradict_no_pop(pops: str, fine: bool) -> None:
    form = set_form(pops=pops, pop_repetitions="3")
    assert form.is_valid() is fine
    assert fine or list(form.errors) == ["pop_repetitions"]


@pytest.mark.parametrize("told", [[5, 3, 3], list(range(1, 101)), [], None])
def test_what_was_told_is_read_again_as_it_was(told: list[int] | None) -> None:
    shown = SetForm(initial={"pop_repetitions": told})["pop_repetitions"].value()
    form = set_form(pop_repetitions=shown)
    assert form.is_valid()
    assert form.answers.pop_repetitions == (tuple(told or ()) or None)
