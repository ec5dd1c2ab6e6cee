"""No alarm is turned away that is told outside a workout, or before a program has begun."""

from datetime import timedelta
from uuid import uuid4

import pytest

from coaching.models import LimitTrial, SetReport, SymptomReport, Workout
from coaching.rules.terms import Outcome, Status
from coaching.services import AlreadyReported, OutOfOrder, Refusal, screened
from coaching.stops import open_stops
from tests.coaching.life import LOST, NUMB, SEVERE, Life, one_set
from tests.coaching.services.alarms import stops


def test_signs_are_heard_twice(life):
    life.feel(1, "numbness")
    life.feel(1, "numbness", minutes=1)
    assert len(stops(life)) == 2


def test_signs_count_once_under_one_uuid(life):
    uuid = uuid4()
    assert life.feel(1, "numbness", uuid=uuid) == life.feel(1, "numbness", uuid=uuid, minutes=1)
    assert len(stops(life)) == 1


def test_other_signs_under_a_used_uuid(life):
    uuid = uuid4()
    first = life.feel(1, "numbness", uuid=uuid)
    life.clear_myself(first, day=2)
    second = life.feel(3, "leg_weakness", uuid=uuid)
    assert life.feel(3, "leg_weakness", uuid=uuid) == second
    assert stops(life) == [str(second.uuid)]


def test_signs_under_a_uuid_of_somebody_elses(life, stranger):
    other = Life(stranger)
    other.enrol()
    theirs = other.feel(1, "numbness")
    ours = life.feel(1, "numbness", uuid=theirs.uuid)
    assert life.is_stopped
    assert ours.client == life.client


@pytest.mark.parametrize("kind", ["workout", "set", "morning"])
def test_signs_under_the_uuid_of_anything_else(life, kind):
    workout = life.train(1)
    rows = {"workout": workout, "set": SetReport.objects.first(), "morning": life.morning(workout)}
    report = life.feel(3, "numbness", uuid=rows[kind].uuid)
    assert stops(life) == [str(report.uuid)]
    assert str(report.uuid) != str(rows[kind].uuid)


def test_a_morning_under_the_uuid_of_a_stopping_workout_opens_nothing(life):
    workout = life.start()
    life.log(workout, 1, NUMB)
    life.morning(workout, 0, uuid=workout.uuid)
    assert life.is_stopped
    assert life.enrolment.position["open_stops"]


def test_signs_that_come_late_stop_the_program_and_undo_what_followed(life):
    before, after = life.train(1), life.train(3, *[one_set(10)] * 3)
    assert life.place == (1, 2)
    life.feel(2, "numbness", late=3)
    assert life.is_stopped
    assert life.place == (1, 1)
    assert life.outcomes(before) == ["advance"]
    assert life.outcomes(after) == ["advance", "ignored"]


def test_signs_that_come_late_stand_though_a_clearance_was_performed_since(life):
    first = life.feel(1, "numbness")
    life.clear_myself(first, day=5)
    late = life.feel(2, "sharp_pain", late=10)
    assert stops(life) == [str(late.uuid)]
    assert life.place == (1, 0)


def test_signs_from_before_the_enrolment_stop_it(life):
    life.feel(-3, "numbness", late=10)
    assert life.is_stopped


def test_signs_from_a_clock_that_runs_ahead_can_be_cleared_today(life):
    report = life.feel(1, "numbness")
    moment = life.moment(400)
    early = life.moment(2).received_at
    ahead = type(moment)(performed_at=moment.performed_at, received_at=early)
    assert ahead.performed_at == early
    life.clear_myself(report, day=3)
    assert life.position.status is Status.ACTIVE


def test_an_emergency_says_so(life):
    told = life.feel(1, "saddle_numbness")
    assert life.standing(told).outcome == Outcome.EMERGENCY


# Told before a program has begun


