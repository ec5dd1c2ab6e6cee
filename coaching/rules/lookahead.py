"""Every way a workout can go from here, looked ahead, for a phone that cannot ask.

The phone finds the kind of a set's answers in `kinds` and follows the edge of that kind to the
next node. It decides nothing: both tables are made by asking the rules of this package.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import product
from math import inf
from typing import NamedTuple

from coaching.rules import workout
from coaching.rules.judgement import judge
from coaching.rules.program import Program
from coaching.rules.terms import Decision, LumbarContact, Position, SetReport, Symptom
from coaching.rules.workout import Underway, Verdict

SIGNS: tuple[frozenset[Symptom], ...] = (
    frozenset(),
    frozenset({Symptom.SHARP_PAIN}),
    frozenset({Symptom.SADDLE_NUMBNESS}),
)
"""One report for each thing that signs can be: none, a stop sign, an emergency sign."""
CONTACTS = (LumbarContact.HELD, LumbarContact.LOST, LumbarContact.UNSURE, None)
POPS = (0, 1, None)
DISCOMFORTS = (*range(11), None)
FEWER = (0, 1)
"""Repetitions short of what was asked."""
ANGLES = (None, inf)
"""The lowest thigh angle: as asked, or well above it."""

AXES = (SIGNS, CONTACTS, POPS, DISCOMFORTS, FEWER, ANGLES)
"""What the rules look at in a set's answers, and in which order `kinds` is nested."""

LENGTH_OF_ID = 12

type Kinds = tuple["Kinds | int", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A workout at one point, and where each kind of set leads from there.

    `edges` go by kind; there are none once the workout is over. What the whole workout
    decides if it ends here depends on whether one of that day has advanced already:
    `on_another_day`, `on_the_same_day`; None before the first set.
    """

    underway: Underway
    edges: tuple[tuple[Verdict, str], ...]
    on_another_day: Decision | None
    on_the_same_day: Decision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookahead:
    """The transition table of one workout. `kinds` is nested in the order of AXES."""

    root: str
    nodes: dict[str, Node]
    kinds: Kinds


class Answers(NamedTuple):
    """One combination of what the rules look at, in the order of `kinds`."""

    symptoms: frozenset[Symptom]
    lumbar_contact: LumbarContact | None
    pops: int | None
    discomfort: int | None
    fewer: int
    lowest_angle: float | None


def look_ahead(program: Program, underway: Underway) -> Lookahead:
    """The table from here to every end that the workout can have."""
    kinds, examples = _kinds(program)
    root = fingerprint(underway)
    nodes: dict[str, Node] = {}
    waiting = [underway]
    while waiting:
        here = waiting.pop()
        if fingerprint(here) in nodes:
            continue
        steps = [] if is_over(here, program) else [_step(here, each, program) for each in examples]
        nodes[fingerprint(here)] = Node(
            underway=here,
            edges=tuple((verdict, fingerprint(after)) for after, verdict in steps),
            on_another_day=_finish(here, program, same_day=False),
            on_the_same_day=_finish(here, program, same_day=True),
        )
        waiting += [after for after, _ in steps]
    return Lookahead(root=root, nodes=nodes, kinds=kinds)


def is_over(underway: Underway, program: Program) -> bool:
    """True where the workout asks for no further set."""
    return underway.ended or underway.sets_done >= program.dosed(underway.before).sets


def fingerprint(underway: Underway) -> str:
    """The same for two workouts that ask for the same from here on, whatever happens."""
    told = (
        _essence(underway.before),
        underway.before.painful_workouts,
        underway.before.advance_days,
        _essence(underway.position),
        underway.ended,
        underway.gravest.name if underway.gravest else None,
        underway.moved,
        underway.sets_done,
        underway.all_clean,
        underway.painful,
    )
    return sha256(repr(told).encode()).hexdigest()[:LENGTH_OF_ID]


def shortened_above(program: Program, level: int) -> float | None:
    """Degrees above which a lowest thigh angle is a shortened range; None where none is."""
    asked = program.ladder.level(level)
    return asked.thigh_angle + program.policy.shortened_range if asked else None


def _essence(position: Position) -> tuple[object, ...]:
    # Which stops are open is not known in advance, and asks for nothing else.
    doses = position.doses
    return (
        position.level,
        position.rep_step,
        position.status.value,
        position.ceiling,
        position.popping > 0,
        position.is_held,
        doses and (doses.sets, doses.rep_steps),
    )


def _step(here: Underway, answers: Answers, program: Program) -> tuple[Underway, Verdict]:
    return workout.after_set(here, _report(answers, here.position, program), program)


def _finish(underway: Underway, program: Program, *, same_day: bool) -> Decision | None:
    if not underway.sets_done:
        return None
    days = (underway.began.date(),) if same_day else ()
    return workout.finish(
        underway._replace(before=replace(underway.before, advance_days=days)), program
    )


# Kinds of answers: those that no rule tells apart


type Signature = tuple[tuple[str, bool], ...]


@lru_cache(maxsize=256)
def _kinds(program: Program) -> tuple[Kinds, tuple[Answers, ...]]:
    """The number of each combination's kind, and one combination a kind, by its number."""
    numbers: dict[Signature, int] = {}
    examples: list[Answers] = []
    flat = []
    for answers in map(Answers._make, product(*AXES)):
        signature = _signature(program, answers)
        if signature not in numbers:
            numbers[signature] = len(numbers)
            examples.append(answers)
        flat.append(numbers[signature])
    return _nest(flat, [len(axis) for axis in AXES]), tuple(examples)


def _signature(program: Program, answers: Answers) -> Signature:
    """What the rules make of these answers, before a first pop and after one."""
    positions = (Position(level=1), Position(level=1, popping=1))
    return tuple(_judged(_report(answers, where, program), where, program) for where in positions)


def _judged(report: SetReport, position: Position, program: Program) -> tuple[str, bool]:
    rule = judge(report, position, program)
    if rule is None:
        raise LookupError("the last rule of a set speaks always")
    return rule.name, rule.ends_workout(report, position, program)


def _report(answers: Answers, position: Position, program: Program) -> SetReport:
    told = answers._asdict()
    return SetReport(reps=program.reps(position) - told.pop("fewer"), **told)


def _nest(flat: list[int], lengths: list[int]) -> Kinds:
    """A flat list, nested one level an axis."""
    if len(lengths) == 1:
        return tuple(flat)
    part = len(flat) // lengths[0]
    starts = range(0, len(flat), part)
    return tuple(_nest(flat[start : start + part], lengths[1:]) for start in starts)
