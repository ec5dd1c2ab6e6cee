"""Eight weeks on a stamp: how far the legs were lowered, and where it popped or the back lifted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.charts.shapes import Point, Scale, across, dots, line, plain, runs, squares

WEEKS = 8
DAYS = 7 * WEEKS

SPARK_WIDTH, SPARK_HEIGHT = 168, 44
LEFT, RIGHT = 3, 165
TOP, FLOOR = 3, 25
POPS, ARCHES = 32, 40
POP, ARCH, END = 2.2, 2.0, 1.8
DASH = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkWorkout:
    """A workout, `day` 0 to 55 from the left; `angle` is the lowest thigh angle that was asked.

    None is what nobody answered; `angle` is None on the reverse crunch.
    """

    day: int
    angle: float | None
    pops: int | None
    arches: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """Path data of each part, or empty; `alt` says the same in words."""

    alt: str
    floor: str
    range: str
    end: str
    pops: str
    arches: str
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT


def spark(workouts: Sequence[SparkWorkout]) -> Spark:
    """From 90 degrees at the top to the floor; round marks are pops, square ones a lifted back."""
    x, y = Scale(0, DAYS - 1, LEFT, RIGHT), Scale(90, 0, TOP, FLOOR)
    range_ = [None if told.angle is None else (x(told.day), y(told.angle)) for told in workouts]
    stretches = list(runs(range_))
    alone = [stretch[0] for stretch in stretches if len(stretch) == 1]
    last = [stretch[-1] for stretch in stretches[-1:]]
    return Spark(
        alt=_alt(workouts),
        floor=across(LEFT, FLOOR, RIGHT),
        range=line(range_) + "".join(across(x - DASH, y, x + DASH) for x, y in alone),
        end=dots(last, END),
        pops=dots(_at([told.day for told in workouts if told.pops], x, POPS), POP),
        arches=squares(_at([told.day for told in workouts if told.arches], x, ARCHES), ARCH),
    )


def _at(days: Sequence[int], x: Scale, height: float) -> list[Point]:
    return [(x(day), height) for day in days]


def _alt(workouts: Sequence[SparkWorkout]) -> str:
    if not workouts:
        return _("No workout in %(weeks)s weeks.") % {"weeks": WEEKS}
    return ngettext(
        "%(workouts)s workout in %(weeks)s weeks: %(range)s; pops in %(pops)s;"
        " back lifted in %(arches)s.",
        "%(workouts)s workouts in %(weeks)s weeks: %(range)s; pops in %(pops)s;"
        " back lifted in %(arches)s.",
        len(workouts),
    ) % {
        "workouts": len(workouts),
        "weeks": WEEKS,
        "range": _range_in_words(workouts),
        "pops": _some([told.pops for told in workouts]),
        "arches": _some([told.arches for told in workouts]),
    }


def _range_in_words(workouts: Sequence[SparkWorkout]) -> str:
    angles = [told.angle for told in workouts if told.angle is not None]
    if not angles:
        return _("no angle")
    first, last = (f"{plain(angle)}°" for angle in (angles[0], angles[-1]))
    if first == last:
        return _("asked %(angle)s") % {"angle": last}
    return _("asked %(first)s, now %(last)s") % {"first": first, "last": last}


def _some(numbers: Sequence[int | None]) -> str:
    told = [number for number in numbers if number is not None]
    if not told:
        return _("none answered")
    return _("%(number)s of %(answered)s") % {
        "number": sum(number > 0 for number in told),
        "answered": len(told),
    }
