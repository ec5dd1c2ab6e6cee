"""Rows to the rules' words: a client's events, each beside the rows it was made from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from coaching.models import (
    Decision,
    Enrolment,
    MorningReport,
    Review,
    SetReport,
    SymptomReport,
    Workout,
)
from coaching.models.report import Performed
from coaching.places import Place, more_careful, places_of
from coaching.positions import load_doses
from coaching.rules import progression, terms
from coaching.rules import workout as training
from coaching.rules.judgement import ALARMS, judge
from coaching.rules.moves import as_of
from coaching.rules.program import Program

About = Decision.About

When = dict[str, Any]
"""The id and the moments that every event carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event and where it came from. `sets` are a workout's sets as they count.

    A set that is missing between others is among them, without a key: nobody told it.
    """

    event: terms.Event
    about: Decision.About
    row: Performed
    sets: tuple[SetReport, ...] = ()
    roots: dict[int, UUID] = field(default_factory=dict)

    @property
    def moment(self) -> tuple[datetime, datetime]:
        """When it was performed and received: what the order of events goes by."""
        return self.event.at, self.event.received_at

    @property
    def has_gap(self) -> bool:
        """True where a set is missing between others."""
        return any(report.pk is None for report in self.sets)

    @property
    def is_open(self) -> bool:
        """True for a workout that still goes on."""
        return isinstance(self.row, Workout) and self.row.finished_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry with what the rules say of it; `verdicts` go with a workout's sets."""

    entry: Entry
    before: terms.Position
    decision: terms.Decision
    verdicts: tuple[training.Verdict, ...] = ()


def begin(enrolment: Enrolment) -> terms.Decision:
    """Where the client starts."""
    start = terms.Start(at=enrolment.started_at, level=enrolment.start_level)
    return progression.begin(enrolment.program.rules, start)


def tell_all(enrolment: Enrolment) -> Iterator[Told]:
    """The whole fold, from the start."""
    position = begin(enrolment).position
    for entry in entries(enrolment):
        told = tell(enrolment.program.rules, position, entry)
        position = told.decision.position
        yield told


def tell(program: Program, before: terms.Position, entry: Entry) -> Told:
    """What the rules say of one entry to a client who stood at `before`."""
    event = entry.event
    before = as_of(program, before, event.at)
    if not isinstance(event, terms.Workout) or not event.sets:
        decision = progression.transition(program, before, event)
        return Told(entry=entry, before=before, decision=decision)
    underway = training.begin(program, before, at=event.at, event_id=event.id)
    verdicts = []
    for report in event.sets:
        underway, verdict = training.after_set(underway, report, program)
        verdicts.append(verdict)
    decision = training.finish(underway, program)
    return Told(entry=entry, before=before, decision=decision, verdicts=tuple(verdicts))


def under_way(program: Program, before: terms.Position, entry: Entry) -> training.Underway:
    """A workout after the sets told so far: its position is what the next set asks for."""
    event = entry.event
    underway = training.begin(program, before, at=event.at, event_id=event.id)
    if isinstance(event, terms.Workout):
        for report in event.sets:
            underway, _ = training.after_set(underway, report, program)
    return underway


def entries(enrolment: Enrolment) -> list[Entry]:
    """Every event of an enrolment in the order performed."""
    found = [
        *_workouts(enrolment),
        *map(morning_entry, enrolment.mornings.all()),
        *map(symptom_entry, enrolment.symptom_reports.all()),
        *map(review_entry, enrolment.reviews.all()),
    ]
    return sorted(found, key=lambda entry: progression.order(entry.event))


def _workouts(enrolment: Enrolment) -> Iterator[Entry]:
    told: dict[int, list[SetReport]] = defaultdict(list)
    for report in SetReport.objects.filter(workout__enrolment=enrolment):
        told[report.workout_id].append(report)
    for workout in enrolment.workouts.all():
        yield workout_entry(workout, told[workout.pk], enrolment.program.rules)


def workout_entry(workout: Workout, tellings: Iterable[SetReport], program: Program) -> Entry:
    """A workout from every telling of its sets, the replaced ones included."""
    places = places_of(tellings)
    sets = _sets(workout, places, program)
    return Entry(
        event=terms.Workout(
            id=_event_id(workout, places.values(), program),
            at=workout.at,
            received_at=workout.received,
            sets=tuple(report.as_reported for report in sets),
        ),
        about=About.WORKOUT,
        row=workout,
        sets=sets,
        roots={number: place.root.uuid for number, place in places.items()},
    )


def _sets(workout: Workout, places: Mapping[int, Place], program: Program) -> tuple[SetReport, ...]:
    """Every set up to the last one, in order; one that nobody told is unknown."""
    found = {
        number: _as_it_counts(tellings)
        for number, place in places.items()
        if (tellings := counted(place, program))
    }
    return tuple(
        found.get(number) or SetReport(workout=workout, number=number, reps=0)
        for number in range(1, max(found, default=0) + 1)
    )


