"""Clients at every stage, each signed in."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from coaching import catalogue, services
from coaching.models import Enrolment, Program, Workout
from coaching.models.starting import Answer
from coaching.rules import terms
from coaching.services import Moment, SetAnswers
from coaching.services.starting import _enrol

MAIN = "knee-raise-to-straight-leg-raise"

CLEAN = {"lumbar_contact": "held", "pops": "0", "discomfort": "0"}


@pytest.fixture
def programs(db: None) -> None:
    """The catalogue is loaded."""
    call_command("load_catalogue", verbosity=0)


@pytest.fixture
def site(client: Client, person: User, programs: None) -> Client:
    """A browser in which `person` is signed in."""
    client.force_login(person)
    return client


@pytest.fixture
def screened(person: User, programs: None) -> User:
    """Somebody who answered every question with no."""
    answer_all(person)
    return person


@pytest.fixture
def enrolled(screened: User) -> Enrolment:
    """`person` on the main program, at level 3, since 60 days ago."""
    return enrol(screened, level=3)


def answer_all(client: User, **answers: str) -> None:
    """Every question, with no unless said otherwise."""
    for slug in catalogue.builtin().questions:
        services.answer_question(
            client=client,
            uuid=uuid4(),
            question=slug,
            answer=Answer(answers.get(slug.replace("-", "_"), "no")),
            moment=Moment.now(client),
        )


def enrol(client: User, *, level: int, days_ago: int = 60) -> Enrolment:
    """On the main program, at a level."""
    program = Program.objects.current().get(slug=MAIN)
    moment = Moment.at(client, timezone.now() - timedelta(days=days_ago))
    return _enrol(client, program, level, moment)


def train(client: User, *sets: terms.SetReport, days_ago: float = 0) -> Workout:
    """A workout of these sets, so many days ago; it ends as the rules end it."""
    moment = Moment.at(client, timezone.now() - timedelta(days=days_ago))
    workout = services.start_workout(client=client, uuid=uuid4(), moment=moment)
    for number, report in enumerate(sets, start=1):
        services.log_set(
            client=client,
            workout=workout.uuid,
            number=number,
            uuid=uuid4(),
            answers=SetAnswers(report=report),
            moment=moment,
        )
    workout.refresh_from_db()
    return workout


def one_set(reps: int = 8, **told: Any) -> terms.SetReport:
    """A clean set, but for what is told of it."""
    answers = {"lumbar_contact": terms.LumbarContact.HELD, "pops": 0, "discomfort": 0}
    return terms.SetReport(reps=reps, **{**answers, **told})


@pytest.fixture
def begin(site: Client, enrolled: Enrolment) -> Callable[[], Workout]:
    """Begin a workout through the page."""

    def tap() -> Workout:
        site.post("/workout/begin/", {"uuid": uuid4()})
        return Workout.objects.under_way().get()

    return tap


def set_post(workout: Workout, number: int = 1, **told: Any) -> dict[str, Any]:
    """What the page posts for a set."""
    once = {"uuid": uuid4(), "workout": workout.uuid, "number": number, "reps": 8}
    return {**once, **CLEAN, **told}


@pytest.fixture
def queries() -> Iterator[CaptureQueriesContext]:
    """Every query of the block, transactions included."""
    return CaptureQueriesContext(connection)
