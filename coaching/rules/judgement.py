"""The ordered rules: the order of the tuple is the order of care.

Each rule speaks or stays silent; the first that speaks decides. Each names its source:
a statement of the article ("A19") or "ext", which is shown as not from the article.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from coaching.rules import signs
from coaching.rules.program import Program
from coaching.rules.terms import LumbarContact, Position, SetReport

Speaks = Callable[[SetReport, Position, Program], bool]


class Response(Enum):
    """What a rule does to the set's position."""

    EMERGENCY = auto()
    STOP = auto()
    REGRESS = auto()
    HOLD = auto()
    GO_ON = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table: when it speaks, what it does, where it comes from."""

    name: str
    says: str
    sources: tuple[str, ...]
    response: Response
    speaks: Speaks
    ends_workout: Speaks = lambda _report, _position, _program: False
    counts_pop: bool = False
    is_painful: bool = False


def _always(_report: SetReport, _position: Position, _program: Program) -> bool:
    return True


def _never(_report: SetReport, _position: Position, _program: Program) -> bool:
    return False


# A long history asks these of every set, so each is one expression. `or 0`: what was
# not answered reaches no limit, for no limit is 0.


def _has_emergency_sign(report: SetReport, _position: Position, _program: Program) -> bool:
    return signs.is_emergency(report.symptoms)


def _has_stop_sign(report: SetReport, _position: Position, _program: Program) -> bool:
    return signs.is_stop(report.symptoms)


def _hurt_severely(report: SetReport, _position: Position, program: Program) -> bool:
    return (report.discomfort or 0) >= program.policy.severe_from(report.severe_discomfort)


def _popped_and_hurt(report: SetReport, _position: Position, program: Program) -> bool:
    return bool(report.pops) and (report.discomfort or 0) >= program.policy.mild_discomfort


def _hurt_moderately(report: SetReport, _position: Position, program: Program) -> bool:
    return (report.discomfort or 0) >= program.policy.moderate_discomfort


def _lost_contact(report: SetReport, _position: Position, _program: Program) -> bool:
    return report.lumbar_contact is LumbarContact.LOST


def _popped_again(report: SetReport, position: Position, _program: Program) -> bool:
    return bool(report.pops) and position.popping > 0


def _popped(report: SetReport, _position: Position, _program: Program) -> bool:
    return bool(report.pops)


def _hurt_mildly(report: SetReport, _position: Position, program: Program) -> bool:
    return (report.discomfort or 0) >= program.policy.mild_discomfort


def _unsure_of_contact(report: SetReport, _position: Position, _program: Program) -> bool:
    return report.lumbar_contact is LumbarContact.UNSURE


def _left_unanswered(report: SetReport, _position: Position, _program: Program) -> bool:
    return report.lumbar_contact is None or report.pops is None or report.discomfort is None


def _did_something_else(report: SetReport, position: Position, _program: Program) -> bool:
    return report.asked is not None and report.asked != (position.level, position.rep_step)


def _shortened_range(report: SetReport, position: Position, program: Program) -> bool:
    return report.lowest_angle is not None and program.ladder.is_shortened(
        position.level, report.lowest_angle, tolerance=program.policy.shortened_range
    )


def _too_few_reps(report: SetReport, position: Position, program: Program) -> bool:
    return report.reps < program.reps(position)


EMERGENCY_SIGN = Rule(
    name="emergency-sign",
    says="An emergency sign ends the workout, stops the program and asks for urgent care.",
    sources=("ext: cauda equina card by Greenhalgh, Mercer and Finucane", "ext: BASS 2018"),
    response=Response.EMERGENCY,
    speaks=_has_emergency_sign,
    ends_workout=_always,
)
STOP_SIGN = Rule(
    name="stop-sign",
    says="A stop sign, with or without a pop, stops the program until it is cleared.",
    sources=("A22", "A23", "A24", "A25", "A26", "A27", "ext: without a pop, to be safe"),
    response=Response.STOP,
    speaks=_has_stop_sign,
    ends_workout=_always,
)
SEVERE_DISCOMFORT = Rule(
    name="severe-discomfort",
    says="Severe discomfort stops the program until it is cleared.",
    sources=("ext: pain traffic light (Silbernagel 2007)",),
    response=Response.STOP,
    speaks=_hurt_severely,
    ends_workout=_always,
    is_painful=True,
)
POP_WITH_DISCOMFORT = Rule(
    name="pop-with-discomfort",
    says="A pop that comes with discomfort is not benign: step back.",
    sources=("A19",),
    response=Response.REGRESS,
    speaks=_popped_and_hurt,
    ends_workout=_hurt_moderately,
    is_painful=True,
)
MODERATE_DISCOMFORT = Rule(
    name="moderate-discomfort",
    says="Moderate discomfort steps back and ends the workout.",
    sources=("ext: pain traffic light (Silbernagel 2007)",),
    response=Response.REGRESS,
    speaks=_hurt_moderately,
    ends_workout=_always,
    is_painful=True,
)
LUMBAR_LOCK_LOST = Rule(
    name="lumbar-lock-lost",
    says="A lower back that leaves the floor steps back.",
    sources=("A29", "A30", "A37"),
    response=Response.REGRESS,
    speaks=_lost_contact,
)
RECURRING_POP = Rule(
    name="recurring-pop",
    says="A pop that comes back steps back.",
    sources=("A20", "A45"),
    response=Response.REGRESS,
    speaks=_popped_again,
)
PAINLESS_POP = Rule(
    name="painless-pop",
    says="A first painless pop is generally benign: stay here.",
    sources=("A19", "A20"),
    response=Response.HOLD,
    speaks=_popped,
    counts_pop=True,
)
MILD_DISCOMFORT = Rule(
    name="mild-discomfort",
    says="Mild discomfort stays here.",
    sources=("ext: pain traffic light (Silbernagel 2007)",),
    response=Response.HOLD,
    speaks=_hurt_mildly,
)
UNSURE_CONTACT = Rule(
    name="unsure-contact",
    says="Who is not sure that the back stayed down stays here.",
    sources=("A30",),
    response=Response.HOLD,
    speaks=_unsure_of_contact,
)
UNANSWERED = Rule(
    name="unanswered",
    says="An unanswered question never counts as a clean answer.",
    sources=("ext: what is unknown never advances anyone",),
    response=Response.HOLD,
    speaks=_left_unanswered,
)
OTHER_PRESCRIPTION = Rule(
    name="other-prescription",
    says="A set done by another prescription than the one that holds never counts as clean.",
    sources=("ext: what is unknown never advances anyone",),
    response=Response.HOLD,
    speaks=_did_something_else,
)
SHORTENED_RANGE = Rule(
    name="shortened-range",
    says="A range well short of what was asked stays here.",
    sources=("A44",),
    response=Response.HOLD,
    speaks=_shortened_range,
)
INCOMPLETE = Rule(
    name="incomplete",
    says="Fewer repetitions or sets than asked stay here.",
    sources=("A44",),
    response=Response.HOLD,
    speaks=_too_few_reps,
)
LAYOFF = Rule(
    name="layoff",
    says="After two weeks or more without a workout, begin easier and do not advance.",
    sources=("ext: strength fades in a break; judgement",),
    response=Response.HOLD,
    speaks=_never,
)
HELD = Rule(
    name="held",
    says="Where a physiotherapist holds or pauses a plan, nothing advances.",
    sources=("ext: the physiotherapist's act stands above the program until its end",),
    response=Response.HOLD,
    speaks=_never,
)
SAME_DAY = Rule(
    name="same-day",
    says="One advance a day.",
    sources=("ext: gradually, with rest between (ACSM 2009)",),
    response=Response.HOLD,
    speaks=_never,
)
CLEAN = Rule(
    name="clean",
    says="Every set clean: go on.",
    sources=("A44",),
    response=Response.GO_ON,
    speaks=_always,
)
NEXT_MORNING = Rule(
    name="next-morning",
    says="A morning worse than the workout steps back.",
    sources=("ext: 24-hour rule (Silbernagel 2007)",),
    response=Response.REGRESS,
    speaks=_never,
)

RULES = (
    EMERGENCY_SIGN,
    STOP_SIGN,
    SEVERE_DISCOMFORT,
    POP_WITH_DISCOMFORT,
    MODERATE_DISCOMFORT,
    LUMBAR_LOCK_LOST,
    RECURRING_POP,
    PAINLESS_POP,
    MILD_DISCOMFORT,
    UNSURE_CONTACT,
    UNANSWERED,
    OTHER_PRESCRIPTION,
    SHORTENED_RANGE,
    INCOMPLETE,
    LAYOFF,
    HELD,
    SAME_DAY,
    CLEAN,
)
"""Every rule a workout can be judged by, in the order of care."""

SET_RULES = tuple(rule for rule in RULES if rule not in (LAYOFF, HELD, SAME_DAY))
"""The rules a set can be judged by: all but those of the workout as a whole."""

ALARMS = (EMERGENCY_SIGN, STOP_SIGN, SEVERE_DISCOMFORT)
"""The rules that are heard even after a workout has ended or the program has stopped."""

_ORDER = {rule.name: place for place, rule in enumerate(RULES)}


def judge(
    report: SetReport, position: Position, program: Program, *, rules: tuple[Rule, ...] = SET_RULES
) -> Rule | None:
    """The first of `rules` that speaks of this set at this position."""
    for rule in rules:
        if rule.speaks(report, position, program):
            return rule
    return None


def graver(one: Rule | None, other: Rule | None) -> Rule | None:
    """The one that stands earlier in the table; None stands after all."""
    if one is other or one is None or other is None:
        return one or other
    return one if _ORDER[one.name] <= _ORDER[other.name] else other


def rule_named(name: str) -> Rule:
    """The rule of that name. Raises KeyError."""
    return _BY_NAME[name]


_BY_NAME = {rule.name: rule for rule in (*RULES, NEXT_MORNING)}
