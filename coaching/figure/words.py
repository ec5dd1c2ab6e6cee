"""What a figure shows, in words that an eleven-year-old reads."""

from django.utils.translation import gettext as _

from accounts.texts import lazy
from coaching.figure.pose import LegPose, TrunkPose

MARKS = (
    (
        15,
        lazy("a sixth of the way up"),
        lazy("just under a sixth of the way up"),
        lazy("just over a sixth of the way up"),
    ),
    (
        22.5,
        lazy("a quarter of the way up"),
        lazy("just under a quarter of the way up"),
        lazy("just over a quarter of the way up"),
    ),
    (
        30,
        lazy("a third of the way up"),
        lazy("just under a third of the way up"),
        lazy("just over a third of the way up"),
    ),
    (45, lazy("halfway up"), lazy("just under halfway up"), lazy("just over halfway up")),
    (
        60,
        lazy("two thirds of the way up"),
        lazy("just under two thirds of the way up"),
        lazy("just over two thirds of the way up"),
    ),
    (
        67.5,
        lazy("three quarters of the way up"),
        lazy("just under three quarters of the way up"),
        lazy("just over three quarters of the way up"),
    ),
    (
        75,
        lazy("five sixths of the way up"),
        lazy("just under five sixths of the way up"),
        lazy("just over five sixths of the way up"),
    ),
)
"""Thigh angles with a name of their own (degrees): at it, just under it, just over it."""
NEAR = 1
"""Degrees within which an angle goes by the name of its mark."""
JUST_ABOVE_FLOOR = 12
ALMOST_UP = 79
"""Thigh angles from which a thigh counts as near the floor, or near the vertical (degrees)."""


def height_in_words(thigh_angle: float) -> str:
    """How high the thighs are, without a number and without the thighs."""
    if not 0 <= thigh_angle <= 90:
        raise ValueError(f"thigh angle is 0 to 90 degrees, not {thigh_angle}")
    if thigh_angle == 0:
        return _("on the floor")
    if thigh_angle <= JUST_ABOVE_FLOOR:
        return _("just above the floor")
    if thigh_angle == 90:
        return _("straight up")
    if thigh_angle >= ALMOST_UP:
        return _("almost straight up")
    mark, at, under, over = min(MARKS, key=lambda named: abs(named[0] - thigh_angle))
    if abs(mark - thigh_angle) <= NEAR:
        return str(at)
    return str(under if thigh_angle < mark else over)


def angle_in_words(thigh_angle: float) -> str:
    """How high the thighs are, without a number."""
    return _("thighs %(height)s") % {"height": height_in_words(thigh_angle)}


def leg_raise_alt(leg: LegPose, trunk: TrunkPose, *, legs: int, top_angle: float) -> str:
    """The text alternative of a leg raise."""
    seen = _seen(leg.knee_flexion, legs)
    moved = _movement(leg, both=legs == 2, top_angle=top_angle)
    if leg.heel_gap < 0.1:
        touching = {
            True: _("%(movement)s, where the heels touch the floor"),
            False: _("%(movement)s, where the heel touches the floor"),
        }
        moved = touching[legs == 2] % {"movement": moved}
    return f"{seen} {moved}. {_lower_back(trunk)}"


def leg_raise_caption(leg: LegPose, trunk: TrunkPose, *, legs: int) -> str:
    if legs == 2 and trunk.locked:
        words = _("Thighs %(height)s, lower back flat")
    elif legs == 2:
        words = _("Thighs %(height)s, lower back off the floor")
    elif trunk.locked:
        words = _("Thigh %(height)s, lower back flat")
    else:
        words = _("Thigh %(height)s, lower back off the floor")
    return words % {"height": height_in_words(leg.thigh_angle)}


def reverse_crunch_alt() -> str:
    """The text alternative of the reverse crunch."""
    return _(
        "Side view of a person lying on their back, both knees bent to a right angle."
        " The pelvis rolls up off the floor and the knees come towards the chest."
        " Head, shoulders and hands stay on the floor."
    )


def reverse_crunch_caption() -> str:
    return _("Pelvis rolled up, knees towards the chest")


def _seen(knee_flexion: float, legs: int) -> str:
    both = {
        0: _("Side view of a person lying on their back, both legs straight."),
        90: _("Side view of a person lying on their back, both knees bent to a right angle."),
        45: _("Side view of a person lying on their back, both knees half bent."),
    }
    one = {
        0: _(
            "Side view of a person lying on their back, one leg straight,"
            " the other foot resting on the floor."
        ),
        90: _(
            "Side view of a person lying on their back, one knee bent to a right angle,"
            " the other foot resting on the floor."
        ),
        45: _(
            "Side view of a person lying on their back, one knee half bent,"
            " the other foot resting on the floor."
        ),
    }
    named = both if legs == 2 else one
    if words := named.get(int(knee_flexion)) if knee_flexion == int(knee_flexion) else None:
        return words
    bent = (
        _("Side view of a person lying on their back, both knees bent to %(degrees)s degrees.")
        if legs == 2
        else _(
            "Side view of a person lying on their back, one knee bent to %(degrees)s degrees,"
            " the other foot resting on the floor."
        )
    )
    return bent % {"degrees": f"{knee_flexion:g}"}


def _movement(leg: LegPose, *, both: bool, top_angle: float) -> str:
    low = _height(leg.thigh_angle)
    if top_angle == leg.thigh_angle:
        still = {
            (True, True): _("The legs are %(low)s"),
            (True, False): _("The leg is %(low)s"),
            (False, True): _("The thighs are %(low)s"),
            (False, False): _("The thigh is %(low)s"),
        }
        return still[leg.knee_flexion == 0, both] % {"low": low}
    moving = {
        (True, True): _("The legs go from %(top)s down to %(low)s"),
        (True, False): _("The leg goes from %(top)s down to %(low)s"),
        (False, True): _("The thighs go from %(top)s down to %(low)s"),
        (False, False): _("The thigh goes from %(top)s down to %(low)s"),
    }
    top = (
        _("straight up")
        if top_angle == 90
        else _("%(angle)s degrees") % {"angle": f"{top_angle:g}"}
    )
    return moving[leg.knee_flexion == 0, both] % {"top": top, "low": low}


def _height(thigh_angle: float) -> str:
    if thigh_angle == 90:
        return _("straight up")
    return _("%(angle)s degrees from the floor") % {"angle": f"{thigh_angle:g}"}


def _lower_back(trunk: TrunkPose) -> str:
    if trunk.locked:
        return _("The lower back stays flat on the floor.")
    return _("The lower back arches: there is a gap between it and the floor.")
