"""What a client is told of their stops: whether anybody has seen them, and who was mailed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from coaching.models import Acknowledgement, Decision, Enrolment, SetReport, StopNotice
from coaching.rules.terms import Outcome
from coaching.stops import OpenStop, acknowledged


@dataclass(frozen=True, slots=True, kw_only=True)
class StopState:
    """`seen` is who said first that they have; `mails` are those that a mail server took."""

    seen: Acknowledgement | None
    mails: tuple[StopNotice, ...]


def states_of(enrolment: Enrolment, stops: Sequence[OpenStop]) -> list[StopState]:
    """Of each of these stops, in their order."""
    if not stops:
        return []
    seen = acknowledged([enrolment])
    mails = _mails(enrolment, (stop.id for stop in stops))
    return [StopState(seen=seen.get(stop.id), mails=tuple(mails[stop.id])) for stop in stops]


def seen_among(decisions: Iterable[Decision]) -> dict[UUID, Acknowledgement]:
    """Who has seen the stops that these decisions made, by what was decided on."""
    stopped = [row for row in decisions if row.outcome in (Outcome.STOP, Outcome.EMERGENCY)]
    if not stopped:
        return {}
    seen = {UUID(stop): row for stop, row in acknowledged(_enrolments(stopped)).items()}
    # The stop of a workout has the id of one of its sets.
    named = SetReport.objects.filter(
        workout__in=[row.workout_id for row in stopped if row.workout_id], uuid__in=seen
    )
    workouts = dict(named.values_list("uuid", "workout__uuid"))
    return {workouts.get(stop, stop): row for stop, row in seen.items()}


def _enrolments(decisions: Iterable[Decision]) -> set[int]:
    return {row.enrolment_id for row in decisions}


def _mails(enrolment: Enrolment, stops: Iterable[str]) -> dict[str, list[StopNotice]]:
    found: dict[str, list[StopNotice]] = defaultdict(list)
    rows = StopNotice.objects.filter(enrolment=enrolment, stop__in=list(stops))
    for notice in rows.exclude(sent_at=None).select_related("to").order_by("sent_at"):
        found[notice.stop].append(notice)
    return found
