"""How hard the legs pull, from straight up to the floor: a curve, and a program's levels on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from coaching.charts.shapes import WIDTH, Scale, plain
from coaching.rules.geometry import load, lowest_possible_angle
from coaching.rules.ladder import TOP_ANGLE
from coaching.rules.terms import Level

HEIGHT = 216
LEFT, RIGHT, TOP, BOTTOM = 30, WIDTH - 14, 18, 178
STEP = 3
"""Degrees from one point of a curve to the next."""
X = Scale(TOP_ANGLE, 0, LEFT, RIGHT)
Y = Scale(0, 100, BOTTOM, TOP)
RIGHT_ANGLE_FROM = 60
"""Knee flexion from which a level's number stands to the left of its dot (degrees)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A level on the curve of its knees. Texts, so that no locale touches them."""

    number: int
    x: str
    y: str
    label_x: str
    label_y: str
    anchor: str
    is_yours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverCurve:
    """All that the template draws. `left` to `bottom` are the edges that a script needs too."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    others: tuple[str, ...]
    now: str
    x: str
    y: str
    dots: tuple[Dot, ...]


def lever_curve(
    levels: Sequence[Level], *, thigh_angle: float, knee_flexion: float, yours: int | None = None
) -> LeverCurve:
    """The curve at this knee flexion with the place on it, and where the levels lie.

    `yours` is the level, from 1, of the person who asks.
    """
    here = load(thigh_angle=thigh_angle, knee_flexion=knee_flexion)
    knees = sorted({(level.knee_flexion, level.legs) for level in levels})
    return LeverCurve(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        top=TOP,
        bottom=BOTTOM,
        others=tuple(_curve(knee, legs) for knee, legs in knees),
        now=_curve(knee_flexion, 2),
        x=plain(X(thigh_angle)),
        y=plain(Y(here)),
        dots=tuple(
            _dot(number, level, is_yours=number == yours)
            for number, level in enumerate(levels, start=1)
        ),
    )


def _curve(knee_flexion: float, legs: int) -> str:
    lowest = lowest_possible_angle(knee_flexion)
    angles = [float(TOP_ANGLE - step) for step in range(0, TOP_ANGLE + 1, STEP)]
    angles = [angle for angle in angles if angle > lowest] + [lowest]
    points = (
        (X(angle), Y(load(thigh_angle=angle, knee_flexion=knee_flexion, legs=legs)))
        for angle in angles
    )
    return "M" + "L".join(f"{plain(x)} {plain(y)}" for x, y in points)


def _dot(number: int, level: Level, *, is_yours: bool) -> Dot:
    """With its number where no other variation's stands: levels of two can fall together."""
    x = X(level.thigh_angle)
    y = Y(load(thigh_angle=level.thigh_angle, knee_flexion=level.knee_flexion, legs=level.legs))
    if level.knee_flexion >= RIGHT_ANGLE_FROM:
        across, down, anchor = -9, 2, "end"
    elif level.knee_flexion:
        across, down, anchor = -4, -9, "middle"
    else:
        across, down, anchor = 5, 18, "middle"
    return Dot(
        number=number,
        x=plain(x),
        y=plain(y),
        label_x=plain(x + across),
        label_y=plain(y + down),
        anchor=anchor,
        is_yours=is_yours,
    )
