"""A workout: begin it, log its sets, take one back, correct one, finish it."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from accounts.models import User
from coaching import chronicle
from coaching.models import Enrolment, Note, SetReport, Workout
from coaching.rules import terms
from coaching.rules.program import Program
from coaching.rules.workout import Underway
from coaching.services.moments import Moment
from coaching.services.refusals import (
    AlreadyReported,
    NotAllowed,
    NotFound,
    OutOfOrder,
    ProgramStopped,
)
from coaching.services.settling import (
    entry_of,
    locked_enrolment,
    one_transaction,
    position_before,
    settle,
)
from coaching.wire import MOST_SETS

STALE_AFTER = timedelta(hours=4)
"""A workout left open for so long is over: nobody rests between two sets that long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAnswers:
    """What a client says of one set: the rules' words, and facts that only people read."""

    report: terms.SetReport
    pop_location: terms.PopLocation | None = None
    pop_phase: terms.Phase | None = None
    pop_repetitions: tuple[int, ...] | None = None
    effort: int | None = None
    hands: terms.Hands | None = None

    def fields(self) -> dict[str, Any]:
        """The answers as the columns of a set report."""
        told = asdict(self)
        report = told.pop("report")
        repetitions = told.pop("pop_repetitions")
        return {
            **report,
            **told,
            "symptoms": sorted(symptom.value for symptom in report["symptoms"]),
            "pop_repetitions": list(repetitions) if repetitions is not None else None,
        }


def start_workout(*, client: User, uuid: UUID, moment: Moment) -> Workout:
    """Begin a workout, or return the one under way. Raises ProgramStopped."""
    with one_transaction():
        enrolment = locked_enrolment(client)
        known = Workout.objects.of(client).filter(uuid=uuid).first()
        if known:
            return known
        if enrolment.is_stopped:
            raise ProgramStopped("Your plan is paused, so there is no workout to begin.")
        open_workout = end_stale_workout(enrolment, now=moment.performed_at)
        if open_workout:
            return open_workout
        return Workout.objects.create(enrolment=enrolment, **moment.stamp(uuid))


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
    place is taken by another set, OutOfOrder where a set before it is missing: but an
    alarm is never turned away, it is kept as a further set and acts at once.
    """
    with one_transaction():
        enrolment = locked_enrolment(client)
        row = _own_workout(enrolment, workout)
        tellings = list(SetReport.objects.filter(workout=row))
        known = _told_before(tellings, uuid, answers)
        if known:
            return known
        program = enrolment.program.rules
        is_alarm = chronicle.is_alarming(answers.report, program)
        place, replaced = _place(tellings, number, is_alarm=is_alarm)
        report = _append(row, place, _fresh(uuid, tellings, answers), answers, moment, replaced)
        _settle_workout(enrolment, row, [*tellings, report], now=moment.received_at)
        return report


def undo_set(*, client: User, workout: UUID, uuid: UUID, moment: Moment) -> SetReport:
    """Take the last set back, while nothing was done since. Raises NotAllowed on an alarm."""
    with one_transaction():
        enrolment = locked_enrolment(client)
        row = _own_workout(enrolment, workout)
        tellings = list(SetReport.objects.filter(workout=row))
        known = next((told for told in tellings if told.uuid == uuid), None)
        if known:
            return known
        last = _last(tellings)
        _refuse_to_unsay(last, enrolment.program.rules)
        _refuse_unless_last(enrolment, row)
        withdrawn = _withdraw(last, uuid, moment)
        Workout.objects.filter(pk=row.pk).update(finished_at=None)
        row.finished_at = None
        settle(enrolment, entry_of(enrolment, row))
        return withdrawn


def correct_set(
    *, client: User, report: UUID, uuid: UUID, answers: SetAnswers, moment: Moment
) -> SetReport:
    """Tell a set anew; the first telling is kept. Warning signs can be added, never removed."""
    with one_transaction():
        enrolment = locked_enrolment(client)
        wrong = (
            SetReport.objects.filter(uuid=report, workout__enrolment=enrolment)
            .select_related("workout")
            .first()
        )
        if wrong is None:
            raise NotFound("That set is not here.")
        row = wrong.workout
        tellings = list(SetReport.objects.filter(workout=row))
        known = _told_before(tellings, uuid, answers)
        if known:
            return known
        _refuse_to_soften(wrong, answers, enrolment.program.rules)
        if any(told.replaces_id == wrong.pk for told in tellings):
            raise AlreadyReported("That set was corrected already. Look at it again first.")
        told = _append(row, wrong.number, uuid, answers, moment, wrong)
        settle(enrolment, entry_of(enrolment, row))
        return told


def finish_workout(*, client: User, workout: UUID, moment: Moment) -> Workout:
    """End a workout with the sets it has."""
    with one_transaction():
        enrolment = locked_enrolment(client)
        row = _own_workout(enrolment, workout)
        if row.finished_at is None:
            end_workout(enrolment, row, now=moment.received_at)
        return row


def annotate_workout(*, client: User, workout: UUID, uuid: UUID, text: str, now: datetime) -> Note:
    """Add the client's own words to a workout."""
    with one_transaction():
        row = Workout.objects.of(client).filter(uuid=workout).first()
        if row is None:
            raise NotFound("That workout is not here.")
        note, _ = Note.objects.get_or_create(
            uuid=uuid,
            author=client,
            workout=row,
            defaults={"text": text, "written_at": now},
        )
        return note


