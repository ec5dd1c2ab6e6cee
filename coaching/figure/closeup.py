"""A closer look at back and hip, with the places where a pop can be felt."""

from collections.abc import Mapping
from dataclasses import dataclass

from coaching.figure.drawing import Shapes, draw
from coaching.figure.measures import FLOOR, SPINE_DEPTH
from coaching.figure.paths import GRID, Point, on_grid
from coaching.figure.pose import HIP

THIGH_ANGLE, KNEE_FLEXION = 50, 90
"""The thigh is high enough to show the crease of the hip, and out of the way (degrees)."""
TRUNK = frozenset({"shirt", "spine", "pelvis", "sacrum"})
THIGHS = frozenset({"far-leg", "leg"})

LEFT, TOP, RIGHT, BOTTOM = -104, 62, 64, -24
"""The edges of the picture, from the hip (units): from the ribs to the middle of the thigh."""

PLACES: Mapping[str, Point] = {
    "lower_back": Point(-60, FLOOR + SPINE_DEPTH),
    "sacroiliac": Point(-24, FLOOR + SPINE_DEPTH - 1),
    "front_of_hip": Point(-8, 20),
    "side_of_hip": HIP,
}
"""By the names of the rules; drawn by eye."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One place, in SVG's units; texts, so that no locale touches them."""

    name: str
    x: str
    y: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeup:
    """All that the template draws, from back to front."""

    view_box: str
    trunk: Shapes
    thighs: Shapes
    turn: str
    marks: tuple[Mark, ...]


def draw_closeup() -> Closeup:
    """Back and hip from the side, lying on the back."""
    figure = draw(thigh_angle=THIGH_ANGLE, knee_flexion=KNEE_FLEXION)
    return Closeup(
        view_box=" ".join(str(edge * GRID) for edge in (LEFT, -TOP, RIGHT - LEFT, TOP - BOTTOM)),
        trunk=tuple(shape for shape in figure.body if shape.part in TRUNK),
        thighs=tuple(shape for shape in figure.turning if shape.part in THIGHS),
        turn=figure.turn,
        marks=tuple(_mark(name, place) for name, place in PLACES.items()),
    )


def _mark(name: str, place: Point) -> Mark:
    where = on_grid(place)
    return Mark(name=name, x=str(where.x), y=str(where.y))
