"""The stops that are open: what each was, for the stop page and the physiotherapist."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from coaching.models import Enrolment, MorningReport, SetReport, SymptomReport
from coaching.rules.signs import is_emergency
from coaching.rules.terms import Symptom


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStop:
    """`id` is what a clearance names; `discomfort` is 0-10 or unanswered."""

    id: str
    at: datetime
    symptoms: tuple[str, ...]
    discomfort: int | None
    seen_in: str

    @property
    def is_emergency(self) -> bool:
        """True where the signs need urgent care."""
        return is_emergency(frozenset(map(Symptom, self.symptoms)))

    @property
    def card(self) -> str:
        """The slug of its advice card."""
        if self.is_emergency:
            return "emergency"
        return "stop" if self.symptoms else "severe-discomfort"


def open_stops(enrolment: Enrolment) -> list[OpenStop]:
    """Every stop that waits for a clearance, emergencies first, then the newest."""
    ids = enrolment.where.open_stops
    found = [*_in_sets(enrolment, ids), *_in_mornings(enrolment, ids), *_in_signs(enrolment, ids)]
    return sorted(found, key=lambda stop: (not stop.is_emergency, -stop.at.timestamp()))


def _in_sets(enrolment: Enrolment, ids: Iterable[str]) -> list[OpenStop]:
    rows = SetReport.objects.filter(workout__enrolment=enrolment, uuid__in=ids)
    return [
        OpenStop(
            id=str(row.uuid),
            at=row.workout.performed_at,
            symptoms=tuple(row.symptoms),
            discomfort=row.discomfort,
            seen_in=f"set {row.number} of a workout",
        )
        for row in rows.select_related("workout")
    ]


def _in_mornings(enrolment: Enrolment, ids: Iterable[str]) -> list[OpenStop]:
    rows = MorningReport.objects.filter(enrolment=enrolment, uuid__in=ids)
    return [
        OpenStop(
            id=str(row.uuid),
            at=row.performed_at,
            symptoms=tuple(row.symptoms),
            discomfort=row.discomfort,
            seen_in="the next morning",
        )
        for row in rows
    ]


def _in_signs(enrolment: Enrolment, ids: Iterable[str]) -> list[OpenStop]:
    rows = SymptomReport.objects.filter(enrolment=enrolment, uuid__in=ids)
    return [
        OpenStop(
            id=str(row.uuid),
            at=row.performed_at,
            symptoms=tuple(row.symptoms),
            discomfort=None,
            seen_in="a report of its own",
        )
        for row in rows
    ]
