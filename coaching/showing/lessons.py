"""What the pages under /learn/ show: the chain of a pop, the lever, the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any

from django.utils.translation import gettext as _

from coaching.catalogue import spoken
from coaching.charts import LeverCurve, lever_curve
from coaching.figure import Figure, Jointed, draw, draw_jointed, draw_reverse_crunch
from coaching.models import Enrolment
from coaching.rules.geometry import load, lowest_possible_angle
from coaching.rules.ladder import TOP_ANGLE
from coaching.rules.policy import Policy
from coaching.rules.program import Program
from coaching.rules.terms import REVERSE_CRUNCH

Table = Mapping[str, Any]

MOST_BENT = 120
"""Degrees of knee flexion at which the calf meets the thigh."""
LOW = 30
"""Degrees: straight legs so low that a back lifts which does not hold."""
ARCHED = -14
"""Degrees of pelvic tilt at which the gap under the back is plain to see; by eye."""

USUAL = Policy()
"""The numbers of a program that sets none of its own."""

GIVES_WAY = "tummy-muscles-do-too-little"
POPS = "something-shifts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Angles:
    """Where legs are, in whole degrees; the heels not below the floor."""

    thigh: int
    knee: int

    @property
    def load(self) -> float:
        """Relative difficulty in percent."""
        return load(thigh_angle=self.thigh, knee_flexion=self.knee)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of the chain; `is_on` while it shows."""

    text: str
    from_load: int
    held: bool
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Why it pops, with the legs at these angles."""

    angles: Angles
    figure: Jointed
    is_held: bool
    links: tuple[Link, ...]
    outcomes: tuple[tuple[str, str], ...]
    outcome: str
    tips: int
    pops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """How hard the legs pull at these angles, and where a program's levels lie."""

    angles: Angles
    figure: Jointed
    curve: LeverCurve
    load: int
    yours: int | None
    title: str
    rows: tuple[Table, ...]


def thigh_share() -> float:
    """What of the greatest load is there while the shanks hang: the script's one number."""
    return load(thigh_angle=0, knee_flexion=90)


def angles(thigh: str | None, knee: str | None, *, usual: tuple[int, int]) -> Angles:
    """What an address asks for, as near as legs can come; the usual where it is no number."""
    bent = _whole(knee, usual[1], 0, MOST_BENT)
    return Angles(
        thigh=_whole(thigh, usual[0], ceil(lowest_possible_angle(bent)), TOP_ANGLE), knee=bent
    )


def chain(where: Angles, *, is_held: bool) -> Chain:
    """The chain from legs that go down to a pop, as far as it goes here."""
    tips, pops = (int(spoken().links[slug]["from_load"]) for slug in (GIVES_WAY, POPS))
    is_up = where.thigh >= TOP_ANGLE
    arch = 0.0 if is_held or is_up else max(0.0, (where.load - tips) / (100 - tips))
    return Chain(
        angles=where,
        figure=draw_jointed(
            thigh_angle=where.thigh, knee_flexion=where.knee, arch=round(min(1.0, arch), 2)
        ),
        is_held=is_held,
        links=tuple(
            Link(
                text=link["text"],
                from_load=link["from_load"],
                held=link["held"],
                is_on=not is_up
                and where.load >= link["from_load"]
                and (link["held"] or not is_held),
            )
            for link in spoken().links.values()
        ),
        outcomes=tuple((slug, each["text"]) for slug, each in spoken().outcomes.items()),
        outcome=_outcome(where, is_held=is_held, tips=tips, pops=pops),
        tips=tips,
        pops=pops,
    )


def lever(where: Angles, *, program: Program, title: str, yours: int | None = None) -> Lever:
    """The explorer with the levels of a program; `yours` is the level of the person who asks."""
    return Lever(
        angles=where,
        figure=draw_jointed(thigh_angle=where.thigh, knee_flexion=where.knee),
        curve=lever_curve(
            program.ladder.levels, thigh_angle=where.thigh, knee_flexion=where.knee, yours=yours
        ),
        load=round(where.load),
        yours=yours,
        title=title,
        rows=tuple(
            {
                "number": number,
                "knee": level.knee_flexion,
                "thigh": level.thigh_angle,
                "load": round(program.ladder.load(number) or 0),
            }
            for number, level in enumerate(program.ladder.levels, start=1)
        ),
    )


