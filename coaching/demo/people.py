"""How made-up people train: pure, and chance comes in as an argument."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import cycle
from math import exp
from random import Random
from typing import Any

from accounts import consent
from coaching.demo.acts import Act, Twist
from coaching.demo.staff import PHYSIOTHERAPIST
from coaching.rules.terms import (
    Hands,
    LumbarContact,
    Phase,
    PopLocation,
    Prescription,
    SetReport,
)
from coaching.services import SetAnswers

MAIN = "knee-raise-to-straight-leg-raise"

REVERSE_CRUNCH_LOAD = 40
"""How hard a reverse crunch feels beside the ladder, in percent."""

STEEPNESS = 4
"""Points of difficulty by which a set goes from mostly fine to mostly not."""

FLEXION_OF_A_BENT_KNEE = 90
"""Degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What somebody can do.

    `ability` is the relative difficulty, in percent, at which every second set fails on the
    first day, and `gain` what a week adds. `pops` and `aches` are the chances of each in a set
    with straight legs and in a hard one; `openness` is how often a voluntary question is
    answered. Who `doubts` never says that the lower back stayed down.
    """

    ability: float
    gain: float
    pops: float = 0.01
    aches: float = 0.1
    pop_location: PopLocation = PopLocation.FRONT_OF_HIP
    hands: Hands = Hands.AT_SIDES
    openness: float = 0.6
    doubts: bool = False

    def strain(self, asked: Prescription, *, number: int, weeks: float) -> float:
        """Points by which a set is too hard; below 0 it is well in hand."""
        load = REVERSE_CRUNCH_LOAD if asked.load is None else asked.load
        tired = (number - 1) + (asked.reps - 8) / 2
        return load + tired - (self.ability + self.gain * weeks)

    def lapse(self, strain: float) -> float:
        """The chance that the lower back leaves the floor."""
        return 1 / (1 + exp(-strain / STEEPNESS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a story. Days are counted back from today.

    `since` is the first day and `until` the last one with a workout; `rhythm` the days from
    one workout to the next; `keenness` the share of those that are kept; `away` the days of
    a break; `agreed` the screening questions answered with yes, and agreed with a doctor.
    `activities` are what they find hard, with the first score. `physiotherapist` is the address
    of whom they share with, or nobody's; `text_version` the words that they agreed to.
    """

    email: str
    story: str
    body: Body
    program: str = MAIN
    since: int = 84
    until: int = 1
    rhythm: tuple[int, ...] = (2, 2, 3)
    keenness: float = 0.95
    away: range = range(0)
    hour: int = 7
    agreed: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    activities: Mapping[str, int] = field(default_factory=dict)
    physiotherapist: str = PHYSIOTHERAPIST
    text_version: str = consent.CURRENT.version

    def acts_on(self, day: int) -> list[Act]:
        """What happens on that day beside the workout."""
        return [act for act in self.acts if act.day == day and not isinstance(act, Twist)]

    def twist(self, day: int, number: int) -> Mapping[str, Any]:
        """How that set goes whatever chance says; mostly nothing."""
        for act in self.acts:
            if isinstance(act, Twist) and (act.day, act.number) == (day, number):
                return act.changes
        return {}

    def weeks(self, day: int) -> float:
        """How long the person has trained; a break adds nothing."""
        rested = sum(day <= missed < self.since for missed in self.away)
        return (self.since - day - rested) / 7


def training_days(person: Person, rng: Random) -> frozenset[int]:
    """The days, counted back from today, on which the person trains."""
    days = {act.day for act in person.acts if isinstance(act, Twist)}
    day = person.since
    for step in cycle(person.rhythm):
        if day < person.until:
            return frozenset(days)
        is_first_or_last = day in (person.since, person.until)
        if day not in person.away and (rng.random() < person.keenness or is_first_or_last):
            days.add(day)
        day -= step
    raise AssertionError("a rhythm has at least one step")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a set asks for, and when: `weeks` of training lie behind it."""

    prescription: Prescription
    number: int
    weeks: float
    twist: Mapping[str, Any] = field(default_factory=dict)


def answers(body: Body, asked: Asked, rng: Random) -> SetAnswers:
    """How one set goes and what the person says of it."""
    report = replace(_set_report(body, asked, rng), **asked.twist)
    open_today = rng.random() < body.openness
    return SetAnswers(
        report=report,
        pop_location=body.pop_location if report.pops else None,
        pop_phase=_phase(report, rng),
        pop_repetitions=_repetitions(report, rng) if open_today else None,
        effort=_effort(body, asked) if open_today else None,
        hands=body.hands if open_today else None,
    )


def trial(body: Body, prescription: Prescription) -> SetReport:
    """One slow repetition: clean where the level is well in hand."""
    fits = body.strain(prescription, number=1, weeks=0) < -STEEPNESS
    contact = LumbarContact.HELD if fits else LumbarContact.LOST
    return SetReport(reps=1, lumbar_contact=contact, pops=0, discomfort=0)


def morning_after(discomfort: int, rng: Random) -> int | None:
    """How a quiet morning is told: no worse than the workout was; now and then skipped."""
    return None if rng.random() < 1 / 8 else rng.randint(0, discomfort)


def _set_report(body: Body, asked: Asked, rng: Random) -> SetReport:
    strain = body.strain(asked.prescription, number=asked.number, weeks=asked.weeks)
    popped = rng.random() < body.pops * _straightness(asked.prescription)
    aches = rng.random() < body.aches * body.lapse(strain)
    return SetReport(
        reps=_reps(asked, strain, rng),
        lumbar_contact=_contact(body, strain, rng),
        pops=rng.randint(1, 3) if popped else 0,
        discomfort=rng.randint(1, 2) if aches else 0,
        lowest_angle=_angle(asked.prescription, strain, rng),
    )


def _contact(body: Body, strain: float, rng: Random) -> LumbarContact:
    lapse, drawn = body.lapse(strain), rng.random()
    if drawn < 2 / 3 * lapse:
        return LumbarContact.LOST
    is_unsure = drawn < lapse or body.doubts
    return LumbarContact.UNSURE if is_unsure else LumbarContact.HELD


def _straightness(asked: Prescription) -> float:
    """A long lever snaps more often than a short one."""
    if asked.knee_flexion is None:
        return 0
    return 1 - asked.knee_flexion / FLEXION_OF_A_BENT_KNEE / 2


def _reps(asked: Asked, strain: float, rng: Random) -> int:
    """All of them, or one or two fewer when it is hard."""
    too_hard = strain > 0 and rng.random() < 1 / 4
    return asked.prescription.reps - (rng.randint(1, 2) if too_hard else 0)


def _angle(asked: Prescription, strain: float, rng: Random) -> float | None:
    """Measured in every other set, to the degree; a little short when it is hard."""
    if asked.thigh_angle is None or rng.random() < 1 / 2:
        return None
    short = rng.randint(0, 6) if strain > 0 else rng.randint(0, 3)
    return min(90, asked.thigh_angle + short)


def _effort(body: Body, asked: Asked) -> int:
    strain = body.strain(asked.prescription, number=asked.number, weeks=asked.weeks)
    return round(min(10, max(2, 8 + strain / STEEPNESS)))


def _phase(report: SetReport, rng: Random) -> Phase | None:
    return rng.choice((Phase.LOWERING, Phase.LOWERING, Phase.RAISING)) if report.pops else None


def _repetitions(report: SetReport, rng: Random) -> tuple[int, ...] | None:
    if not report.pops:
        return None
    count = min(report.pops, report.reps)
    return tuple(sorted(rng.sample(range(1, report.reps + 1), count)))
