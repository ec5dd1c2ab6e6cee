"""Telling a set anew, and taking the last one back."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from coaching import chronicle
from coaching.models import SetReport, Workout
from coaching.places import places_of
from coaching.rules.program import Program
from coaching.services import sets
from coaching.services.limits import limit_of
from coaching.services.moments import Moment
from coaching.services.refusals import AlreadyReported, NotAllowed, NotFound, OutOfOrder, Refusal
from coaching.services.sets import SetAnswers
from coaching.services.settling import (
    locked_enrolment,
    locked_workout,
    one_transaction,
    unsay,
)
from coaching.services.workouts import is_stale, settle_workout


def undo_set(*, client: User, workout: UUID, uuid: UUID, moment: Moment) -> SetReport:
    """Take the last set back, while nothing was done since. Raises NotAllowed on an alarm."""
    with one_transaction():
        row = locked_workout(client, workout)
        if row is None:
            raise NotFound(_("That workout is not here."))
        tellings = list(SetReport.objects.filter(workout=row))
        known = next((told for told in tellings if told.uuid == uuid), None)
        if known:
            return known
        last = _last(tellings)
        _refuse_to_unsay(last, row.enrolment.program.rules)
        _refuse_unless_last(row, moment)
        _refuse_if_told_twice(last, tellings)
        withdrawn = sets.withdraw(last, uuid, moment)
        was_finished_at = row.finished_at
        row.finished_at = None
        tellings.append(withdrawn)
        fold_without(row, withdrawn, tellings, was_finished_at, now=moment.received_at)
        return withdrawn


def correct_set(
    *, client: User, report: UUID, uuid: UUID, answers: SetAnswers, moment: Moment
) -> SetReport:
    """Tell a set anew; the first telling is kept. Warning signs can be added, never removed.

    A sign that is new is never turned away: where the correction itself does not fit, it
    is kept apart and acts at once.
    """
    with one_transaction():
        enrolment = locked_enrolment(client)
        wrong = (
            SetReport.objects.of(client)
            .filter(uuid=report)
            .select_related("workout__enrolment__program")
            .first()
        )
        if wrong is None:
            raise NotFound(_("That set is not here."))
        row, program = wrong.workout, enrolment.program.rules
        is_present = row.enrolment_id == enrolment.pk
        if is_present:
            row.enrolment = enrolment
        tellings = list(SetReport.objects.filter(workout=row))
        answers = answers.asked_as(wrong)
        known = sets.told_before(row, tellings, uuid, answers)
        if known:
            return known
        if not is_present:
            answers = answers.heard_by(enrolment, limit_of(row))
        refusal = _refusal(wrong, tellings, answers, is_present, program)
        if refusal is None:
            return _tell_anew(wrong, tellings, uuid, answers, moment)
        if not _is_news(answers, sets.latest(tellings)[wrong.number], program):
            raise refusal
        return sets.keep_apart(enrolment, uuid, answers, moment)


def _tell_anew(
    wrong: SetReport, tellings: list[SetReport], uuid: UUID, answers: SetAnswers, moment: Moment
) -> SetReport:
    row = wrong.workout
    if chronicle.is_alarming(answers.report, row.enrolment.program.rules):
        uuid = sets.free_uuid(row.enrolment, uuid, answers)
    told = sets.append(
        row, wrong.number, uuid, answers, moment, replaces=wrong, is_double=wrong.is_double
    )
    tellings.append(told)
    if told.is_double:
        sets.count(places_of(tellings)[told.number].chain_of(told), tellings)
    settle_workout(row, tellings, now=moment.received_at)
    return told


def _refusal(
    wrong: SetReport,
    tellings: list[SetReport],
    answers: SetAnswers,
    is_present_program: bool,
    program: Program,
) -> Refusal | None:
    if wrong.is_withdrawn or not is_present_program:
        return NotFound(_("That set is not here."))
    if any(told.replaces_id == wrong.pk for told in tellings):
        return AlreadyReported(_("That set was corrected already. Look at it again first."))
    if _softens(wrong, answers, program):
        return NotAllowed(_("A warning sign cannot be removed. You can add a note to the workout."))
    return None


def _softens(wrong: SetReport, answers: SetAnswers, program: Program) -> bool:
    before, after = wrong.as_reported, answers.report
    severe = program.policy.severe_from(wrong.severe_discomfort)
    was_severe, is_severe = ((told.discomfort or 0) >= severe for told in (before, after))
    return not after.symptoms >= before.symptoms or (was_severe and not is_severe)


def _is_news(answers: SetAnswers, told: SetReport, program: Program) -> bool:
    is_alarm = chronicle.is_alarming(answers.report, program)
    return is_alarm and not chronicle.covers(told.as_reported, answers.report, program)


# Taking back


def _last(tellings: list[SetReport]) -> SetReport:
    standing = sets.standing(tellings)
    if not standing:
        raise OutOfOrder(_("There is no set to take back."))
    return max(standing, key=lambda told: told.number)


def _refuse_to_unsay(last: SetReport, program: Program) -> None:
    if chronicle.is_alarming(last.as_reported, program):
        raise NotAllowed(_("A warning sign cannot be taken back here. It has to be cleared."))


def _refuse_unless_last(row: Workout, moment: Moment) -> None:
    another = row.enrolment.workouts.under_way().exclude(pk=row.pk).exists()
    is_last = row.enrolment.last_event == str(row.uuid)
    if another or not is_last or is_stale(row, moment.performed_at):
        raise NotAllowed(_("Something came after this set. You can correct it in the history."))


def _refuse_if_told_twice(last: SetReport, tellings: list[SetReport]) -> None:
    if len(places_of(tellings)[last.number].standing) > 1:
        raise NotAllowed(
            _("Two devices told us about this set. You can correct it in the history.")
        )


def fold_without(
    row: Workout,
    withdrawn: SetReport,
    tellings: list[SetReport],
    was_finished_at: datetime | None,
    *,
    now: datetime,
) -> None:
    """Fold a workout without a set that was taken back, and unsay what was said of it.

    The workout goes on if its `finished_at` was emptied, unless an earlier set had ended it.
    """
    row.save(update_fields=["finished_at"])
    settle_workout(row, tellings, now=was_finished_at or now)
    place = places_of(tellings)[withdrawn.number]
    gone = [] if place.standing else [place.root.uuid]
    if was_finished_at and row.finished_at is None:
        gone.append(row.uuid)
    unsay(row, gone)
