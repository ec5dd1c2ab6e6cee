"""The order of levels. Only this file knows that 90 degrees is easier than 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from coaching.rules import geometry
from coaching.rules.terms import REVERSE_CRUNCH, Change, Level

TOP_ANGLE = 90
"""Degrees: the thigh vertical, where every repetition begins."""

RETURN = "a variation that was left does not come back"

ROUNDING_NOISE = 1e-9
"""Points of load below which two loads are the same: cosines do not come out even."""


class InvalidLadder(ValueError):
    """A ladder that must not be trained; `faults` are (level number, fault) pairs."""

    def __init__(self, faults: Sequence[tuple[int, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"level {number}: {fault}" for number, fault in faults))


@dataclass(frozen=True)
class Ladder:
    """A program's levels from easiest to hardest, counted from 1.

    Raises InvalidLadder with every fault named. Source: A38, A43; `largest_step` is ext.
    """

    levels: tuple[Level, ...]
    largest_step: float

    def __post_init__(self) -> None:
        found = faults(self.levels, largest_step=self.largest_step)
        if found:
            raise InvalidLadder(found)

    @cached_property
    def _loads(self) -> tuple[float, ...]:
        return tuple(load_of(level) for level in self.levels)

    @cached_property
    def _easier(self) -> tuple[int | None, ...]:
        return tuple(self._nearest_easier(number) for number in range(1, self.last + 1))

    @property
    def last(self) -> int:
        """The number of the hardest level."""
        return len(self.levels)

    def level(self, number: int) -> Level | None:
        """The level of that number; None is the reverse crunch."""
        return None if number == REVERSE_CRUNCH else self.levels[number - 1]

    def load(self, number: int) -> float | None:
        """Relative difficulty in percent, unrounded; None on the reverse crunch."""
        return None if number == REVERSE_CRUNCH else self._loads[number - 1]

    def easier(self, number: int) -> int:
        """The level a regress leads to: the nearest earlier one with a lower load (A37, A38).

        Where there is none, the reverse crunch (A40).
        """
        if number == REVERSE_CRUNCH:
            return REVERSE_CRUNCH
        return self._easier[number - 1] or REVERSE_CRUNCH

    def harder(self, number: int) -> int:
        """The level an advance leads to; the reverse crunch leads to level 1."""
        return number + 1

    def first_of_variation(self, number: int) -> int:
        """The easiest level of the same unbroken stretch of a variation."""
        while number > 1 and self._same_variation(number, number - 1):
            number -= 1
        return number

    def change(self, before: int, after: int) -> Change:
        """Whether a step between two levels changes the range or the variation (A43)."""
        same = REVERSE_CRUNCH not in (before, after) and self._same_variation(before, after)
        return Change.RANGE if same else Change.VARIATION

    def is_shortened(self, number: int, lowest_angle: float | None, *, tolerance: float) -> bool:
        """True where the legs stayed more than `tolerance` degrees above what was asked."""
        level = self.level(number)
        if level is None or lowest_angle is None:
            return False
        return lowest_angle > level.thigh_angle + tolerance

    def _same_variation(self, one: int, other: int) -> bool:
        return self.levels[one - 1].variation == self.levels[other - 1].variation

    def _nearest_easier(self, number: int) -> int | None:
        present = self._loads[number - 1]
        earlier = range(number - 1, 0, -1)
        return next((n for n in earlier if _is_lower(self._loads[n - 1], present)), None)


def load_of(level: Level) -> float:
    """Relative difficulty of a level in percent."""
    return geometry.load(
        thigh_angle=level.thigh_angle, knee_flexion=level.knee_flexion, legs=level.legs
    )


def faults(levels: Sequence[Level], *, largest_step: float) -> list[tuple[int, str]]:
    """Every reason why these levels are no ladder, as (level number, fault) pairs."""
    if not levels:
        return [(1, "a ladder has at least one level")]
    found = [
        (number, fault)
        for number, level in enumerate(levels, start=1)
        for fault in _level_faults(level)
    ]
    for number, (easier, harder) in enumerate(pairwise(levels), start=2):
        found += [(number, fault) for fault in _step_faults(easier, harder, largest_step)]
    found += [(number, RETURN) for number in _returns(levels)]
    return sorted(found)


def _returns(levels: Sequence[Level]) -> list[int]:
    stretches = [
        number
        for number, level in enumerate(levels, start=1)
        if number == 1 or level.variation != levels[number - 2].variation
    ]
    left = set[str]()
    found = []
    for number in stretches:
        variation = levels[number - 1].variation
        if variation in left:
            found.append(number)
        left.add(variation)
    return found


def _level_faults(level: Level) -> list[str]:
    found = []
    lowest = geometry.lowest_possible_angle(level.knee_flexion)
    if not lowest <= level.thigh_angle <= TOP_ANGLE:
        found.append(
            f"the thigh angle {level.thigh_angle:g} is not between {lowest:g}, "
            f"where the heels meet the floor, and {TOP_ANGLE}"
        )
    if level.legs not in (1, 2):
        found.append("one leg or both must move")
    return found


def _step_faults(easier: Level, harder: Level, largest_step: float) -> list[str]:
    found = []
    growth = load_of(harder) - load_of(easier)
    if growth > largest_step + ROUNDING_NOISE:
        found.append(f"the load grows by {growth:.1f} points, more than {largest_step:g}")
    if easier.variation == harder.variation:
        found += _range_faults(easier, harder)
    elif growth > ROUNDING_NOISE:
        found.append("a new variation must begin no harder than the level just mastered (A43)")
    return found


def _range_faults(easier: Level, harder: Level) -> list[str]:
    found = []
    if harder.thigh_angle >= easier.thigh_angle:
        found.append("within a variation the thigh angle only falls")
    if (harder.knee_flexion, harder.legs) != (easier.knee_flexion, easier.legs):
        found.append("a variation has one knee flexion and one number of legs")
    return found


def _is_lower(one: float, other: float) -> bool:
    return one < other - ROUNDING_NOISE
