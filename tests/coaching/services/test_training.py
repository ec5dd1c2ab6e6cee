"""Workouts: begun once, told set by set in order, over when they are over."""

from uuid import uuid4

import pytest

from coaching.models import Decision, Note, SetReport, Workout
from coaching.models.starting import Answer
from coaching.rules.terms import Outcome
from coaching.services import (
    AlreadyReported,
    NotFound,
    OutOfOrder,
    ProgramStopped,
    annotate_workout,
    underway,
)
from coaching.services.workouts import STALE_AFTER
from tests.coaching.life import LOST, POPPED, Life, one_set

FOUR_HOURS = STALE_AFTER.total_seconds() / 60


def test_three_clean_sets_are_a_workout_and_add_repetitions(life):
    workout = life.train(1)
    assert workout.finished_at
    assert life.standing(workout).outcome == Outcome.ADVANCE
    assert life.place == (1, 1)


def test_the_last_set_asked_for_ends_the_workout_and_none_before(life):
    workout = life.start()
    for number in (1, 2):
        life.log(workout, number)
        assert Workout.objects.get().finished_at is None
    life.log(workout, 3)
    assert Workout.objects.get().finished_at


def test_every_set_is_answered_at_once(life):
    workout = life.start()
    told = life.log(workout, 1, POPPED)
    said = life.standing(told)
    assert (said.outcome, said.rule, said.set_report) == (Outcome.HOLD, "painless-pop", told)
    assert life.standing(workout) is None


def test_what_a_set_does_is_what_the_next_one_is_asked(life):
    workout = life.start()
    assert underway(life.enrolment, workout).position.level == 1
    life.log(workout, 1, LOST)
    assert underway(life.enrolment, workout).position.level == 0


def test_a_workout_is_begun_once_under_one_uuid(life):
    uuid = uuid4()
    assert life.start(uuid=uuid) == life.start(uuid=uuid)
    assert Workout.objects.count() == 1


def test_beginning_again_goes_on_with_the_workout_under_way(life):
    first = life.start()
    life.log(first, 1)
    assert life.start(minutes=30) == first


def test_a_finished_workout_is_not_begun_again_under_its_uuid(life):
    workout = life.train(1)
    assert life.start(uuid=workout.uuid, day=3) == workout


@pytest.mark.parametrize(("minutes", "goes_on"), [(-1, True), (0, False), (1, False)])
def test_a_workout_left_for_four_hours_is_over(life, minutes, goes_on):
    left = life.start()
    life.log(left, 1)
    following = life.start(minutes=FOUR_HOURS + minutes)
    assert (following == left) is goes_on
    assert (life.standing(left) is None) is goes_on


@pytest.mark.parametrize(("minutes", "is_kept"), [(-1, True), (0, False), (1, False)])
def test_a_set_told_four_hours_in_is_not_of_that_workout(life, minutes, is_kept):
    workout = life.start()
    life.log(workout, 1)
    life.log(workout, 2)
    if is_kept:
        life.log(workout, 3, minutes=FOUR_HOURS + minutes)
    else:
        with pytest.raises(OutOfOrder, match="over"):
            life.log(workout, 3, minutes=FOUR_HOURS + minutes)
    assert life.place == ((1, 1) if is_kept else (1, 0))


def test_a_set_done_in_time_counts_though_it_is_heard_of_days_later(life):
    workout = life.start()
    life.log(workout, 1)
    life.log(workout, 2)
    life.log(workout, 3, late=3)
    assert life.place == (1, 1)


def test_a_workout_ended_early_holds(life):
    workout = life.start()
    life.log(workout, 1)
    assert life.finish(workout).finished_at
    assert life.standing(workout).rule == "incomplete"
    assert life.place == (1, 0)


def test_ending_a_workout_twice_is_ending_it_once(life):
    workout = life.start()
    life.log(workout, 1)
    first = life.finish(workout)
    assert life.finish(workout, minutes=20).finished_at == first.finished_at
    assert life.outcomes(workout) == ["hold"]


def test_a_workout_without_a_set_is_kept_and_ignored(life):
    workout = life.start()
    life.finish(workout)
    assert life.standing(workout).outcome == Outcome.IGNORED
    assert life.position.last_workout_at is None


def test_a_set_that_was_done_before_an_early_end_counts_though_it_is_told_after(life):
    workout = life.start()
    life.log(workout, 1)
    life.log(workout, 2)
    life.finish(workout, minutes=10)
    life.log(workout, 3, minutes=6)
    assert life.outcomes(workout) == ["hold", "advance"]
    assert life.place == (1, 1)


def test_the_same_set_under_the_same_uuid_counts_once(life):
    workout, uuid = life.start(), uuid4()
    assert life.log(workout, 1, uuid=uuid) == life.log(workout, 1, uuid=uuid)
    assert SetReport.objects.count() == 1
    assert Decision.objects.filter(about="set").count() == 1


