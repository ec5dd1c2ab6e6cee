"""A workout as a whole: where it stands, and what ends it."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from coaching import chronicle
from coaching.chronicle import Entry
from coaching.models import Enrolment, SetReport, Workout
from coaching.rules import lookahead
from coaching.rules.moves import as_of
from coaching.rules.workout import Underway
from coaching.services.moments import Moment
from coaching.services.screening import screened
from coaching.services.settling import entry_of, position_before, settle

STALE_AFTER = timedelta(hours=4)
"""A workout left open for so long is over: nobody rests between two sets that long."""


NEEDS_AGREEMENT = "needs-agreement"
PAUSED = "paused"


def training_status(enrolment: Enrolment, *, now: datetime) -> str:
    """What a client may do: active and completed train; the others do not.

    Those are stopped, needs-agreement, and paused by a physiotherapist.
    """
    where = as_of(enrolment.program.rules, enrolment.where, now)
    if enrolment.is_stopped:
        return str(enrolment.status)
    if screened(enrolment.client).is_locked:
        return NEEDS_AGREEMENT
    return PAUSED if where.is_paused else str(where.status)


def workout_to_go_on_with(enrolment: Enrolment, *, now: datetime) -> Workout | None:
    """The workout under way, unless it was left so long ago that it is over."""
    row = enrolment.workouts.under_way().first()
    return None if row is None or is_stale(row, now) else row


def underway(enrolment: Enrolment, workout: Workout) -> Underway:
    """A workout after its sets so far: its position is what the next set asks for."""
    entry = entry_of(enrolment, workout)
    before = position_before(enrolment, entry)
    return chronicle.under_way(enrolment.program.rules, before, entry)


def is_stale(row: Workout, now: datetime) -> bool:
    """Whether a workout began so long ago that it is over."""
    return now - row.performed_at >= STALE_AFTER


def end_workout(enrolment: Enrolment, row: Workout, *, now: datetime) -> None:
    """Mark a workout as over and let the rules decide on it."""
    _mark_finished(row, now)
    settle(enrolment, entry_of(enrolment, row))


def end_open_workout(enrolment: Enrolment, *, now: datetime) -> None:
    """End whatever is under way, because the plan has just changed."""
    row = enrolment.workouts.under_way().first()
    if row:
        end_workout(enrolment, row, now=now)


def end_stale_workout(enrolment: Enrolment, *, now: datetime) -> Workout | None:
    """The workout under way, unless it was left so long ago that it is over."""
    row = enrolment.workouts.under_way().first()
    if row is None or not is_stale(row, now):
        return row
    end_workout(enrolment, row, now=now)
    return None


def settle_workout(
    row: Workout, tellings: list[SetReport], *, now: datetime, only_the_last_is_new: bool = False
) -> None:
    """Fold a workout in with what was told of its sets; the last one asked for ends it."""
    enrolment = row.enrolment
    entry = chronicle.workout_entry(row, tellings, enrolment.program.rules)
    if row.finished_at is None and _is_over(enrolment, entry):
        _mark_finished(row, now)
    settle(enrolment, entry, only_the_last_is_new=only_the_last_is_new)
    if enrolment.is_stopped:
        end_open_workout(enrolment, now=now)


def _is_over(enrolment: Enrolment, entry: Entry) -> bool:
    """Whether a set ended the workout, or all that were asked for were told."""
    program = enrolment.program.rules
    state = chronicle.under_way(program, position_before(enrolment, entry), entry)
    return lookahead.is_over(state, program) and (state.ended or not entry.has_gap)


def was_left(row: Workout) -> bool:
    """Whether a workout is over by what else is known: the plan stopped, or went on without it.

    A question to the facts, so that it has one answer whatever the order they came in.
    """
    enrolment = row.enrolment
    if enrolment.ended_at or enrolment.is_stopped:
        return True
    if enrolment.last_at is None or enrolment.last_at < row.performed_at:
        return False
    severe = enrolment.program.rules.policy.severe_discomfort
    is_severe = Q(discomfort__gte=severe) | Q(discomfort__gte=F("severe_discomfort"))
    is_alarm = is_severe | ~Q(symptoms=[])
    ending = (
        enrolment.workouts.exclude(pk=row.pk),
        enrolment.reviews.all(),
        enrolment.symptom_reports.all(),
        enrolment.mornings.filter(is_alarm),
    )
    return any(rows.filter(performed_at__gte=row.performed_at).exists() for rows in ending)


def something_came_between(row: Workout, moment: Moment) -> bool:
    """Whether anything else happened from the beginning of a workout to this moment."""
    if row.enrolment.last_event == str(row.uuid):
        return False
    return any(
        entry.row != row and row.performed_at <= entry.event.at <= moment.performed_at
        for entry in chronicle.entries(row.enrolment)
    )


def _mark_finished(row: Workout, now: datetime) -> None:
    row.finished_at = now
    row.save(update_fields=["finished_at"])
