"""Workouts a week: a bar a week, weeks without a workout included."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.charts.answers import (
    Week,
    average,
    day_in_words,
    days_in_words,
    in_words,
    long_day_in_words,
)
from coaching.charts.shapes import WIDTH, Chart, Label, Scale, Series, across, box
from coaching.tongue import listed

TOP, BASE, HEIGHT = 24, 110, 136
GAP = 6
LEAST_TOP = 3
SLIVER = 2
"""How high a bar of nought is, so that it is there."""


def weeks_chart(weeks: Sequence[Week], *, goal: int | None = None) -> Chart:
    """The last bar is this week, so far. Weeks before the beginning have no bar.

    `goal` is how many the plan asks for; it is drawn as a line where it is given.
    """
    y = Scale(0, max(_top(weeks), goal or 0), BASE, TOP)
    return Chart(
        slug="weeks",
        title=_("Workouts a week"),
        sentence=_sentence(weeks),
        alt=_alt(weeks),
        hint=_("Rest days are part of the plan."),
        height=HEIGHT,
        axis="" if goal is None else across(0, y(goal)),
        base=across(0, BASE),
        series=(
            Series(name=_("Workouts"), kind="bar", area=_bars(weeks[:-1], weeks, y)),
            Series(name=_("This week so far"), kind="now", area=_bars(weeks[-1:], weeks, y)),
        ),
        labels=(*_numbers(weeks, y), *_mondays(weeks)),
        head=(_("Week from"), _("Workouts")),
        rows=tuple(_row(week) for week in reversed(weeks)),
    )


def _top(weeks: Sequence[Week]) -> int:
    return max([LEAST_TOP, *(week.workouts or 0 for week in weeks)])


def _step(weeks: Sequence[Week]) -> float:
    return (WIDTH + GAP) / len(weeks)


def _bars(drawn: Sequence[Week], weeks: Sequence[Week], y: Scale) -> str:
    return "".join(_bar(weeks.index(week), week, _step(weeks), y) for week in drawn)


def _bar(index: int, week: Week, step: float, y: Scale) -> str:
    if week.workouts is None:
        return ""
    height = max(SLIVER, BASE - y(week.workouts))
    return box(index * step, BASE - height, step - GAP, height)


def _middle(index: int, weeks: Sequence[Week]) -> float:
    step = _step(weeks)
    return index * step + (step - GAP) / 2


def _numbers(weeks: Sequence[Week], y: Scale) -> list[Label]:
    return [
        Label(x=_middle(index, weeks), y=y(week.workouts) - 7, text=f"{week.workouts}")
        for index, week in enumerate(weeks)
        if week.workouts is not None
    ]


def _mondays(weeks: Sequence[Week]) -> tuple[Label, ...]:
    first, last = days_in_words((weeks[0].monday, weeks[-1].monday))
    return (
        Label(x=0, y=HEIGHT - 8, text=_("Week from %(day)s") % {"day": first}, anchor="start"),
        Label(x=WIDTH, y=HEIGHT - 8, text=_("%(day)s, so far") % {"day": last}, anchor="end"),
    )


def _row(week: Week) -> tuple[str, str]:
    told = _("before the beginning") if week.workouts is None else f"{week.workouts}"
    return long_day_in_words(week.monday), told


def _sentence(weeks: Sequence[Week]) -> str:
    now = _("This week so far: %(workouts)s.") % {"workouts": weeks[-1].workouts or 0}
    before = [week.workouts for week in weeks[:-1]]
    mean = average(before)
    if mean is None:
        return now
    counted = sum(number is not None for number in before)
    words = ngettext(
        "The week before: %(mean)s.",
        "The %(weeks)s weeks before: %(mean)s a week on average.",
        counted,
    ) % {"weeks": counted, "mean": in_words(mean)}
    return f"{now} {words}"


def _alt(weeks: Sequence[Week]) -> str:
    told = [
        f"{day_in_words(week.monday)} {week.workouts}"
        for week in weeks
        if week.workouts is not None
    ]
    return ngettext(
        "Workouts in %(weeks)s week, each from a Monday: %(told)s.",
        "Workouts in %(weeks)s weeks, each from a Monday: %(told)s.",
        len(told),
    ) % {"weeks": len(told), "told": listed(told)}
