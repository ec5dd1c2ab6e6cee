"""A client's days, told through the services as in life."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from coaching import catalogue, services
from coaching.models import (
    Decision,
    Enrolment,
    MorningReport,
    Program,
    Review,
    SetReport,
    SymptomReport,
    Workout,
)
from coaching.models.decision import DecisionQuerySet
from coaching.models.starting import Answer
from coaching.rules import terms
from coaching.rules.terms import LumbarContact, Symptom
from coaching.services import Moment, SetAnswers
from coaching.services.starting import _enrol

MAIN = "knee-raise-to-straight-leg-raise"
BEGIN = datetime(2026, 9, 1, 8, tzinfo=UTC)
About = Decision.About


def one_set(reps: int = 8, **told: Any) -> terms.SetReport:
    """A clean set, but for what is told of it."""
    clean = {"lumbar_contact": LumbarContact.HELD, "pops": 0, "discomfort": 0}
    if "symptoms" in told:
        told["symptoms"] = frozenset(map(Symptom, told["symptoms"]))
    return terms.SetReport(reps=reps, **{**clean, **told})


CLEAN = one_set()
LOST = one_set(lumbar_contact=LumbarContact.LOST)
POPPED = one_set(pops=1)
NUMB = one_set(symptoms=["numbness"])
SEVERE = one_set(discomfort=6)


def program(slug: str = MAIN) -> Program:
    """A program as it is now."""
    return Program.objects.current().get(slug=slug)


class Life:
    """One client. Days count from the enrolment; a set is told two minutes after another."""

    def __init__(self, client: User) -> None:
        self.client = client

    def moment(self, day: float = 0, *, minutes: float = 0, late: float = 0) -> Moment:
        """So far into a day; heard of `late` days afterwards."""
        at = Moment.at(self.client, BEGIN + timedelta(days=day, minutes=minutes))
        received_at = at.performed_at + timedelta(days=late)
        return Moment(
            performed_at=at.performed_at, received_at=received_at, utc_offset=at.utc_offset
        )

    # Where things stand

    @property
    def enrolment(self) -> Enrolment:
        """The program they are on, as stored."""
        active = Enrolment.objects.of(self.client).active()
        return active.select_related("program", "client").get()

    @property
    def position(self) -> terms.Position:
        """Where they stand."""
        return self.enrolment.where

    @property
    def place(self) -> tuple[int, int]:
        """Level and rep step."""
        return self.position.level, self.position.rep_step

    @property
    def is_stopped(self) -> bool:
        """Whether a stop is open."""
        return self.enrolment.is_stopped

    def standing(self, row: Any) -> Decision | None:
        """What stands of a workout, set, report or review: one thing, or nothing yet."""
        found = Decision.objects.standing().filter(enrolment__client=self.client)
        assert_one_of_each(found)
        return found.filter(subject=row.uuid).first()

    def outcomes(self, row: Any) -> list[str]:
        """All that was ever said of it, in the order said."""
        said = Decision.objects.filter(enrolment__client=self.client, subject=row.uuid)
        return list(said.order_by("pk").values_list("outcome", flat=True))

    # Before the program

    def answer(self, question: str, answer: Answer = Answer.NO, *, uuid: Any = None, **when: Any):
        """One question."""
        return services.answer_question(
            client=self.client,
            uuid=uuid or uuid4(),
            question=question,
            answer=answer,
            moment=self.moment(**when),
        )

    def answer_all(self) -> None:
        """No to every question."""
        for question in catalogue.builtin().questions:
            self.answer(question, day=-1)

    def agree(self, **when: Any):
        """A professional agreed."""
        return services.confirm_agreement(
            client=self.client, uuid=uuid4(), moment=self.moment(**when)
        )

    def trial(
        self, level: int, report: terms.SetReport = CLEAN, *, uuid: Any = None, slug: str = MAIN
    ):
        """One slow repetition."""
        return services.log_trial(
            client=self.client,
            program=program(slug),
            level=level,
            uuid=uuid or uuid4(),
            report=report,
            moment=self.moment(),
        )

    def enrol(self, level: int = 1, *, slug: str = MAIN) -> Enrolment:
        """On a program at any level, by no trial."""
        return _enrol(self.client, program(slug), level, self.moment())

    def move_on(self, *, uuid: UUID | None = None, day: float = 30):
        """To the next program."""
        return services.move_on(client=self.client, uuid=uuid or uuid4(), moment=self.moment(day))

    # Workouts

    def start(self, day: float = 1, *, uuid: UUID | None = None, **when: Any) -> Workout:
        """Begin a workout."""
        return services.start_workout(
            client=self.client, uuid=uuid or uuid4(), moment=self.moment(day, **when)
        )

    def log(
        self,
        workout: Workout,
        number: int,
        report: terms.SetReport = CLEAN,
        *,
        uuid: UUID | None = None,
        minutes: float | None = None,
        late: float = 0,
        **facts: Any,
    ) -> SetReport:
        """One set, so many minutes after the beginning of the workout."""
        after = timedelta(minutes=2 * number if minutes is None else minutes)
        at = workout.performed_at + after
        moment = Moment(performed_at=at, received_at=at + timedelta(days=late))
        return services.log_set(
            client=self.client,
            workout=workout.uuid,
            number=number,
            uuid=uuid or uuid4(),
            answers=SetAnswers(report=report, **facts),
            moment=moment,
        )

    def finish(self, workout: Workout, *, minutes: float = 10) -> Workout:
        """End it."""
        at = workout.performed_at + timedelta(minutes=minutes)
        moment = Moment(performed_at=at, received_at=at)
        return services.finish_workout(client=self.client, workout=workout.uuid, moment=moment)

    def train(self, day: float, *reports: terms.SetReport) -> Workout:
        """A workout of these sets; three clean ones where none are told."""
        workout = self.start(day)
        for number, report in enumerate(reports or [CLEAN] * 3, start=1):
            self.log(workout, number, report)
        return Workout.objects.get(pk=workout.pk)

    def undo(self, workout: Workout, *, uuid: UUID | None = None, minutes: float = 12):
        """Take the last set back."""
        at = workout.performed_at + timedelta(minutes=minutes)
        return services.undo_set(
            client=self.client,
            workout=workout.uuid,
            uuid=uuid or uuid4(),
            moment=Moment(performed_at=at, received_at=at),
        )

    def correct(
        self,
        told: SetReport,
        report: terms.SetReport,
        *,
        uuid: UUID | None = None,
        day: float = 40,
    ) -> SetReport:
        """Tell a set anew."""
        return services.correct_set(
            client=self.client,
            report=told.uuid,
            uuid=uuid or uuid4(),
            answers=SetAnswers(report=report),
            moment=self.moment(day),
        )

    # Beside them

    def feel(self, day: float, *signs: str, uuid: UUID | None = None, **when: Any) -> SymptomReport:
        """Signs outside a workout."""
        return services.report_symptom(
            client=self.client,
            uuid=uuid or uuid4(),
            symptoms=map(Symptom, signs),
            moment=self.moment(day, **when),
        )

    def morning(
        self,
        workout: Workout,
        discomfort: int | None = 0,
        *signs: str,
        uuid: UUID | None = None,
        day: float = 2,
        **when: Any,
    ) -> MorningReport:
        """How the morning after felt."""
        return services.report_morning(
            client=self.client,
            workout=workout.uuid,
            uuid=uuid or uuid4(),
            discomfort=discomfort,
            symptoms=map(Symptom, signs),
            moment=self.moment(day, **when),
        )

    def clear_myself(
        self, *stops: Any, day: float = 20, uuid: UUID | None = None, reason: str = "Seen."
    ) -> Review:
        """The client's own clearance of these rows."""
        return services.clear_stop_myself(
            client=self.client,
            uuid=uuid or uuid4(),
            stops=ids(stops),
            reason=reason,
            moment=self.moment(day),
        )

    def resume_myself(self, *, day: float, uuid: UUID | None = None) -> Review:
        """The client's own end of a pause."""
        return services.resume_myself(
            client=self.client, uuid=uuid or uuid4(), moment=self.moment(day)
        )


def assert_one_of_each(standing: DecisionQuerySet) -> None:
    """Fail where two decisions on one thing stand."""
    subjects = list(standing.values_list("enrolment", "about", "subject"))
    assert len(subjects) == len(set(subjects)), "two decisions on one thing stand"


def ids(rows: Iterable[Any]) -> list[str]:
    """What a clearance names."""
    return [row if isinstance(row, str) else str(row.uuid) for row in rows]
