"""The same entries in another order: the same facts, the same decisions, the same position."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from coaching import services
from coaching.models import Enrolment
from coaching.services.settling import is_settled
from tests.coaching.life import BEGIN, Life
from tests.coaching.limits import program_that_stops_from
from tests.coaching.phone import Entry, Phone, decisions, facts, shuffled

LONG = bool(os.environ.get("LONG"))
SEEDS = range(20 if LONG else 2)
WORKOUTS = 98 if LONG else 12
EXAMPLES = 300 if LONG else 6

THE_END = 60


@contextmanager
def undone() -> Iterator[None]:
    """Nothing of it is left behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def outcome(life: Life) -> tuple[object, ...]:
    """All that may not depend on the order; the fold must agree with it."""
    services.standing(client=life.client, now=BEGIN + timedelta(days=THE_END))
    assert is_settled(life.enrolment)
    return life.position, life.enrolment.status, facts(life), decisions(life)


def in_time(phone: Phone, entries: Sequence[Entry]) -> tuple[object, ...]:
    """What comes of entries that are sent one by one, when they are made."""
    with undone():
        for entry in entries:
            day = (datetime.fromisoformat(entry["at"]) - BEGIN) / timedelta(days=1)
            [result] = phone.send(entry, day=day)
            assert result.status == "stored", result
        return outcome(phone.life)


def in_any_order(phone: Phone, entries: Sequence[Entry], *, by: int) -> tuple[object, ...]:
    """What comes of them when they come in like this, on one day, until nothing waits."""
    with undone():
        phone.send_until_nothing_waits(entries, by=by, day=THE_END)
        return outcome(phone.life)


def rich_history(phone: Phone, workouts: int, chance: Random) -> list[Entry]:
    """Workouts with everything that can happen in and after one; a warning near the end."""
    for number in range(workouts):
        day, reps = 1 + number * 50 / workouts, chance.choice([8, 8, 10, 12])
        happening = HAPPENINGS[number % len(HAPPENINGS)]
        happening(phone, phone.begin(day), reps, chance)
        if chance.random() < 0.7:
            last = [entry for entry in phone.outbox if entry["type"] == "workout"][-1]
            phone.morning(day + 0.3, chance.choice([None, 0, 0, 2, 5]), workout=last["id"])
    phone.feel(47, "numbness")
    return sorted(phone.outbox, key=lambda entry: datetime.fromisoformat(entry["at"]))


def clean(phone, workout, reps, chance):
    for number in (1, 2, 3):
        phone.log(workout, number, reps)


def told_anew(phone, workout, reps, chance):
    clean(phone, workout, reps, chance)
    undo = phone.undo(phone.outbox[-1])
    again = phone.log(workout, 3, reps, after=undo["id"], pops=chance.randrange(2))
    again["at"] = later(undo)


def taken_back(phone, workout, reps, chance):
    clean(phone, workout, reps, chance)
    phone.undo(phone.outbox[-1])
    phone.finish(workout)


def finished_taken_back_and_finished(phone, workout, reps, chance):
    clean(phone, workout, reps, chance)
    phone.finish(workout, minutes=7)
    undo = phone.undo(phone.outbox[-2], minutes=2)
    again = phone.log(workout, 3, reps, after=undo["id"], lumbar_contact="unsure")
    again["at"] = later(undo)
    phone.finish(workout, minutes=15)


def left(phone, workout, reps, chance):
    phone.log(workout, 1, reps)
    phone.log(workout, 2, reps, discomfort=chance.randrange(5))


def cut_short(phone, workout, reps, chance):
    left(phone, workout, reps, chance)
    phone.finish(workout)


def with_a_gap(phone, workout, reps, chance):
    phone.log(workout, 1, reps)
    phone.log(workout, 3, reps)


def longer_than_asked(phone, workout, reps, chance):
    clean(phone, workout, reps, chance)
    phone.log(workout, 4, reps, lumbar_contact="lost")


HAPPENINGS = (
    clean,
    clean,
    told_anew,
    clean,
    taken_back,
    finished_taken_back_and_finished,
    left,
    cut_short,
    with_a_gap,
    longer_than_asked,
)


def later(entry: Entry) -> str:
    """A minute after another entry."""
    return (datetime.fromisoformat(entry["at"]) + timedelta(minutes=1)).isoformat()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rich_history_in_any_order_gives_what_the_timely_order_gives(life, seed):
    """More than 500 entries in the long run."""
    phone = Phone(life)
    entries = rich_history(phone, WORKOUTS, Random(seed))
    assert len(entries) > 5 * WORKOUTS
    assert in_any_order(phone, shuffled(entries, seed), by=50) == in_time(phone, entries)


@given(chance=st.randoms(use_true_random=False), workouts=st.integers(1, 4), by=st.integers(1, 50))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_order_and_no_batch_size_changes_what_comes_of_it(
    programs: None, person: User, chance: Random, workouts: int, by: int
) -> None:
    with undone():
        life = Life(person)
        life.enrol(2)
        phone = Phone(life)
        entries = rich_history(phone, workouts, chance)
        assert in_any_order(phone, shuffled(entries, chance), by=by) == in_time(phone, entries)


# Of several programs

hurts = st.tuples(st.integers(0, 2), st.sampled_from([0, 2, 3, 4, 5, 6, 7]), st.booleans())
"""On which program, how much, and whether it is told of the morning."""


def on_three_programs(life: Life, limits: Sequence[int]) -> list[Enrolment]:
    """One after another; the client is on the last one."""
    plans = []
    for place, limit in enumerate(limits):
        Enrolment.objects.filter(client=life.client).active().update(
            ended_at=BEGIN + timedelta(days=place)
        )
        plans.append(life.enrol(1, slug=program_that_stops_from(limit).slug))
    return plans


@given(
    limits=st.lists(st.integers(3, 6), min_size=3, max_size=3),
    told=st.lists(hurts, min_size=1, max_size=6),
    by=st.integers(1, 50),
    chance=st.randoms(use_true_random=False),
)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_in_any_order_the_present_program_stops_for_what_any_of_two_limits_stops_for(
    programs: None, person: User, limits: list[int], told: list, by: int, chance: Random
) -> None:
    with undone():
        life = Life(person)
        plans = on_three_programs(life, limits)
        phone = Phone(life)
        for number, (place, hurt, in_the_morning) in enumerate(told):
            day = 10 + 2 * number
            workout = phone.begin(day, plan=str(plans[place].uuid))
            phone.log(workout, 1, discomfort=0 if in_the_morning else hurt)
            phone.finish(workout)
            if in_the_morning and (place < 2 or hurt < limits[2]):
                phone.morning(day + 1, hurt, workout=workout["id"])
        in_order = in_any_order(phone, phone.outbox, by=1)
        shuffling = shuffled(phone.outbox, chance)
        assert in_any_order(phone, shuffling, by=by) == in_order
        phone.send_until_nothing_waits(shuffling, by=by, day=THE_END)
        alarms = [
            number
            for number, (place, hurt, in_the_morning) in enumerate(told)
            if hurt >= min(limits[place], limits[2]) and not (place == 2 and in_the_morning)
        ]
        assert len(life.position.open_stops) == len(alarms)
        assert life.is_stopped == bool(alarms)
        assert all(map(is_settled, Enrolment.objects.select_related("program", "client")))
