"""How a figure moves: there slowly, a rest, back, a rest, and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isfinite

from coaching.figure.paths import number

PAUSE = 0.5
"""Seconds of rest at either end."""
EASE = ".45 0 .55 1"
HOLD = "0 0 1 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """The attributes of an `animateTransform` of type rotate."""

    values: str
    key_times: str
    key_splines: str
    seconds: str


def there_and_back(start: str, end: str, *, there: float, back: float) -> Motion:
    """From one rotation to another and back again, in so many seconds each."""
    if not all(isfinite(seconds) and seconds > 0 for seconds in (there, back)):
        raise ValueError(f"a movement takes more than 0 seconds, not {there} and {back}")
    times = [0, *accumulate((there, PAUSE, back, PAUSE))]
    return Motion(
        values=f"{start};{end};{end};{start};{start}",
        key_times=";".join(_share(time, of=times) for time in times),
        key_splines=f"{EASE};{HOLD};{EASE};{HOLD}",
        seconds=number(times[-1]),
    )


def _share(time: float, *, of: Sequence[float]) -> str:
    return f"{time / of[-1]:.3f}".rstrip("0").rstrip(".")
