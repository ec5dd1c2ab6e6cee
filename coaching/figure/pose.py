"""Where the joints are, and which angles a figure can show."""

import math
from dataclasses import dataclass

from coaching.figure.measures import (
    FLOOR,
    HEEL_RADIUS,
    HEEL_REACH,
    HIP_TO_WAIST,
    RELAXED_FOOT,
    SHANK,
    THIGH,
    WAIST_HALF_DEPTH,
)
from coaching.figure.paths import Point, polar

HIP = Point(0, 0)

TOLERANCE = 1e-9
MOST_FLEXION = 120
"""Degrees of knee flexion at which the calf meets the thigh."""
MOST_TILT = 20
"""Degrees of pelvic tilt to either side that a lower back gives, lying down; drawn by eye."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPose:
    """One leg in the side view."""

    thigh_angle: float
    knee_flexion: float

    @property
    def shank_angle(self) -> float:
        """Degrees between shank and floor; below 0 the shank points down."""
        return self.thigh_angle - self.knee_flexion

    @property
    def knee(self) -> Point:
        return polar(THIGH, self.thigh_angle)

    @property
    def ankle(self) -> Point:
        return self.knee.moved(*polar(SHANK, self.shank_angle))

    @property
    def toe_angle(self) -> float:
        """Degrees between foot and floor. The more the knee bends, the more the toes draw up."""
        return self.shank_angle + 90 - RELAXED_FOOT + self.knee_flexion / 4

    @property
    def heel_reach(self) -> float:
        """Units from the ankle to the centre of the round of the heel."""
        return HEEL_REACH / math.cos(math.radians(self.knee_flexion / 4))

    @property
    def heel_centre(self) -> Point:
        """So placed that the round of the heel meets the floor at half the knee flexion."""
        behind = self.shank_angle - 90 + self.knee_flexion / 4
        return self.ankle.moved(*polar(self.heel_reach, behind))

    @property
    def heel_gap(self) -> float:
        """Units between heel and floor."""
        return self.heel_centre.y - HEEL_RADIUS - FLOOR


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkPose:
    """Pelvis and lower back. An anterior tilt turns the pelvis on the hips and lifts the waist."""

    pelvic_tilt: float

    @property
    def locked(self) -> bool:
        """The lower back lies flat on the floor: the lumbar lock."""
        return self.pelvic_tilt >= 0

    @property
    def turn(self) -> float:
        """Degrees by which the pelvis is turned against lying flat; a floor stops the other way."""
        return min(0.0, self.pelvic_tilt)

    @property
    def waist(self) -> Point:
        return Point(-HIP_TO_WAIST, FLOOR + WAIST_HALF_DEPTH).turned(self.turn)

    @property
    def gap(self) -> float:
        """Units between lower back and floor where it is widest."""
        return max(0.0, self.waist.y - WAIST_HALF_DEPTH - FLOOR)


def check_angles(leg: LegPose, trunk: TrunkPose, *, top_angle: float) -> None:
    """Refuse angles that nobody can be in."""
    if not 0 <= leg.knee_flexion <= MOST_FLEXION:
        raise ValueError(f"knee flexion is 0 to {MOST_FLEXION} degrees, not {leg.knee_flexion}")
    if not leg.knee_flexion / 2 - TOLERANCE <= leg.thigh_angle <= 90:
        raise ValueError(
            f"thigh angle is {leg.knee_flexion / 2:g} (heels on the floor) to 90 degrees,"
            f" not {leg.thigh_angle}"
        )
    if not leg.thigh_angle <= top_angle <= 90:
        raise ValueError(f"top angle is {leg.thigh_angle:g} to 90 degrees, not {top_angle}")
    if not -MOST_TILT <= trunk.pelvic_tilt <= MOST_TILT:
        raise ValueError(f"pelvic tilt is within {MOST_TILT} degrees, not {trunk.pelvic_tilt}")
