"""What is kept of a set, and which day a workout was on."""

import pytest

from coaching.models import SetReport, Workout
from coaching.rules.terms import Hands, Phase, PopLocation
from coaching.services import (
    underway,
)
from tests.coaching.life import CLEAN, Life, one_set


def test_every_answer_is_kept_and_not_asked_is_not_zero(life):
    report = one_set(7, pops=2, lowest_angle=61.5)
    facts = {
        "pop_location": PopLocation.LOWER_BACK,
        "pop_phase": Phase.LOWERING,
        "pop_repetitions": (2, 5),
        "effort": 6,
        "hands": Hands.CROSSED,
    }
    workout = life.start()
    told = SetReport.objects.get(pk=life.log(workout, 1, report, **facts).pk)
    assert told.as_reported == report
    assert (told.pop_location, told.pop_phase, told.hands) == ("lower_back", "lowering", "crossed")
    assert (told.pop_repetitions, told.effort) == ([2, 5], 6)
    unasked = one_set(lumbar_contact=None, pops=None, discomfort=None)
    told = SetReport.objects.get(pk=life.log(workout, 2, unasked).pk)
    assert (told.lumbar_contact, told.pops, told.discomfort) == (None, None, None)


@pytest.mark.parametrize("unanswered", ["lumbar_contact", "pops", "discomfort"])
def test_an_unanswered_question_never_advances(life, unanswered):
    workout = life.train(1, CLEAN, one_set(**{unanswered: None}), CLEAN)
    assert life.standing(workout).rule == "unanswered"
    assert life.place == (1, 0)


def test_two_workouts_on_one_day_advance_once(life):
    life.train(1)
    workout = life.start(1, minutes=60)
    for number in (1, 2, 3):
        life.log(workout, number, one_set(10))
    assert life.standing(workout).rule == "same-day"
    assert life.place == (1, 1)


def test_the_day_is_the_one_of_the_clients_own_clock(programs, make_person):
    life = Life(make_person("kiri@example.org", time_zone="Pacific/Auckland"))
    life.answer_all()
    life.enrol()
    # 11:00 and 13:00 in UTC are two days in Auckland.
    for minutes, reps in ((3 * 60, 8), (5 * 60, 10)):
        workout = life.start(1, minutes=minutes)
        for number in (1, 2, 3):
            life.log(workout, number, one_set(reps))
    assert life.place == (1, 2)


@pytest.mark.parametrize(("days", "level"), [(13.9, 3), (14, 2), (28, 1)])
def test_a_break_of_two_weeks_begins_easier(life_at, days, level):
    life = life_at(3)
    life.train(1, CLEAN)
    life.finish(Workout.objects.get())
    workout = life.start(1 + days)
    assert underway(life.enrolment, workout).position.level == level
