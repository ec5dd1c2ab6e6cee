"""Whatever is told, in whatever order: what must always hold."""

import os
from itertools import count
from random import Random
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from coaching import chronicle
from coaching.models import (
    Decision,
    MorningReport,
    Review,
    SetReport,
    SymptomReport,
    Workout,
)
from coaching.rules.moves import as_of
from coaching.rules.terms import LumbarContact, Outcome
from coaching.services import Refusal
from coaching.services.settling import entry_of, is_settled, keep_start, settle
from tests.coaching.desk import Desk
from tests.coaching.life import Life, assert_one_of_each, one_set

EXAMPLES = 1_000 if os.environ.get("LONG") else 20

ROWS = (Workout, MorningReport, SymptomReport, Review)
ENTRIES = {
    MorningReport: chronicle.morning_entry,
    SymptomReport: chronicle.symptom_entry,
    Review: chronicle.review_entry,
}

unclean = st.builds(
    one_set,
    reps=st.sampled_from([7, 12]),
    lumbar_contact=st.sampled_from([*LumbarContact, None]),
    pops=st.sampled_from([None, 0, 0, 1]),
    discomfort=st.sampled_from([None, 0, 0, 1, 4, 6]),
    symptoms=st.sampled_from([[], [], [], ["numbness"], ["saddle_numbness"]]),
)
reports = st.one_of(st.just(one_set(12)), st.just(one_set(12)), unclean)
small = st.integers(0, 3)
late = st.sampled_from([0, 0, 0.2, 2, 9])

lasting = st.sampled_from([None, 0.005, 1, 3, 20])

acts = st.one_of(
    st.tuples(st.just("train"), st.lists(reports, min_size=1, max_size=4)),
    st.tuples(st.just("train"), st.just([one_set(12)] * 3)),
    st.tuples(st.just("log"), small, st.integers(1, 4), reports),
    st.tuples(st.just("again"), small, reports),
    st.tuples(st.just("undo"), small),
    st.tuples(st.just("correct"), small, reports),
    st.tuples(st.just("finish"), small),
    st.tuples(st.just("feel"), st.sampled_from(["numbness", "leg_weakness"]), late),
    st.tuples(st.just("morning"), small, st.sampled_from([None, 0, 3, 6]), late),
    st.tuples(st.just("clear"), st.booleans(), st.sampled_from([None, 0, 5])),
    st.tuples(st.just("override"), st.integers(0, 10), st.integers(0, 2), lasting),
    st.tuples(st.just("ceiling"), st.integers(1, 10), lasting),
    st.tuples(st.just("pause"), lasting),
    st.tuples(st.just("resume")),
    st.tuples(st.just("doses"), st.sampled_from([1, 2, None]), lasting),
)
days = st.lists(st.tuples(st.sampled_from([0.01, 1, 2, 15]), acts), min_size=1, max_size=9)