def test_other_answers_under_the_same_uuid_are_refused(life):
    workout, uuid = life.start(), uuid4()
    life.log(workout, 1, uuid=uuid)
    for number in (1, 2):
        with pytest.raises(AlreadyReported):
            life.log(workout, number, LOST, uuid=uuid)
    assert SetReport.objects.count() == 1
    assert life.place == (1, 0)


def test_a_set_number_is_told_by_one_device(life):
    workout = life.start()
    life.log(workout, 1)
    with pytest.raises(AlreadyReported, match="Set 1 is saved already"):
        life.log(workout, 1, POPPED)
    assert SetReport.objects.get().pops == 0


def test_sets_are_told_in_order(life):
    workout = life.start()
    with pytest.raises(OutOfOrder, match="Set 1 comes first"):
        life.log(workout, 2)
    assert not SetReport.objects.exists()


def test_a_set_may_follow_one_that_ended_the_workout_and_moves_nothing(life):
    workout = life.train(1, one_set(discomfort=4))
    place = life.place
    told = life.log(workout, 2, LOST)
    assert life.standing(told).rule == ""
    assert life.place == place


def test_no_set_advances_a_workout_that_a_sign_has_ended(life):
    workout = life.start()
    life.log(workout, 1)
    life.log(workout, 2)
    life.feel(1, "numbness", minutes=5)
    with pytest.raises(OutOfOrder, match="over"):
        life.log(workout, 3, minutes=6)
    assert life.standing(workout).outcome == Outcome.HOLD
    assert life.is_stopped


def test_no_set_counts_towards_what_a_physiotherapist_has_changed_since(life, desk):
    workout = life.start()
    life.log(workout, 1)
    life.log(workout, 2)
    desk.override(2, day=1 + 5 / 1440)
    with pytest.raises(OutOfOrder, match="over"):
        life.log(workout, 3, minutes=6)
    assert life.place == (2, 0)


def test_a_set_done_before_the_change_counts_and_the_change_stands(life, desk):
    workout = life.start()
    life.log(workout, 1)
    life.log(workout, 2)
    review = desk.override(2, day=1 + 5 / 1440)
    life.log(workout, 3, minutes=4)
    assert life.standing(workout).outcome == Outcome.ADVANCE
    assert life.standing(review).outcome == Outcome.OVERRIDE
    assert life.place == (2, 0)


def test_nobody_trains_while_stopped(life):
    life.feel(1, "numbness")
    with pytest.raises(ProgramStopped):
        life.start(2)
    assert not Workout.objects.exists()


@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNSURE])
def test_nobody_trains_while_an_answer_waits_for_an_agreement(life, answer):
    life.answer("hernia", answer, day=1)
    with pytest.raises(OutOfOrder, match="agreement"):
        life.start(2)
    life.agree(day=3)
    assert life.start(4)


def test_a_workout_of_somebody_else_is_not_there(life, stranger):
    workout = life.start()
    other = Life(stranger)
    other.enrol()
    other.start()
    for verb in (other.log, other.undo, other.finish):
        with pytest.raises(NotFound):
            verb(workout, 1) if verb == other.log else verb(workout)
    with pytest.raises(NotFound):
        other.correct(life.log(workout, 1), POPPED)
    with pytest.raises(NotFound):
        other.morning(workout)
    with pytest.raises(NotFound):
        annotate_workout(client=stranger, workout=workout.uuid, uuid=uuid4(), text="x", now=None)
    assert SetReport.objects.count() == 1
    assert not Note.objects.exists()


def test_a_uuid_of_somebody_elses_set_is_refused_and_shows_nothing(life, stranger):
    uuid = uuid4()
    life.log(life.start(), 1, uuid=uuid)
    other = Life(stranger)
    other.enrol()
    workout = other.start()
    with pytest.raises(AlreadyReported):
        other.log(workout, 1, uuid=uuid)
    assert SetReport.objects.count() == 1
    assert not Decision.objects.filter(enrolment=other.enrolment, about="set").exists()


def test_nobody_without_a_program_begins_a_workout(newcomer):
    with pytest.raises(NotFound):
        newcomer.start()


def test_a_note_is_kept_once_and_never_swallows_another(life):
    workout, uuid = life.train(1), uuid4()
    told = {"client": life.client, "workout": workout.uuid, "uuid": uuid}
    now = life.moment(2).received_at
    first = annotate_workout(text="Cold floor.", now=now, **told)
    assert annotate_workout(text="Cold floor.", now=now, **told) == first
    with pytest.raises(AlreadyReported):
        annotate_workout(text="Warm floor.", now=now, **told)
    assert Note.objects.get().text == "Cold floor."
