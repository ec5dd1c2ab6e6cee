"""No alarm is turned away that is told in a correction or the next morning."""

from uuid import uuid4

import pytest

from coaching.models import MorningReport, SetReport, Workout
from coaching.services import AlreadyReported, NotFound, move_on
from coaching.stops import open_stops
from tests.coaching.life import CLEAN, LOST, NUMB, one_set
from tests.coaching.services.alarms import complete, stops


def test_in_a_correction(life, alarm):
    workout = life.train(1)
    told = SetReport.objects.get(number=2)
    life.correct(told, alarm)
    assert life.is_stopped
    assert life.outcomes(workout) == ["advance", "stop"]


def test_in_a_correction_of_the_workout_under_way(life, alarm):
    workout = life.start()
    told = life.log(workout, 1)
    life.correct(told, alarm)
    assert life.is_stopped
    assert not Workout.objects.under_way().exists()


def test_in_a_correction_that_came_too_late(life, alarm):
    life.train(1)
    told = SetReport.objects.get(number=2)
    life.correct(told, LOST)
    with pytest.raises(AlreadyReported):
        life.correct(told, CLEAN)
    uuid = uuid4()
    assert life.correct(told, alarm, uuid=uuid) == life.correct(told, alarm, uuid=uuid)
    assert len(stops(life)) == 1


def test_in_a_correction_under_a_used_uuid(life, alarm):
    life.train(1)
    first, second = SetReport.objects.filter(number__in=(1, 2))
    assert life.correct(first, alarm, uuid=second.uuid).uuid != second.uuid
    assert life.is_stopped


def test_in_a_correction_that_also_removes_a_sign(life):
    told = life.log(life.start(), 1, NUMB)
    life.clear_myself(told, day=2)
    life.correct(told, one_set(symptoms=["sharp_pain"]))
    (stop,) = open_stops(life.enrolment)
    assert stop.symptoms == ("sharp_pain",)
    assert stop.id != str(told.uuid)


def test_in_a_correction_of_a_set_that_was_taken_back(life, alarm):
    workout = life.start()
    life.log(workout, 1)
    withdrawn = life.undo(workout)
    with pytest.raises(NotFound):
        life.correct(withdrawn, LOST)
    life.correct(withdrawn, alarm)
    assert life.is_stopped


def test_what_was_told_before_is_no_news_in_a_correction_that_does_not_fit(life):
    told = life.log(life.start(), 1, NUMB)
    life.correct(told, one_set(7, symptoms=["numbness"]))
    with pytest.raises(AlreadyReported):
        life.correct(told, one_set(5, symptoms=["numbness"]))
    assert len(stops(life)) == 1


# Told the next morning


@pytest.mark.parametrize("told", [(0, "numbness"), (6,), (None, "sharp_pain")])
def test_in_a_morning(life, told):
    report = life.morning(life.train(1), *told)
    assert stops(life) == [str(report.uuid)]


@pytest.mark.parametrize(("discomfort", "is_stopped"), [(5, False), (6, True)])
def test_a_morning_stops_from_severe_on(life, discomfort, is_stopped):
    life.morning(life.train(1), discomfort)
    assert life.is_stopped is is_stopped


@pytest.mark.parametrize("same_uuid", [True, False])
def test_in_a_second_morning(life, same_uuid):
    workout, uuid = life.train(1), uuid4()
    life.morning(workout, 0, uuid=uuid)
    again = uuid if same_uuid else uuid4()
    first = life.morning(workout, 0, "numbness", uuid=again)
    assert life.morning(workout, 0, "numbness", uuid=again) == first
    assert life.is_stopped
    assert MorningReport.objects.count() == 2


def test_in_a_morning_under_the_uuid_of_another(life):
    uuid = uuid4()
    life.morning(life.train(1), 0, uuid=uuid)
    life.morning(life.train(3, one_set(10)), 0, "numbness", uuid=uuid, day=4)
    assert life.is_stopped


def test_in_a_morning_it_ends_the_workout_under_way(life):
    before = life.train(1)
    life.start(2)
    life.morning(before, 7, day=2, minutes=1)
    assert not Workout.objects.under_way().exists()


def test_in_a_morning_after_a_workout_of_the_program_before(life_at):
    life = life_at(0, slug="reverse-crunch-base")
    workout = complete(life)
    move_on(client=life.client, uuid=uuid4(), moment=life.moment(60))
    with pytest.raises(AlreadyReported):
        life.morning(workout, 3, day=61)
    life.morning(workout, 6, day=61)
    assert life.is_stopped
