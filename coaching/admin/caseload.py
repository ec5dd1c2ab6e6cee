"""Everybody in one's care, with what the worklist says of them: a handful of queries for all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, FilteredRelation, IntegerField, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext as _

from accounts.models import CareLink, User
from coaching.admin.tiers import Facts, Stop, Tier, tier_of
from coaching.models import (
    Enrolment,
    MorningReport,
    PlannedReview,
    Program,
    SetReport,
    SymptomReport,
)
from coaching.rules.terms import Status

OWN, COVER, LEAD = "own", "cover", "lead"

FACTS = (
    "started_at",
    "ended_at",
    "last_workout_at",
    "moved_at",
    "regressions",
    "refer",
    "is_paused",
    "paused_until",
)
COLUMNS = (
    "pk",
    "uuid",
    "client",
    "client__email",
    "client__public_id",
    "program",
    "level",
    "status",
    "review_on",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client on a program, as the worklist has them.

    `whose` is OWN, COVER or LEAD; `covered_for` is who is away where one covers. `review_on`
    is the day of the next planned review, `unread` how many messages wait.
    """

    pk: int
    uuid: UUID
    person: int
    public_id: UUID
    email: str
    whose: str
    covered_for: str
    program: Program
    level: int
    facts: Facts
    tier: Tier
    since: datetime
    review_on: date | None
    unread: int


def caseload(physiotherapist: User, now: datetime, *, ended: bool = False) -> list[Client]:
    """Whoever is on a program and in this physiotherapist's care; or whose program has ended."""
    own = Enrolment.objects.cared_for_by(physiotherapist).filter(ended_at__isnull=not ended)
    rows = list(own.order_by().annotate(review_on=_review_on()).values(*COLUMNS, *FACTS))
    stops = open_stops(physiotherapist) if not ended else {}
    programs = Program.objects.in_bulk({row["program"] for row in rows})
    carers, unread = _carers(physiotherapist)
    return [_client(row, stops.get(row["pk"], ()), programs, carers, unread, now) for row in rows]


def open_stops(physiotherapist: User) -> dict[int, tuple[Stop, ...]]:
    """The open stops of each enrolment that has any, the oldest first."""
    stopped = Enrolment.objects.cared_for_by(physiotherapist).stopped().order_by()
    named: dict[int, list[Named]] = {}
    seen: set[str] = set()
    rows = stopped.values_list("pk", "client", "position__open_stops", "acknowledgements__stops")
    for pk, client, stops, told in rows:
        named[pk] = [(client, UUID(stop)) for stop in stops]
        seen.update(told or [])
    if not named:
        return {}
    reported = _reported({stop for stops in named.values() for stop in stops})
    return {
        pk: tuple(
            sorted(
                (
                    _stop(reported[stop], is_seen=str(stop[1]) in seen)
                    for stop in stops
                    if stop in reported
                ),
                key=lambda stop: stop.received_at,
            )
        )
        for pk, stops in named.items()
    }


Named = tuple[int, UUID]
"""A stop by whose it is, and by its id: a device makes the ids, so two could make the same."""

Reported = tuple[datetime, tuple[str, ...], int | None, str]
"""When it was received, signs, discomfort, and where it was told."""


def _stop(reported: Reported, *, is_seen: bool) -> Stop:
    received_at, symptoms, discomfort, told = reported
    return Stop(
        received_at=received_at,
        symptoms=symptoms,
        discomfort=discomfort,
        told=told,
        is_seen=is_seen,
    )


def _reported(stops: set[Named]) -> dict[Named, Reported]:
    return {**_in_sets(stops), **_elsewhere(stops)}


def _among(stops: set[Named]) -> Q:
    return Q(client__in={client for client, _ in stops}, uuid__in={uuid for _, uuid in stops})


def _in_sets(stops: set[Named]) -> dict[Named, Reported]:
    """A workout has one stop, for the signs of all its sets."""
    workouts = SetReport.objects.filter(_among(stops)).values("workout")
    told = defaultdict(list)
    for row in SetReport.objects.filter(workout__in=workouts):
        told[row.workout_id].append(row)
    return {
        (row.client_id, row.uuid): _of_workout(row, tellings)
        for tellings in told.values()
        for row in tellings
        if (row.client_id, row.uuid) in stops
    }


def _of_workout(named: SetReport, tellings: Iterable[SetReport]) -> Reported:
    rows = list(tellings)
    replaced = {row.replaces_id for row in rows}
    standing = [row for row in rows if not row.is_withdrawn and row.pk not in replaced]
    signs = {sign for row in standing for sign in row.symptoms}
    hurt = [row.discomfort for row in standing if row.discomfort is not None]
    told = _("told in set %(number)s") % {"number": named.number}
    return named.reported_at, tuple(sorted(signs)), max(hurt, default=None), told


def _elsewhere(stops: set[Named]) -> dict[Named, Reported]:
    mornings = MorningReport.objects.filter(_among(stops)).annotate(place=Value("morning"))
    signs = SymptomReport.objects.filter(_among(stops)).annotate(
        discomfort=Value(None, output_field=IntegerField()), place=Value("signs")
    )
    columns = ("client", "uuid", "received_at", "symptoms", "discomfort", "place")
    rows = mornings.order_by().values_list(*columns)
    both = rows.union(signs.order_by().values_list(*columns), all=True).order_by()
    told = {"morning": _("told the next morning"), "signs": _("told outside a workout")}
    return {
        (client, uuid): (received_at, tuple(symptoms), discomfort, told[place])
        for client, uuid, received_at, symptoms, discomfort, place in both
    }


def _review_on() -> Subquery:
    planned = PlannedReview.objects.filter(enrolment=OuterRef("pk"))
    return Subquery(planned.order_by("-written_at", "-pk").values("on")[:1])


def _carers(physiotherapist: User) -> tuple[dict[int, str], Counter[int]]:
    """Whose client each person is, nobody's name where they are one's own; and unread messages."""
    links = CareLink.objects.seen_by(physiotherapist).order_by("pk")
    new = Q(messages__by_client=True, messages__read_at=None)
    waiting = links.annotate(new=FilteredRelation("messages", condition=new))
    carers: dict[int, str] = {}
    unread = Counter[int]()
    for client, carer, email, count in waiting.values_list(
        "client", "physiotherapist", "physiotherapist__email", Count("new")
    ):
        if carer == physiotherapist.pk:
            carers[client] = ""
        carers.setdefault(client, email)
        unread[client] += count
    return carers, unread


def _client(
    row: Mapping[str, Any],
    stops: tuple[Stop, ...],
    programs: Mapping[int, Program],
    carers: Mapping[int, str],
    unread: Mapping[int, int],
    now: datetime,
) -> Client:
    status = Status(row["status"])
    facts = Facts(status=status, stops=stops, **{name: row[name] for name in FACTS})
    tier, since = tier_of(facts, now)
    covered_for = carers.get(row["client"])
    return Client(
        pk=row["pk"],
        uuid=row["uuid"],
        person=row["client"],
        public_id=row["client__public_id"],
        email=row["client__email"],
        whose=LEAD if covered_for is None else COVER if covered_for else OWN,
        covered_for=covered_for or "",
        program=programs[row["program"]],
        level=row["level"],
        facts=facts,
        tier=tier,
        since=since,
        review_on=row["review_on"],
        unread=unread.get(row["client"], 0),
    )


def named(clients: Iterable[Client], uuids: Iterable[UUID]) -> Iterator[Client]:
    """Those of the clients who were named; nobody else is there."""
    wanted = set(uuids)
    return (client for client in clients if client.uuid in wanted)
