"""The figure with joints: legs and lower back that a page can move by a few attributes.

Thigh and shank turn as wholes, about hip and knee. What is soft has two shapes, lying flat and
arched; between the two each number of the path goes straight from the one to the other, so that a
script needs no drawing of its own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from coaching.figure.drawing import SECOND_LEG, Shapes, arm, head, view_box
from coaching.figure.limbs import foot_path, shank_path, thigh_path
from coaching.figure.measures import FLOOR, SPINE_DEPTH, STATURE
from coaching.figure.paths import GRID, Point, line, number, on_grid, polar, smooth
from coaching.figure.pose import LegPose, TrunkPose, check_angles
from coaching.figure.trunk import (
    LUMBAR_CONTACT,
    above_floor,
    gap_path,
    lower_spine,
    pelvis_path,
    shirt_path,
    upper_spine,
)
from coaching.rules.geometry import centre_of_mass

ARCHED = -14
"""Degrees of pelvic tilt at which the gap under the back is plain to see; by eye."""

STRAIGHT = LegPose(thigh_angle=0, knee_flexion=0)
KNEE = on_grid(STRAIGHT.knee)
INSERTION = 26
"""Units down the thigh at which the hip muscle holds on to it; by eye."""
CORE = ((-94, 36), (-74, 39), (-56, 35), (-42, 30))
"""The line of the tummy muscles, along the body and above the floor (units); by eye."""
THINNEST, THICKEST = 4, 22
"""The line of the pull (SVG's units), from no load to that of straight legs held level."""
type Drawn = Callable[[TrunkPose], str]

ROOM_BELOW = 44
"""Room under the floor for the lever arm (units)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Soft:
    """A shape that is between two: `path` now, `flat` and `arched` at either end."""

    part: str
    path: str
    flat: str
    arched: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg, straight and level; turned by its place's `turn`, and at the knee by `bend`."""

    thigh: str
    shank: str
    foot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """From one point to another, in SVG's units."""

    x1: str
    y1: str
    x2: str
    y2: str
    width: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jointed:
    """All that the template draws. Texts, so that no locale touches them."""

    view_box: str
    gap: Soft
    lock: str
    head: Shapes
    trunk: tuple[Soft, ...]
    far: Leg
    near: Leg
    far_turn: str
    turn: str
    bend: str
    arm: Shapes
    core: str
    pull: Line
    reach: str
    widths: str
    more: str
    knee: str
    pop_x: str
    pop_y: str
    weight: Line
    lever_y: str
    is_arched: bool


@lru_cache(maxsize=256)
def draw_jointed(*, thigh_angle: float, knee_flexion: float, arch: float = 0) -> Jointed:
    """A person at these angles; `arch` is 0 for a back that lies flat, to 1."""
    leg = LegPose(thigh_angle=thigh_angle, knee_flexion=knee_flexion)
    if not 0 <= arch <= 1:
        raise ValueError(f"an arch is from 0 to 1, not {arch}")
    check_angles(leg, TrunkPose(pelvic_tilt=0), top_angle=90)
    flat, arched = TrunkPose(pelvic_tilt=0), TrunkPose(pelvic_tilt=ARCHED)
    hold = on_grid(polar(INSERTION, thigh_angle))
    spine = on_grid(arched.waist.moved(6, SPINE_DEPTH - 8))
    along, up = centre_of_mass(thigh_angle=thigh_angle, knee_flexion=knee_flexion)
    longest, _ = centre_of_mass(thigh_angle=0, knee_flexion=0)
    weight = on_grid(Point(along * STATURE, up * STATURE))
    lever_y = on_grid(Point(0, FLOOR - 22)).y
    near, far = _leg(far=False), _leg(far=True)
    return Jointed(
        view_box=view_box(LegPose(thigh_angle=90, knee_flexion=0), below=ROOM_BELOW),
        gap=_soft("gap", gap_path, flat, arched, arch),
        lock=line(*above_floor(LUMBAR_CONTACT)),
        head=head(),
        trunk=(
            _soft("pelvis", pelvis_path, flat, arched, arch),
            _soft("sacrum", _sacrum, flat, arched, arch),
            _soft("shirt", shirt_path, flat, arched, arch),
            _soft("spine", _spine, flat, arched, arch),
        ),
        far=far,
        near=near,
        far_turn=f"rotate({number(-thigh_angle - SECOND_LEG)})",
        turn=f"rotate({number(-thigh_angle)})",
        bend=f"rotate({number(knee_flexion)} {KNEE.x} {KNEE.y})",
        arm=arm(),
        core=smooth(above_floor(CORE), closed=False),
        pull=Line(
            x1=str(spine.x),
            y1=str(spine.y),
            x2=str(hold.x),
            y2=str(hold.y),
            width=number(pull_width(along / longest)),
        ),
        widths=f"{THINNEST} {THICKEST}",
        more=number(SECOND_LEG),
        knee=f"{KNEE.x} {KNEE.y}",
        reach=number(longest * STATURE * GRID),
        pop_x=str(spine.x),
        pop_y=str(on_grid(Point(0, FLOOR + SPINE_DEPTH + arched.gap)).y),
        weight=Line(x1="0", y1="0", x2=str(weight.x), y2=str(weight.y)),
        lever_y=str(lever_y),
        is_arched=arch > 0,
    )


def pull_width(share: float) -> float:
    """How thick the line of the pull is drawn, for a share of the greatest load."""
    return THINNEST + (THICKEST - THINNEST) * max(0.0, share)


def between(flat: str, arched: str, share: float) -> str:
    """The path that lies at a share of the way: the script's `between`, for the first look."""
    ends = iter(re.findall(r"-?\d+", arched))

    def mixed(found: re.Match[str]) -> str:
        start = int(found[0])
        return f" {round(start + (int(next(ends)) - start) * share)}"

    return re.sub(r"-?\d+", mixed, flat)


def _soft(part: str, path: Drawn, flat: TrunkPose, arched: TrunkPose, arch: float) -> Soft:
    ends = path(flat), path(arched)
    now = ends[0] if arch == 0 else between(*ends, arch)
    return Soft(part=part, path=now, flat=ends[0], arched=ends[1])


def _sacrum(trunk: TrunkPose) -> str:
    return smooth(lower_spine(trunk), closed=False)


def _spine(trunk: TrunkPose) -> str:
    return smooth(upper_spine(trunk), closed=False)


def _leg(*, far: bool) -> Leg:
    return Leg(
        thigh=thigh_path(STRAIGHT, far=far),
        shank=shank_path(STRAIGHT),
        foot=foot_path(STRAIGHT),
    )
