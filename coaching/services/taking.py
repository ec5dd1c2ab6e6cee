"""One entry of a phone's outbox, in its transaction: taken once, whenever it comes in.

What was done is a fact, so no entry is refused for where things stand now: `docs/offline.md`.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from coaching import uploads
from coaching.chronicle import is_alarming
from coaching.models import Delivery, Enrolment, MorningReport, SetReport, Workout
from coaching.places import places_of
from coaching.rules import terms
from coaching.services import sets, uuids
from coaching.services.clocks import ONE_MILLISECOND, PutRight, Sent, offset_of, put_right
from coaching.services.correcting import fold_without
from coaching.services.limits import limit_of
from coaching.services.moments import Moment
from coaching.services.refusals import AnotherBody, NotAllowed, NotFound
from coaching.services.reporting import (
    is_alarming_morning,
    keep_morning,
    morning_told,
    report_symptom,
)
from coaching.services.sets import SetAnswers
from coaching.services.settling import agreed_client
from coaching.services.workouts import end_open_workout, settle_workout, was_left


class Waits(Exception):
    """What an entry comes after is not here yet."""


class Taking:
    """The client's plans, locked, while one entry is stored."""

    def __init__(self, client: User, sent: Sent) -> None:
        agreed_client(client)
        self.client, self.sent = client, sent
        own = Enrolment.objects.of(client).select_related("program").order_by("pk")
        self.plans = list(own.select_for_update(of=("self",)))
        for plan in self.plans:
            plan.client = client
        self.present = next((plan for plan in self.plans if plan.ended_at is None), None)
        self.is_time_doubtful = False

    def store(self, upload: uploads.Upload) -> bool:
        """Write the fact and fold it in; True where another device had told it already.

        Raises a refusal, or Waits, but never on an alarm.
        """
        if not self._warns(upload):
            self._wait_for(upload.after)
        elif uuids.is_taken(upload.id):
            # A clearance names what it has seen by its id alone.
            raise AnotherBody(_("Something else was saved under this id."))
        return self._store(upload)

    def _store(self, upload: uploads.Upload) -> bool:
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
        return False

    def _warns(self, upload: uploads.Upload) -> bool:
        match upload:
            case uploads.WorkoutUpload():
                told = upload.sets or ()
                return any(self._is_alarm(each.report, upload.workout.plan) for each in told)
            case uploads.SetUpload():
                return self._is_alarm(upload.told.report, upload.workout.plan)
            case uploads.SymptomUpload():
                return True
            case uploads.MorningUpload():
                return self._is_alarming_morning(upload, self._workout_before(upload))
        return False

    def _is_alarm(self, report: terms.SetReport, done_on: UUID) -> bool:
        stops = self._any_plan
        plans = (plan for plan in self.plans if plan is stops or plan.uuid == done_on)
        return any(is_alarming(report, plan.program.rules) for plan in plans)

    def _is_alarming_morning(self, upload: uploads.MorningUpload, row: Workout | None) -> bool:
        told = morning_told(upload.discomfort, upload.symptoms)
        return is_alarming_morning(told, self._any_plan, self._limit_after(row))

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

    def _store_workout(self, upload: uploads.WorkoutUpload) -> bool:
        row, is_new = self._workout(upload.workout)
        if upload.sets is None:
            if is_new:
                settle_workout(row, [], now=self._now)
            return False
        told = [
            (number, uuids.derived(upload.id, number), _answers(each))
            for number, each in enumerate(upload.sets, start=1)
        ]
        was_told = self._tell(row, told, self._moment(upload.said, row.enrolment))
        self._end(row, row.at)
        return was_told

    def _store_set(self, upload: uploads.SetUpload) -> bool:
        row, _new = self._workout(upload.workout)
        moment = self._moment(upload.said, row.enrolment)
        return self._tell(row, [(upload.number, upload.id, _answers(upload.told))], moment)

    def _store_undo(self, upload: uploads.UndoUpload) -> None:
        """Take a set back, unless that was done, or the set was told anew, in the meantime."""
        told = SetReport.objects.of(self.client).filter(uuid=upload.set).first()
        if told is None:
            raise Waits(_("The set that this takes back is not here yet."))
        row = self._with_plan(Workout.objects.get(pk=told.workout_id))
        moment = self._moment(upload.said, row.enrolment)
        tellings = list(SetReport.objects.filter(workout=row))
        last = _still_said(told, tellings, moment)
        if last is None:
            return
        if is_alarming(last.as_reported, row.enrolment.program.rules):
            raise NotAllowed(_("A warning sign cannot be taken back."))
        withdrawn = sets.withdraw(last, upload.id, moment)
        tellings.append(withdrawn)
        self._count_what_stands(withdrawn.number, tellings)
        was_finished_at = row.finished_at
        if not (_was_ended(row, tellings) or was_left(row)):
            row.finished_at = None
        fold_without(row, withdrawn, tellings, was_finished_at, now=self._now)

    def _store_finish(self, upload: uploads.FinishUpload) -> None:
        row, _new = self._workout(upload.workout)
        self._end(row, self._moment(upload.said, row.enrolment).performed_at)

    def _store_symptom(self, upload: uploads.SymptomUpload) -> None:
        report_symptom(
            client=self.client,
            uuid=upload.id,
            symptoms=upload.symptoms,
            moment=self._moment(upload.said),
        )

    def _store_morning(self, upload: uploads.MorningUpload) -> None:
        """A further telling of one morning is kept beside the first: it is a fact, and it acts."""
        row = self._workout_before(upload)
        warns = self._is_alarming_morning(upload, row)
        if upload.workout and row is None and not warns:
            raise Waits(_("The workout of this morning is not here yet."))
        stops = self.present if warns else None
        plan = stops or (row.enrolment if row else self.present)
        if plan is None:
            raise NotFound(_("There is no workout before this morning."))
        is_told = MorningReport.objects.filter(workout=row).exists()
        place = row if row and row.enrolment_id == plan.pk and not is_told else None
        told = morning_told(upload.discomfort, upload.symptoms)
        moment, limit = self._moment(upload.said), self._limit_after(row)
        keep_morning(plan, place, upload.id, told, moment, limit)

    # What they share

    @property
    def _now(self) -> datetime:
        return self.sent.received_at

    @property
    def _any_plan(self) -> Enrolment:
        """The plan that a warning stops: the present one, if there is one."""
        plan = self.present or next(iter(self.plans), None)
        if plan is None:
            raise NotFound(_("That plan is not here."))
        return plan

    def _moment(self, said: uploads.Said, plan: Enrolment | None = None) -> Moment:
        """When it was: not before its plan began, or the first where it belongs to none."""
        right = self._put_right(said, plan)
        self.is_time_doubtful |= right.is_doubtful
        return right.moment

    def _put_right(self, said: uploads.Said, plan: Enrolment | None = None) -> PutRight:
        plan = plan or next(iter(self.plans), None)
        return put_right(said, self.sent, since=plan.started_at if plan else None)

    def _wait_for(self, uuid: UUID | None) -> None:
        if uuid and not Delivery.objects.of(self.client).filter(uuid=uuid).exists():
            raise Waits(_("What this comes after is not here yet."))

    def _plan(self, uuid: UUID) -> Enrolment:
        for plan in self.plans:
            if plan.uuid == uuid:
                return plan
        raise NotFound(_("That plan is not here."))

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
            raise NotFound(_("That workout is not here."))
        moment = self._moment(told.said, plan)
        row = Workout(client=self.client, enrolment=plan, **moment.stamp(told.id))
        if was_left(row):
            row.finished_at = self._now
        else:
            end_open_workout(plan, now=self._now)
        row.save()
        return row, True

    def _tell(
        self, row: Workout, told: Sequence[tuple[int, UUID, SetAnswers]], moment: Moment
    ) -> bool:
        tellings = list(SetReport.objects.filter(workout=row))
        rows = [sets.tell(row, tellings, *each, moment) for each in told]
        settle_workout(row, tellings, now=self._now)
        if self.present and row.enrolment is not self.present:
            self._tell_apart(self.present, row, told, moment)
        return any(report.is_double for report in rows)

    def _tell_apart(
        self,
        present: Enrolment,
        row: Workout,
        told: Sequence[tuple[int, UUID, SetAnswers]],
        moment: Moment,
    ) -> None:
        """An alarm by the limit of either program stops the present one."""
        limit = limit_of(row)
        for _place, uuid, answers in told:
            heard = answers.heard_by(present, limit)
            if is_alarming(heard.report, present.program.rules):
                sets.keep_apart(present, uuid, heard, moment)

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

    def _workout_before(self, upload: uploads.MorningUpload) -> Workout | None:
        """The workout that a morning names, or the last one before it."""
        own = Workout.objects.of(self.client)
        if upload.workout:
            row = own.filter(uuid=upload.workout).first()
        else:
            moment = self._put_right(upload.said).moment
            row = own.filter(performed_at__lt=moment.performed_at).first()
        return self._with_plan(row) if row else None

    def _limit_after(self, row: Workout | None) -> int:
        """The limit for a morning; where its workout is not here, that of the present plan."""
        return limit_of(row) if row else self._any_plan.program.rules.policy.severe_discomfort


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
