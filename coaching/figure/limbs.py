"""The outlines of thigh, shank and foot."""

from coaching.figure.measures import HEEL_RADIUS, HIP_HEIGHT, RELAXED_FOOT, SHANK, THIGH
from coaching.figure.paths import Point, polar, smooth
from coaching.figure.pose import LegPose

# Distance along the segment, and from its axis (units); the front of the leg is above the axis.
THIGH_FRONT = ((0, 17), (24, 19.5), (54, 17.5), (82, 12.6))
KNEE_CAP = ((THIGH + 6, 11.2), (THIGH + 11.5, 3.5), (THIGH + 7, -8.5))
THIGH_BACK = ((88, -10.8), (56, -14), (24, -17))
THIGH_ROOT = ((0, -HIP_HEIGHT), (-12, -12), (-17, 0), (-12, 12))
THIGH_HIDDEN_ROOT = ((30, -9), (14, 4), (30, 17))
CALF = ((SHANK - 13, -7), (64, -10), (36, -14.5), (14, -12), (-6, -9.8))
SHIN = ((-10, 2), (-4, 9.8), (10, 11.4), (26, 10.8), (52, 9), (SHANK - 15, 7))
ANKLE = ((SHANK - 20, -5.5), (SHANK - 20, 5.5))

# Distance from the ankle towards the toes, and up from it towards the knee (units).
# With the round of the heel the foot is 61 long: 0.152 of the stature.
INSTEP = ((10.5, 5), (26, -2.5), (40, -8))
TOES = ((44, -11.5), (39, -14.5))
SOLE = ((28, -14), (12, -12))
HEEL = (-100, -150, 165)
"""Directions from the centre of the round of the heel to points on it (degrees, in the foot)."""


def leg_path(pose: LegPose, *, far: bool = False) -> str:
    """Thigh and shank, down to the cuff."""
    return thigh_path(pose, far=far) + shank_path(pose)


def thigh_path(pose: LegPose, *, far: bool = False) -> str:
    """From the hip to the knee cap. The near leg hides the root of the far one."""
    front, root = (THIGH_FRONT[2:], THIGH_HIDDEN_ROOT) if far else (THIGH_FRONT, THIGH_ROOT)
    back = THIGH_BACK[:-1] if far else THIGH_BACK
    return smooth([Point(*p).turned(pose.thigh_angle) for p in (*front, *KNEE_CAP, *back, *root)])


def shank_path(pose: LegPose) -> str:
    """From the knee down to the cuff."""
    shank = [Point(*p).turned(pose.shank_angle).moved(*pose.knee) for p in (*CALF, *SHIN)]
    return smooth(shank, closed=False) + "z"


def foot_path(pose: LegPose, *, toe_angle: float | None = None) -> str:
    """The bare foot; it reaches up into the cuff."""
    centre = polar(-pose.heel_reach, RELAXED_FOOT)
    heel = [centre.moved(*polar(HEEL_RADIUS, direction)) for direction in HEEL]
    outline = [*(Point(*p) for p in (*INSTEP, *TOES, *SOLE)), *heel]
    turn = pose.toe_angle if toe_angle is None else toe_angle
    foot = [p.turned(turn).moved(*pose.ankle) for p in outline]
    ankle = [Point(*p).turned(pose.shank_angle).moved(*pose.knee) for p in ANKLE]
    return smooth([*ankle, *foot])
