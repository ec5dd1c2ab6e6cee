"""The few ways in which a position changes. Everything that moves a client is one of these."""

from dataclasses import replace

from coaching.rules.judgement import Response
from coaching.rules.program import Program
from coaching.rules.terms import REVERSE_CRUNCH, Outcome, Position, Status

OUTCOMES = {
    Response.EMERGENCY: Outcome.EMERGENCY,
    Response.STOP: Outcome.STOP,
    Response.REGRESS: Outcome.REGRESS,
    Response.HOLD: Outcome.HOLD,
    Response.GO_ON: Outcome.HOLD,
}

MOVES = (Outcome.SUBSTITUTE, Outcome.REGRESS)
"""What a regress can be, the graver first."""


def stop(position: Position, event_id: str) -> Position:
    """Stopped by one more event, until a clearance names it."""
    if event_id in position.open_stops:
        return position
    return replace(position, status=Status.STOPPED, open_stops=(*position.open_stops, event_id))


def regress(position: Position, program: Program) -> Position:
    """One step easier, at the first rep step; on the reverse crunch it stays put (A37-A40)."""
    if position.level == REVERSE_CRUNCH:
        return replace(position, popping=0, status=woken(position))
    level = program.ladder.easier(position.level)
    return at_level(position, level, status=woken(position))


def at_level(position: Position, level: int, *, status: Status | None = None) -> Position:
    """At the first rep step of a level, with the popping counter cleared."""
    return replace(position, level=level, rep_step=0, popping=0, status=status or position.status)


def raise_ceiling(position: Position) -> Position:
    """With a ceiling no lower than the level a physiotherapist chose."""
    if position.ceiling is None or position.level <= position.ceiling:
        return position
    return replace(position, ceiling=position.level)


def woken(position: Position) -> Status:
    """The status after a move: a completed program is active again, a stopped one stays so."""
    completed = position.status is Status.COMPLETED
    return Status.ACTIVE if completed else position.status


def regress_or_substitute(before: Position, after: Position) -> Outcome:
    """What to call the step from one level to an easier one."""
    onto_substitute = after.level == REVERSE_CRUNCH != before.level
    return Outcome.SUBSTITUTE if onto_substitute else Outcome.REGRESS


def graver_move(one: Outcome | None, other: Outcome | None) -> Outcome | None:
    """Of two moves, the one to tell."""
    if one is None or other is None:
        return one or other
    return min(one, other, key=MOVES.index)