def underway(enrolment: Enrolment, workout: Workout) -> Underway:
    """A workout after its sets so far: its position is what the next set asks for."""
    entry = entry_of(enrolment, workout)
    before = position_before(enrolment, entry)
    return chronicle.under_way(enrolment.program.rules, before, entry)


def end_stale_workout(enrolment: Enrolment, *, now: datetime) -> Workout | None:
    """The workout under way, unless it was left so long ago that it is over."""
    row = enrolment.workouts.under_way().first()
    if row is None or now - row.performed_at < STALE_AFTER:
        return row
    end_workout(enrolment, row, now=now)
    return None


def end_workout(enrolment: Enrolment, row: Workout, *, now: datetime) -> None:
    """Mark a workout as over and let the rules decide on it."""
    row.finished_at = now
    row.save(update_fields=["finished_at"])
    settle(enrolment, entry_of(enrolment, row))


def end_open_workout(enrolment: Enrolment, *, now: datetime) -> None:
    """End whatever is under way, because the plan has just changed."""
    row = enrolment.workouts.under_way().first()
    if row:
        end_workout(enrolment, row, now=now)


# One set


def _own_workout(enrolment: Enrolment, uuid: UUID) -> Workout:
    row = Workout.objects.filter(enrolment=enrolment, uuid=uuid).first()
    if row is None:
        raise NotFound("That workout is not here.")
    return row


def _told_before(tellings: list[SetReport], uuid: UUID, answers: SetAnswers) -> SetReport | None:
    same = {uuid, _derived(uuid, answers)}
    fields = answers.fields()
    return next((told for told in tellings if told.uuid in same and _says(told, fields)), None)


def _says(told: SetReport, fields: dict[str, Any]) -> bool:
    return all(getattr(told, name) == value for name, value in fields.items())


def _fresh(uuid: UUID, tellings: list[SetReport], answers: SetAnswers) -> UUID:
    taken = any(told.uuid == uuid for told in tellings)
    return _derived(uuid, answers) if taken else uuid


def _derived(uuid: UUID, answers: SetAnswers) -> UUID:
    return uuid5(uuid, repr(sorted(answers.fields().items())))


def _place(
    tellings: list[SetReport], number: int, *, is_alarm: bool
) -> tuple[int, SetReport | None]:
    latest = _latest(tellings)
    count = 1 + max((place for place, told in latest.items() if not told.is_withdrawn), default=0)
    if number == count:
        return number, latest.get(number)
    if is_alarm and count <= MOST_SETS:
        return count, latest.get(count)
    if number < count:
        raise AlreadyReported(f"Set {number} is saved already. You can correct it in the history.")
    raise OutOfOrder(f"Set {count} comes first.")


def _latest(tellings: list[SetReport]) -> dict[int, SetReport]:
    return {told.number: told for told in sorted(tellings, key=lambda told: told.pk)}


def _append(
    row: Workout,
    number: int,
    uuid: UUID,
    answers: SetAnswers,
    moment: Moment,
    replaces: SetReport | None,
) -> SetReport:
    return SetReport.objects.create(
        workout=row,
        number=number,
        uuid=uuid,
        reported_at=moment.received_at,
        replaces=replaces,
        **answers.fields(),
    )


def _settle_workout(
    enrolment: Enrolment, row: Workout, tellings: list[SetReport], *, now: datetime
) -> None:
    program = enrolment.program.rules
    entry = chronicle.workout_entry(row, tellings, program)
    before = position_before(enrolment, entry)
    state = chronicle.under_way(program, before, entry)
    if row.finished_at is None and (state.ended or state.sets_done >= program.sets):
        row.finished_at = now
        row.save(update_fields=["finished_at"])
    settle(enrolment, entry)


# Taking back and telling anew


def _last(tellings: list[SetReport]) -> SetReport:
    standing = [told for told in _latest(tellings).values() if not told.is_withdrawn]
    if not standing:
        raise OutOfOrder("There is no set to take back.")
    return max(standing, key=lambda told: told.number)


def _withdraw(last: SetReport, uuid: UUID, moment: Moment) -> SetReport:
    fields = ("reps", "lumbar_contact", "pops", "discomfort", "symptoms")
    return SetReport.objects.create(
        workout_id=last.workout_id,
        number=last.number,
        uuid=uuid,
        reported_at=moment.received_at,
        replaces=last,
        is_withdrawn=True,
        **{name: getattr(last, name) for name in fields},
    )


def _refuse_unless_last(enrolment: Enrolment, row: Workout) -> None:
    another = enrolment.workouts.under_way().exclude(pk=row.pk).exists()
    if another or enrolment.last_event != str(row.uuid):
        raise NotAllowed("Something came after this set. You can correct it in the history.")


def _refuse_to_unsay(last: SetReport, program: Program) -> None:
    if chronicle.is_alarming(last.as_reported, program):
        raise NotAllowed("A warning sign cannot be taken back here. It has to be cleared.")


def _refuse_to_soften(wrong: SetReport, answers: SetAnswers, program: Program) -> None:
    before, after = wrong.as_reported, answers.report
    kept_signs = after.symptoms >= before.symptoms
    kept_alarm = chronicle.is_alarming(after, program) or not chronicle.is_alarming(before, program)
    if not (kept_signs and kept_alarm):
        raise NotAllowed("A warning sign cannot be removed. You can add a note to the workout.")
