"""Clients at work, told through the services as in life."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from coaching import catalogue, services
from coaching.models import Enrolment, Program, Review, SymptomReport, Workout
from coaching.models.starting import Answer
from coaching.rules import terms
from coaching.services import Moment, SetAnswers

MAIN = "knee-raise-to-straight-leg-raise"
BEGIN = datetime(2026, 9, 1, 8, 5, tzinfo=UTC)


def moment(client: User, day: float, *, late: float = 0) -> Moment:
    """So many days after the beginning; heard of `late` days afterwards."""
    found = Moment.at(client, BEGIN + timedelta(days=day))
    received_at = found.performed_at + timedelta(days=late)
    return Moment(
        performed_at=found.performed_at, received_at=received_at, utc_offset=found.utc_offset
    )


def one_set(reps: int = 8, **told: Any) -> terms.SetReport:
    """A clean set, but for what is told of it."""
    answers = {"lumbar_contact": terms.LumbarContact.HELD, "pops": 0, "discomfort": 0}
    return terms.SetReport(reps=reps, **{**answers, **told})


def enrol(client: User, *, slug: str = MAIN) -> Enrolment:
    """On a program at its first levels, by the questions and the trials."""
    for question in catalogue.builtin().questions:
        services.answer_question(
            client=client,
            uuid=uuid4(),
            question=question,
            answer=Answer.NO,
            moment=moment(client, 0),
        )
    program = Program.objects.current().get(slug=slug)
    for level, pops in ((1, 0), (2, 1)):
        services.log_trial(
            client=client,
            program=program,
            level=level,
            uuid=uuid4(),
            report=one_set(1, pops=pops),
            moment=moment(client, 0),
        )
    return Enrolment.objects.of(client).active().select_related("program").get()


def train(client: User, day: float, *sets: terms.SetReport) -> Workout:
    """A workout of these sets."""
    at = moment(client, day)
    workout = services.start_workout(client=client, uuid=uuid4(), moment=at)
    for number, report in enumerate(sets, start=1):
        services.log_set(
            client=client,
            workout=workout.uuid,
            number=number,
            uuid=uuid4(),
            answers=SetAnswers(report=report),
            moment=at,
        )
    workout.refresh_from_db()
    return workout


def feel(client: User, day: float, *signs: str, late: float = 0) -> SymptomReport:
    """Signs, outside a workout."""
    return services.report_symptom(
        client=client,
        uuid=uuid4(),
        symptoms=map(terms.Symptom, signs),
        moment=moment(client, day, late=late),
    )


def clear(physiotherapist: User, enrolment: Enrolment, *stops: UUID, day: float) -> Review:
    """A clearance of these stops."""
    return services.clear_stop(
        physiotherapist=physiotherapist,
        enrolment=enrolment.uuid,
        uuid=uuid4(),
        stops=map(str, stops),
        reason="Seen on the couch, all clear.",
        moment=moment(enrolment.client, day),
    )
