"""Numbers to SVG path data. Nothing here knows what a number means."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

WIDTH = 320
"""Units of the drawing; on a phone one unit is about one pixel."""

LETTER = 6.6
"""About how wide a letter of a label is, in units."""

FEWEST_PLACES = 8
"""With fewer workouts than this the rest of the chart stays empty, instead of stretching them."""

Point = tuple[float, float]
Points = Sequence[Point | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A word on a drawing. `anchor` is SVG's: start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    is_strong: bool = False

    @property
    def across(self) -> str:
        """`x` as SVG reads it."""
        return plain(self.x)

    @property
    def down(self) -> str:
        """`y` as SVG reads it."""
        return plain(self.y)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One set of marks. `kind` is the end of its class; each field is path data, or empty."""

    name: str
    kind: str
    line: str = ""
    marks: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing, the sentence over it and the table under it."""

    slug: str
    title: str
    sentence: str
    alt: str
    height: int
    axis: str
    series: tuple[Series, ...]
    labels: tuple[Label, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    base: str = ""
    hint: str = ""
    has_key: bool = False
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `low`…`high` to `start`…`end` in a straight line."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where the value lies."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Places:
    """Even places from left to right, one a workout."""

    count: int
    start: float
    end: float

    @property
    def step(self) -> float:
        """From one place to the next."""
        return (self.end - self.start) / max(self.count, FEWEST_PLACES)

    @property
    def mark(self) -> float:
        """How large a mark may be and still stand apart from its neighbour."""
        return max(1.7, min(4.0, self.step * 0.3))

    def __call__(self, index: int) -> float:
        """The middle of a place."""
        return self.start + self.step * (index + 0.5)


def points(values: Iterable[float | None], x: Places, y: Scale) -> list[Point | None]:
    """Where each value is drawn; a blank is drawn nowhere."""
    return [None if value is None else (x(index), y(value)) for index, value in enumerate(values)]


def runs(found: Points) -> Iterator[list[Point]]:
    """The stretches without a gap."""
    for is_gap, stretch in groupby(found, key=lambda point: point is None):
        if not is_gap:
            yield [point for point in stretch if point is not None]


def line(found: Points) -> str:
    """A line through the points that breaks at every gap."""
    return "".join(_through(run) for run in runs(found) if len(run) > 1)


def dots(found: Points, radius: float) -> str:
    """A disc at every point."""
    r = plain(radius)
    turn = f"a{r} {r} 0 1 0"
    return "".join(
        f"M{plain(x - radius)} {plain(y)}{turn} {plain(2 * radius)} 0{turn} {plain(-2 * radius)} 0z"
        for x, y in _drawn(found)
    )


def squares(found: Points, half: float) -> str:
    """A square at every point."""
    side = plain(2 * half)
    return "".join(
        f"M{plain(x - half)} {plain(y - half)}h{side}v{side}h-{side}z" for x, y in _drawn(found)
    )


def stems(found: Points, base: float) -> str:
    """A line from the base up to every point; none where the point lies on it."""
    return "".join(f"M{plain(x)} {plain(base)}V{plain(y)}" for x, y in _drawn(found) if y != base)


def box(left: float, top: float, width: float, height: float) -> str:
    """A rectangle."""
    return f"M{plain(left)} {plain(top)}h{plain(width)}v{plain(height)}h{plain(-width)}z"


def across(left: float, y: float, right: float = WIDTH) -> str:
    """A level line."""
    return f"M{plain(left)} {plain(y)}H{plain(right)}"


def fits(text: str, width: float) -> bool:
    """Whether a label has room."""
    return len(text) * LETTER <= width


def plain(number: float) -> str:
    """A coordinate, to a tenth of a unit."""
    return f"{round(number, 1) + 0:g}"


def _through(run: Iterable[Point]) -> str:
    return "M" + "L".join(f"{plain(x)} {plain(y)}" for x, y in run)


def _drawn(found: Points) -> Iterator[Point]:
    return (point for point in found if point is not None)
