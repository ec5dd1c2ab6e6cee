"""What every test of an alarm needs."""

from coaching.models import Workout
from coaching.stops import open_stops
from tests.coaching.life import NUMB, SEVERE, Life, one_set

ALARMS = {"sign": NUMB, "severe": SEVERE}


def stops(life: Life) -> list[str]:
    """What a clearance can name."""
    return [stop.id for stop in open_stops(life.enrolment)]


def complete(life: Life) -> Workout:
    """Train the reverse crunch program to its end; the last workout is returned."""
    program, day = life.enrolment.program.rules, 0
    while not life.enrolment.is_completed:
        day += 1
        reps = program.reps(life.position)
        workout = life.train(day, *[one_set(reps)] * program.sets)
    return workout