def test_signs_before_the_enrolment_lock_the_start(newcomer):
    newcomer.feel(0, "saddle_numbness")
    found = screened(newcomer.client)
    assert (found.is_locked, found.flagged) == (True, ("emergency",))
    with pytest.raises(OutOfOrder):
        newcomer.trial(1)


def test_in_a_trial(newcomer, alarm):
    newcomer.trial(1)
    newcomer.trial(2, alarm)
    assert newcomer.is_stopped
    assert newcomer.place == (2, 0)


def test_in_a_trial_that_is_sent_twice(newcomer, alarm):
    uuid = uuid4()
    assert newcomer.trial(1, alarm, uuid=uuid) == newcomer.trial(1, alarm, uuid=uuid)
    assert len(stops(newcomer)) == 1


def test_in_a_trial_under_a_used_uuid(newcomer, alarm):
    uuid = uuid4()
    newcomer.trial(1, uuid=uuid)
    with pytest.raises(AlreadyReported):
        newcomer.trial(1, LOST, uuid=uuid)
    newcomer.trial(1, alarm, uuid=uuid)
    assert newcomer.is_stopped


@pytest.mark.parametrize("level", [2, 3, 10, 100])
def test_in_a_trial_at_a_level_that_is_not_next_nobody_begins_beyond_it(newcomer, alarm, level):
    newcomer.trial(level, alarm)
    assert newcomer.is_stopped
    assert newcomer.place == (1, 0)


def test_in_a_trial_while_the_start_is_locked(newcomer, alarm):
    newcomer.feel(0, "numbness")
    newcomer.trial(1, alarm)
    assert newcomer.is_stopped
    told = SetReport.objects.get()
    newcomer.clear_myself(told, day=1)
    with pytest.raises(OutOfOrder, match="agreement"):
        newcomer.start(2)


def test_in_a_trial_before_the_questions(programs, person, alarm):
    Life(person).trial(1, alarm)
    assert Life(person).is_stopped


def test_in_a_trial_after_the_search(life, alarm):
    uuid = uuid4()
    life.start(0)
    assert life.trial(2, alarm, uuid=uuid) is None
    assert life.trial(2, alarm, uuid=uuid) is None
    assert len(stops(life)) == 1
    assert not Workout.objects.under_way().exists()


def test_a_trial_that_is_refused_leaves_nothing(life):
    with pytest.raises(Refusal):
        life.trial(1)
    assert not LimitTrial.objects.exists()


def test_a_report_of_no_sign_is_no_report(life):
    with pytest.raises(ValueError, match="at least one"):
        life.feel(1)
    assert not SymptomReport.objects.exists()


def test_a_workout_shows_the_signs_of_all_its_sets(life):
    workout = life.start()
    life.log(workout, 1, one_set(symptoms=["saddle_numbness"]))
    newest = life.log(workout, 2, one_set(symptoms=["sharp_pain"], discomfort=7))
    (stop,) = open_stops(life.enrolment)
    assert stop.is_emergency
    assert stop.symptoms == ("saddle_numbness", "sharp_pain")
    assert (stop.id, stop.discomfort) == (str(newest.uuid), 7)
    assert stop.seen_in == "sets 1 and 2 of a workout"


def test_stops_are_shown_with_emergencies_first_and_where_they_were_seen(life):
    workout = life.train(1)
    told = life.log(workout, 4, SEVERE)
    morning = life.morning(workout, 8, day=2)
    signs = life.feel(3, "saddle_numbness")
    life.feel(2.5, "numbness", late=2)
    found = open_stops(life.enrolment)
    assert [stop.card for stop in found] == [
        "emergency",
        "stop",
        "severe-discomfort",
        "severe-discomfort",
    ]
    assert [found[0].id, found[2].id, found[3].id] == [
        str(row.uuid) for row in (signs, morning, told)
    ]
    assert found[3].at == workout.performed_at
    assert found[3].seen_in == "set 4 of a workout"
    assert found[1].at - found[0].at == -timedelta(hours=12)
