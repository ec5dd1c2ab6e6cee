"""A workout, set by set: what the next set asks for, and what the whole of it decides."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypedDict

from coaching.rules.judgement import (
    ALARMS,
    CLEAN,
    HELD,
    INCOMPLETE,
    LAYOFF,
    SAME_DAY,
    SET_RULES,
    Response,
    Rule,
    graver,
    judge,
)
from coaching.rules.moves import (
    MOVES,
    OUTCOMES,
    as_of,
    graver_move,
    regress,
    regress_or_substitute,
    stop,
)
from coaching.rules.program import Program
from coaching.rules.terms import (
    Change,
    Decision,
    Outcome,
    Position,
    SetReport,
    Status,
    Workout,
)

ZONES_APART = timedelta(days=2)
"""How far apart the local dates of two successive moments can lie backwards."""

STOPPING = (Response.EMERGENCY, Response.STOP)


class Changes(TypedDict, total=False):
    """What of a position an advance changes: told apart, so that a position is made once."""

    level: int
    rep_step: int
    status: Status
    advance_days: tuple[date, ...]


Decided = tuple[Outcome, Changes, Change | None]


class Underway(NamedTuple):
    """A workout after some of its sets; a tuple, because each set makes a new one.

    `position` is what the next set asks for; `ended` is True once a set ended it or the
    program is stopped, when only alarms are still heard; `gravest` is the first rule of
    the table that any set matched; `moved` is the regress or substitute that happened.
    """

    began: datetime
    event_id: str
    before: Position
    position: Position
    ended: bool = False
    gravest: Rule | None = None
    moved: Outcome | None = None
    sets_done: int = 0
    all_clean: bool = True
    painful: bool = False
    highest_discomfort: int = 0


class Verdict(NamedTuple):
    """What one set of a workout did; `rule` is None where only alarms were heard."""

    rule: Rule | None
    outcome: Outcome
    before: Position
    after: Position
    ends_workout: bool


def begin(program: Program, position: Position, *, at: datetime, event_id: str) -> Underway:
    """A workout before its first set, after the regress that a layoff asks for (ext)."""
    position = as_of(program, position, at)
    underway = Underway(
        began=at,
        event_id=event_id,
        before=position,
        position=position,
        ended=position.status is Status.STOPPED,
    )
    if underway.ended:
        return underway
    return _after_layoff(underway, program)


def after_set(underway: Underway, report: SetReport, program: Program) -> tuple[Underway, Verdict]:
    """The workout after one more set, and what that set did."""
    before = underway.position
    rule = judge(report, before, program, rules=ALARMS if underway.ended else SET_RULES)
    after, outcome = _respond(rule, before, program, event_id=underway.event_id)
    ends = rule is not None and rule.ends_workout(report, before, program)
    verdict = Verdict(rule=rule, outcome=outcome, before=before, after=after, ends_workout=ends)
    return _count_set(underway, report, verdict), verdict


def finish(underway: Underway, program: Program) -> Decision:
    """The decision at the end of a workout."""
    if underway.before.status is Status.STOPPED:
        return _judged_while_stopped(underway)
    if not underway.sets_done:
        return Decision(outcome=Outcome.IGNORED, position=underway.before)
    program = program.dosed(underway.before)
    rule = _rule_of_workout(underway, program)
    outcome, changes, change = _decide_workout(rule, underway, program)
    position = _count_workout(underway, outcome, changes, program)
    return Decision(
        outcome=outcome,
        position=position,
        rule=rule.name,
        change=change,
        refer=position.refer,
    )


def decide(event: Workout, position: Position, program: Program) -> Decision:
    """The decision of a whole workout at `position`; one without a set is ignored."""
    if not event.sets:
        return Decision(outcome=Outcome.IGNORED, position=as_of(program, position, event.at))
    underway = begin(program, position, at=event.at, event_id=event.id)
    for report in event.sets:
        underway, _ = after_set(underway, report, program)
    return finish(underway, program)


def _after_layoff(underway: Underway, program: Program) -> Underway:
    breaks = _layoffs(underway, program)
    if breaks < 1:
        return underway
    position, moved = underway.position, underway.moved
    for _ in range(min(breaks, program.policy.layoff_regresses)):
        if position.level <= 1:
            break
        easier = regress(position, program)
        moved = graver_move(moved, regress_or_substitute(position, easier))
        position = easier
    return underway._replace(position=position, moved=moved, gravest=LAYOFF)


def _layoffs(underway: Underway, program: Program) -> int:
    last = underway.before.last_workout_at
    if last is None:
        return 0
    return (underway.began - last) // timedelta(days=program.policy.layoff_days)


def _respond(
    rule: Rule | None, position: Position, program: Program, *, event_id: str
) -> tuple[Position, Outcome]:
    if rule is None:
        return position, Outcome.IGNORED
    if rule.response in STOPPING:
        return stop(position, event_id), OUTCOMES[rule.response]
    if rule.response is Response.REGRESS:
        after = regress(position, program)
        return after, regress_or_substitute(position, after)
    if rule.counts_pop:
        position = replace(position, popping=position.popping + 1)
    return position, Outcome.HOLD


def _count_set(underway: Underway, report: SetReport, verdict: Verdict) -> Underway:
    rule = verdict.rule
    moved = verdict.outcome if verdict.outcome in MOVES else None
    return Underway(
        began=underway.began,
        event_id=underway.event_id,
        before=underway.before,
        position=verdict.after,
        ended=underway.ended or verdict.ends_workout,
        gravest=graver(underway.gravest, rule),
        moved=graver_move(underway.moved, moved),
        sets_done=underway.sets_done + 1,
        all_clean=underway.all_clean and rule is CLEAN,
        painful=underway.painful or (rule is not None and rule.is_painful),
        highest_discomfort=max(underway.highest_discomfort, report.discomfort or 0),
    )


def _judged_while_stopped(underway: Underway) -> Decision:
    rule = underway.gravest
    if rule is None:
        return Decision(outcome=Outcome.IGNORED, position=underway.before)
    return Decision(outcome=OUTCOMES[rule.response], rule=rule.name, position=underway.position)


def _rule_of_workout(underway: Underway, program: Program) -> Rule:
    rule = underway.gravest
    if underway.sets_done < program.sets:
        rule = graver(rule, INCOMPLETE)
    if underway.before.is_held:
        rule = graver(rule, HELD)
    if underway.began.date() in underway.before.advance_days:
        rule = graver(rule, SAME_DAY)
    return graver(rule, CLEAN) or CLEAN


def _count_workout(
    underway: Underway, outcome: Outcome, changes: Changes, program: Program
) -> Position:
    before, after = underway.before, underway.position
    whole_and_clean = underway.all_clean and underway.sets_done >= program.sets
    stepped_back = (after.level, after.rep_step) != (before.level, before.rep_step)
    has_moved = stepped_back or outcome is Outcome.ADVANCE
    painful_workouts = before.painful_workouts + 1 if underway.painful else 0
    return replace(
        after,
        **changes,
        popping=0 if whole_and_clean else after.popping,
        last_workout_at=underway.began,
        last_discomfort=underway.highest_discomfort,
        painful_workouts=painful_workouts,
        moved_at=underway.began if has_moved else before.moved_at,
        regressions=_regressions(outcome, before),
        refer=underway.painful and painful_workouts >= program.policy.refer_after,
    )


def _regressions(outcome: Outcome, before: Position) -> int:
    if outcome in MOVES:
        return before.regressions + 1
    stopped = outcome in (Outcome.STOP, Outcome.EMERGENCY)
    return before.regressions if stopped else 0


def _decide_workout(rule: Rule, underway: Underway, program: Program) -> Decided:
    position = underway.position
    if rule.response in STOPPING:
        return OUTCOMES[rule.response], {}, None
    if underway.moved:
        return underway.moved, {}, None
    if rule is CLEAN and position.status is Status.ACTIVE:
        return _advance(position, underway.began.date(), program)
    return Outcome.HOLD, {}, None


def _advance(position: Position, day: date, program: Program) -> Decided:
    days = _add_day(position.advance_days, day)
    if position.rep_step < program.last_rep_step:
        after = Changes(rep_step=position.rep_step + 1, advance_days=days)
        return Outcome.ADVANCE, after, Change.REPS
    if position.level >= program.top_level(position.ceiling):
        return Outcome.COMPLETE, Changes(status=Status.COMPLETED, advance_days=days), None
    level = program.ladder.harder(position.level)
    change = program.ladder.change(position.level, level)
    return Outcome.ADVANCE, Changes(level=level, rep_step=0, advance_days=days), change


def _add_day(days: tuple[date, ...], day: date) -> tuple[date, ...]:
    return (*(kept for kept in days if day - kept <= ZONES_APART), day)
