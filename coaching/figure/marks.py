"""What is drawn beside the person: the arc of the range, its arrow, the angle."""

import math
from dataclasses import dataclass

from coaching.figure.measures import FLOOR
from coaching.figure.paths import Point, arc, line, on_grid, polar
from coaching.figure.pose import HIP, LegPose

RANGE_RADIUS = 120.0
"""Radius of the arc of the range (units): outside a bent knee, across a straight shank."""
ARROW = 9.0
ARROW_SPREAD = 28
"""The head of the arrow: length of its sides (units), and their angle to the arc (degrees)."""
STRAIGHT = 25
"""Knee flexion below which the arc meets the leg itself (degrees)."""
LEG_CLEARANCE = {1: 5, 2: 9}
"""Degrees above the axis at which the arc then ends, by number of moving legs."""

BASELINE = 9.0
"""The angle stands so far above the floor (units)."""
LEAST_ROOM = 9
"""Thigh angle below which the angle no longer fits under a straight leg (degrees)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The angle, centred on a place."""

    text: str
    x: str
    y: str


def arrowed_arc(centre: Point, radius: float, start: float, end: float) -> str:
    """An arc with an arrow at its end."""
    tip = centre.moved(*polar(radius, end))
    back = end + math.copysign(90, start - end)
    sides = (tip.moved(*polar(ARROW, back + turn)) for turn in (ARROW_SPREAD, -ARROW_SPREAD))
    left, right = sides
    return arc(centre, radius, start, end) + line(left, tip, right)


def range_path(leg: LegPose, *, legs: int, top_angle: float) -> str:
    """From the top angle down to the lowest."""
    end = leg.thigh_angle
    if leg.knee_flexion < STRAIGHT and end + 2 * LEG_CLEARANCE[legs] < top_angle:
        end += LEG_CLEARANCE[legs]
    return arrowed_arc(HIP, RANGE_RADIUS, top_angle, end)


def rest_of_range_path(leg: LegPose) -> str:
    """From the lowest angle on to the floor: what is still to come."""
    floor = math.degrees(math.asin(FLOOR / RANGE_RADIUS))
    return arc(HIP, RANGE_RADIUS, leg.thigh_angle, floor)


def angle_label(leg: LegPose, *, legs: int) -> Label:
    where = on_grid(_label_place(leg, legs=legs))
    return Label(text=f"{leg.thigh_angle:g}°", x=str(where.x), y=str(where.y))


def _label_place(leg: LegPose, *, legs: int) -> Point:
    """Under the leg, where there is room; above it, where there is none."""
    base = FLOOR + BASELINE
    if legs == 1:
        return Point(48 if leg.knee_flexion >= 60 else 174, base)
    if leg.knee_flexion >= STRAIGHT:
        return Point(max(60, leg.knee.x), base)
    if leg.thigh_angle < LEAST_ROOM:
        return polar(RANGE_RADIUS + 34, leg.thigh_angle + 14)
    return Point(max(66, 28 / math.tan(math.radians(leg.thigh_angle)) + 16), base)
