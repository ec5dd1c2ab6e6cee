"""The ladder as a flight of stairs, with the step somebody is on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from coaching.charts.range import short
from coaching.charts.shapes import WIDTH, Label, box, fits

GAP = 4
LOWEST, HIGHEST = 16, 74
BASE, HEIGHT = 84, 106
FLAT = 6
"""How high the step before the first one is: the reverse crunch is not on the ladder."""

DONE, NOW, AHEAD, CLOSED = "done", "now", "ahead", "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level. `state` is the end of its class."""

    state: str
    path: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Stairs:
    """All levels, easiest first, and the names of the exercises under them.

    Of the `last` levels those up to `top` are open; `now` is 0 on the reverse crunch.
    """

    now: int
    last: int
    top: int
    rungs: tuple[Rung, ...]
    names: tuple[Label, ...]
    alt: str
    width: int = WIDTH
    height: int = HEIGHT


def stairs(exercises: Sequence[str], now: int, *, top: int | None = None) -> Stairs:
    """`exercises` names each level's, from level 1; `now` is 0 on the reverse crunch.

    Levels above `top` are not open for now.
    """
    last = len(exercises)
    highest = last if top is None else top
    first = min(now, 1)
    columns = last + 1 - first
    step = (WIDTH + GAP) / columns
    return Stairs(
        now=now,
        last=last,
        top=highest,
        rungs=tuple(
            Rung(
                state=_state(number, now, highest),
                path=_step(number, last, left=(number - first) * step, width=step - GAP),
                label=_number(number, middle=(number - first) * step + (step - GAP) / 2),
            )
            for number in range(first, last + 1)
        ),
        names=tuple(_names(exercises, step, offset=(1 - first) * step)),
        alt=_alt(now, last),
    )


def _state(number: int, now: int, top: int) -> str:
    if number == now:
        return NOW
    if number < now:
        return DONE
    return CLOSED if number > top else AHEAD


def _height(number: int, last: int) -> float:
    if number == 0:
        return FLAT
    return LOWEST + (HIGHEST - LOWEST) * (number - 1) / max(1, last - 1)


def _step(number: int, last: int, *, left: float, width: float) -> str:
    height = _height(number, last)
    return box(left, BASE - height, width, height)


def _number(number: int, *, middle: float) -> Label:
    text = f"{number}" if number else ""
    return Label(x=middle, y=BASE - 5, text=text)


def _names(exercises: Sequence[str], step: float, *, offset: float) -> Iterator[Label]:
    start = 0
    for exercise, levels in groupby(exercises):
        count = len(list(levels))
        if fits(short(exercise), count * step - GAP):
            yield Label(x=offset + start * step, y=BASE + 16, text=short(exercise), anchor="start")
        start += count


def _alt(now: int, last: int) -> str:
    if now == 0:
        return _("Just before the first of %(steps)s steps.") % {"steps": last}
    return _("Step %(now)s of %(last)s.") % {"now": now, "last": last}
