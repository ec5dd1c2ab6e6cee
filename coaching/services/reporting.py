"""Signs at any time, and the next morning."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from coaching.chronicle import morning_entry, symptom_entry
from coaching.models import Enrolment, MorningReport, SymptomReport, Workout
from coaching.rules.terms import Symptom
from coaching.services import uuids
from coaching.services.limits import limit_of, stricter
from coaching.services.moments import Moment
from coaching.services.refusals import AlreadyReported, NotFound
from coaching.services.settling import (
    locked_enrolment,
    one_transaction,
    settle,
)
from coaching.services.workouts import end_open_workout

Told = dict[str, Any]


def report_symptom(
    *, client: User, uuid: UUID, symptoms: Iterable[Symptom], moment: Moment
) -> SymptomReport:
    """Store signs and stop the program at once; before a program has begun, lock its start.

    Never turned away: other signs under a uuid that was used are kept under another one. But
    NotAgreed is raised where nothing may be kept.
    """
    signs = sorted({symptom.value for symptom in symptoms})
    if not signs:
        raise ValueError("a report of signs names at least one")
    with one_transaction():
        told = (str(client.public_id), *signs)
        same = (uuid, uuids.derived(uuid, *told))
        enrolment = _enrolment_or_none(client)
        for known in SymptomReport.objects.filter(client=client, uuid__in=same):
            if known.symptoms == signs:
                return known
        row = SymptomReport.objects.create(
            client=client,
            enrolment=enrolment,
            symptoms=signs,
            **moment.stamp(uuids.free(uuid, *told)),
        )
        if enrolment:
            settle(enrolment, symptom_entry(row))
            end_open_workout(enrolment, now=moment.received_at)
        return row


def report_morning(
    *,
    client: User,
    workout: UUID,
    uuid: UUID,
    discomfort: int | None,
    symptoms: Iterable[Symptom],
    moment: Moment,
) -> MorningReport:
    """Store how the morning after a workout felt; None is a skipped question, not a zero.

    Raises AlreadyReported where that morning was told before: but an alarm is never turned
    away, it is kept beside the first telling and acts at once.
    """
    with one_transaction():
        enrolment = locked_enrolment(client)
        own = Workout.objects.of(client).select_related("enrolment__program")
        row = own.filter(uuid=workout).first()
        if row is None:
            raise NotFound(_("That workout is not here."))
        told = morning_told(discomfort, symptoms)
        same = (uuid, uuids.derived(uuid, *_subject(client, told)))
        found = _told_of(client, row, same)
        known = next((report for report in found if _says(report, told, same)), None)
        if known:
            return known
        was_told = any(report.workout_id == row.pk for report in found)
        has_place = row.enrolment_id == enrolment.pk and not was_told
        limit = limit_of(row)
        if is_alarming_morning(told, enrolment, limit):
            uuid = uuids.free(uuid, *_subject(client, told))
        elif not has_place:
            raise AlreadyReported(_("You have told us about that morning already."))
        return keep_morning(enrolment, row if has_place else None, uuid, told, moment, limit)


def keep_morning(
    enrolment: Enrolment,
    workout: Workout | None,
    uuid: UUID,
    told: Told,
    moment: Moment,
    limit: int,
) -> MorningReport:
    """Store a morning, beside the workouts where none is given, and fold it in.

    `limit` is that of the workout before it, which may be of an earlier program.
    """
    report = MorningReport.objects.create(
        client_id=enrolment.client_id,
        enrolment=enrolment,
        workout=workout,
        severe_discomfort=stricter(limit, enrolment),
        **told,
        **moment.stamp(uuid),
    )
    settle(enrolment, morning_entry(report))
    if enrolment.is_stopped:
        end_open_workout(enrolment, now=moment.received_at)
    return report


def morning_told(discomfort: int | None, symptoms: Iterable[Symptom]) -> Told:
    """What was said of a morning, by the columns that keep it."""
    return {
        "discomfort": discomfort,
        "symptoms": sorted({symptom.value for symptom in symptoms}),
    }


def is_alarming_morning(told: Told, enrolment: Enrolment, limit: int) -> bool:
    """True where the morning alone stops the program, by its limit or by another."""
    severe = enrolment.program.rules.policy.severe_from(limit)
    return bool(told["symptoms"]) or (told["discomfort"] or 0) >= severe


def _told_of(client: User, row: Workout, same: tuple[UUID, UUID]) -> list[MorningReport]:
    """Of this morning, what has its place and what was kept beside that."""
    beside = Q(workout=None, uuid__in=same)
    own = MorningReport.objects.filter(client=client)
    return list(own.filter(Q(workout=row) | beside))


def _subject(client: User, told: Told) -> tuple[str, str]:
    return str(client.public_id), repr(sorted(told.items()))


def _says(report: MorningReport, told: Told, same: tuple[UUID, UUID]) -> bool:
    answers = all(getattr(report, name) == value for name, value in told.items())
    return answers and report.uuid in same


def _enrolment_or_none(client: User) -> Enrolment | None:
    """Their program; where they are on none, none begins until the transaction ends."""
    try:
        return locked_enrolment(client)
    except NotFound:
        return None
