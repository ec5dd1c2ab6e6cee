"""Entries from phones: each counts once, none is lost, and what is unknown advances nobody."""

import os
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coaching import services
from coaching.models import (
    Decision,
    Delivery,
    Enrolment,
    MorningReport,
    SetReport,
    SymptomReport,
    Workout,
)
from coaching.rules.terms import Outcome
from coaching.services.clocks import LONGEST_WAIT
from coaching.services.settling import is_settled
from coaching.services.uploading import Standing
from coaching.stops import open_stops
from tests.coaching.life import BEGIN, CLEAN, LOST, Life, one_set
from tests.coaching.phone import Phone, decisions, facts, named, row_of, said

STORED, KNOWN, WAITS = ("stored", None), ("known", None), ("waits", None)


def refused(code):
    return ("refused", code)


@pytest.fixture
def phone(life: Life) -> Phone:
    """The phone of somebody at level 1."""
    return Phone(life)


@pytest.fixture
def tablet(life: Life) -> Phone:
    """Their other device."""
    return Phone(life)


@pytest.fixture(autouse=True)
def all_is_folded(programs):
    """After every test, what is kept and said equals the fold of the facts."""
    yield
    for enrolment in Enrolment.objects.select_related("program", "client"):
        assert is_settled(enrolment)


# Once


def test_a_workout_on_the_phone_counts_like_one_on_the_page(phone, life):
    assert said(phone.send(*phone.train(1))) == [STORED] * 4
    assert life.place == (1, 1)
    assert SetReport.objects.count() == 3


def test_a_batch_sent_five_times_counts_once(phone, life):
    phone.train(1)
    phone.undo(phone.outbox[-1])
    phone.morning(2)
    phone.feel(3, "numbness")
    phone.send()
    told = facts(life), decisions(life), life.position
    for _ in range(4):
        assert said(phone.send()) == [KNOWN] * 7
    assert (facts(life), decisions(life), life.position) == told
    assert Delivery.objects.count() == 7


def test_a_batch_that_names_an_entry_twice_stores_it_once(phone):
    workout, first, *_ = phone.train(1)
    assert said(phone.send(workout, first, first)) == [STORED, STORED, KNOWN]


def test_the_order_of_keys_is_no_other_body(phone):
    workout = phone.begin()
    phone.send(workout)
    assert said(phone.send(dict(reversed(workout.items())))) == [KNOWN]


def test_the_same_id_with_another_body_is_refused_and_changes_nothing(phone):
    workout, first, *_ = phone.train(1)
    phone.send(workout, first)
    assert said(phone.send(first | {"reps": 9})) == [refused("another-body")]
    assert SetReport.objects.get().reps == 8


def test_the_id_of_a_set_from_the_page_is_refused_with_another_body(phone, life):
    workout = life.start()
    told = life.log(workout, 1)
    later = phone.log(phone.begin(2), 1, id=str(told.uuid))
    assert said(phone.send(later)) == [refused("another-body")]
    assert SetReport.objects.count() == 1


def test_every_entry_is_answered_in_its_place(phone):
    workout, *sets = phone.train(1)
    results = phone.send(sets[2], {"id": "?"}, workout, sets[0])
    assert [result.id for result in results] == [sets[2]["id"], "?", workout["id"], sets[0]["id"]]


def test_one_bad_entry_harms_no_other(phone):
    workout, *sets = phone.train(1)
    told = phone.send(sets[0], [], None, 7, {}, sets[1] | {"reps": "8"}, workout, sets[2])
    assert said(told) == [STORED, *[refused("not-understood")] * 5, STORED, STORED]


# Not theirs


def test_an_entry_of_another_account_is_refused_and_does_not_act(phone, life, stranger):
    foreign = phone.feel(1, "numbness", account=str(stranger.public_id))
    assert said(phone.send(foreign)) == [refused("another-account")]
    assert not life.is_stopped
    assert not SymptomReport.objects.exists()


def test_the_id_of_another_clients_entry_is_refused_like_another_body(phone, stranger):
    other = Life(stranger)
    other.enrol()
    theirs = Phone(other)
    workout = theirs.begin()
    theirs.send(workout)
    assert said(phone.send(phone.begin(id=workout["id"]))) == [refused("another-body")]


