"""The whole figure, layer by layer."""

import math
from dataclasses import dataclass

from coaching.figure import words
from coaching.figure.limbs import foot_path, leg_path
from coaching.figure.marks import (
    RANGE_RADIUS,
    Label,
    angle_label,
    arrowed_arc,
    range_path,
    rest_of_range_path,
)
from coaching.figure.measures import HIP_HEIGHT
from coaching.figure.motion import Motion, there_and_back
from coaching.figure.paths import GRID, line, number, on_grid, smooth
from coaching.figure.pose import LegPose, TrunkPose, check_angles
from coaching.figure.trunk import (
    ARM,
    EAR,
    EYE,
    FACE,
    HAIR,
    HAND,
    LUMBAR_CONTACT,
    SKULL,
    SLEEVE,
    above_floor,
    gap_path,
    lower_spine,
    outlined,
    pelvis_path,
    shirt_path,
    upper_spine,
)
from coaching.tongue import by_language

LEFT, RIGHT, BELOW = -206, 236, 10
"""The edges of every picture, from hip or floor (units): figures side by side have one scale."""
HEADROOM = 58
"""Room for a foot above the highest ankle (units)."""
SECOND_LEG = 3.5
"""Degrees by which the far leg is drawn above the near one, to be seen."""
RESTING_LEG = LegPose(thigh_angle=60, knee_flexion=122.4)
"""The leg that does not move, sole on the floor."""
MOST_LIFT = 45
"""Degrees by which a pelvis can roll up; drawn by eye."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A filled outline or a line, and the part of the picture that it is."""

    part: str
    path: str


