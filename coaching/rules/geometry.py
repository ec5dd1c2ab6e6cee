"""Angles to load: the gravitational moment of the legs about the hip.

Source: Winter, *Biomechanics and Motor Control of Human Movement*, segment table.
It is a moment at the hip, not a load on the spine: "relative difficulty" to people.
"""

from math import cos, radians

THIGH_MASS = 0.100
SHANK_MASS = 0.0465
FOOT_MASS = 0.0145
"""Share of the body's mass, one leg."""

THIGH_LENGTH = 0.245
SHANK_LENGTH = 0.246
"""Share of the body's height."""

THIGH_CENTRE = 0.433
SHANK_CENTRE = 0.433
"""Centre of mass, as a share of the segment from its upper end; the foot sits at the ankle."""


def lowest_possible_angle(knee_flexion: float) -> float:
    """The thigh angle in degrees at which the heels meet the floor."""
    return knee_flexion / 2


def load(*, thigh_angle: float, knee_flexion: float, legs: int = 2) -> float:
    """Relative difficulty in percent of both straight legs held level; half with one leg.

    Angles in degrees: 90 is a vertical thigh, knee flexion 0 a straight leg.
    """
    share_moving = legs / 2
    return 100 * share_moving * _moment(thigh_angle, knee_flexion) / _moment(0, 0)


def centre_of_mass(*, thigh_angle: float, knee_flexion: float) -> tuple[float, float]:
    """Where a leg's weight acts, from the hip: along the floor and above it, as shares of height.

    The first is the lever arm: the load, but for a factor.
    """
    mass = THIGH_MASS + SHANK_MASS + FOOT_MASS
    # What lies above the floor is what would lie along it, were the leg a quarter turn lower.
    return (
        _moment(thigh_angle, knee_flexion) / mass,
        _moment(thigh_angle - 90, knee_flexion) / mass,
    )


def _moment(thigh_angle: float, knee_flexion: float) -> float:
    thigh = cos(radians(thigh_angle))
    shank = cos(radians(thigh_angle - knee_flexion))
    knee = THIGH_LENGTH * thigh
    return (
        THIGH_MASS * THIGH_CENTRE * knee
        + SHANK_MASS * (knee + SHANK_CENTRE * SHANK_LENGTH * shank)
        + FOOT_MASS * (knee + SHANK_LENGTH * shank)
    )
