"""The outlines of head, trunk, pelvis and arm, lying on the back."""

from coaching.figure.measures import FLOOR, SPINE_DEPTH, WAIST_HALF_DEPTH
from coaching.figure.paths import Point, smooth
from coaching.figure.pose import TrunkPose

type Outline = tuple[tuple[float, float], ...]

# Distance from the hip along the body, and height above the floor (units).
FACE: Outline = (
    (-121, 36), (-130, 34.5), (-135, 38), (-137.5, 44), (-141.5, 46), (-145, 44.5),
    (-148.5, 47), (-152.5, 45.5), (-156, 51.5), (-162.5, 45.5), (-168, 45.5), (-177, 42.5),
)  # fmt: skip
SKULL: Outline = (
    (-185, 34), (-188, 22), (-184, 8), (-173, 0.5), (-160, 2), (-149, 9), (-137, 10), (-121, 6),
)  # fmt: skip
HAIR: Outline = (
    (-174, 44), (-184, 38), (-190, 23), (-186, 7), (-173, 0), (-158, 2), (-151, 10),
    (-156, 17), (-159, 26), (-166, 28), (-170, 36),
)  # fmt: skip
EYE: Outline = ((-166, 42), (-164.8, 40), (-165, 37.5))
EAR: Outline = ((-161.5, 26), (-160, 20), (-155.5, 19), (-152.5, 23.5), (-156, 28))
CHEST: Outline = ((-125, 9), (-127, 20), (-121, 34), (-106, 44), (-88, 48), (-70, 46))
BACK: Outline = ((-88, 0), (-108, 0), (-119, 2))
ARM: Outline = (
    (-119, 30), (-102, 36), (-80, 36), (-60, 36.5), (-49, 34), (-34, 23), (-15, 9.5),
    (-19, 3.5), (-38, 15), (-53, 24), (-62, 25), (-82, 22.5), (-104, 15), (-118, 16),
)  # fmt: skip
HAND: Outline = (
    (-22, 11), (-14, 9), (-2, 7.5), (9, 5.5), (19, 4), (22, 1.8),
    (16, 0), (0, 0), (-14, 0), (-22, 4),
)  # fmt: skip
SLEEVE: Outline = (
    (-123, 18), (-120, 31), (-108, 37.5), (-91, 38), (-85, 36), (-83, 22), (-90, 19), (-110, 12),
)  # fmt: skip
PELVIS: Outline = (
    (-66, 31), (-54, 39), (-40, 40), (-22, 40), (-6, 36), (8, 29), (18, 22), (22.5, 13),
    (19, 4), (8, 0), (-10, 0), (-30, 0), (-50, 0), (-64, 6), (-70, 19),
)  # fmt: skip
UPPER_SPINE: Outline = ((-97, 11.5), (-82, SPINE_DEPTH))
SACRUM: Outline = ((-28, SPINE_DEPTH), (-13, 9))
HEM: Outline = ((-2, 1.5), (5.5, -1), (9, -20), (5.5, -39), (-2, -40))
"""The hem of the shirt, from the front of the waist to its back."""
LUMBAR_CONTACT: Outline = ((-88, -0.5), (-28, -0.5))


def above_floor(outline: Outline) -> list[Point]:
    return [Point(x, FLOOR + height) for x, height in outline]


def outlined(outline: Outline, *, closed: bool = True) -> str:
    return smooth(above_floor(outline), closed=closed)


def shirt_path(pose: TrunkPose) -> str:
    """Chest, belly and back. As the lower back arches, the belly rises with it."""
    chest, back = above_floor(CHEST), above_floor(BACK)
    chest[-1] = chest[-1].moved(0, pose.gap / 2)
    front = pose.waist.moved(0, WAIST_HALF_DEPTH)
    lumbar = Point(-72, FLOOR + 0.62 * pose.gap)
    return smooth([*chest, *(front.moved(*p) for p in HEM), lumbar, *back])


def pelvis_path(pose: TrunkPose) -> str:
    """The pelvis turns on the hips, and the floor flattens what it touches."""
    turned = [p.turned(pose.turn) for p in above_floor(PELVIS)]
    return smooth([Point(p.x, max(p.y, FLOOR)) for p in turned])


def upper_spine(pose: TrunkPose) -> list[Point]:
    """Down to the waist."""
    *ribs, lowest_rib = above_floor(UPPER_SPINE)
    waist = pose.waist.moved(0, SPINE_DEPTH - WAIST_HALF_DEPTH)
    return [*ribs, lowest_rib.moved(0, 0.4 * pose.gap), waist]


def lower_spine(pose: TrunkPose) -> list[Point]:
    """From the waist to the tailbone."""
    return [upper_spine(pose)[-1], *(p.turned(pose.turn) for p in above_floor(SACRUM))]


def gap_path(pose: TrunkPose) -> str:
    """The hollow under an arched lower back; the body covers its upper edge."""
    height = pose.gap
    edge = ((-100, 0), (-86, 1), (-72, 0.62 * height + 2), (-54, height + 2), (-30, height / 2 + 3))
    return outlined((*edge, (-14, 4), (-8, 0)), closed=False) + "z"
