"""The database that pages are measured on: made by telling reports to the services."""

from datetime import datetime, timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts import processing
from accounts.models import User
from coaching import services
from coaching.catalogue import builtin
from coaching.models import Program
from coaching.models.starting import Answer
from coaching.rules.terms import LumbarContact, SetReport
from coaching.services import Moment, SetAnswers
from coaching.services.publishing import publish
from config.management.commands.serve import collect_static

PASSWORD = "straight legs up"
PROGRAM = "knee-raise-to-straight-leg-raise"
HISTORIES = (1, 60, 300)
CROWD = 8
CROWD_WORKOUTS = 12
POPS_EVERY = 7
"""Every so many sets one pops, so that histories hold more than one kind of decision."""
MORNING_EVERY = 3
"""Every so many workouts the morning after is told, too."""


def build() -> None:
    """Tables, programs, static files and people."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    publish(builtin())
    collect_static()
    for workouts in HISTORIES:
        make_client(with_history(workouts), workouts=workouts)
    for number in range(CROWD):
        make_client(of_the_crowd(number), workouts=CROWD_WORKOUTS)


def with_history(workouts: int) -> str:
    """The address of the client with so many workouts."""
    return f"with{workouts}@example.org"


def of_the_crowd(number: int) -> str:
    """The address of one of those who come at once."""
    return f"crowd{number}@example.org"


@transaction.atomic
def make_client(email: str, *, workouts: int) -> None:
    """Somebody who has trained every other day until yesterday."""
    client = User.objects.create_user(email, PASSWORD, agreed_to=processing.CURRENT.version)
    EmailAddress.objects.create(user=client, email=email, primary=True, verified=True)
    first = timezone.now() - timedelta(days=2 * workouts + 1)
    begin(client, Moment.at(client, first))
    for number in range(workouts):
        train(client, first + timedelta(days=2 * (number + 1) - 1, minutes=5), number)


def begin(client: User, moment: Moment) -> None:
    """Through the questions and onto the first level."""
    for question in builtin().questions:
        services.answer_question(
            client=client, uuid=uuid4(), question=question, answer=Answer.NO, moment=moment
        )
    program = Program.objects.current().get(slug=PROGRAM)
    for level, contact in ((1, LumbarContact.HELD), (2, LumbarContact.LOST)):
        services.log_trial(
            client=client,
            program=program,
            level=level,
            uuid=uuid4(),
            report=SetReport(reps=1, lumbar_contact=contact, pops=0, discomfort=0),
            moment=moment,
        )


def train(client: User, at: datetime, number: int) -> None:
    """One workout of three sets, and now and then the morning after it."""
    moment = Moment.at(client, at)
    workout = services.start_workout(client=client, uuid=uuid4(), moment=moment)
    for place in (1, 2, 3):
        pops = int((3 * number + place) % POPS_EVERY == 0)
        report = SetReport(reps=12, lumbar_contact=LumbarContact.HELD, pops=pops, discomfort=0)
        services.log_set(
            client=client,
            workout=workout.uuid,
            number=place,
            uuid=uuid4(),
            answers=SetAnswers(report=report),
            moment=moment,
        )
    if number % MORNING_EVERY:
        return
    services.report_morning(
        client=client,
        workout=workout.uuid,
        uuid=uuid4(),
        discomfort=0,
        symptoms=(),
        moment=Moment.at(client, at + timedelta(hours=20)),
    )