def test_what_is_not_theirs_and_what_is_not_there_look_the_same(phone, life, stranger):
    other = Life(stranger)
    other.enrol()
    theirs = Phone(other)
    workout, told, *_ = theirs.train(1)
    theirs.send(workout, told)
    plan, nowhere = str(other.enrolment.uuid), str(uuid4())
    own = phone.begin()
    taken = named(own) | {"id": workout["id"]}
    assert (
        said(
            phone.send(
                phone.begin(plan=plan),
                phone.begin(plan=nowhere),
                phone.log(own, 1) | {"workout": taken},
                phone.log(own, 1) | {"workout": named(own) | {"plan": nowhere}},
            )
        )
        == [refused("not-here")] * 4
    )
    undone = phone.send(phone.undo(told), phone.undo({**told, "id": nowhere}))
    assert said(undone) == [WAITS] * 2
    assert undone[0].why == undone[1].why
    later = phone.send(phone.begin(after=workout["id"]), phone.begin(after=nowhere))
    assert said(later) == [WAITS] * 2
    assert later[0].why == later[1].why
    mornings = [phone.morning(2, workout=uuid) for uuid in (workout["id"], nowhere)]
    felt = phone.send(*mornings)
    assert said(felt) == [WAITS] * 2
    assert felt[0].why == felt[1].why
    assert other.standing(row_of(told))
    assert not Workout.objects.of(life.client).exists()


# In any order


def test_a_set_brings_its_workout_along(phone, life):
    workout, *sets = phone.train(1)
    assert said(phone.send(*sets)) == [STORED] * 3
    assert said(phone.send(workout)) == [STORED]
    row = row_of(workout)
    assert row.performed_at == BEGIN + timedelta(days=1)
    assert life.standing(row).outcome == Outcome.ADVANCE


def test_a_missing_set_is_unknown_and_makes_it_right_when_it_comes(phone, life):
    workout, first, second, third = phone.train(1)
    phone.send(workout, first, third)
    row = row_of(workout)
    assert row.finished_at is None
    assert life.place == (1, 0)
    phone.send(second)
    assert life.standing(row_of(workout)).outcome == Outcome.ADVANCE
    assert life.place == (1, 1)


def test_a_workout_with_a_gap_that_is_finished_does_not_advance(phone, life):
    workout, first, second, third = phone.train(1)
    phone.send(first, third, phone.finish(workout))
    assert life.standing(row_of(workout)).outcome == Outcome.HOLD
    assert [fact["set"] for fact in life.standing(row_of(workout)).said["facts"]] == [1, 3]
    phone.send(second)
    assert life.outcomes(row_of(workout)) == ["hold", "advance"]


def test_four_sets_told_of_which_one_is_missing_never_advance(phone, life):
    workout, *_ = phone.train(1)
    phone.log(workout, 4)
    phone.outbox.pop(2)
    phone.send()
    assert row_of(workout).finished_at is None
    assert life.place == (1, 0)


def test_what_comes_after_an_entry_waits_for_it(phone, life):
    workout, *sets = phone.train(1)
    undo = phone.undo(sets[2])
    again = phone.log(workout, 3, after=undo["id"], pops=1)
    assert said(phone.send(workout, again, undo)) == [STORED, WAITS, WAITS]
    assert said(phone.send(*sets, undo, again)) == [STORED] * 5
    assert life.standing(row_of(workout)).outcome == Outcome.HOLD
    assert life.position.popping == 1


def test_a_workout_told_whole_counts_once_and_is_over(phone, life):
    told = {"reps": 8, "lumbar_contact": "held", "pops": 0, "discomfort": 0, "symptoms": []}
    workout = phone.begin(sets=[told, told])
    assert said(phone.send(workout) + phone.send(workout)) == [STORED, KNOWN]
    assert SetReport.objects.count() == 2
    assert life.standing(row_of(workout)).outcome == Outcome.HOLD


# Taken back


def test_a_set_taken_back_is_unsaid_and_the_workout_goes_on(phone, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets, phone.undo(sets[2]))
    assert row_of(workout).finished_at is None
    assert life.place == (1, 0)
    assert life.standing(row_of(sets[2])).said["title"] == "Taken back"
    assert life.standing(row_of(workout)).said["title"] == "Taken back"


