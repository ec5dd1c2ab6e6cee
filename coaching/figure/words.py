"""What a figure shows, in words that an eleven-year-old reads."""

from coaching.figure.pose import LegPose, TrunkPose

MARKS = (
    (15, "a sixth of the way up"),
    (22.5, "a quarter of the way up"),
    (30, "a third of the way up"),
    (45, "halfway up"),
    (60, "two thirds of the way up"),
    (67.5, "three quarters of the way up"),
    (75, "five sixths of the way up"),
)
"""Thigh angles with a name of their own (degrees)."""
NEAR = 1
"""Degrees within which an angle goes by the name of its mark."""
JUST_ABOVE_FLOOR = 12
ALMOST_UP = 79
"""Thigh angles from which a thigh counts as near the floor, or near the vertical (degrees)."""
NAMED_FLEXIONS: dict[float, str] = {90: "bent to a right angle", 45: "half bent"}
"""Knee flexions with a name of their own (degrees)."""


def angle_in_words(thigh_angle: float) -> str:
    """How high the thighs are, without a number."""
    if not 0 <= thigh_angle <= 90:
        raise ValueError(f"thigh angle is 0 to 90 degrees, not {thigh_angle}")
    if thigh_angle == 0:
        return "thighs on the floor"
    if thigh_angle <= JUST_ABOVE_FLOOR:
        return "thighs just above the floor"
    if thigh_angle == 90:
        return "thighs straight up"
    if thigh_angle >= ALMOST_UP:
        return "thighs almost straight up"
    mark, name = min(MARKS, key=lambda named: abs(named[0] - thigh_angle))
    if abs(mark - thigh_angle) <= NEAR:
        return f"thighs {name}"
    return f"thighs just {'under' if thigh_angle < mark else 'over'} {name}"


def leg_raise_alt(leg: LegPose, trunk: TrunkPose, *, legs: int, top_angle: float) -> str:
    """The text alternative of a leg raise."""
    rest = ", the other foot resting on the floor" if legs == 1 else ""
    return (
        f"Side view of a person lying on their back, {_knees(leg.knee_flexion, legs)}{rest}."
        f" {_movement(leg, legs=legs, top_angle=top_angle)}."
        f" {_lower_back(trunk)}."
    )


def leg_raise_caption(leg: LegPose, trunk: TrunkPose, *, legs: int) -> str:
    height = angle_in_words(leg.thigh_angle).removeprefix("thighs ")
    thighs = "Thighs" if legs == 2 else "Thigh"
    return f"{thighs} {height}, lower back {'flat' if trunk.locked else 'off the floor'}"


REVERSE_CRUNCH_ALT = (
    "Side view of a person lying on their back, both knees bent to a right angle."
    " The pelvis rolls up off the floor and the knees come towards the chest."
    " Head, shoulders and hands stay on the floor."
)
REVERSE_CRUNCH_CAPTION = "Pelvis rolled up, knees towards the chest"


def _knees(knee_flexion: float, legs: int) -> str:
    if knee_flexion == 0:
        return "both legs straight" if legs == 2 else "one leg straight"
    bent = NAMED_FLEXIONS.get(knee_flexion, f"bent to {knee_flexion:g} degrees")
    return f"{'both knees' if legs == 2 else 'one knee'} {bent}"


def _movement(leg: LegPose, *, legs: int, top_angle: float) -> str:
    part, both = ("leg" if leg.knee_flexion == 0 else "thigh"), legs == 2
    who = f"The {part}{'s' if both else ''}"
    low = _height(leg.thigh_angle)
    if leg.heel_gap < 0.1:
        low += f", where the heel{'s touch' if both else ' touches'} the floor"
    if top_angle == leg.thigh_angle:
        return f"{who} {'are' if both else 'is'} {low}"
    top = "straight up" if top_angle == 90 else f"{top_angle:g} degrees"
    return f"{who} {'go' if both else 'goes'} from {top} down to {low}"


def _height(thigh_angle: float) -> str:
    if thigh_angle == 90:
        return "straight up"
    return f"{thigh_angle:g} degrees from the floor"


def _lower_back(trunk: TrunkPose) -> str:
    if trunk.locked:
        return "The lower back stays flat on the floor"
    return "The lower back arches: there is a gap between it and the floor"