def level_of(enrolment: Enrolment) -> int | None:
    """The level a client is on; none on the reverse crunch, which has no angle."""
    level = enrolment.where_now.level
    return None if level == REVERSE_CRUNCH else level


def card_for(told: Mapping[str, str]) -> Table | None:
    """The advice card that the check ends on; None while it still has to ask.

    Gravest first, and "not sure" is never read as "no".
    """
    slug = None
    if told.get("emergency", "no") != "no":
        slug = "emergency"
    elif told.get("stop", "no") != "no":
        slug = "stop"
    elif "discomfort" in told:
        slug = _card_of_discomfort(int(told["discomfort"]))
    if slug is None:
        return None
    card = spoken().cards[slug]
    return {**card, "actions": card.get("actions_without_plan", card["actions"])}


def signs_asked(question: str | None) -> list[str]:
    """What a question of the check names, one by one, as its card has it."""
    card = spoken().cards.get(question or "")
    return [] if card is None else list(card["bullets"])


def lesson_figures() -> dict[str, tuple[Table, ...]]:
    """The pictures of the lessons that have some; without a caption the figure's own stands."""
    return {
        "how-to-do-it": (
            {
                "figure": low_and_straight(pelvic_tilt=5),
                "caption": _("The lumbar lock: the lower back stays on the floor."),
            },
            {
                "figure": low_and_straight(pelvic_tilt=ARCHED),
                "caption": _("Too far: the pelvis has tipped, the lower back has lifted."),
            },
        ),
        "scaling-back": ({"figure": knee_raise()}, {"figure": draw_reverse_crunch()}),
        "getting-stronger": (
            {"figure": knee_raise(), "caption": _("Knees bent.")},
            {"figure": draw(thigh_angle=45, knee_flexion=90), "caption": _("Further down.")},
            {
                "figure": draw(thigh_angle=60, knee_flexion=45),
                "caption": _("Knees opened, higher up."),
            },
        ),
    }


def word_figures() -> dict[str, Figure]:
    """The words that a picture says better."""
    return {
        "lumbar-lock": low_and_straight(pelvic_tilt=5),
        "anterior-pelvic-tilt": low_and_straight(pelvic_tilt=ARCHED),
        "thigh-angle": draw(thigh_angle=60, knee_flexion=0),
        "knee-flexion": draw(thigh_angle=60, knee_flexion=90),
        "reverse-crunch": draw_reverse_crunch(),
    }


def knee_raise(*, animated: bool = False) -> Figure:
    """The exercise that everybody begins near."""
    return draw(thigh_angle=60, knee_flexion=90, animated=animated)


def low_and_straight(*, pelvic_tilt: float) -> Figure:
    """Straight legs held low, still."""
    return draw(thigh_angle=LOW, knee_flexion=0, top_angle=LOW, pelvic_tilt=pelvic_tilt)


def _card_of_discomfort(discomfort: int) -> str:
    if discomfort >= USUAL.severe_discomfort:
        return "severe-discomfort"
    return "uncomfortable-pop" if discomfort >= USUAL.mild_discomfort else "painless-pop"


def _outcome(where: Angles, *, is_held: bool, tips: int, pops: int) -> str:
    if where.thigh >= TOP_ANGLE:
        return "at-the-top"
    if is_held:
        return "held"
    if where.load < tips:
        return "light"
    return "arched" if where.load < pops else "popped"


def _whole(said: str | None, usual: int, low: int, high: int) -> int:
    try:
        number = float(said or "")
    except ValueError:
        number = float(usual)
    if not isfinite(number):
        number = float(usual)
    return round(min(high, max(low, number)))