def test_a_set_taken_back_twice_is_taken_back_once(phone, life):
    workout, *sets = phone.train(1)
    undo, twice = phone.undo(sets[2]), phone.undo(sets[2])
    again = phone.log(workout, 3, after=undo["id"])
    assert said(phone.send(workout, *sets, undo, again, twice)) == [STORED] * 7
    assert life.place == (1, 1)


def test_a_second_taking_back_leaves_what_was_told_anew_in_between(phone, life):
    workout, *sets = phone.train(1)
    undo = phone.undo(sets[2])
    phone.send(workout, *sets, undo, phone.log(workout, 3, after=undo["id"]), day=1.1)
    phone.send(phone.undo(sets[2], minutes=24 * 60), day=3)
    assert life.place == (1, 1)


def test_a_warning_sign_cannot_be_taken_back(phone, life):
    workout = phone.begin()
    told = phone.log(workout, 1, symptoms=["numbness"])
    assert said(phone.send(told, phone.undo(told))) == [STORED, refused("not-allowed")]
    assert life.is_stopped


def test_a_correction_made_after_a_taking_back_stands(phone, life):
    workout, first, *_ = phone.train(1)
    phone.send(workout, first)
    life.correct(row_of(first), LOST, day=2)
    assert said(phone.send(phone.undo(first))) == [STORED]
    assert SetReport.objects.as_last_told().get().lumbar_contact == "lost"


def test_a_taking_back_after_the_end_opens_the_workout_in_either_order(phone, life):
    workout, *sets = phone.train(1)
    finish, undo = phone.finish(workout, minutes=10), phone.undo(sets[2], minutes=20)
    phone.send(workout, *sets, undo, finish)
    assert row_of(workout).finished_at is None
    phone.send(phone.finish(workout, minutes=40))
    assert row_of(workout).finished_at is not None


def test_the_last_end_counts_whichever_came_in_first(phone, life):
    workout, *sets = phone.train(1)
    ends = [phone.finish(workout, minutes=minutes) for minutes in (40, 10)]
    phone.send(workout, *sets, *ends)
    phone.send(phone.undo(sets[2], minutes=20))
    assert row_of(workout).finished_at is not None


def test_a_set_taken_back_in_a_stopped_program_leaves_its_workout_over(phone, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets, phone.feel(0.9, "numbness"))
    phone.send(phone.undo(sets[2]))
    assert row_of(workout).finished_at
    assert life.standing(row_of(workout)).said["title"] == "Kept, not counted"


def test_a_set_told_anew_as_it_was_is_no_longer_said_to_be_taken_back(phone, life):
    life.feel(0.5, "numbness")
    workout, *sets = phone.train(1)
    undo = phone.undo(sets[2])
    phone.send(workout, *sets, undo)
    assert life.standing(row_of(sets[2])).said["title"] == "Taken back"
    phone.send(phone.log(workout, 3, after=undo["id"]))
    assert life.standing(row_of(sets[2])).said["title"] == "Set saved"


# Told twice


def test_a_set_told_by_two_devices_counts_once(phone, tablet, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets)
    again = tablet.log(workout, 3)
    assert said(tablet.send(again)) == [("stored", "told-twice")]
    assert SetReport.objects.as_last_told().count() == 3
    assert life.place == (1, 1)


CAREFUL = [
    ({"lumbar_contact": "lost"}, {"lumbar_contact": "unsure"}, "regress"),
    ({"pops": 1}, {"pops": None}, "hold"),
    ({"pops": 1}, {"discomfort": 1}, "regress"),
    ({"discomfort": None}, {}, "hold"),
    ({"reps": 7}, {}, "hold"),
    ({"lowest_angle": 71}, {"lowest_angle": 60}, "hold"),
    ({"asked": {"level": 2, "rep_step": 0}}, {}, "hold"),
    ({"asked": {"level": 2, "rep_step": 0}}, {"discomfort": 4}, "regress"),
]


