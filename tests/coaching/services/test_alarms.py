"""No alarm in a set is ever turned away, whatever page, uuid or moment it comes from."""

from uuid import uuid4

import pytest

from coaching.models import SetReport, Workout
from coaching.rules.terms import Outcome
from coaching.services import NotFound, OutOfOrder, move_on
from coaching.services.workouts import STALE_AFTER
from tests.coaching.life import LOST, Life, one_set
from tests.coaching.services.alarms import complete, stops


def test_an_alarm_in_a_set_stops_the_program_and_ends_the_workout(life, alarm):
    workout = life.start()
    told = life.log(workout, 1, alarm)
    assert life.is_stopped
    assert life.standing(workout).outcome == Outcome.STOP
    assert Workout.objects.get().finished_at
    assert stops(life) == [str(told.uuid)]


@pytest.mark.parametrize("number", [1, 2, 5, 20])
def test_under_any_number(life, alarm, number):
    workout = life.start()
    life.log(workout, 1)
    life.log(workout, number, alarm, minutes=4)
    assert life.is_stopped


def test_under_a_uuid_that_was_used_in_this_workout(life, alarm):
    workout, uuid = life.start(), uuid4()
    life.log(workout, 1, uuid=uuid)
    first = life.log(workout, 1, alarm, uuid=uuid)
    assert life.log(workout, 1, alarm, uuid=uuid) == first
    assert life.is_stopped
    assert SetReport.objects.count() == 2


def test_under_a_uuid_that_was_used_in_another_workout(life, alarm):
    uuid = uuid4()
    before = life.start()
    life.log(before, 1, uuid=uuid)
    life.finish(before)
    workout = life.start(2)
    first = life.log(workout, 1, alarm, uuid=uuid)
    assert life.log(workout, 1, alarm, uuid=uuid) == first
    assert life.is_stopped


def test_under_a_uuid_of_somebody_elses(life, stranger, alarm):
    other = Life(stranger)
    other.enrol()
    theirs = other.log(other.start(), 1)
    life.log(life.start(), 1, alarm, uuid=theirs.uuid)
    assert life.is_stopped
    assert not other.is_stopped


@pytest.mark.parametrize("minutes", [8, STALE_AFTER.total_seconds() / 60, 5 * 24 * 60])
def test_on_the_page_of_a_workout_that_is_over(life, alarm, minutes):
    workout = life.train(1)
    life.log(workout, 4, alarm, minutes=minutes)
    assert life.is_stopped
    assert life.standing(workout).outcome == Outcome.STOP
    assert life.outcomes(workout) == ["advance", "stop"]


def test_on_the_page_of_an_earlier_workout_it_ends_the_present_one(life, alarm):
    before = life.train(1)
    life.start(2)
    life.log(before, 4, alarm, minutes=24 * 60 + 3)
    assert life.is_stopped
    assert not Workout.objects.under_way().exists()


def test_beyond_the_most_sets_a_workout_can_have(life, alarm):
    workout = life.start()
    life.log(workout, 1, one_set(discomfort=4))
    for number in range(2, 21):
        life.log(workout, number, minutes=number)
    with pytest.raises(OutOfOrder):
        life.log(workout, 21, minutes=21)
    uuid = uuid4()
    first = life.log(workout, 21, alarm, minutes=21, uuid=uuid)
    assert life.log(workout, 21, alarm, minutes=21, uuid=uuid) == first
    assert stops(life) == [str(first.uuid)]


def test_on_a_page_of_the_program_before(life_at, alarm):
    life = life_at(0, slug="reverse-crunch-base")
    workout = complete(life)
    move_on(client=life.client, uuid=uuid4(), moment=life.moment(60))
    uuid = uuid4()
    late = {"minutes": 80 * 24 * 60, "uuid": uuid}
    with pytest.raises(NotFound):
        life.log(workout, 4, **late)
    first = life.log(workout, 4, alarm, **late)
    assert life.log(workout, 4, alarm, **late) == first
    assert life.is_stopped
    assert stops(life) == [str(first.uuid)]


def test_during_a_stop_as_a_further_one(life, alarm):
    first = life.feel(1, "joint_locking")
    told = {"client": life.client, "enrolment": life.enrolment}
    workout = Workout.objects.create(**told, **life.moment(2).stamp(uuid4()))
    told = life.log(workout, 1, alarm)
    assert sorted(stops(life)) == sorted([str(first.uuid), str(told.uuid)])


def test_after_an_undone_set(life, alarm):
    workout = life.start()
    life.log(workout, 1, LOST)
    life.undo(workout)
    told = life.log(workout, 1, alarm)
    assert stops(life) == [str(told.uuid)]
