"""Batches from the outboxes of phones: what becomes of each entry, and what is answered beside.

A warning is heard whatever else an entry is: it goes first, and acts where that is refused.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from coaching import measures, uploads
from coaching.chronicle import is_alarming
from coaching.models import Delivery, Enrolment, Workout
from coaching.rules import lookahead, terms
from coaching.rules.policy import Policy
from coaching.services import sets, uuids
from coaching.services.clocks import Sent, put_right
from coaching.services.limits import limit_of
from coaching.services.moments import Moment
from coaching.services.refusals import (
    AlreadyReported,
    AnotherBody,
    NotAgreed,
    NotAllowed,
    NotFound,
    Unavailable,
)
from coaching.services.reporting import report_symptom
from coaching.services.sets import SetAnswers
from coaching.services.settling import locked_enrolment, one_transaction
from coaching.services.taking import Taking, Waits
from coaching.services.workouts import end_stale_workout, training_status, underway
from coaching.strict import Fault

logger = logging.getLogger(__name__)


class Status(StrEnum):
    """What became of an entry."""

    STORED = "stored"
    KNOWN = "known"
    WAITS = "waits"
    REFUSED = "refused"


class Code(StrEnum):
    """What else there is to say of it, or why it was refused."""

    TOLD_TWICE = "told-twice"
    ANOTHER_ACCOUNT = "another-account"
    ANOTHER_BODY = "another-body"
    NOT_UNDERSTOOD = "not-understood"
    NOT_HERE = "not-here"
    NOT_ALLOWED = "not-allowed"


CODES: dict[type[Exception], Code] = {
    uploads.AnotherAccount: Code.ANOTHER_ACCOUNT,
    Fault: Code.NOT_UNDERSTOOD,
    AnotherBody: Code.ANOTHER_BODY,
    AlreadyReported: Code.ANOTHER_BODY,
    NotFound: Code.NOT_HERE,
    NotAllowed: Code.NOT_ALLOWED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one entry; `id` is what it called itself."""

    id: str | None
    status: Status
    code: Code | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the client stands: what they may do, the workout under way and its node."""

    status: str | None = None
    workout: UUID | None = None
    node: str | None = None


def take_entries(*, client: User, entries: Sequence[Any], sent: Sent) -> list[Result]:
    """What became of each entry, in the order given. Raises Unavailable, and NotAgreed.

    Each is a transaction of its own. What warns is taken first, so that nothing can hold up a
    stop; the rest in its order, so that each comes after all that was done before it.
    """
    with _available():
        hears = _Hears(client)
        order = sorted(range(len(entries)), key=lambda place: not hears.warns(entries[place]))
        measures.BATCHES.observe(len(entries))
        found = {place: _take_or_warn(client, entries[place], sent) for place in order}
        return [found[place] for place in range(len(entries))]


def missing(*, client: User, offered: Sequence[UUID]) -> list[UUID]:
    """Of these ids those that this client's deliveries do not have. Raises Unavailable."""
    with _available():
        own = Delivery.objects.of(client).filter(uuid__in=offered)
        had = set(own.values_list("uuid", flat=True))
        return [uuid for uuid in offered if uuid not in had]


def standing(*, client: User, now: datetime) -> Standing:
    """Where the client stands; a workout that was left long ago is ended.

    Raises Unavailable, and NotAgreed.
    """
    with _available(), one_transaction():
        try:
            enrolment = locked_enrolment(client)
        except NotFound:
            return Standing()
        row = end_stale_workout(enrolment, now=now)
        status = training_status(enrolment, now=now)
        if row is None:
            return Standing(status=status)
        node = lookahead.fingerprint(underway(enrolment, row))
        return Standing(status=status, workout=row.uuid, node=node)


@contextmanager
def _available() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        logger.exception("entries could not be taken")
        raise Unavailable from error


def _take_or_warn(client: User, payload: Any, sent: Sent) -> Result:
    """Store what one entry tells. A warning in one that is not stored is kept, and acts."""
    result = _take(client, payload, sent)
    measures.ENTRIES.labels(result.status).inc()
    is_taken = result.status in (Status.STORED, Status.KNOWN)
    if not is_taken and result.code is not Code.ANOTHER_ACCOUNT:
        _keep_warning(client, payload, sent, may_come_again=result.status is Status.WAITS)
    return result