@pytest.mark.parametrize(("one", "other", "outcome"), CAREFUL)
@pytest.mark.parametrize("turn", [1, -1])
def test_a_set_told_twice_is_judged_by_the_more_careful_answers_in_either_order(
    life_at, one, other, outcome, turn
):
    life = life_at(2)
    phone = Phone(life)
    workout = phone.begin()
    asked = {"asked": {"level": 2, "rep_step": 0}}
    rest = [phone.log(workout, number, **asked) for number in (2, 3)]
    if "asked" in one:
        asked = {"asked": {"level": 1, "rep_step": 0}}
    told = [phone.log(workout, 1, **asked | answers) for answers in (one, other)]
    phone.send(workout, *rest, *told[::turn])
    assert life.standing(row_of(workout)).outcome == outcome


@pytest.mark.parametrize("turn", [1, -1])
def test_a_warning_in_either_telling_stops_the_program(phone, tablet, life, turn):
    workout = phone.begin()
    told = [phone.log(workout, 1), tablet.log(workout, 1, symptoms=["numbness"])]
    phone.send(*told[::turn])
    assert life.position.open_stops == (told[1]["id"],)
    [stop] = open_stops(life.enrolment)
    assert stop.symptoms == ("numbness",)


def test_the_same_warning_from_a_second_device_is_covered_by_the_clearance(phone, tablet, life):
    workout = phone.begin()
    phone.send(phone.log(workout, 1, symptoms=["numbness"]))
    life.clear_myself(*life.position.open_stops, day=2)
    tablet.send(tablet.log(workout, 1, symptoms=["numbness"]))
    assert not life.is_stopped
    tablet.send(tablet.log(workout, 1, symptoms=["sharp_pain"]))
    assert life.is_stopped


def test_a_warning_that_a_correction_repeats_is_covered_by_the_clearance(phone, tablet, life):
    workout = phone.begin()
    told = phone.log(workout, 1)
    phone.send(workout, told)
    tablet.send(tablet.log(workout, 1, symptoms=["numbness"]))
    life.clear_myself(*life.position.open_stops, day=2)
    life.correct(row_of(told), one_set(8, symptoms=["numbness"]), day=3)
    assert not life.is_stopped


def test_a_correction_settles_what_was_told_twice_before_it(phone, tablet, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets)
    tablet.send(tablet.log(workout, 3, lumbar_contact="lost"))
    assert life.standing(row_of(workout)).outcome == Outcome.SUBSTITUTE
    life.correct(row_of(sets[2]), one_set(8), day=1.1)
    assert life.standing(row_of(workout)).outcome == Outcome.ADVANCE
    tablet.send(tablet.log(workout, 3, pops=1))
    assert life.standing(row_of(workout)).outcome == Outcome.HOLD


def test_a_correction_does_not_settle_a_warning_of_another_device(phone, tablet, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets)
    tablet.send(tablet.log(workout, 3, symptoms=["numbness"]))
    life.correct(row_of(sets[2]), one_set(9), day=1.1)
    assert life.is_stopped


def test_a_correction_that_is_taken_back_settles_nothing(phone, tablet, life):
    workout, *sets = phone.train(1)
    fourth = phone.log(workout, 4)
    phone.send(workout, *sets, fourth)
    tablet.send(tablet.log(workout, 4, lumbar_contact="lost"))
    life.correct(row_of(fourth), one_set(8), day=1.1)
    assert life.standing(row_of(workout)).outcome == Outcome.ADVANCE
    phone.send(phone.undo(fourth, minutes=24 * 60))
    assert life.standing(row_of(workout)).outcome == Outcome.SUBSTITUTE


def test_a_correction_of_the_second_telling_is_what_counts(phone, tablet, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets)
    double = tablet.log(workout, 3, lumbar_contact="lost")
    tablet.send(double)
    told = life.correct(row_of(double), CLEAN, day=1.1)
    assert SetReport.objects.as_last_told().get(number=3) == told
    assert life.place == (1, 1)


def test_where_one_telling_is_taken_back_the_other_counts(phone, tablet, life):
    workout, *sets = phone.train(1)
    double = tablet.log(workout, 3, pops=1)
    phone.send(workout, *sets, double, phone.undo(sets[2]))
    assert row_of(double) in SetReport.objects.as_last_told()
    assert life.position.popping == 1
    assert life.standing(row_of(workout)).outcome == Outcome.HOLD