type Shapes = tuple[Shape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """All that the template draws, from back to front. Texts, so that no locale touches them."""

    kind: str
    alt: str
    caption: str
    view_box: str
    behind: Shapes
    ghost: Shapes
    ghost_turn: str
    body: Shapes
    turning: Shapes
    turn: str
    front: Shapes
    label: Label | None
    motion: Motion | None


@by_language(128)
def draw(
    *,
    thigh_angle: float,
    knee_flexion: float,
    legs: int = 2,
    pelvic_tilt: float = 5,
    top_angle: float = 90,
    animated: bool = False,
    lowering_seconds: float = 3,
    raising_seconds: float = 2,
) -> Figure:
    """A leg raise, at its lowest; the ghost of a leg shows where it came from."""
    leg = LegPose(thigh_angle=thigh_angle, knee_flexion=knee_flexion)
    trunk = TrunkPose(pelvic_tilt=pelvic_tilt)
    if legs not in (1, 2):
        raise ValueError(f"one leg moves, or two, not {legs}")
    check_angles(leg, trunk, top_angle=top_angle)
    moves = top_angle > thigh_angle
    low, top = number(-thigh_angle), number(-top_angle)
    motion = there_and_back(top, low, there=lowering_seconds, back=raising_seconds)
    level = LegPose(thigh_angle=0, knee_flexion=knee_flexion)
    return Figure(
        kind="leg-raise",
        alt=words.leg_raise_alt(leg, trunk, legs=legs, top_angle=top_angle),
        caption=words.leg_raise_caption(leg, trunk, legs=legs),
        view_box=view_box(LegPose(thigh_angle=top_angle, knee_flexion=knee_flexion)),
        behind=(*_under_back(trunk), Shape(part="track", path=rest_of_range_path(leg))),
        ghost=_near_leg(level) if moves else (),
        ghost_turn=f"rotate({top})",
        body=(*(_resting_leg() if legs == 1 else ()), *head(), *_pelvis(trunk), *_chest(trunk)),
        turning=(*(_far_leg(level) if legs == 2 else ()), *_near_leg(level)),
        turn=f"rotate({low})",
        front=(*arm(), *(_range(leg, legs=legs, top_angle=top_angle) if moves else ())),
        label=angle_label(leg, legs=legs),
        motion=motion if animated and moves else None,
    )


@by_language(16)
def draw_reverse_crunch(
    *,
    lift: float = 35,
    animated: bool = False,
    raising_seconds: float = 2,
    lowering_seconds: float = 3,
) -> Figure:
    """A reverse crunch, at its highest: the pelvis has rolled up, the legs went with it."""
    if not 0 < lift <= MOST_LIFT:
        raise ValueError(f"lift is above 0, to {MOST_LIFT} degrees, not {lift}")
    leg, trunk = LegPose(thigh_angle=90, knee_flexion=90), TrunkPose(pelvic_tilt=0)
    waist = on_grid(trunk.waist)
    start, end = (f"{number(-turn)} {waist.x} {waist.y}" for turn in (0, lift))
    pelvis, sacrum = _pelvis(trunk)
    arrow = Shape(part="range", path=arrowed_arc(trunk.waist, 94, -4, lift - 4))
    motion = there_and_back(start, end, there=raising_seconds, back=lowering_seconds)
    return Figure(
        kind="reverse-crunch",
        alt=words.reverse_crunch_alt(),
        caption=words.reverse_crunch_caption(),
        view_box=view_box(LegPose(thigh_angle=90, knee_flexion=50)),
        behind=(),
        ghost=(pelvis, *_near_leg(leg)),
        ghost_turn=f"rotate({start})",
        body=head(),
        turning=(*_far_leg(leg), pelvis, sacrum, *_near_leg(leg)),
        turn=f"rotate({end})",
        front=(*_chest(trunk), *arm(), arrow),
        label=None,
        motion=motion if animated else None,
    )


def view_box(highest: LegPose, *, below: int = BELOW) -> str:
    """The edges of a picture in which no leg is higher than this."""
    top = math.ceil(max(highest.ankle.y + HEADROOM, RANGE_RADIUS + 8))
    left, width, height = LEFT, RIGHT - LEFT, top + HIP_HEIGHT + below
    return " ".join(f"{edge * GRID:g}" for edge in (left, -top, width, height))


def _under_back(trunk: TrunkPose) -> Shapes:
    """The strip where the back meets the floor, or the gap where it does not."""
    if not trunk.locked:
        return (Shape(part="gap", path=gap_path(trunk)),)
    strip = line(*above_floor(LUMBAR_CONTACT))
    return Shape(part="glow", path=strip), Shape(part="lock", path=strip)


def head() -> Shapes:
    """The head, as in every picture."""
    return (
        Shape(part="skin", path=outlined(FACE + SKULL)),
        Shape(part="hair", path=outlined(HAIR)),
        Shape(part="far-skin", path=outlined(EAR)),
        Shape(part="eye", path=outlined(EYE, closed=False)),
    )


def _pelvis(trunk: TrunkPose) -> Shapes:
    return (
        Shape(part="pelvis", path=pelvis_path(trunk)),
        Shape(part="sacrum", path=smooth(lower_spine(trunk), closed=False)),
    )


def _chest(trunk: TrunkPose) -> Shapes:
    return (
        Shape(part="shirt", path=shirt_path(trunk)),
        Shape(part="spine", path=smooth(upper_spine(trunk), closed=False)),
    )


def arm() -> Shapes:
    """The arm with its hand under the back, as in every picture."""
    return (
        Shape(part="skin", path=outlined(HAND) + outlined(ARM)),
        Shape(part="sleeve", path=outlined(SLEEVE)),
    )


def _near_leg(leg: LegPose) -> Shapes:
    return Shape(part="skin", path=foot_path(leg)), Shape(part="leg", path=leg_path(leg))


def _far_leg(leg: LegPose) -> Shapes:
    raised = LegPose(thigh_angle=leg.thigh_angle + SECOND_LEG, knee_flexion=leg.knee_flexion)
    return (
        Shape(part="far-skin", path=foot_path(raised)),
        Shape(part="far-leg", path=leg_path(raised, far=True)),
    )


def _resting_leg() -> Shapes:
    return (
        Shape(part="far-skin", path=foot_path(RESTING_LEG, toe_angle=0)),
        Shape(part="far-leg", path=leg_path(RESTING_LEG)),
    )


def _range(leg: LegPose, *, legs: int, top_angle: float) -> Shapes:
    return (Shape(part="range", path=range_path(leg, legs=legs, top_angle=top_angle)),)
