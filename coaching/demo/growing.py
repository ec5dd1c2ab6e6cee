"""A database as it may be in years: many clients with long histories, fast.

A few stories are told event by event and folded once. Everybody else is a copy of one of them, with
ids derived from those it copies, and so folds to just what is kept of it: `rebuild --check` agrees.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Length

from accounts import consent, processing
from accounts.models import CareLink, User
from accounts.services import promote
from coaching import catalogue, services
from coaching.demo import copying
from coaching.demo.copying import derived
from coaching.models import Enrolment, MorningReport, Program, SetReport, Workout
from coaching.models.starting import Answer
from coaching.rules import terms
from coaching.rules.terms import LumbarContact
from coaching.services import Moment
from coaching.services.publishing import publish
from coaching.services.settling import resettle

PLACE = "grown.example.org"
"""Where all the made-up people have their addresses."""
PROGRAM = "knee-raise-to-straight-leg-raise"
SETS = 3
STORIES = 12
"""Most different histories that others are copies of."""
TOLD_WORKOUTS = 20_000
"""Most workouts that are told one by one, so that long histories have fewer stories."""
APART = timedelta(days=1)
STOPPED_EVERY = 6
"""Every so many stories end with a warning sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many clients, workouts each, and clients of one physiotherapist."""

    clients: int
    workouts: int
    each: int
    password: str
    seed: int = 20260301


class NotEmpty(Exception):
    """Somebody is there who was not grown: made-up people never stand among real ones."""


def grow(wanted: Wanted, *, now: datetime) -> Iterator[int]:
    """Make everybody, and say after each story how many clients there are.

    Raises NotEmpty. What is told of a client is told of nobody else, but for the ids.
    """
    if User.objects.exclude(email__endswith=f"@{PLACE}").exists():
        raise NotEmpty
    publish(catalogue.builtin())
    first = User.objects.filter(email__startswith="client").count()
    stories = min(wanted.clients, STORIES, max(1, TOLD_WORKOUTS // wanted.workouts))
    made = 0
    for story in range(stories):
        numbers = range(first + story, first + wanted.clients, stories)
        with transaction.atomic():
            told = _tell(wanted, numbers[0], now=now, is_stopped=story % STOPPED_EVERY == 1)
            _copies(told, numbers[1:], wanted)
        made += len(numbers)
        yield made
    with transaction.atomic():
        _give_to_physiotherapists(wanted, now)


def address(number: int) -> str:
    """Of the client with that number, from 0."""
    return f"client{number}@{PLACE}"


# One story


def _tell(wanted: Wanted, number: int, *, now: datetime, is_stopped: bool) -> Enrolment:
    rng = Random(f"{wanted.seed} {number}")  # noqa: S311  plausible, not secret
    client = _people(range(number, number + 1), wanted)[0]
    began = now - APART * wanted.workouts - timedelta(days=1)
    enrolment = _begin(client, Moment.at(client, began), rng)
    rows = [
        _workout(enrolment, began + APART * (place + 1) - timedelta(hours=1), rng)
        for place in range(wanted.workouts)
    ]
    Workout.objects.bulk_create(rows, batch_size=2_000)
    told = [report for row in rows for report in _sets(row, rng)]
    if is_stopped:
        told[-1].symptoms = ["numbness"]
    SetReport.objects.bulk_create(told, batch_size=2_000)
    MorningReport.objects.bulk_create(_mornings(rows, rng), batch_size=2_000)
    resettle(enrolment)
    return enrolment


def _begin(client: User, moment: Moment, rng: Random) -> Enrolment:
    for question in catalogue.builtin().questions:
        services.answer_question(
            client=client, uuid=_uuid(rng), question=question, answer=Answer.NO, moment=moment
        )
    program = Program.objects.current().get(slug=PROGRAM)
    for level, contact in ((1, LumbarContact.HELD), (2, LumbarContact.LOST)):
        services.log_trial(
            client=client,
            program=program,
            level=level,
            uuid=_uuid(rng),
            report=terms.SetReport(reps=1, lumbar_contact=contact, pops=0, discomfort=0),
            moment=moment,
        )
    return Enrolment.objects.of(client).active().select_related("program", "client").get()


def _uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _workout(enrolment: Enrolment, at: datetime, rng: Random) -> Workout:
    told = {"performed_at": at, "received_at": at, "finished_at": at, "ended_at": at}
    return Workout(client_id=enrolment.client_id, enrolment=enrolment, uuid=_uuid(rng), **told)


def _sets(row: Workout, rng: Random) -> Iterator[SetReport]:
    for number in range(1, SETS + 1):
        yield SetReport(
            client_id=row.client_id,
            workout=row,
            uuid=_uuid(rng),
            number=number,
            reported_at=row.received_at,
            reps=rng.choice((8, 10, 12, 15)),
            lumbar_contact=rng.choices(("held", "lost"), (12, 1))[0],
            pops=rng.choices((0, 1, 3, None), (80, 12, 4, 4))[0],
            discomfort=rng.choices((0, 1, 2, 4), (80, 12, 6, 2))[0],
            symptoms=[],
        )


def _mornings(rows: list[Workout], rng: Random) -> Iterator[MorningReport]:
    for row in rows[::3]:
        at = row.performed_at + timedelta(minutes=30)
        yield MorningReport(
            client_id=row.client_id,
            enrolment=row.enrolment,
            workout=row,
            uuid=_uuid(rng),
            performed_at=at,
            received_at=at,
            discomfort=rng.choice((0, 0, 0, 1)),
            symptoms=[],
        )


# Its copies


def _copies(told: Enrolment, numbers: range, wanted: Wanted) -> None:
    """Everybody whose history is this one's: people row by row, what they reported at once."""
    clients = _people(numbers, wanted)
    enrolments = Enrolment.objects.bulk_create(
        (_copied(told.pk, client, number) for client, number in zip(clients, numbers, strict=True)),
        batch_size=2_000,
    )
    copying.copy_reports(told, list(zip(numbers, enrolments, strict=True)))


def _copied(told: int, client: User, number: int) -> Enrolment:
    row = Enrolment.objects.get(pk=told)
    row.pk, row.client, row.uuid = None, client, derived(row.uuid, number)
    row.last_event = str(derived(UUID(row.last_event), number))
    for position in (row.position, row.position_before):
        stops = position.get("open_stops", [])
        position["open_stops"] = [str(derived(UUID(stop), number)) for stop in stops]
    return row


# People


def _people(numbers: range, wanted: Wanted) -> list[User]:
    password = make_password(wanted.password)
    people = User.objects.bulk_create(
        [
            User(email=address(number), password=password, agreed_to=processing.CURRENT.version)
            for number in numbers
        ],
        batch_size=2_000,
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people],
        batch_size=2_000,
    )
    return people


def _give_to_physiotherapists(wanted: Wanted, now: datetime) -> None:
    """Whoever has none gets one, so many to each, by their numbers: every story to everyone."""
    alone = User.objects.filter(email__startswith="client", care_links=None)
    ids = list(alone.order_by(Length("email"), "email").values_list("pk", flat=True))
    there = User.objects.filter(email__startswith="physio").count()
    for place in range(0, len(ids), wanted.each):
        email = f"physio{there + place // wanted.each}@{PLACE}"
        physiotherapist = User.objects.create_user(email, wanted.password)
        promote(user=physiotherapist)
        CareLink.objects.bulk_create(
            CareLink(
                physiotherapist=physiotherapist,
                client_id=client,
                route=CareLink.Route.ADMINISTRATOR,
                since=now,
                text_version=consent.CURRENT.version,
            )
            for client in ids[place : place + wanted.each]
        )
