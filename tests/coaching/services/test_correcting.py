"""A set can be taken back or told anew; a warning never can, and no telling is lost."""

from uuid import uuid4

import pytest

from coaching.models import Decision, SetReport, Workout
from coaching.rules.terms import Outcome
from coaching.services import AlreadyReported, NotAllowed, OutOfOrder
from coaching.services.workouts import STALE_AFTER
from coaching.stops import open_stops
from tests.coaching.life import CLEAN, LOST, NUMB, POPPED, SEVERE, About, one_set

# Taking back


def test_a_set_taken_back_is_kept_and_no_longer_counts(life):
    workout = life.start()
    told = life.log(workout, 1, LOST)
    assert life.place == (0, 0)
    withdrawn = life.undo(workout)
    assert life.place == (1, 0)
    assert (withdrawn.replaces, withdrawn.is_withdrawn) == (told, True)
    assert not SetReport.objects.as_last_told().exists()


def test_a_set_taken_back_is_told_again_under_its_number(life):
    workout = life.start()
    life.log(workout, 1, LOST)
    withdrawn = life.undo(workout)
    told = life.log(workout, 1)
    assert (told.number, told.replaces) == (1, withdrawn)
    assert SetReport.objects.as_last_told().get() == told


def test_what_was_said_of_a_set_taken_back_no_longer_stands(life):
    workout = life.start()
    told = life.log(workout, 1, LOST)
    life.undo(workout)
    assert life.outcomes(told) == [Outcome.SUBSTITUTE, Outcome.IGNORED]
    said = life.standing(told).said
    assert said["title"] == "Taken back"
    assert said["before"] == said["after"]
    life.log(workout, 1, POPPED)
    assert life.outcomes(told) == [Outcome.SUBSTITUTE, Outcome.IGNORED, Outcome.HOLD]


def test_no_advance_stands_for_a_workout_whose_last_set_is_taken_back(life):
    workout = life.train(1)
    life.undo(workout)
    assert life.outcomes(workout) == [Outcome.ADVANCE, Outcome.IGNORED]
    assert life.place == (1, 0)
    assert Workout.objects.under_way().get() == workout
    life.log(workout, 3, POPPED, minutes=14)
    assert life.outcomes(workout) == [Outcome.ADVANCE, Outcome.IGNORED, Outcome.HOLD]
    assert Workout.objects.finished().get() == workout


def test_sets_are_taken_back_one_after_another(life):
    workout = life.train(1)
    for left in (2, 1, 0):
        life.undo(workout)
        assert SetReport.objects.as_last_told().count() == left
    with pytest.raises(OutOfOrder, match="no set"):
        life.undo(workout)
    standing = Decision.objects.standing().exclude(about=About.START)
    assert {decision.outcome for decision in standing} == {Outcome.IGNORED}


def test_taking_back_twice_under_one_uuid_is_taking_back_once(life):
    workout, uuid = life.train(1), uuid4()
    assert life.undo(workout, uuid=uuid) == life.undo(workout, uuid=uuid)
    assert SetReport.objects.as_last_told().count() == 2


@pytest.mark.parametrize("alarm", [NUMB, SEVERE])
def test_a_warning_is_not_taken_back(life, alarm):
    workout = life.start()
    life.log(workout, 1, alarm)
    with pytest.raises(NotAllowed, match="cleared"):
        life.undo(workout)
    assert life.is_stopped


def test_taking_back_what_came_after_a_warning_leaves_the_workout_over(life):
    workout = life.start()
    life.log(workout, 1, NUMB)
    life.log(workout, 2)
    life.undo(workout)
    assert life.is_stopped
    assert not Workout.objects.under_way().exists()
    assert life.standing(workout).outcome == Outcome.STOP


def test_nothing_is_taken_back_once_something_came_after_it(life):
    workout = life.train(1)
    life.morning(workout)
    with pytest.raises(NotAllowed, match="came after"):
        life.undo(workout)


def test_nothing_is_taken_back_once_another_workout_goes_on(life):
    workout = life.train(1)
    life.start(1, minutes=30)
    with pytest.raises(NotAllowed):
        life.undo(workout)


def test_nothing_is_taken_back_once_somebody_reviewed_it(life, desk):
    workout = life.train(1)
    desk.override(3, day=2)
    with pytest.raises(NotAllowed):
        life.undo(workout, minutes=30)
    assert life.place == (3, 0)


@pytest.mark.parametrize(("minutes", "is_kept"), [(-1, False), (0, True), (1, True)])
def test_nothing_is_taken_back_from_a_workout_of_four_hours_ago(life, minutes, is_kept):
    workout = life.train(1)
    minutes += STALE_AFTER.total_seconds() / 60
    if is_kept:
        with pytest.raises(NotAllowed):
            life.undo(workout, minutes=minutes)
    else:
        life.undo(workout, minutes=minutes)
    assert life.place == ((1, 1) if is_kept else (1, 0))


# Telling anew


