"""The last eight weeks of the clients on a page, in one query."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from coaching.charts import Answers
from coaching.charts.spark import DAYS, Spark, SparkWorkout, spark
from coaching.models import Decision
from coaching.rules.terms import LumbarContact, Outcome

LIFTED = {LumbarContact.HELD.value: 0, LumbarContact.LOST.value: 1}
"""Unsure is not here: it is no answer to the question whether the back lifted."""

Told = tuple[float | None, int | None, str | None]
"""Of a set: the angle that was asked for, pops, contact."""


def sparks(enrolments: Iterable[int], now: datetime) -> dict[int, Spark]:
    """A drawing for each of these enrolments. Days are those of UTC: a stamp shows no more."""
    wanted = list(enrolments)
    workouts: dict[tuple[int, date, int], list[Told]] = defaultdict(list)
    for enrolment, workout, performed_at, *told in _sets(wanted, now):
        workouts[enrolment, performed_at.date(), workout].append(tuple(told))
    found: dict[int, list[SparkWorkout]] = defaultdict(list)
    for (enrolment, day, _), sets in sorted(workouts.items()):
        ago = max((now.date() - day).days, 0)
        if ago < DAYS:
            found[enrolment].append(_workout(DAYS - 1 - ago, sets))
    return {enrolment: spark(found[enrolment]) for enrolment in wanted}


def _sets(enrolments: list[int], now: datetime) -> Iterable[Any]:
    """Each set that counts, as it was last told.

    Put together by workout here: the database would sort the receipts along with them.
    """
    verdicts = Decision.objects.standing().filter(
        enrolment__in=enrolments,
        about=Decision.About.SET,
        performed_at__gt=now - timedelta(days=DAYS),
    )
    return (
        verdicts.exclude(outcome=Outcome.IGNORED)
        .order_by()
        .values_list(
            "enrolment",
            "workout",
            "performed_at",
            "said__before__thigh_angle",
            "set_report__pops",
            "set_report__lumbar_contact",
        )
    )


def _workout(day: int, sets: list[Told]) -> SparkWorkout:
    angles = [angle for angle, _, _ in sets if angle is not None]
    return SparkWorkout(
        day=day,
        angle=min(angles, default=None),
        pops=Answers.of(pops for _, pops, _ in sets).sum_or_blank,
        arches=Answers.of(LIFTED.get(contact or "") for *_, contact in sets).sum_or_blank,
    )
