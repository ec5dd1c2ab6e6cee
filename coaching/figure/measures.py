"""The measures of the drawn person. One unit is a four-hundredth of the stature.

Segment lengths are Drillis and Contini's fractions of stature, as printed in Winter,
"Biomechanics and Motor Control of Human Movement", figure 4.1. Depths are drawn by eye.
"""

STATURE = 400.0

THIGH = 0.245 * STATURE
SHANK = 0.246 * STATURE

HIP_HEIGHT = 17.0
"""Hip joint above the floor, lying on the back (units): half of a seat that the floor flattens."""
FLOOR = -HIP_HEIGHT
"""Where the floor is, seen from the hip joint (units)."""

HEEL_RADIUS = 10.0
"""Radius of the round of the heel (units)."""
HEEL_REACH = HIP_HEIGHT - HEEL_RADIUS
"""How far behind the ankle the round of the heel is centred, leg straight (units)."""
RELAXED_FOOT = 18.0
"""Degrees by which the toes point away when the leg is straight and at ease."""

HIP_TO_WAIST = 52.0
"""Hip joint to the waist, about which the pelvis rolls (units): the fourth lumbar vertebra."""
WAIST_HALF_DEPTH = 20.0
"""Half the depth of the body at the waist (units)."""
SPINE_DEPTH = 11.0
"""The line of the spine above the skin of the back (units)."""