def test_what_two_devices_told_is_not_taken_back_on_the_page(phone, tablet, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets, tablet.log(workout, 3, pops=1))
    with pytest.raises(services.NotAllowed):
        life.undo(row_of(workout))


# Another prescription


def test_a_set_done_by_another_prescription_never_advances(phone, desk, life):
    desk.override(2, 0, day=0.5)
    workout, *sets = phone.train(1)
    phone.send(workout, *sets)
    assert life.standing(row_of(workout)).rule == "other-prescription"
    assert life.place == (2, 0)


@pytest.mark.parametrize(
    ("doses", "last", "rule", "place"),
    [
        ({"sets": 4}, {}, "incomplete", (1, 0)),
        ({"rep_steps": [9, 12]}, {}, "incomplete", (1, 0)),
        ({"rep_steps": [5, 6]}, {}, "clean", (1, 1)),
        ({"sets": 2}, {}, "clean", (1, 1)),
        ({"sets": 2}, {"pops": 1}, "painless-pop", (1, 0)),
        ({"sets": 2}, {"lumbar_contact": None}, "unanswered", (1, 0)),
    ],
)
@pytest.mark.parametrize("is_known", [False, True])
def test_a_workout_of_older_doses_advances_only_by_as_much_as_is_asked_now(
    phone, desk, life, doses, last, rule, place, is_known
):
    """Three sets of 8, from a bundle that is older than the doses."""
    workout, *sets = phone.train(1, {}, {}, last)
    if is_known:
        desk.doses(day=0.5, **doses)
    for entry in (workout, *sets, phone.finish(workout)):
        phone.send(entry)
    if not is_known:
        services.set_doses(
            physiotherapist=desk.physiotherapist,
            enrolment=life.enrolment.uuid,
            uuid=uuid4(),
            doses=doses,
            reason="Less.",
            moment=life.moment(0.5, late=45),
        )
    assert life.standing(row_of(workout)).rule == rule
    assert life.place == place


def test_a_workout_at_a_rep_step_that_new_doses_begin_below_never_advances(phone, desk, life):
    phone.send(*phone.train(1))
    assert life.place == (1, 1)
    desk.doses(day=2, rep_steps=[5, 6])
    workout, *sets = phone.train(3, reps=10)
    phone.send(workout, *sets)
    assert life.standing(row_of(workout)).rule == "other-prescription"
    assert life.place == (1, 0)


def test_a_correction_keeps_what_the_set_was_asked_for(phone, desk, life):
    desk.override(2, 0, day=0.5)
    workout, *sets = phone.train(1)
    phone.send(workout, *sets)
    for told in sets:
        life.correct(row_of(told), one_set(9), day=2)
    assert life.place == (2, 0)


# Facts are not refused for where things stand


def test_a_workout_done_while_the_program_was_stopped_is_kept_and_over(phone, life):
    life.feel(0.5, "numbness")
    workout, *sets = phone.train(1)
    assert said(phone.send(workout, *sets)) == [STORED] * 4
    assert row_of(workout).finished_at
    assert life.standing(row_of(workout)).outcome == Outcome.IGNORED


def test_a_workout_from_before_the_one_under_way_is_kept_and_over(phone, life):
    here = life.start(3)
    workout, first, *_ = phone.train(1)
    assert said(phone.send(workout, first)) == [STORED] * 2
    assert row_of(workout).finished_at
    assert Workout.objects.under_way().get() == here


def test_a_workout_that_began_later_leaves_the_one_under_way(phone, life):
    here = life.start(1)
    life.log(here, 1)
    workout = phone.begin(1.1)
    phone.send(workout)
    assert Workout.objects.under_way().get() == row_of(workout)
    assert life.standing(here).outcome == Outcome.HOLD


@pytest.mark.parametrize(("discomfort", "is_over"), [(5, False), (6, True)])
def test_only_a_morning_with_a_warning_leaves_the_workout_before_it(phone, discomfort, is_over):
    workout = phone.begin(1)
    phone.send(phone.morning(1.1, discomfort), day=1.2)
    phone.send(workout, day=1.2)
    assert (row_of(workout).finished_at is not None) == is_over


