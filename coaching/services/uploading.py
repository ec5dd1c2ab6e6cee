"""Entries from the outboxes of phones: each is taken once, whenever and wherever it comes in.

What was done is a fact, so no entry is refused for where things stand now: `docs/offline.md`.
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
from coaching.models import Delivery, Enrolment, MorningReport, SetReport, Workout
from coaching.places import places_of
from coaching.rules import lookahead, terms
from coaching.rules.policy import Policy
from coaching.services import sets, uuids
from coaching.services.clocks import ONE_MILLISECOND, Sent, offset_of, put_right
from coaching.services.correcting import fold_without
from coaching.services.moments import Moment
from coaching.services.refusals import (
    AlreadyReported,
    AnotherBody,
    NotAllowed,
    NotFound,
    Unavailable,
)
from coaching.services.reporting import (
    is_alarming_morning,
    keep_morning,
    morning_told,
    report_symptom,
)
from coaching.services.sets import SetAnswers
from coaching.services.settling import locked_client, locked_enrolment, one_transaction
from coaching.services.workouts import (
    end_open_workout,
    end_stale_workout,
    settle_workout,
    training_status,
    underway,
    was_left,
)
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


class _Waits(Exception):
    """What an entry comes after is not here yet."""


def take_entries(*, client: User, entries: Sequence[Any], sent: Sent) -> list[Result]:
    """What became of each entry, in the order given. Raises Unavailable.

    Each is a transaction of its own. What warns is taken first, so that nothing can hold up a
    stop; the rest in its order, so that each comes after all that was done before it.
    """
    with _available():
        severe = _severe_discomfort(client)
        order = sorted(range(len(entries)), key=lambda place: not _warns(entries[place], severe))
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
    """Where the client stands; a workout that was left long ago is ended. Raises Unavailable."""
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


def _severe_discomfort(client: User) -> int:
    present = Enrolment.objects.of(client).active().select_related("program").first()
    policy = present.program.rules.policy if present else Policy()
    return policy.severe_discomfort


def _warns(payload: Any, severe: int) -> bool:
    signs, discomfort = uploads.warnings_in(payload)
    return bool(signs) or discomfort >= severe


def _take_or_warn(client: User, payload: Any, sent: Sent) -> Result:
    """Store what one entry tells. A warning in one that is not stored is kept, and acts."""
    result = _take(client, payload, sent)
    measures.ENTRIES.labels(result.status).inc()
    is_taken = result.status in (Status.STORED, Status.KNOWN)
    if not is_taken and result.code is not Code.ANOTHER_ACCOUNT:
        _keep_warning(client, payload, sent)
    return result


def _take(client: User, payload: Any, sent: Sent) -> Result:
    told = payload.get("id") if isinstance(payload, dict) else None
    name = told if isinstance(told, str) else None
    try:
        upload = uploads.read(payload, account=client.public_id)
        status, code = _deliver(client, upload, uploads.digest_of(payload), sent)
    except tuple(CODES) as refusal:
        return Result(id=name, status=Status.REFUSED, code=_code(refusal), why=str(refusal))
    except _Waits as waits:
        return Result(id=name, status=Status.WAITS, why=str(waits))
    except DatabaseError:
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
            taking = _Taking(client, sent)
            known = Delivery.objects.filter(uuid=upload.id).first()
            if known and (known.client_id, known.digest) == (client.pk, digest):
                return Status.KNOWN, None
            if known:
                raise AnotherBody("Something else was saved under this id.")
            code = taking.store(upload)
            taking.sign_for(upload, digest)
            return Status.STORED, code
    except IntegrityError:
        if uuids.is_taken(upload.id):
            raise AnotherBody("Something else was saved under this id.") from None
        raise


def _keep_warning(client: User, payload: Any, sent: Sent) -> None:
    """Act on what warns in an entry that was refused, under an id made of its body."""
    signs, discomfort = uploads.warnings_in(payload)
    said = uploads.written_at(payload)
    moment = put_right(said, sent).moment if said else sent.received()
    uuid = uuids.derived(client.public_id, uploads.digest_of(payload))
    if signs:
        report_symptom(client=client, uuid=uuid, symptoms=signs, moment=moment)
    elif discomfort:
        _keep_discomfort(client, uuid, discomfort, moment)


def _keep_discomfort(client: User, uuid: UUID, discomfort: int, moment: Moment) -> None:
    report = terms.SetReport(reps=0, lumbar_contact=None, pops=None, discomfort=discomfort)
    with one_transaction():
        locked_client(client)
        try:
            enrolment = locked_enrolment(client)
        except NotFound:
            return
        if is_alarming(report, enrolment.program.rules):
            sets.keep_apart(enrolment, uuid, SetAnswers(report=report), moment)


# One entry, in its transaction


class _Taking:
    """The client's plans, locked, while one entry is stored."""

    def __init__(self, client: User, sent: Sent) -> None:
        locked_client(client)
        self.client, self.sent = client, sent
        own = Enrolment.objects.of(client).select_related("program").order_by("pk")
        self.plans = list(own.select_for_update(of=("self",)))
        for plan in self.plans:
            plan.client = client
        self.present = next((plan for plan in self.plans if plan.ended_at is None), None)
        self.is_time_doubtful = False

    def store(self, upload: uploads.Upload) -> Code | None:
        """Write the fact and fold it in. Raises a refusal, or _Waits, but never on an alarm."""
        if not self._warns(upload):
            self._wait_for(upload.after)
        elif uuids.is_taken(upload.id):
            # A clearance names what it has seen by its id alone.
            raise AnotherBody("Something else was saved under this id.")
        return self._store(upload)

    def _store(self, upload: uploads.Upload) -> Code | None:
        match upload:
            case uploads.WorkoutUpload():
                return self._store_workout(upload)
            case uploads.SetUpload():
                return self._store_set(upload)
            case uploads.UndoUpload():
                self._store_undo(upload)
            case uploads.FinishUpload():
                self._store_finish(upload)
            case uploads.SymptomUpload():
                self._store_symptom(upload)
            case uploads.MorningUpload():
                self._store_morning(upload)
        return None

    def _warns(self, upload: uploads.Upload) -> bool:
        match upload:
            case uploads.WorkoutUpload():
                return any(self._is_alarm(each.report) for each in upload.sets or ())
            case uploads.SetUpload():
                return self._is_alarm(upload.told.report)
            case uploads.SymptomUpload():
                return True
            case uploads.MorningUpload():
                told = morning_told(upload.discomfort, upload.symptoms)
                return is_alarming_morning(told, self._any_plan)
        return False

    def _is_alarm(self, report: terms.SetReport) -> bool:
        return is_alarming(report, self._any_plan.program.rules)

    def sign_for(self, upload: uploads.Upload, digest: str) -> None:
        """Write down that the entry was taken."""
        Delivery.objects.create(
            uuid=upload.id,
            client=self.client,
            kind=upload.kind,
            digest=digest,
            device=self.sent.device,
            said_at=upload.said.written,
            utc_offset=offset_of(upload.said.at),
            skew_ms=self.sent.skew // ONE_MILLISECOND,
            is_time_doubtful=self.is_time_doubtful,
            received_at=self.sent.received_at,
        )

    # Each kind of entry

    def _store_workout(self, upload: uploads.WorkoutUpload) -> Code | None:
        row, is_new = self._workout(upload.workout)
        if upload.sets is None:
            if is_new:
                settle_workout(row, [], now=self._now)
            return None
        told = [
            (number, uuids.derived(upload.id, number), _answers(each))
            for number, each in enumerate(upload.sets, start=1)
        ]
        code = self._tell(row, told, self._moment(upload.said, row.enrolment))
        self._end(row, row.at)
        return code

    def _store_set(self, upload: uploads.SetUpload) -> Code | None:
        row, _ = self._workout(upload.workout)
        moment = self._moment(upload.said, row.enrolment)
        return self._tell(row, [(upload.number, upload.id, _answers(upload.told))], moment)

    def _store_undo(self, upload: uploads.UndoUpload) -> None:
        """Take a set back, unless that was done, or the set was told anew, in the meantime."""
        told = SetReport.objects.of(self.client).filter(uuid=upload.set).first()
        if told is None:
            raise _Waits("The set that this takes back is not here yet.")
        row = self._with_plan(Workout.objects.get(pk=told.workout_id))
        moment = self._moment(upload.said, row.enrolment)
        tellings = list(SetReport.objects.filter(workout=row))
        last = _still_said(told, tellings, moment)
        if last is None:
            return
        if is_alarming(last.as_reported, row.enrolment.program.rules):
            raise NotAllowed("A warning sign cannot be taken back.")
        withdrawn = sets.withdraw(last, upload.id, moment)
        tellings.append(withdrawn)
        self._count_what_stands(withdrawn.number, tellings)
        was_finished_at = row.finished_at
        if not (_was_ended(row, tellings) or was_left(row)):
            row.finished_at = None
        fold_without(row, withdrawn, tellings, was_finished_at, now=self._now)

    def _store_finish(self, upload: uploads.FinishUpload) -> None:
        row, _ = self._workout(upload.workout)
        self._end(row, self._moment(upload.said, row.enrolment).performed_at)

    def _store_symptom(self, upload: uploads.SymptomUpload) -> None:
        plan = self.plans[0] if self.plans else None
        report_symptom(
            client=self.client,
            uuid=upload.id,
            symptoms=upload.symptoms,
            moment=self._moment(upload.said, plan),
        )

    def _store_morning(self, upload: uploads.MorningUpload) -> None:
        """A further telling of one morning is kept beside the first: it is a fact, and it acts."""
        told = morning_told(upload.discomfort, upload.symptoms)
        warns = is_alarming_morning(told, self._any_plan)
        moment = self._moment(upload.said, self.plans[0])
        row = self._workout_before(upload.workout, moment, may_wait=not warns)
        plan = row.enrolment if row and not warns else self.present
        if plan is None:
            raise NotFound("There is no workout before this morning.")
        is_told = MorningReport.objects.filter(workout=row).exists()
        place = row if row and row.enrolment_id == plan.pk and not is_told else None
        keep_morning(plan, place, upload.id, told, moment)

    # What they share

    @property
    def _now(self) -> datetime:
        return self.sent.received_at

    @property
    def _any_plan(self) -> Enrolment:
        """The plan by which it is judged what warns: the present one, if there is one."""
        plan = self.present or next(iter(self.plans), None)
        if plan is None:
            raise NotFound("That plan is not here.")
        return plan

    def _moment(self, said: uploads.Said, plan: Enrolment | None) -> Moment:
        right = put_right(said, self.sent, since=plan.started_at if plan else None)
        self.is_time_doubtful |= right.is_doubtful
        return right.moment

    def _wait_for(self, uuid: UUID | None) -> None:
        if uuid and not Delivery.objects.of(self.client).filter(uuid=uuid).exists():
            raise _Waits("What this comes after is not here yet.")

    def _plan(self, uuid: UUID) -> Enrolment:
        for plan in self.plans:
            if plan.uuid == uuid:
                return plan
        raise NotFound("That plan is not here.")

    def _with_plan(self, row: Workout) -> Workout:
        row.enrolment = next(plan for plan in self.plans if plan.pk == row.enrolment_id)
        return row

    def _workout(self, told: uploads.WorkoutNamed) -> tuple[Workout, bool]:
        """The workout of that id, and whether it had to be begun.

        Only the last one begun goes on: one that came in late has been left, or leaves another.
        """
        plan = self._plan(told.plan)
        known = Workout.objects.of(self.client).filter(uuid=told.id).first()
        if known:
            return self._with_plan(known), False
        if Workout.objects.filter(uuid=told.id).exists():
            raise NotFound("That workout is not here.")
        moment = self._moment(told.said, plan)
        row = Workout(enrolment=plan, **moment.stamp(told.id))
        if was_left(row):
            row.finished_at = self._now
        else:
            end_open_workout(plan, now=self._now)
        row.save()
        return row, True

    def _tell(
        self, row: Workout, told: Sequence[tuple[int, UUID, SetAnswers]], moment: Moment
    ) -> Code | None:
        tellings = list(SetReport.objects.filter(workout=row))
        rows = [sets.tell(row, tellings, *each, moment) for each in told]
        settle_workout(row, tellings, now=self._now)
        if self.present and row.enrolment is not self.present:
            for _, uuid, answers in told:
                if self._is_alarm(answers.report):
                    sets.keep_apart(self.present, uuid, answers, moment)
        return Code.TOLD_TWICE if any(report.is_double for report in rows) else None

    def _count_what_stands(self, number: int, tellings: list[SetReport]) -> None:
        place = places_of(tellings)[number]
        if place.main[-1].is_withdrawn and place.standing:
            sets.count(place.chain_of(place.standing[0]), tellings)

    def _end(self, row: Workout, at: datetime) -> None:
        """The client said that the workout was over, unless they took a set back after that."""
        row.ended_at = max(row.ended_at or at, at)
        tellings = list(SetReport.objects.filter(workout=row))
        if row.finished_at is None and _was_ended(row, tellings):
            row.finished_at = self._now
        row.save(update_fields=["ended_at", "finished_at"])
        settle_workout(row, tellings, now=self._now)

    def _workout_before(
        self, uuid: UUID | None, moment: Moment, *, may_wait: bool
    ) -> Workout | None:
        own = Workout.objects.of(self.client)
        if uuid is None:
            row = own.filter(performed_at__lt=moment.performed_at).first()
        else:
            row = own.filter(uuid=uuid).first()
            if row is None and may_wait:
                raise _Waits("The workout of this morning is not here yet.")
        return self._with_plan(row) if row else None


def _answers(told: uploads.SetTold) -> SetAnswers:
    return SetAnswers(report=told.report, **told.facts)


def _was_ended(row: Workout, tellings: Sequence[SetReport]) -> bool:
    """Whether the client ended the workout and took nothing back after that."""
    if row.ended_at is None:
        return False
    taken_back = [told.performed_at or told.reported_at for told in tellings if told.is_withdrawn]
    return all(at <= row.ended_at for at in taken_back)


def _still_said(told: SetReport, tellings: Sequence[SetReport], moment: Moment) -> SetReport | None:
    """What a taking back takes back: the telling itself, or its last correction before that."""
    by_replaced = {row.replaces_id: row for row in tellings if row.replaces_id}
    last = told
    while following := by_replaced.get(last.pk):
        if following.is_withdrawn or following.reported_at > moment.performed_at:
            return None
        last = following
    return None if last.is_withdrawn else last
