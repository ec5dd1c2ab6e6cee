"""How far the legs were lowered: the lowest thigh angle that each workout asked for."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.texts import lazy
from coaching.charts.answers import Training, days_in_words, long_day_in_words
from coaching.charts.shapes import (
    WIDTH,
    Chart,
    Label,
    Places,
    Point,
    Scale,
    Series,
    across,
    fits,
    plain,
)
from coaching.tongue import within

LEFT = 66
TOP, FLOOR, HEIGHT = 26, 146, 172
NO_ANGLE = lazy("no angle")

Stretch = tuple[str, list[tuple[int, Training]]]


def range_chart(trainings: Sequence[Training]) -> Chart:
    """From 90 degrees, straight up, down to the floor: what hangs lower went further."""
    x = Places(len(trainings), LEFT, WIDTH)
    y = Scale(90, 0, TOP, FLOOR)
    stretches = list(_stretches(trainings))
    stairs = [_stairs(stretch, x, y) for _exercise, stretch in stretches]
    return Chart(
        slug="range",
        title=_("How far you lower your legs"),
        sentence=_sentence(trainings),
        alt=_alt(trainings),
        hint=_hint(trainings),
        height=HEIGHT,
        axis=across(LEFT, y(90)) + across(LEFT, y(45)) + _borders(stretches, x),
        base=across(LEFT, y(0)),
        series=(
            Series(
                name=_("Lowest thigh angle"),
                kind="first",
                line="".join(_edge(run) for run in stairs),
                area="".join(_hanging(run, y(90)) for run in stairs),
            ),
        ),
        labels=(*_heights(y), *_exercises(stretches, x), *_days(trainings, x)),
        head=(_("Workout"), _("Exercise"), _("Lowest thigh angle")),
        rows=tuple(_row(training) for training in reversed(trainings)),
    )


def _stretches(trainings: Sequence[Training]) -> Iterator[Stretch]:
    """Workouts in a row with the same exercise, each with its place."""
    numbered = enumerate(trainings)
    for exercise, stretch in groupby(numbered, key=lambda pair: pair[1].exercise):
        yield exercise, list(stretch)


def _stairs(stretch: list[tuple[int, Training]], x: Places, y: Scale) -> list[Point]:
    """Each workout as a level stretch as wide as its place; nothing where there is no angle."""
    half = x.step / 2
    return [
        (x(index) + side, y(training.angle))
        for index, training in stretch
        if training.angle is not None
        for side in (-half, half)
    ]


def _edge(run: list[Point]) -> str:
    return "M" + "L".join(f"{plain(x)} {plain(y)}" for x, y in run) if run else ""


def _hanging(run: list[Point], top: float) -> str:
    if not run:
        return ""
    return f"{_edge(run)}V{plain(top)}H{plain(run[0][0])}z"


def _borders(stretches: list[Stretch], x: Places) -> str:
    """An upright line where another exercise begins."""
    starts = [stretch[0][0] for _, stretch in stretches[1:]]
    return "".join(f"M{plain(x(start) - x.step / 2)} {TOP - 18}V{FLOOR}" for start in starts)


def _heights(y: Scale) -> Iterator[Label]:
    told = (
        (90, pgettext("on an axis", "straight up")),
        (45, pgettext("on an axis", "halfway")),
        (0, pgettext("on an axis", "floor")),
    )
    for angle, text in told:
        yield Label(x=0, y=y(angle) + 4, text=text, anchor="start")


def _exercises(stretches: list[Stretch], x: Places) -> Iterator[Label]:
    """The name over each stretch that has room for it."""
    for exercise, stretch in stretches:
        name = short(exercise)
        if fits(name, len(stretch) * x.step - 8):
            start = x(stretch[0][0]) - x.step / 2
            yield Label(x=start + 4, y=TOP - 9, text=name, anchor="start")


def short(exercise: str) -> str:
    """An exercise's name where there is little room."""
    return exercise.removesuffix(" leg raise").removesuffix("-leg raise")


def _days(trainings: Sequence[Training], x: Places) -> tuple[Label, ...]:
    return day_labels(trainings, x, HEIGHT - 6)


def day_labels(trainings: Sequence[Training], x: Places, y: float) -> tuple[Label, ...]:
    """The first day at the left and the last one where it is."""
    if not trainings:
        return ()
    first, last = days_in_words((trainings[0].day, trainings[-1].day))
    left = Label(x=x.start, y=y, text=first, anchor="start")
    end = x(len(trainings) - 1) + x.step / 2
    if not fits(first + last, end - x.start - 12):
        return (left,)
    return left, Label(x=end, y=y, text=last, anchor="end")


def _row(training: Training) -> tuple[str, str, str]:
    return long_day_in_words(training.day), training.exercise, _degrees(training.angle)


def _degrees(angle: float | None) -> str:
    return str(NO_ANGLE) if angle is None else f"{angle:g}°"


def _hint(trainings: Sequence[Training]) -> str:
    lines = [_("Lower is further.")]
    if len({training.exercise for training in trainings if training.angle is not None}) > 1:
        lines.append(_("A new exercise may begin higher: at the same height it is harder."))
    if any(training.angle is None for training in trainings):
        lines.append(_("A gap is the reverse crunch, which has no angle."))
    return " ".join(lines)


def _sentence(trainings: Sequence[Training]) -> str:
    if not trainings:
        return ""
    last = trainings[-1]
    if last.angle is None:
        return _("You last did the %(exercise)s, which has no angle.") % {
            "exercise": within(last.exercise)
        }
    words = _("Your last workout asked for %(angle)s°, %(height)s.") % {
        "angle": f"{last.angle:g}",
        "height": last.height,
    }
    began = _beginning(trainings)
    if not began:
        return words
    return f"{words} " + _("This exercise began at %(angle)s°.") % {"angle": f"{began:g}"}


def _beginning(trainings: Sequence[Training]) -> float | None:
    """Where the present exercise began, if that was not as far as now."""
    last = trainings[-1]
    _exercise, stretch = list(_stretches(trainings))[-1]
    began = stretch[0][1].angle
    return began if began is not None and last.angle is not None and began > last.angle else None


def _alt(trainings: Sequence[Training]) -> str:
    steps = [
        _("%(exercise)s %(first)s to %(last)s")
        % {
            "exercise": exercise,
            "first": _degrees(stretch[0][1].angle),
            "last": _degrees(stretch[-1][1].angle),
        }
        for exercise, stretch in _stretches(trainings)
    ]
    return ngettext(
        "Lowest thigh angle over %(workouts)s workout: %(steps)s.",
        "Lowest thigh angle over %(workouts)s workouts: %(steps)s.",
        len(trainings),
    ) % {"workouts": len(trainings), "steps": _(", then ").join(steps)}
