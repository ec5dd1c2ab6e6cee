"""The few ways in which a position changes. Everything that moves a client is one of these."""

from dataclasses import replace
from datetime import datetime

from coaching.rules.judgement import Response
from coaching.rules.program import Program
from coaching.rules.terms import REVERSE_CRUNCH, Dosage, Outcome, Position, Status

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


def with_doses(
    position: Position, program: Program, doses: Dosage | None, *, until: datetime | None = None
) -> Position:
    """On other doses, at the first rep step where sets or repetitions are others.

    Doses that name nothing are none, and end the ones before.
    """
    before = program.dosed(position)
    told = doses if doses != Dosage() else None
    after = replace(position, doses=told, doses_until=until if told else None)
    dosed = program.dosed(after)
    if (dosed.sets, dosed.rep_steps) == (before.sets, before.rep_steps):
        return after
    return replace(after, rep_step=0, status=woken(position))


def resume(position: Position) -> Position:
    """Not paused."""
    return replace(position, is_paused=False, paused_until=None)


def as_of(program: Program, position: Position, at: datetime) -> Position:
    """Where a client stands at a moment: what has an end by then has ended.

    Nothing gets harder by an end: repetitions begin at the first step, the level stays.
    """
    if not (
        position.held_until
        or position.paused_until
        or position.ceiling_until
        or position.doses_until
    ):
        return position
    if _is_over(position.held_until, at):
        position = replace(position, held_until=None)
    if _is_over(position.paused_until, at):
        position = resume(position)
    if _is_over(position.ceiling_until, at):
        position = _without_ceiling(position, program)
    if position.doses_until and _is_over(position.doses_until, at):
        after = with_doses(position, program, None)
        position = dated(position, after, position.doses_until)
    return position


def dated(before: Position, after: Position, at: datetime) -> Position:
    """The position after something that happened at a moment, which says when it moved."""
    if (before.level, before.rep_step) == (after.level, after.rep_step):
        return after
    return replace(after, moved_at=at)


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


def _is_over(until: datetime | None, at: datetime) -> bool:
    return until is not None and until <= at


def _without_ceiling(position: Position, program: Program) -> Position:
    has_levels_left = position.level < program.ladder.last
    status = woken(position) if has_levels_left else position.status
    return replace(position, ceiling=None, ceiling_until=None, status=status)
