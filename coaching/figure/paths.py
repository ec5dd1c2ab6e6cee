"""Points in, SVG path data out. Here y points up, as a floor wants it; in SVG it points down."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

GRID = 2
"""SVG units to one of ours: whole numbers are then fine enough, and short."""


class Point(NamedTuple):
    """A place in the side view, in units: x towards the feet, y upwards, the hip at (0, 0)."""

    x: float
    y: float

    def moved(self, dx: float, dy: float) -> "Point":
        return Point(self.x + dx, self.y + dy)

    def turned(self, degrees: float) -> "Point":
        """The point turned anticlockwise about the hip."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return Point(self.x * cos - self.y * sin, self.x * sin + self.y * cos)


def polar(radius: float, degrees: float) -> Point:
    """The point at a distance from the hip, at an angle from the floor."""
    return Point(radius, 0).turned(degrees)


def number(value: float) -> str:
    """An angle or a time with one decimal at most."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def on_grid(point: Point) -> Point:
    """Our place in SVG's units, whole and with y downwards."""
    return Point(round(point.x * GRID), round(-point.y * GRID))


def numbers(values: Iterable[float]) -> str:
    """SVG's coordinates, with a blank only where two of them would run together."""
    return " ".join(str(int(value)) for value in values).replace(" -", "-")


def place(point: Point) -> str:
    return numbers(on_grid(point))


def smooth(points: Sequence[Point], *, closed: bool = True) -> str:
    """A curve through all points (Catmull-Rom), as relative cubic Bézier segments."""
    count = len(points)
    tangents = [_tangent(points, index, closed=closed) for index in range(count)]
    here = on_grid(points[0])
    data = [f"M{numbers(here)}"]
    for step in range(1, count + closed):
        end, tangent = points[step % count], tangents[step % count]
        target = on_grid(end).moved(-here.x, -here.y)
        leave = on_grid(tangents[0]) if step == 1 else ()
        arrive = on_grid(end.moved(-tangent.x, -tangent.y)).moved(-here.x, -here.y)
        data.append(f"{'c' if step == 1 else 's'}{numbers((*leave, *arrive, *target))}")
        here = here.moved(*target)
    return "".join(data) + ("z" if closed else "")


def _tangent(points: Sequence[Point], index: int, *, closed: bool) -> Point:
    """A third of the speed at which the curve passes a point: the arm of its Bézier handle."""
    last = len(points) - 1
    before = points[index - 1 if index or closed else 0]
    after = points[(index + 1) % len(points) if closed else min(index + 1, last)]
    return Point((after.x - before.x) / 6, (after.y - before.y) / 6)


def line(*points: Point) -> str:
    return "M" + "L".join(place(point) for point in points)


def arc(centre: Point, radius: float, start: float, end: float) -> str:
    """Less than half a circle, from one angle to another, in degrees from the floor."""
    first = centre.moved(*polar(radius, start))
    last = centre.moved(*polar(radius, end))
    size = int(radius * GRID)
    return f"M{place(first)}A{size} {size} 0 0{int(end < start)} {place(last)}"
