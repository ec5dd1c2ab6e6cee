"""What a pop is more typical of, from where it was felt and how often in a set (A13-A17).

Words to understand a pop by, and nothing more: no decision looks at them, and both kinds
are trained alike (A17). The places are the article's; what the number of repetitions says
is ext: a joint that cracked needs about 20 minutes before it can crack again (Unsworth,
Dowson and Wright 1971; Kawchuk and others 2015), and a snapping hip is found in 5-10 % of
people.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from coaching.rules.terms import PopLocation


class Pattern(StrEnum):
    """What a pop is more typical of. It is never a diagnosis."""

    JOINT = "joint"
    """Gas in a small joint of the spine (A14, A15)."""
    TENDON = "tendon"
    """A tendon that slips over a bone at the hip (A16)."""
    EITHER = "either"
    """What was told says neither."""
    MIXED = "mixed"
    """The place says a joint, the number of repetitions a tendon."""


class HowOften(StrEnum):
    """On how many of a set's repetitions it popped."""

    ONCE = "once"
    SOME = "some"
    EVERY = "every"
    UNKNOWN = "unknown"


Row = Mapping[HowOften, Pattern]

_BACK: Row = MappingProxyType(
    {
        HowOften.ONCE: Pattern.JOINT,
        HowOften.SOME: Pattern.EITHER,
        HowOften.EVERY: Pattern.MIXED,
        HowOften.UNKNOWN: Pattern.EITHER,
    }
)
_HIP: Row = MappingProxyType(dict.fromkeys(HowOften, Pattern.TENDON))
_ANYWHERE: Row = MappingProxyType(
    {
        HowOften.ONCE: Pattern.JOINT,
        HowOften.SOME: Pattern.EITHER,
        HowOften.EVERY: Pattern.TENDON,
        HowOften.UNKNOWN: Pattern.EITHER,
    }
)

PATTERNS: Mapping[PopLocation, Row] = MappingProxyType(
    {
        PopLocation.LOWER_BACK: _BACK,
        PopLocation.SACROILIAC: _BACK,
        PopLocation.FRONT_OF_HIP: _HIP,
        PopLocation.SIDE_OF_HIP: _HIP,
        PopLocation.UNSURE: _ANYWHERE,
    }
)
"""The whole table. At the hip the place decides, for the article names it (A16)."""


def pattern(location: PopLocation | None, often: HowOften) -> Pattern:
    """What the table says; a place that was not answered is as good as one not sure of."""
    return PATTERNS[location or PopLocation.UNSURE][often]


def how_often(pops: int, repetitions: Collection[int], reps: int) -> HowOften:
    """On how many of the set's repetitions it popped, as far as that was told.

    `pops` is how many, at least 1; `repetitions` are the numbers, from 1, of those that
    popped, or none where that was not told; `reps` is how many were done. Where the two
    contradict each other, the repetitions that were named count for more.

    - every: at least two were done, and all that were done are named. A number above `reps`
      is one that was not finished, and takes nothing away.
    - some: at least two different ones are named, but not every.
    - once: one pop, on one repetition at most that was named, of at least two.
    - unknown: all else. In a set of one repetition, once and every are the same. Several
      pops with fewer than two repetitions named could have come on any of them; several on
      the same one are not once either, for a joint does not crack twice in a breath.
    """
    named = set(repetitions)
    if reps >= 2 and named.issuperset(range(1, reps + 1)):
        return HowOften.EVERY
    if len(named) >= 2:
        return HowOften.SOME
    if pops == 1 and reps >= 2:
        return HowOften.ONCE
    return HowOften.UNKNOWN
