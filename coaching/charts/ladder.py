"""The load of a ladder's levels, and how far each may grow beyond the one before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from coaching.charts.shapes import (
    WIDTH,
    Chart,
    Label,
    Places,
    Point,
    Scale,
    Series,
    across,
    dots,
    line,
    plain,
    points,
    squares,
)
from coaching.tongue import listed

LEFT = 30
TOP, BASE, HEIGHT = 14, 154, 178
HARDEST = 100
"""Percent: straight legs held level."""

MOST_NUMBERS = 14
"""With more levels than this only every fifth is numbered."""

ROUNDING_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """One level. `load` is in percent, None where it cannot be read; `exercise` is its name."""

    exercise: str
    load: float | None


@dataclass(frozen=True, slots=True)
class Growth:
    """From one level to the next: by how many points, of how many allowed."""

    number: int
    points: float
    allowed: float

    @property
    def is_too_much(self) -> bool:
        """Whether a client would be asked for more than the ladder allows."""
        return self.points > self.allowed + ROUNDING_NOISE


def ladder_chart(steps: Sequence[Step], *, largest_step: float) -> Chart:
    """From the first level to the last; what grows too much is a square above the dashed limit.

    A new exercise may begin no harder than the level before (A43); else the load may grow by
    `largest_step` points.
    """
    x = Places(len(steps), LEFT, WIDTH)
    y = Scale(0, HARDEST, BASE, TOP)
    drawn = points([step.load for step in steps], x, y)
    grown = growths(steps, largest_step)
    wrong = {growth.number - 1 for growth in grown if growth.is_too_much}
    return Chart(
        slug="ladder",
        title=_("How the load grows"),
        sentence=_sentence(steps, grown),
        alt=_alt(steps),
        hint=_(
            "The dashed marks are the most that each level may ask for: %(points)s points more"
            " than the one before, and none more where the exercise changes."
        )
        % {"points": f"{largest_step:g}"},
        height=HEIGHT,
        axis=across(LEFT, y(50)) + across(LEFT, y(HARDEST)),
        base=across(LEFT, y(0)),
        series=(
            Series(name=_("Limit"), kind="limit", line=_limits(steps, grown, x, y)),
            Series(
                name=_("Load"), kind="first", line=line(drawn), marks=_at(drawn, x, wrong, False)
            ),
            Series(name=_("Too much"), kind="wrong", marks=_at(drawn, x, wrong, True)),
        ),
        labels=(*_heights(y), *_numbers(len(steps), x)),
        head=(_("Level"), _("Exercise"), _("Load"), _("Grows by"), _("Allowed")),
        rows=tuple(_rows(steps, grown)),
    )


def growths(steps: Sequence[Step], largest_step: float) -> list[Growth]:
    """Every step between two levels whose loads are known; the number is the harder one's."""
    return [
        Growth(
            number,
            harder.load - easier.load,
            largest_step if easier.exercise == harder.exercise else 0,
        )
        for number, (easier, harder) in enumerate(pairwise(steps), start=2)
        if easier.load is not None and harder.load is not None
    ]


def _at(drawn: Sequence[Point | None], x: Places, wrong: set[int], is_wrong: bool) -> str:
    found = [point for place, point in enumerate(drawn) if (place in wrong) is is_wrong]
    return squares(found, x.mark + 1) if is_wrong else dots(found, x.mark)


def _limits(steps: Sequence[Step], grown: Sequence[Growth], x: Places, y: Scale) -> str:
    """A short level mark over each level that has one before it."""
    half = x.step * 0.42
    marks = ""
    for growth in grown:
        before = steps[growth.number - 2].load or 0
        middle = x(growth.number - 1)
        height = plain(y(min(before + growth.allowed, HARDEST)))
        marks += f"M{plain(middle - half)} {height}H{plain(middle + half)}"
    return marks


def _heights(y: Scale) -> Iterator[Label]:
    for load in (0, 50, HARDEST):
        yield Label(x=LEFT - 6, y=y(load) + 4, text=f"{load}", anchor="end")


def _numbers(count: int, x: Places) -> Iterator[Label]:
    every = 1 if count <= MOST_NUMBERS else 5
    for number in range(every, count + 1, every):
        yield Label(x=x(number - 1), y=HEIGHT - 8, text=f"{number}")


def _rows(steps: Sequence[Step], grown: Sequence[Growth]) -> Iterator[tuple[str, ...]]:
    by_number = {growth.number: growth for growth in grown}
    for number, step in enumerate(steps, start=1):
        growth = by_number.get(number)
        more = (f"{growth.points:+.1f}", f"{growth.allowed:g}") if growth else ("–", "–")
        yield f"{number}", step.exercise, _percent(step.load), *more


def _sentence(steps: Sequence[Step], grown: Sequence[Growth]) -> str:
    known = [step.load for step in steps if step.load is not None]
    if not known:
        return _("No level has a load yet.")
    words = _("From %(first)s to %(last)s of 100, relative difficulty.") % {
        "first": f"{known[0]:.0f}",
        "last": f"{known[-1]:.0f}",
    }
    wrong = [growth.number for growth in grown if growth.is_too_much]
    if wrong:
        levels = listed(wrong)
        return f"{words} " + _("Too much at level %(levels)s.") % {"levels": levels}
    if not grown:
        return words
    largest = max(grown, key=lambda growth: growth.points)
    most = _("It grows by %(points)s points at most, at level %(level)s.") % {
        "points": f"{largest.points:.0f}",
        "level": largest.number,
    }
    return f"{words} {most}"


def _alt(steps: Sequence[Step]) -> str:
    loads = listed(f"{n}: {_percent(step.load)}" for n, step in enumerate(steps, start=1))
    return _("Load of each level. %(loads)s.") % {"loads": loads or _("None yet")}


def _percent(load: float | None) -> str:
    return _("not known") if load is None else f"{load:.0f}"