def test_a_set_that_comes_after_its_workout_was_ended_still_counts(phone, life):
    workout, *sets = phone.train(1)
    phone.send(phone.finish(workout))
    phone.send(*sets)
    assert life.outcomes(row_of(workout)) == ["ignored", "hold", "hold", "advance"]


@pytest.fixture
def moved_on(phone, life):
    """The open workout of a program that has ended, and the one that came after it."""
    workout = phone.begin()
    Enrolment.objects.filter(pk=life.enrolment.pk).update(ended_at=BEGIN + timedelta(days=2))
    life.enrol(1)
    return workout


def test_a_workout_of_an_ended_program_is_kept_there(phone, life, moved_on):
    assert said(phone.send(moved_on, phone.log(moved_on, 1, lumbar_contact="lost"))) == [STORED] * 2
    row = row_of(moved_on)
    assert row.finished_at
    assert str(row.enrolment.uuid) == moved_on["plan"]
    assert life.place == (1, 0)


@pytest.mark.parametrize("told", [{"symptoms": ["numbness"]}, {"discomfort": 6}])
def test_a_warning_in_an_ended_program_stops_the_present_one_once(phone, life, moved_on, told):
    entry = phone.log(moved_on, 1, **told)
    assert said(phone.send(entry) + phone.send(entry)) == [STORED, KNOWN]
    assert len(life.position.open_stops) == 1


def test_a_morning_after_an_ended_program_is_kept_there(phone, life, moved_on):
    morning = phone.morning(3, 5, workout=moved_on["id"])
    phone.send(moved_on, morning)
    assert row_of(morning).enrolment == row_of(moved_on).enrolment
    assert life.place == (1, 0)


def test_a_warning_in_the_morning_after_an_ended_program_stops_the_present_one(
    phone, life, moved_on
):
    phone.send(moved_on)
    morning = phone.morning(3, 6, workout=moved_on["id"])
    phone.send(morning)
    assert life.is_stopped
    assert (row_of(morning).enrolment, row_of(morning).workout) == (life.enrolment, None)


# Warnings


NUMB = {"symptoms": ["numbness"]}