def _take(client: User, payload: Any, sent: Sent) -> Result:
    told = payload.get("id") if isinstance(payload, dict) else None
    name = told if isinstance(told, str) else None
    try:
        upload = uploads.read(payload, account=client.public_id)
        status, code = _deliver(client, upload, uploads.digest_of(payload), sent)
    except tuple(CODES) as refusal:
        return Result(id=name, status=Status.REFUSED, code=_code(refusal), why=str(refusal))
    except Waits as waits:
        return Result(id=name, status=Status.WAITS, why=str(waits))
    except (DatabaseError, NotAgreed):
        raise
    except Exception:
        # A fault of ours in one entry holds up no other, and loses nothing: it is sent again.
        logger.exception("an entry could not be taken")
        return Result(id=name, status=Status.WAITS, why="This could not be saved yet.")
    return Result(id=name, status=status, code=code)


def _code(refusal: Exception) -> Code:
    return next(CODES[kind] for kind in type(refusal).__mro__ if kind in CODES)


def _deliver(
    client: User, upload: uploads.Upload, digest: str, sent: Sent
) -> tuple[Status, Code | None]:
    try:
        with transaction.atomic():
            taking = Taking(client, sent)
            known = Delivery.objects.filter(uuid=upload.id).first()
            if known and (known.client_id, known.digest) == (client.pk, digest):
                return Status.KNOWN, None
            if known:
                raise AnotherBody("Something else was saved under this id.")
            was_told = taking.store(upload)
            taking.sign_for(upload, digest)
            return Status.STORED, Code.TOLD_TWICE if was_told else None
    except IntegrityError:
        if uuids.is_taken(upload.id):
            raise AnotherBody("Something else was saved under this id.") from None
        raise


# Warnings in entries that were not read yet, or were not taken


class _Hears:
    """From which discomfort on a client is to be heard, on the plan that an entry is about."""

    def __init__(self, client: User) -> None:
        own = Enrolment.objects.of(client).select_related("program")
        present, usual = own.active().first(), Policy().severe_discomfort
        self.client = client
        self.present = _severe(present) if present else usual
        self.by_plan = {plan.uuid: _severe(plan) for plan in own}
        self.strictest = min(self.by_plan.values(), default=usual)

    def warns(self, payload: Any) -> bool:
        signs, discomfort = uploads.warnings_in(payload)
        if signs or discomfort >= self.present:
            return True
        return discomfort >= self.strictest and discomfort >= (self.told(payload) or self.present)

    def told(self, payload: Any, *, before: datetime | None = None) -> int | None:
        """The limit on the plan, or after the workout, that is named; None where none is known.

        Where a morning names none, it is about the last workout `before` a moment.
        """
        plan, workout = uploads.plan_in(payload), uploads.workout_in(payload)
        if plan in self.by_plan:
            return self.by_plan[plan]
        own = Workout.objects.of(self.client).select_related("enrolment__program")
        if workout:
            own = own.filter(uuid=workout)
        elif before and uploads.is_morning(payload):
            own = own.filter(performed_at__lt=before)
        else:
            return None
        row = own.first()
        return limit_of(row) if row else None


def _severe(plan: Enrolment) -> int:
    return plan.program.rules.policy.severe_discomfort


def _keep_warning(client: User, payload: Any, sent: Sent, *, may_come_again: bool) -> None:
    """Act on what warns in an entry that was refused, under an id made of its body.

    Where nobody can say on which plan it was, the strictest of the client's counts: unless the
    entry `may_come_again`, and says so then.
    """
    signs, discomfort = uploads.warnings_in(payload)
    said = uploads.written_at(payload)
    moment = put_right(said, sent).moment if said else sent.received()
    uuid = uuids.derived(client.public_id, uploads.digest_of(payload))
    if signs:
        report_symptom(client=client, uuid=uuid, symptoms=signs, moment=moment)
    elif discomfort:
        hears = _Hears(client)
        unknown = hears.present if may_come_again else hears.strictest
        limit = hears.told(payload, before=moment.performed_at) or unknown
        _keep_discomfort(client, uuid, discomfort, moment, limit)


def _keep_discomfort(client: User, uuid: UUID, discomfort: int, moment: Moment, limit: int) -> None:
    report = terms.SetReport(reps=0, lumbar_contact=None, pops=None, discomfort=discomfort)
    with one_transaction():
        try:
            enrolment = locked_enrolment(client)
        except NotFound:
            return
        answers = SetAnswers(report=report).heard_by(enrolment, limit)
        if is_alarming(answers.report, enrolment.program.rules):
            sets.keep_apart(enrolment, uuid, answers, moment)