class Anything:
    """A client to whom anything may happen; what is refused has not happened."""

    def __init__(self, life, desk):
        self.life, self.desk, self.day = life, desk, 0.0
        self.uuids = (UUID(int=number, version=4) for number in count(1))

    def do(self, gap, act, *told):
        self.day += gap
        try:
            getattr(self, act)(*told)
        except Refusal:
            return False
        return True

    def workout(self, back):
        found = list(Workout.objects.order_by("-performed_at", "-pk")[: back + 1])
        return found[-1] if found else None

    def train(self, told):
        workout = self.life.start(self.day, uuid=next(self.uuids))
        for number, report in enumerate(told, start=1):
            self.life.log(workout, number, report, uuid=next(self.uuids))

    def log(self, back, number, report):
        if workout := self.workout(back):
            minutes = (
                self.life.moment(self.day).performed_at - workout.performed_at
            ).total_seconds() / 60
            self.life.log(workout, number, report, uuid=next(self.uuids), minutes=minutes)

    def again(self, back, report):
        """Something else under the uuid of the last set."""
        told, workout = SetReport.objects.last(), self.workout(back)
        if told:
            self.life.log(workout, told.number, report, uuid=told.uuid)

    def undo(self, back):
        if workout := self.workout(back):
            self.life.undo(workout, uuid=next(self.uuids))

    def correct(self, back, report):
        told = SetReport.objects.order_by("-pk")[: back + 1]
        if told:
            self.life.correct(list(told)[-1], report, uuid=next(self.uuids), day=self.day)

    def finish(self, back):
        if workout := self.workout(back):
            self.life.finish(workout)

    def feel(self, sign, late):
        self.life.feel(self.day - late, sign, uuid=next(self.uuids), late=late)

    def morning(self, back, discomfort, late):
        if workout := self.workout(back):
            told = {"uuid": next(self.uuids), "day": self.day - late, "late": late}
            self.life.morning(workout, discomfort, **told)

    def clear(self, everything, level):
        stops = self.life.position.open_stops
        named = stops if everything else stops[:1]
        self.desk.clear(*named, day=self.day, level=level, uuid=next(self.uuids))

    def override(self, level, rep_step, lasting):
        rep_step = min(rep_step, len(self.rep_steps) - 1)
        self.desk.override(level, rep_step, **self.now(lasting))

    def ceiling(self, level, lasting):
        self.desk.ceiling(level, **self.now(lasting))

    def pause(self, lasting):
        self.desk.pause(**self.now(lasting))

    def resume(self):
        self.desk.resume(day=self.day, uuid=next(self.uuids))

    def doses(self, sets, lasting):
        doses = {"sets": sets, "rep_steps": [6, 12]} if sets else {}
        self.desk.doses(**doses, **self.now(lasting))

    def now(self, lasting):
        until = None if lasting is None else self.day + lasting
        return {"day": self.day, "uuid": next(self.uuids), "until": until}

    @property
    def rep_steps(self):
        rules, at = self.life.enrolment.program.rules, self.life.moment(self.day).performed_at
        return rules.dosed(as_of(rules, self.life.position, at)).rep_steps


def is_new_alarm(act, told):
    """Whether an act tells of a sign or of severe discomfort that nobody can know of."""
    if act == "log":
        return bool(told[-1].symptoms) or (told[-1].discomfort or 0) >= 6
    return act == "feel" or (act == "morning" and told[1] == 6)


def is_clean(report):
    told = (report.lumbar_contact, report.pops, report.discomfort, report.symptoms)
    return told == ("held", 0, 0, [])


def no_unclean_workout_advances():
    advances = Decision.objects.standing().filter(about="workout", outcome=Outcome.ADVANCE)
    return all(
        is_clean(report)
        for decision in advances
        for report in SetReport.objects.as_last_told().filter(workout=decision.workout_id)
    )


def delivered_again(enrolment, order):
    """The position after every row was taken away and came in again in another order."""
    tellings = list(SetReport.objects.order_by("pk"))
    rows = [row for model in ROWS for row in model.objects.all()]
    Decision.objects.all().delete()
    for model in (MorningReport, SymptomReport, Review, Workout):
        model.objects.all().delete()
    keep_start(enrolment)
    for row in sorted(rows, key=lambda row: order.random()):
        if isinstance(row, MorningReport) and not Workout.objects.filter(pk=row.workout_id):
            row.workout_id = None
        row.save(force_insert=True)
        for told in tellings:
            if isinstance(row, Workout) and told.workout_id == row.pk:
                told.save(force_insert=True)
        is_workout = isinstance(row, Workout)
        settle(enrolment, entry_of(enrolment, row) if is_workout else ENTRIES[type(row)](row))
    return enrolment.where


@given(days=days, order=st.randoms(use_true_random=False))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_told_the_client_is_safe(
    programs: None, person: User, physiotherapist: User, days: list, order: Random
) -> None:
    with transaction.atomic():
        life = Life(person)
        life.enrol(2)
        anything = Anything(life, Desk(physiotherapist, life))
        for gap, (act, *told) in days:
            was_stopped = life.is_stopped
            happened = anything.do(gap, act, *told)
            now = life.enrolment
            assert is_settled(now), "what is kept is not the fold"
            assert not was_stopped or now.is_stopped or act == "clear", "a way out of a stop"
            assert no_unclean_workout_advances()
            assert_one_of_each(Decision.objects.standing())
            if is_new_alarm(act, told) and (act == "feel" or Workout.objects.exists()):
                assert happened and now.is_stopped, "an alarm was turned away"  # noqa: PT018
        position = life.position
        assert delivered_again(life.enrolment, order) == position
        transaction.set_rollback(True)