def counted(place: Place, program: Program) -> list[SetReport]:
    """The tellings of a set that count, those with an alarm always.

    A correction says how the set went, so what was told before it counts no more.
    """
    settled_by = place.settled_by
    return [
        told
        for told in place.standing
        if told.pk >= settled_by or is_alarming(told.as_reported, program)
    ]


def _as_it_counts(tellings: Sequence[SetReport]) -> SetReport:
    """The telling itself; of several, a copy with the more careful answers of all."""
    if len(tellings) == 1:
        return tellings[0]
    return copy(tellings[0]).retold(more_careful([told.as_reported for told in tellings]))


def _event_id(workout: Workout, places: Iterable[Place], program: Program) -> str:
    """The id by which a clearance names what it has seen.

    It is that of the telling that brought the newest alarm, so that a clearance never
    covers an alarm that came in after it.
    """
    alarms = [alarm for place in places for alarm in _first_alarms(place, program)]
    newest = max(alarms, key=lambda told: told.pk, default=None)
    return str(newest.uuid if newest else workout.uuid)


def _first_alarms(place: Place, program: Program) -> list[SetReport]:
    """The tellings that brought an alarm of this set which none before them had brought."""
    found: list[SetReport] = []
    seen: list[terms.SetReport] = []
    for first, last in sorted(_alarms(place, program), key=lambda pair: pair[0].pk):
        if not any(covers(told, last, program) for told in seen):
            found.append(first)
        seen.append(last)
    return found


def _alarms(place: Place, program: Program) -> Iterator[tuple[SetReport, terms.SetReport]]:
    """Of every chain with an alarm, its first telling that said as much, and the alarm."""
    for chain in place.chains:
        last = chain[-1].as_reported
        if not chain[-1].is_withdrawn and is_alarming(last, program):
            yield next(told for told in chain if covers(told.as_reported, last, program)), last


def is_alarming(report: terms.SetReport, program: Program) -> bool:
    """True where the set alone stops the program."""
    anywhere = terms.Position(level=terms.REVERSE_CRUNCH)
    return judge(report, anywhere, program, rules=ALARMS) is not None


def covers(earlier: terms.SetReport, later: terms.SetReport, program: Program) -> bool:
    """True where who has seen the one has seen every alarm of the other."""
    hurt, severe = later.discomfort or 0, program.policy.severe_from(later.severe_discomfort)
    was_as_bad = (earlier.discomfort or 0) >= hurt
    return earlier.symptoms >= later.symptoms and (was_as_bad or hurt < severe)


def morning_entry(row: MorningReport) -> Entry:
    """A next morning in the rules' words."""
    event = terms.Morning(
        id=str(row.uuid),
        at=row.at,
        received_at=row.received,
        discomfort=row.discomfort,
        symptoms=frozenset(map(terms.Symptom, row.symptoms)),
        severe_discomfort=row.severe_discomfort,
    )
    return Entry(event=event, about=About.MORNING, row=row)


def symptom_entry(row: SymptomReport) -> Entry:
    """Signs in the rules' words."""
    event = terms.SymptomReport(
        id=str(row.uuid),
        at=row.at,
        received_at=row.received,
        symptoms=frozenset(map(terms.Symptom, row.symptoms)),
    )
    return Entry(event=event, about=About.SYMPTOMS, row=row)


def review_entry(row: Review) -> Entry:
    """A physiotherapist's act in the rules' words."""
    return Entry(event=_review_event(row), about=About.REVIEW, row=row)


def _review_event(row: Review) -> terms.Event:
    when = {"id": str(row.uuid), "at": row.at, "received_at": row.received}
    return _REVIEWS[Review.Kind(row.kind)](row, when)


def _clearance(row: Review, when: When) -> terms.Event:
    by = terms.ClearedBy.SELF if row.by_client else terms.ClearedBy.PHYSIOTHERAPIST
    return terms.Clearance(**when, by=by, stops=frozenset(row.stops), level=row.level)


def _override(row: Review, when: When) -> terms.Event:
    rep_step = row.rep_step or 0
    return terms.Override(**when, level=_level(row), rep_step=rep_step, until=row.until)


def _ceiling(row: Review, when: When) -> terms.Event:
    return terms.Ceiling(**when, level=_level(row), until=row.until)


def _doses(row: Review, when: When) -> terms.Event:
    return terms.Doses(**when, dosage=load_doses(row.doses or {}), until=row.until)


def _level(row: Review) -> int:
    if row.level is None:
        raise ValueError(f"a {row.kind} without a level")
    return row.level


_REVIEWS: dict[Review.Kind, Callable[[Review, When], terms.Event]] = {
    Review.Kind.CLEARANCE: _clearance,
    Review.Kind.OVERRIDE: _override,
    Review.Kind.CEILING: _ceiling,
    Review.Kind.PAUSE: lambda row, when: terms.Pause(**when, until=row.until),
    Review.Kind.RESUME: lambda _row, when: terms.Resume(**when),
    Review.Kind.DOSES: _doses,
    Review.Kind.PROGRAM: lambda _row, when: terms.Leave(**when),
}
