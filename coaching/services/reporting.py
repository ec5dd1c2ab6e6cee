"""Signs at any time, and the next morning."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from accounts.models import User
from coaching.chronicle import morning_entry, symptom_entry
from coaching.models import Enrolment, MorningReport, SymptomReport, Workout
from coaching.rules.terms import Symptom
from coaching.services.moments import Moment
from coaching.services.refusals import AlreadyReported, NotFound
from coaching.services.settling import (
    locked_client,
    locked_enrolment,
    one_transaction,
    settle,
)
from coaching.services.training import end_open_workout

Told = dict[str, Any]


def report_symptom(
    *, client: User, uuid: UUID, symptoms: Iterable[Symptom], moment: Moment
) -> SymptomReport:
    """Store signs and stop the program at once; before a program has begun, lock its start."""
    signs = sorted({symptom.value for symptom in symptoms})
    if not signs:
        raise ValueError("a report of signs names at least one")
    with one_transaction():
        enrolment = _enrolment_or_none(client)
        known = SymptomReport.objects.filter(client=client, uuid=uuid).first()
        if known and known.symptoms == signs:
            return known
        if known:
            # Other signs under a uuid that was used are still signs: never turned away.
            return report_symptom(
                client=client, uuid=uuid5(uuid, ",".join(signs)), symptoms=symptoms, moment=moment
            )
        row = SymptomReport.objects.create(
            client=client, enrolment=enrolment, symptoms=signs, **moment.stamp(uuid)
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
    """Store how the morning after a workout felt; None is a skipped question, not a zero."""
    with one_transaction():
        enrolment = locked_enrolment(client)
        row = Workout.objects.filter(enrolment=enrolment, uuid=workout).first()
        if row is None:
            raise NotFound("That workout is not here.")
        told = {"discomfort": discomfort, "symptoms": sorted(set(symptoms))}
        known = MorningReport.objects.filter(workout=row).first()
        if known and known.uuid == uuid and _says(known, told):
            return known
        if known and not _is_alarming(told, enrolment):
            raise AlreadyReported("You have told us about that morning already.")
        report = MorningReport.objects.create(
            enrolment=enrolment,
            # A second telling is kept only for its alarm, and beside the first.
            workout=None if known else row,
            **told,
            **moment.stamp(_second(uuid, told) if known else uuid),
        )
        settle(enrolment, morning_entry(report))
        return report


def _says(report: MorningReport, told: Told) -> bool:
    return all(getattr(report, name) == value for name, value in told.items())


def _is_alarming(told: Told, enrolment: Enrolment) -> bool:
    severe = enrolment.program.rules.policy.severe_discomfort
    return bool(told["symptoms"]) or (told["discomfort"] or 0) >= severe


def _second(uuid: UUID, told: Told) -> UUID:
    return uuid5(uuid, repr(sorted(told.items())))


def _enrolment_or_none(client: User) -> Enrolment | None:
    try:
        return locked_enrolment(client)
    except NotFound:
        locked_client(client)
        return None
