"""The transition: one position and one event in, one position and one decision out.

Nothing else moves a client. State is the fold of the events in the order in which
they were performed, so a late, corrected or repeated report gives the same answer as
one that came in time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from coaching.rules import signs, workout
from coaching.rules.judgement import (
    EMERGENCY_SIGN,
    NEXT_MORNING,
    SEVERE_DISCOMFORT,
    STOP_SIGN,
    Rule,
)
from coaching.rules.moves import (
    OUTCOMES,
    as_of,
    at_level,
    dated,
    raise_ceiling,
    regress,
    regress_or_substitute,
    resume,
    stop,
    with_doses,
    woken,
)
from coaching.rules.program import Program
from coaching.rules.terms import (
    REVERSE_CRUNCH,
    Ceiling,
    Clearance,
    ClearedBy,
    Decision,
    Doses,
    Event,
    Leave,
    Morning,
    Outcome,
    Override,
    Pause,
    Position,
    Resume,
    Start,
    Status,
    Symptom,
    SymptomReport,
    Workout,
)


def fold(
    program: Program, start: Start, events: Iterable[Event]
) -> Iterator[tuple[Event, Decision]]:
    """Each event with its decision, in the order performed."""
    position = begin(program, start).position
    for event in in_order(events):
        decision = transition(program, position, event)
        position = decision.position
        yield event, decision


def in_order(events: Iterable[Event]) -> list[Event]:
    """Each event once, in the order performed; of a repeated id the first counts."""
    once: dict[str, Event] = {}
    for event in events:
        once.setdefault(event.id, event)
    return sorted(once.values(), key=order)


def order(event: Event) -> tuple[datetime, datetime, str]:
    """Performed, then received, then id."""
    return event.at, event.received_at, event.id


def begin(program: Program, start: Start) -> Decision:
    """Where a client starts."""
    level = program.start_level if start.level is None else start.level
    return Decision(outcome=Outcome.START, position=Position(level=level))


def transition(program: Program, position: Position, event: Event) -> Decision:
    """What `event` does to a client at `position`. Raises TypeError for no event."""
    if isinstance(event, Workout):
        return workout.decide(event, position, program)
    before = as_of(program, position, event.at)
    decision = _decide(program, before, event)
    return replace(decision, position=dated(before, decision.position, event.at))


def _decide(program: Program, position: Position, event: Event) -> Decision:
    match event:
        case Morning():
            return _morning(event, position, program)
        case SymptomReport():
            return _symptoms(event, position, program)
        case Clearance():
            return _clearance(event, position, program)
        case Leave():
            return Decision(outcome=Outcome.LEAVE, position=position)
    return _act(program, position, event)


def _act(program: Program, position: Position, event: Event) -> Decision:
    """What a physiotherapist does to a plan, in a stop or out of one."""
    match event:
        case Override():
            return _override(event, position, program)
        case Ceiling():
            return _ceiling(event, position)
        case Pause():
            return _pause(event, position)
        case Resume():
            return _resume(position)
        case Doses():
            return _doses(event, position, program)
    raise TypeError(f"{type(event).__name__} is no event")


def _morning(event: Morning, position: Position, program: Program) -> Decision:
    severe = program.policy.severe_from(event.severe_discomfort)
    alarm = _alarm(event.symptoms, event.discomfort, severe)
    if alarm:
        return _stopped_by(alarm, event, position)
    if position.status is Status.STOPPED:
        return Decision(outcome=Outcome.IGNORED, position=position)
    if not _is_worse_morning(event, position, program):
        return Decision(outcome=Outcome.HOLD, position=position)
    after = regress(position, program)
    return Decision(
        outcome=regress_or_substitute(position, after),
        rule=NEXT_MORNING.name,
        position=replace(after, regressions=position.regressions + 1),
    )


def _symptoms(event: SymptomReport, position: Position, program: Program) -> Decision:
    alarm = _alarm(event.symptoms, None, program.policy.severe_discomfort)
    if alarm is None:
        return Decision(outcome=Outcome.IGNORED, position=position)
    return _stopped_by(alarm, event, position)


def _clearance(event: Clearance, position: Position, program: Program) -> Decision:
    still_open = tuple(stop for stop in position.open_stops if stop not in event.stops)
    if len(still_open) == len(position.open_stops):
        return Decision(outcome=Outcome.IGNORED, position=position)
    position = replace(position, open_stops=still_open)
    if not still_open:
        level = _level_after_clearance(event, position, program)
        position = raise_ceiling(at_level(position, level, status=Status.ACTIVE))
    return Decision(outcome=Outcome.CLEAR, position=position)


def _override(event: Override, position: Position, program: Program) -> Decision:
    # Doses that were set before may have fewer rep steps than the program.
    rep_step = min(event.rep_step, program.dosed(position).last_rep_step)
    position = at_level(position, event.level, status=woken(position))
    position = replace(position, rep_step=rep_step, held_until=event.until)
    return Decision(outcome=Outcome.OVERRIDE, position=raise_ceiling(position))


def _ceiling(event: Ceiling, position: Position) -> Decision:
    above = position.level > event.level
    below = position.level < event.level
    if above:
        position = at_level(position, event.level)
    if above or below:
        position = replace(position, status=woken(position))
    position = replace(position, ceiling=event.level, ceiling_until=event.until)
    return Decision(outcome=Outcome.CEILING, position=position)


def _pause(event: Pause, position: Position) -> Decision:
    position = replace(position, is_paused=True, paused_until=event.until)
    return Decision(outcome=Outcome.PAUSE, position=position)


def _resume(position: Position) -> Decision:
    if not position.is_paused:
        return Decision(outcome=Outcome.IGNORED, position=position)
    return Decision(outcome=Outcome.RESUME, position=resume(position))


def _doses(event: Doses, position: Position, program: Program) -> Decision:
    position = with_doses(position, program, event.dosage, until=event.until)
    return Decision(outcome=Outcome.DOSES, position=position)


def _alarm(symptoms: frozenset[Symptom], discomfort: int | None, severe: int) -> Rule | None:
    if signs.is_emergency(symptoms):
        return EMERGENCY_SIGN
    if signs.is_stop(symptoms):
        return STOP_SIGN
    if discomfort is not None and discomfort >= severe:
        return SEVERE_DISCOMFORT
    return None


def _stopped_by(alarm: Rule, event: Event, position: Position) -> Decision:
    return Decision(
        outcome=OUTCOMES[alarm.response], rule=alarm.name, position=stop(position, event.id)
    )


def _is_worse_morning(event: Morning, position: Position, program: Program) -> bool:
    if event.discomfort is None:
        return False
    trained = position.last_workout_at is not None
    worse = trained and event.discomfort > position.last_discomfort
    return worse or event.discomfort >= program.policy.morning_discomfort


def _level_after_clearance(event: Clearance, position: Position, program: Program) -> int:
    if event.by is ClearedBy.SELF:
        return 1
    if event.level is not None:
        return event.level
    if position.level == REVERSE_CRUNCH:
        return REVERSE_CRUNCH
    return program.ladder.first_of_variation(position.level)