def test_a_correction_keeps_every_telling_in_a_trail(life):
    life.train(1)
    first = SetReport.objects.get(number=2)
    second = life.correct(first, POPPED)
    third = life.correct(second, LOST)
    assert (third.replaces, second.replaces, first.replaces) == (second, first, None)
    assert SetReport.objects.get(pk=first.pk).pops == 0
    assert SetReport.objects.as_last_told().get(number=2) == third


def test_a_correction_counts_as_if_it_had_been_told_in_time(life):
    workout = life.train(1)
    told = SetReport.objects.get(number=1)
    life.correct(told, LOST)
    assert life.place == (0, 0)
    assert life.outcomes(workout) == [Outcome.ADVANCE, Outcome.SUBSTITUTE]
    assert life.outcomes(told) == [Outcome.HOLD, Outcome.SUBSTITUTE]


def test_a_correction_for_the_better_counts_too(life):
    life.train(1, CLEAN, one_set(7), CLEAN)
    assert life.place == (1, 0)
    life.correct(SetReport.objects.get(number=2), CLEAN)
    assert life.place == (1, 1)


def test_a_correction_that_ends_the_workout_under_way_ends_it(life):
    workout = life.start()
    told = life.log(workout, 1)
    life.correct(told, one_set(discomfort=4), day=1)
    assert Workout.objects.finished().get() == workout


def test_the_same_correction_under_the_same_uuid_counts_once(life):
    life.train(1)
    told, uuid = SetReport.objects.get(number=1), uuid4()
    assert life.correct(told, LOST, uuid=uuid) == life.correct(told, LOST, uuid=uuid)
    assert SetReport.objects.count() == 4


def test_two_devices_do_not_correct_one_telling(life):
    life.train(1)
    told = SetReport.objects.get(number=1)
    life.correct(told, LOST)
    with pytest.raises(AlreadyReported, match="corrected already"):
        life.correct(told, POPPED)


def test_a_correction_of_an_earlier_telling_is_refused(life):
    life.train(1)
    told = SetReport.objects.get(number=1)
    with pytest.raises(AlreadyReported):
        life.correct(told, POPPED, uuid=told.uuid)
    assert SetReport.objects.count() == 3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NUMB, CLEAN),
        (NUMB, SEVERE),
        (SEVERE, CLEAN),
        (SEVERE, one_set(discomfort=5)),
        (SEVERE, one_set(discomfort=None)),
        (one_set(symptoms=["numbness", "sharp_pain"]), NUMB),
        (one_set(symptoms=["numbness"], discomfort=8), NUMB),
    ],
)
def test_no_warning_is_removed_by_a_correction(life, before, after):
    told = life.log(life.start(), 1, before)
    known = [stop.symptoms for stop in open_stops(life.enrolment)]
    try:
        life.correct(told, after)
    except NotAllowed:
        assert SetReport.objects.get() == told
    assert set(known) <= {stop.symptoms for stop in open_stops(life.enrolment)}
    assert SetReport.objects.as_last_told().filter(pk=told.pk).exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NUMB, one_set(3, symptoms=["numbness"])),
        (one_set(discomfort=9), SEVERE),
        (NUMB, one_set(symptoms=["numbness", "sharp_pain"])),
        (CLEAN, NUMB),
    ],
)
def test_what_keeps_every_warning_can_be_corrected(life, before, after):
    told = life.log(life.start(), 1, before)
    assert life.correct(told, after).replaces == told
    assert life.is_stopped


# What a clearance has seen


@pytest.mark.parametrize(
    "after",
    [
        one_set(symptoms=["numbness", "sharp_pain"]),
        one_set(symptoms=["numbness"], discomfort=6),
    ],
)
def test_a_clearance_does_not_cover_a_sign_that_a_correction_added_since(life, after):
    told = life.log(life.start(), 1, NUMB)
    review = life.clear_myself(told, day=2)
    assert not life.is_stopped
    newer = life.correct(told, after, day=3)
    assert [stop.id for stop in open_stops(life.enrolment)] == [str(newer.uuid)]
    assert life.outcomes(review) == [Outcome.CLEAR, Outcome.IGNORED]
    life.clear_myself(newer, day=4)
    assert not life.is_stopped


def test_a_clearance_does_not_cover_worse_discomfort_that_was_told_since(life):
    told = life.log(life.start(), 1, SEVERE)
    life.clear_myself(told, day=2)
    life.correct(told, one_set(discomfort=9), day=3)
    assert life.is_stopped


def test_a_clearance_covers_a_correction_that_adds_no_warning(life):
    told = life.log(life.start(), 1, NUMB)
    life.clear_myself(told, day=2)
    life.correct(told, one_set(5, symptoms=["numbness"], pops=2), day=3)
    assert not life.is_stopped


def test_a_clearance_does_not_cover_a_further_set_that_it_has_not_seen(life):
    workout = life.start()
    first = life.log(workout, 1, NUMB)
    second = life.log(workout, 2, SEVERE)
    life.clear_myself(first, day=2)
    assert life.is_stopped
    life.clear_myself(second, day=3)
    assert not life.is_stopped