ODD = {
    "another body": lambda phone, own: own | NUMB,
    "not understood": lambda phone, own: own | NUMB | {"reps": "eight"},
    "no id": lambda phone, own: {k: v for k, v in (own | NUMB).items() if k != "id"},
    "no kind": lambda phone, own: own | NUMB | {"id": str(uuid4()), "type": "jump"},
    "a sign nobody knows beside it": lambda phone, own: (
        own | {"id": str(uuid4()), "symptoms": ["numbness", "hiccups"]}
    ),
    "no time": lambda phone, own: own | NUMB | {"id": str(uuid4()), "at": "yesterday"},
    "another plan": lambda phone, own: (
        own | NUMB | {"id": str(uuid4()), "workout": own["workout"] | {"plan": str(uuid4())}}
    ),
    "severe, not understood": lambda phone, own: (
        own | {"id": str(uuid4()), "reps": -1, "discomfort": 6}
    ),
    "after what never comes": lambda phone, own: (
        own | NUMB | {"id": str(uuid4()), "after": str(uuid4())}
    ),
    "a morning of no workout": lambda phone, own: phone.morning(
        1.5, 0, "numbness", workout=str(uuid4())
    ),
    "a severe morning of no workout": lambda phone, own: phone.morning(
        1.5, 6, workout=str(uuid4())
    ),
    "told whole, not understood": lambda phone, own: phone.begin(2, sets=[NUMB]),
    "told whole": lambda phone, own: phone.begin(
        2, sets=[{"reps": 1, "lumbar_contact": None, "pops": None, "discomfort": 7, "symptoms": []}]
    ),
    "a version of id that no phone makes": lambda phone, own: own | NUMB | {"id": str(UUID(int=5))},
    "a number that no set has": lambda phone, own: own | NUMB | {"id": str(uuid4()), "number": 21},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_warning_in_whatever_entry_stops_the_program_once(phone, life, odd):
    own = phone.log(phone.begin(), 1)
    phone.send(own)
    entry = odd(phone, own)
    for _ in range(2):
        phone.send(entry)
        assert life.is_stopped
    assert len(life.position.open_stops) == 1


def test_a_warning_waits_for_nothing(phone):
    told = phone.log(phone.begin(), 1, after=str(uuid4()), **NUMB)
    assert said(phone.send(told)) == [STORED]


def test_a_warning_in_a_refused_entry_keeps_its_time(phone):
    phone.send(phone.log(phone.begin(1), 1, reps=-1, **NUMB), day=3)
    assert SymptomReport.objects.get().performed_at == BEGIN + timedelta(days=1, minutes=2)


def test_discomfort_that_is_not_severe_in_a_refused_entry_stops_nothing(phone, life):
    phone.send(phone.log(phone.begin(), 1, reps=-1, discomfort=5))
    assert not life.is_stopped


def test_a_warning_before_any_program_locks_the_start(life, stranger):
    phone = Phone(life)
    own = {"account": str(stranger.public_id)}
    told = [phone.feel(1, "numbness", **own), phone.log(phone.begin(), 1, **own, **NUMB)]
    phone.life = Life(stranger)
    assert said(phone.send(*told)) == [STORED, refused("not-here")]
    assert services.screened(stranger).is_locked
    assert SymptomReport.objects.filter(client=stranger, enrolment=None).count() == 2


def test_a_late_warning_supersedes_an_advance(phone, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets, day=1.1)
    assert life.place == (1, 1)
    phone.send(phone.feel(0.9, "numbness"), day=4)
    assert life.is_stopped
    assert life.place == (1, 0)
    assert life.outcomes(row_of(workout)) == ["advance", "ignored"]


def test_a_warning_goes_first_whatever_its_place_in_the_batch(phone, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets, phone.feel(0.9, "numbness"))
    assert "advance" not in Decision.objects.values_list("outcome", flat=True)


# Mornings


def test_a_morning_goes_with_the_workout_before_it(phone, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets, phone.begin(3), phone.morning(2, 4))
    assert MorningReport.objects.get().workout == row_of(workout)
    assert life.standing(MorningReport.objects.get()).outcome == Outcome.SUBSTITUTE


def test_a_morning_told_twice_is_kept_beside_and_acts(phone, tablet, life):
    workout, *sets = phone.train(1)
    phone.send(workout, *sets, phone.morning(2, 0))
    assert life.place == (1, 1)
    again = tablet.morning(2.1, 4)
    assert said(tablet.send(again)) == [STORED]
    assert row_of(again).workout is None
    assert life.place == (0, 0)


def test_a_morning_waits_for_the_workout_that_it_names(phone):
    workout = phone.begin()
    morning = phone.morning(2, workout=workout["id"])
    assert said(phone.send(morning)) == [WAITS]
    assert said(phone.send(workout, morning)) == [STORED] * 2
    assert MorningReport.objects.get().workout == row_of(workout)


# Clocks


@pytest.mark.parametrize("days", [-400, -3, 0, 3, 400])
def test_a_clock_that_is_wrong_is_put_right(life, days):
    phone = Phone(life, behind=timedelta(days=days))
    workout, *sets = phone.train(1)
    phone.send(workout, *sets, day=2)
    row, delivery = row_of(workout), Delivery.objects.get(uuid=workout["id"])
    assert row.performed_at == BEGIN + timedelta(days=1)
    assert not delivery.is_time_doubtful
    assert delivery.skew_ms == days * 24 * 3600 * 1000
    assert delivery.said_at == workout["at"]
    assert delivery.received_at == BEGIN + timedelta(days=2)
    assert row_of(sets[0]).performed_at == BEGIN + timedelta(days=1, minutes=2)


IMPOSSIBLE = {
    "after it was sent": {"at": (BEGIN + timedelta(days=2, seconds=1)).isoformat()},
    "before the plan": {"at": (BEGIN - timedelta(seconds=1)).isoformat()},
    "the first day of all": {"at": "0001-01-01T00:00:00+14:00"},
    "the last day of all": {"at": "9999-12-31T23:59:59-12:00"},
}


@pytest.mark.parametrize("told", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_the_time_of_receipt_stands_in_for_an_impossible_one(phone, life, told):
    workout = phone.begin(**told)
    assert said(phone.send(workout, day=2)) == [STORED]
    row = row_of(workout)
    assert row.performed_at == BEGIN + timedelta(days=2)
    assert row.at.utcoffset() == datetime.fromisoformat(workout["at"]).utcoffset()
    assert Delivery.objects.get().is_time_doubtful


@pytest.mark.parametrize(("day", "doubtful"), [(-0.1, True), (0.1, False)])
def test_a_sign_keeps_its_time_from_the_first_plan_on(phone, life, moved_on, day, doubtful):
    Enrolment.objects.active().update(started_at=BEGIN + timedelta(days=2))
    told = phone.feel(day, "numbness")
    phone.send(told, day=3)
    assert Delivery.objects.get().is_time_doubtful == doubtful
    assert row_of(told).performed_at == BEGIN + timedelta(days=3 if doubtful else day)
    assert life.is_stopped


@pytest.mark.parametrize(("seconds", "doubtful"), [(0, False), (1, True)])
def test_sixty_days_are_possible_and_no_second_more(phone, life, seconds, doubtful):
    then = BEGIN + timedelta(days=1)
    workout = phone.begin(at=then.isoformat())
    day = 1 + LONGEST_WAIT / timedelta(days=1) + seconds / 86_400
    phone.send(workout, day=day)
    assert Delivery.objects.get().is_time_doubtful == doubtful
    assert (row_of(workout).performed_at == then) != doubtful


def test_the_day_is_the_one_of_the_phones_offset(phone, life):
    # The hour that comes twice when a summer ends: the offset says which one it was.
    told = [phone.begin(at=f"2026-10-25T02:30:00{offset}") for offset in ("+02:00", "+01:00")]
    phone.send(*told, day=60)
    rows = [row_of(workout) for workout in told]
    assert [row.utc_offset for row in rows] == [120, 60]
    assert rows[1].performed_at - rows[0].performed_at == timedelta(hours=1)
    assert {row.at.isoformat()[:16] for row in rows} == {"2026-10-25T02:30"}


# What is answered beside


def test_ids_that_were_acknowledged_and_are_not_here_are_asked_for(phone, life, stranger):
    workout = phone.begin()
    phone.send(workout)
    lost = uuid4()
    offered = [lost, UUID(workout["id"])]
    assert services.missing(client=life.client, offered=offered) == [lost]
    assert services.missing(client=stranger, offered=offered) == offered


def test_the_answer_says_where_the_workout_stands(phone, life):
    workout, first, *_ = phone.train(1)
    now = BEGIN + timedelta(days=1, hours=1)
    phone.send(workout, day=1.01)
    begun = services.standing(client=life.client, now=now)
    assert (begun.status, begun.workout) == ("active", UUID(workout["id"]))
    phone.send(first | {"pops": 1}, day=1.02)
    assert services.standing(client=life.client, now=now).node != begun.node
    left = services.standing(client=life.client, now=now + timedelta(hours=4))
    assert (left.workout, left.node) == (None, None)
    assert row_of(workout).finished_at


def test_who_is_on_no_program_stands_nowhere(stranger, life):
    assert services.standing(client=stranger, now=BEGIN) == Standing()


# Cost


def queries_by_kind(phone, life, day):
    """How often each kind of entry asks the database, in a batch of its own."""
    workout, first = phone.begin(day), None
    phone.send(workout, first := phone.log(workout, 1))
    asked = {}
    for entry in (
        phone.log(workout, 2),
        phone.undo(first),
        phone.finish(workout),
        phone.begin(day + 0.2),
        phone.morning(day + 0.3),
        phone.feel(day + 0.4, "numbness"),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert said(phone.send(entry)) == [STORED]
        asked[entry["type"]] = len(queries)
    life.clear_myself(*life.position.open_stops, day=day + 0.5)
    return asked


def test_one_entry_asks_as_much_after_many_workouts_as_after_one(phone, life):
    phone.send(*phone.train(1, {"lumbar_contact": "lost"}))
    few = queries_by_kind(phone, life, 2)
    for turn in range(60 if not os.environ.get("LONG") else 300):
        workout, told = phone.train(3 + turn / 100, {"lumbar_contact": "lost"})
        phone.send(workout, told, phone.finish(workout))
    assert queries_by_kind(phone, life, 8) == few
    assert max(few.values()) <= 40
    assert few["set"] <= 20
