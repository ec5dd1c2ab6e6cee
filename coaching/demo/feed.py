"""Telling made-up weeks to the services, day by day, as if they had been told then."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import singledispatchmethod
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from accounts.models import CareLink, User
from coaching import catalogue, services
from coaching.demo import acts, people
from coaching.demo.people import Asked, Person
from coaching.models import Enrolment, Message, Program, SetReport, Workout
from coaching.models.starting import Answer
from coaching.rules import lookahead
from coaching.rules import workout as training
from coaching.rules.program import Program as ProgramRules
from coaching.rules.terms import Position
from coaching.services import Moment

MORNING = timedelta(hours=6, minutes=45)
CLINIC = timedelta(hours=13, minutes=30)
EVENING = timedelta(hours=20, minutes=15)

SET_AND_REST = timedelta(seconds=105)

ANSWERED_MORNINGS = 0.7
"""The share of mornings after a workout on which somebody says how it feels."""

LAZY = 0.03
"""The share of workouts of which the last set is left out."""


class Trained(NamedTuple):
    """The last workout: `day` is counted back from today."""

    uuid: UUID
    day: int
    discomfort: int


class Diary:
    """One person's weeks here. The same on every run of a day, for chance is seeded."""

    def __init__(
        self, person: Person, client: User, physiotherapist: User | None, now: datetime
    ) -> None:
        """The person who is made up, and the accounts to tell it as."""
        self.person = person
        self.client = client
        self.physiotherapist = physiotherapist
        self.now = now.astimezone(client.zone)
        self.rng = Random(person.email)  # noqa: S311  plausible, not secret
        # Apart, so that one more act does not change how the workouts go.
        self.ids = Random(f"{person.email} ids")  # noqa: S311
        self.days = people.training_days(person, self.rng)
        self.last: Trained | None = None

    def tell(self) -> None:
        """Everything, from the first question until today."""
        self._begin()
        for day in range(self.person.since, -1, -1):
            self._live(day)

    # When, and under which id

    def _moment(self, day: int, clock: timedelta) -> Moment:
        """That time of that day; today, never later than halfway from midnight to now."""
        midnight = self._midnight(0)
        latest = midnight + (self.now - midnight) / 2
        return Moment.at(self.client, min(self._midnight(day) + clock, latest))

    def _midnight(self, day: int) -> datetime:
        return datetime.combine(self._date(day), time(), self.now.tzinfo)

    def _date(self, day: int) -> date:
        return self.now.date() - timedelta(days=day)

    def _uuid(self) -> UUID:
        return UUID(int=self.ids.getrandbits(128), version=4)

    def _enrolment(self) -> Enrolment:
        active = Enrolment.objects.of(self.client).active()
        return active.select_related("program").get()

    # The first day

    def _begin(self) -> None:
        moment = self._moment(self.person.since, MORNING)
        for question in catalogue.builtin().questions:
            services.answer_question(
                client=self.client,
                uuid=self._uuid(),
                question=question,
                answer=Answer.YES if question in self.person.agreed else Answer.NO,
                moment=moment,
            )
        if self.person.agreed:
            services.confirm_agreement(client=self.client, uuid=self._uuid(), moment=moment)
        self._find_limit(moment)

    def _find_limit(self, moment: Moment) -> None:
        program = Program.objects.current().get(slug=self.person.program)
        while level := services.next_trial(services.trials_of(self.client, program), program.rules):
            asked = program.rules.prescription(Position(level=level))
            services.log_trial(
                client=self.client,
                program=program,
                level=level,
                uuid=self._uuid(),
                report=people.trial(self.person.body, asked),
                moment=moment,
            )

    # A day

    def _live(self, day: int) -> None:
        told = self.person.acts_on(day)
        if not any(isinstance(act, acts.Morning) for act in told):
            self._quiet_morning(day)
        if day in self.days:
            self._train(day)
        self._tell_function(day)
        for act in told:
            self._act(act)

    def _tell_function(self, day: int) -> None:
        """Every four weeks, from the second day on, a little better each time."""
        weeks = round(self.person.weeks(day))
        if not self.person.activities or not self.last or (self.person.since - day) % 28 != 2:
            return
        services.report_function(
            client=self.client,
            uuid=self._uuid(),
            activities=[
                services.Activity(name, min(10, score + weeks // 2))
                for name, score in self.person.activities.items()
            ],
            change=min(10, 5 + weeks // 3) if weeks >= 4 else None,
            moment=self._moment(day, EVENING),
        )

    def _quiet_morning(self, day: int) -> None:
        if not self.last or self.last.day != day + 1 or day == 0:
            return
        if self.rng.random() < ANSWERED_MORNINGS:
            self._tell_morning(day, people.morning_after(self.last.discomfort, self.rng))

    def _tell_morning(self, day: int, discomfort: int | None) -> None:
        services.report_morning(
            client=self.client,
            workout=self._last().uuid,
            uuid=self._uuid(),
            discomfort=discomfort,
            symptoms=(),
            moment=self._moment(day, MORNING),
        )

    def _last(self) -> Trained:
        if self.last is None:
            raise LookupError("nothing was trained yet")
        return self.last

    def _train(self, day: int) -> None:
        enrolment = self._enrolment()
        if enrolment.is_stopped:
            return
        clock = timedelta(hours=self.person.hour, minutes=self.rng.randrange(50))
        workout = services.start_workout(
            client=self.client, uuid=self._uuid(), moment=self._moment(day, clock)
        )
        state = self._do_sets(enrolment, workout, day, clock)
        if not lookahead.is_over(state, enrolment.program.rules):
            services.finish_workout(
                client=self.client, workout=workout.uuid, moment=self._moment(day, clock)
            )
        self.last = Trained(workout.uuid, day, state.highest_discomfort)

    def _do_sets(
        self, enrolment: Enrolment, workout: Workout, day: int, clock: timedelta
    ) -> training.Underway:
        """Set by set, each as the one before it left things."""
        rules = enrolment.program.rules
        state = training.begin(rules, enrolment.where, at=workout.at, event_id=str(workout.uuid))
        sets = rules.dosed(state.before).sets - (self.rng.random() < LAZY)
        while state.sets_done < sets and not state.ended:
            moment = self._moment(day, clock + (state.sets_done + 1) * SET_AND_REST)
            told = self._answers(state, rules, day)
            services.log_set(
                client=self.client,
                workout=workout.uuid,
                number=state.sets_done + 1,
                uuid=self._uuid(),
                answers=told,
                moment=moment,
            )
            state, _ = training.after_set(state, told.report, rules)
        return state

    def _answers(
        self, state: training.Underway, rules: ProgramRules, day: int
    ) -> services.SetAnswers:
        number = state.sets_done + 1
        asked = Asked(
            prescription=rules.prescription(state.position),
            number=number,
            weeks=self.person.weeks(day),
            twist=self.person.twist(day, number),
        )
        return people.answers(self.person.body, asked, self.rng)

    # What happens beside it

    @singledispatchmethod
    def _act(self, act: acts.Act) -> None:
        raise TypeError(f"nobody knows how to do {act}")

    @_act.register
    def _(self, act: acts.Morning) -> None:
        self._tell_morning(act.day, act.discomfort)

    @_act.register
    def _(self, act: acts.Signs) -> None:
        services.report_symptom(
            client=self.client,
            uuid=self._uuid(),
            symptoms=act.symptoms,
            moment=self._moment(act.day, EVENING),
        )

    @_act.register
    def _(self, act: acts.Note) -> None:
        services.annotate_workout(
            client=self.client,
            workout=self._last().uuid,
            uuid=self._uuid(),
            text=act.text,
            now=self._moment(act.day, EVENING).received_at,
        )

    @_act.register
    def _(self, act: acts.Correction) -> None:
        sets = SetReport.objects.as_last_told().filter(workout__uuid=self._last().uuid)
        wrong = sets.get(number=act.number)
        services.correct_set(
            client=self.client,
            report=wrong.uuid,
            uuid=self._uuid(),
            answers=services.SetAnswers(report=replace(wrong.as_reported, **act.changes)),
            moment=self._moment(act.day, EVENING),
        )

    @_act.register
    def _(self, act: acts.OwnClearance) -> None:
        services.clear_stop_myself(
            client=self.client,
            uuid=self._uuid(),
            stops=self._enrolment().where.open_stops,
            reason=act.reason,
            moment=self._moment(act.day, EVENING),
        )

    # What the physiotherapist does

    @_act.register
    def _(self, act: acts.Clearance) -> None:
        stops = self._enrolment().where.open_stops
        services.clear_stop(**self._review(act), stops=stops, level=act.level, reason=act.reason)

    @_act.register
    def _(self, act: acts.Override) -> None:
        services.override_level(
            **self._review(act), level=act.level, reason=act.reason, until=self._end(act)
        )

    @_act.register
    def _(self, act: acts.Ceiling) -> None:
        services.set_ceiling(**self._review(act), level=act.level, reason=act.reason)

    @_act.register
    def _(self, act: acts.Pause) -> None:
        services.pause(**self._review(act), reason=act.reason, until=self._end(act))

    @_act.register
    def _(self, act: acts.Resume) -> None:
        services.resume(**self._review(act), reason=act.reason)

    @_act.register
    def _(self, act: acts.Doses) -> None:
        services.set_doses(**self._review(act), doses=act.doses, reason=act.reason)

    @_act.register
    def _(self, act: acts.Change) -> None:
        program = Program.objects.current().get(slug=act.program)
        told = self._review(act)
        services.change_program(**told, program=program, level=act.level, reason=act.reason)

    @_act.register
    def _(self, act: acts.Seen) -> None:
        stops = self._enrolment().where.open_stops
        services.acknowledge(**self._writing(act), stops=stops, reason=act.reason)

    @_act.register
    def _(self, act: acts.Plan) -> None:
        on = self._date(act.day - act.ahead)
        services.plan_review(**self._writing(act), on=on)

    @_act.register
    def _(self, act: acts.NoteToSelf) -> None:
        services.note_to_self(**self._writing(act), text=act.text)

    @_act.register
    def _(self, act: acts.Message) -> None:
        clock = EVENING if act.by_client else CLINIC
        now = self._moment(act.day, clock).received_at
        unread = self._unread(by_client=not act.by_client)
        sent: dict[str, Any] = {
            "client": self.client,
            "uuid": self._uuid(),
            "text": act.text,
            "now": now,
        }
        if act.by_client:
            services.read_as_client(client=self.client, messages=unread, now=now)
            link = CareLink.objects.active().get(client=self.client)
            services.write_to_physiotherapist(**sent, link=link.uuid)
        else:
            services.read_as_physiotherapist(physiotherapist=self._carer, messages=unread, now=now)
            services.write_to_client(**sent, physiotherapist=self._carer)

    def _unread(self, *, by_client: bool) -> list[UUID]:
        found = Message.objects.of(self.client).unread().filter(by_client=by_client)
        return list(found.values_list("uuid", flat=True))

    @property
    def _carer(self) -> User:
        if self.physiotherapist is None:
            raise LookupError("nobody is linked")
        return self.physiotherapist

    def _review(self, act: acts.Act) -> dict[str, Any]:
        """What every act that moves a plan says."""
        return {
            "physiotherapist": self._carer,
            "enrolment": self._enrolment().uuid,
            "uuid": self._uuid(),
            "moment": self._moment(act.day, CLINIC),
        }

    def _writing(self, act: acts.Act) -> dict[str, Any]:
        """What everything that is written down at the desk says."""
        told = self._review(act)
        now = told.pop("moment").received_at
        return {**told, "now": now}

    def _end(self, act: acts.Override | acts.Pause) -> datetime | None:
        """The midnight after the last day, if there is one."""
        return None if act.lasts is None else self._midnight(act.day - act.lasts - 1)
