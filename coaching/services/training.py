"""A workout: begin it, log its sets, finish it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from coaching import chronicle
from coaching.models import Note, SetReport, Workout
from coaching.rules.moves import as_of
from coaching.services import sets
from coaching.services.limits import limit_of
from coaching.services.moments import Moment
from coaching.services.refusals import (
    AlreadyReported,
    NeedsAgreement,
    NotFound,
    OutOfOrder,
    ProgramStopped,
)
from coaching.services.screening import screened
from coaching.services.sets import SetAnswers
from coaching.services.settling import (
    agreed_client,
    locked_enrolment,
    locked_workout,
    one_transaction,
)
from coaching.services.workouts import (
    end_stale_workout,
    end_workout,
    is_stale,
    settle_workout,
    something_came_between,
)
from coaching.wire import MOST_SETS


def start_workout(*, client: User, uuid: UUID, moment: Moment) -> Workout:
    """Begin a workout, or return the one under way. Raises ProgramStopped.

    Raises NeedsAgreement where an answer before the start waits for a professional's agreement.
    """
    with one_transaction():
        enrolment = locked_enrolment(client)
        known = Workout.objects.of(client).filter(uuid=uuid).first()
        if known:
            return known
        if enrolment.is_stopped:
            raise ProgramStopped(_("Your plan is paused, so there is no workout to begin."))
        if as_of(enrolment.program.rules, enrolment.where, moment.performed_at).is_paused:
            raise OutOfOrder(
                _("Your physiotherapist paused your plan, so there is no workout now.")
            )
        if screened(client).is_locked:
            raise NeedsAgreement(
                _("Your answers before the start need a professional's agreement first.")
            )
        open_workout = end_stale_workout(enrolment, now=moment.performed_at)
        if open_workout:
            return open_workout
        row = Workout.objects.create(client=client, enrolment=enrolment, **moment.stamp(uuid))
        settle_workout(row, [], now=moment.received_at)
        return row


def log_set(
    *,
    client: User,
    workout: UUID,
    number: int,
    uuid: UUID,
    answers: SetAnswers,
    moment: Moment,
) -> SetReport:
    """Store one set and fold it in; the last set asked for finishes the workout.

    The same uuid with the same answers counts once. Raises AlreadyReported where the
    place is taken by another set, OutOfOrder where a set before it is missing or the
    workout is over: but an alarm is never turned away, it is kept and acts at once.
    """
    with one_transaction():
        row = locked_workout(client, workout)
        if row is None:
            return _log_in_earlier_program(client, workout, uuid, answers, moment)
        tellings = list(SetReport.objects.filter(workout=row))
        known = sets.told_before(row, tellings, uuid, answers)
        if known:
            return known
        if chronicle.is_alarming(answers.report, row.enrolment.program.rules):
            return _log_alarm(row, tellings, uuid, answers, moment)
        _refuse_if_over(row, moment)
        sets.refuse_unless_next(tellings, number)
        return _log(row, tellings, uuid, answers, moment)


def finish_workout(*, client: User, workout: UUID, moment: Moment) -> Workout:
    """End a workout with the sets it has."""
    with one_transaction():
        row = locked_workout(client, workout)
        if row is None:
            raise NotFound(_("That workout is not here."))
        if row.finished_at is None:
            row.ended_at = moment.performed_at
            row.save(update_fields=["ended_at"])
            end_workout(row.enrolment, row, now=moment.received_at)
        return row


def annotate_workout(*, client: User, workout: UUID, uuid: UUID, text: str, now: datetime) -> Note:
    """Add the client's own words to a workout."""
    with one_transaction():
        agreed_client(client)
        row = Workout.objects.of(client).filter(uuid=workout).first()
        if row is None:
            raise NotFound(_("That workout is not here."))
        note, _new = Note.objects.get_or_create(
            uuid=uuid,
            author=client,
            workout=row,
            defaults={"text": text, "written_at": now},
        )
        if note.text != text:
            raise AlreadyReported(_("Another note was saved already. Load the page again."))
        return note


def _log(
    row: Workout, tellings: list[SetReport], uuid: UUID, answers: SetAnswers, moment: Moment
) -> SetReport:
    was_open, number = row.finished_at is None, sets.next_number(tellings)
    replaced = sets.latest(tellings).get(number)
    report = sets.append(row, number, uuid, answers, moment, replaces=replaced)
    # Until a set is taken back or a workout is over, nothing but the newest set is news.
    nothing_unsaid = was_open and not any(told.is_withdrawn for told in tellings)
    settle_workout(
        row, [*tellings, report], now=moment.received_at, only_the_last_is_new=nothing_unsaid
    )
    return report


def _log_alarm(
    row: Workout, tellings: list[SetReport], uuid: UUID, answers: SetAnswers, moment: Moment
) -> SetReport:
    if sets.next_number(tellings) > MOST_SETS:
        return sets.keep_apart(row.enrolment, uuid, answers, moment)
    own = sets.free_uuid(row.enrolment, uuid, answers)
    return _log(row, tellings, own, answers, moment)


def _log_in_earlier_program(
    client: User, workout: UUID, uuid: UUID, answers: SetAnswers, moment: Moment
) -> SetReport:
    enrolment = locked_enrolment(client)
    earlier = Workout.objects.of(client).select_related("enrolment__program")
    row = earlier.filter(uuid=workout).first()
    if row:
        heard = answers.heard_by(enrolment, limit_of(row))
        if chronicle.is_alarming(heard.report, enrolment.program.rules):
            return sets.keep_apart(enrolment, uuid, heard, moment)
    raise NotFound(_("That workout is not here."))


def _refuse_if_over(row: Workout, moment: Moment) -> None:
    left = is_stale(row, moment.performed_at)
    if left or (row.finished_at and something_came_between(row, moment)):
        raise OutOfOrder(_("That workout is over. You can begin another one."))
