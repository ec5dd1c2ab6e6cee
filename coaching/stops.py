"""The stops that are open: what each was, for the stop page and the physiotherapist."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from coaching.models import Acknowledgement, Enrolment, MorningReport, SetReport, SymptomReport
from coaching.rules.signs import is_emergency
from coaching.rules.terms import Symptom
from coaching.tongue import listed


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
    missing, found = set(enrolment.where.open_stops), list[OpenStop]()
    for look in (_in_sets, _in_signs, _in_mornings):
        if missing:
            found += look(enrolment, missing)
            missing -= {stop.id for stop in found}
    return sorted(found, key=lambda stop: (not stop.is_emergency, -stop.at.timestamp()))


def received(ids: Iterable[str]) -> dict[str, datetime]:
    """When each of these stops was heard of, whoever's they are."""
    uuids = list(ids)
    rows = [
        *SetReport.objects.filter(uuid__in=uuids).values_list("uuid", "reported_at"),
        *MorningReport.objects.filter(uuid__in=uuids).values_list("uuid", "received_at"),
        *SymptomReport.objects.filter(uuid__in=uuids).values_list("uuid", "received_at"),
    ]
    return {str(uuid): moment for uuid, moment in rows}


def waiting_since() -> list[datetime]:
    """When each open stop that nobody has acknowledged was heard of; of all clients."""
    stopped = list(Enrolment.objects.stopped())
    seen = acknowledged(stopped)
    begun = {stop: row.started_at for row in stopped for stop in row.where.open_stops}
    heard = received(begun)
    # A stop of unknown origin is taken to be old.
    return [heard.get(stop, since) for stop, since in begun.items() if stop not in seen]


def count_not_seen(physiotherapist: User) -> int:
    """How many open stops of the clients in this physiotherapist's care nobody acknowledged."""
    stopped = Enrolment.objects.cared_for_by(physiotherapist).stopped().order_by()
    still_open: set[str] = set()
    seen: set[str] = set()
    for stops, told in stopped.values_list("position__open_stops", "acknowledgements__stops"):
        still_open.update(stops)
        seen.update(told or [])
    return len(still_open - seen)


def acknowledged(enrolments: Iterable[Enrolment | int]) -> dict[str, Acknowledgement]:
    """The stops of these enrolments that somebody has seen, each with who said so first."""
    rows = Acknowledgement.objects.filter(enrolment__in=list(enrolments)).select_related("author")
    return {stop: row for row in rows for stop in row.stops}


def _in_sets(enrolment: Enrolment, ids: Iterable[str]) -> Iterator[OpenStop]:
    named = SetReport.objects.filter(workout__enrolment=enrolment, uuid__in=ids)
    workouts = {row.workout_id: row for row in named.select_related("workout")}
    sets: dict[int, list[SetReport]] = defaultdict(list)
    if workouts:
        for report in SetReport.objects.standing().filter(workout__in=list(workouts)):
            sets[report.workout_id].append(report)
    for pk, row in workouts.items():
        yield _of_workout(row, sets[pk])


def _of_workout(named: SetReport, sets: Sequence[SetReport]) -> OpenStop:
    """A workout has one stop, so it shows the signs of all its sets."""
    return OpenStop(
        id=str(named.uuid),
        at=named.workout.performed_at,
        symptoms=tuple(sorted({sign for report in sets for sign in report.symptoms})),
        discomfort=max(
            (told.discomfort for told in sets if told.discomfort is not None), default=None
        ),
        seen_in=_seen_in({named.number, *(told.number for told in sets if told.symptoms)})
        + _on(named),
    )


def _seen_in(numbers: Iterable[int]) -> str:
    first, *more = sorted(numbers)
    if not more:
        return _("set %(first)s of a workout") % {"first": first}
    return _("sets %(first)s and %(last)s of a workout") % {
        "first": listed([first, *more[:-1]]),
        "last": more[-1],
    }


def _on(row: SetReport | MorningReport) -> str:
    """Where a limit was reached that is not the present program's, in words."""
    return "" if row.severe_discomfort is None else _(" on an earlier program")


def _in_mornings(enrolment: Enrolment, ids: Iterable[str]) -> list[OpenStop]:
    rows = MorningReport.objects.filter(enrolment=enrolment, uuid__in=ids)
    return [
        OpenStop(
            id=str(row.uuid),
            at=row.performed_at,
            symptoms=tuple(row.symptoms),
            discomfort=row.discomfort,
            seen_in=_("the next morning") + _on(row),
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
            seen_in=_("a report of its own"),
        )
        for row in rows
    ]
