"""The tellings of a workout's sets, place by place: corrected, taken back, told twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

from coaching.models import SetReport
from coaching.rules import terms
from coaching.rules.terms import LumbarContact

Chain = tuple[SetReport, ...]
"""One telling and every one that replaced it, the first one first."""

TWO_PRESCRIPTIONS = (-1, -1)
"""What two devices asked for that did not ask for the same: nothing that a program can ask."""

_CARE = (LumbarContact.LOST, LumbarContact.UNSURE, None, LumbarContact.HELD)


@dataclass(frozen=True, slots=True)
class Place:
    """All that was told of one set of a workout. Two devices make two chains."""

    chains: tuple[Chain, ...]

    @property
    def root(self) -> SetReport:
        """What was received first: by it, decisions on the set know it, whatever comes after."""
        return self.chains[0][0]

    @property
    def main(self) -> Chain:
        """The chain that is counted: one that stands, if any does."""
        return next(chain for chain in self.chains if not chain[0].is_double)

    def chain_of(self, report: SetReport) -> Chain:
        """The chain that this telling is part of."""
        return next(chain for chain in self.chains if report in chain)

    @property
    def standing(self) -> list[SetReport]:
        """What was not taken back, as last told, in the order received."""
        return [chain[-1] for chain in self.chains if not chain[-1].is_withdrawn]

    @property
    def settled_by(self) -> int:
        """The key of the last correction, which says how the set went; 0 where there is none.

        One that was taken back says nothing.
        """
        kept = (chain for chain in self.chains if not chain[-1].is_withdrawn)
        return max((told.pk for chain in kept for told in _corrections(chain)), default=0)


def places_of(tellings: Iterable[SetReport]) -> dict[int, Place]:
    """Every place of a workout by its number, from every telling of its sets."""
    of_last: dict[int, list[SetReport]] = {}
    found: dict[int, list[list[SetReport]]] = defaultdict(list)
    for told in sorted(tellings, key=lambda told: told.pk):
        chain = of_last.pop(told.replaces_id, None) if told.replaces_id else None
        if chain is None:
            chain = []
            found[told.number].append(chain)
        chain.append(told)
        of_last[told.pk] = chain
    return {number: Place(tuple(map(tuple, found[number]))) for number in sorted(found)}


def _corrections(chain: Sequence[SetReport]) -> list[SetReport]:
    pairs = pairwise(chain)
    return [told for wrong, told in pairs if not (wrong.is_withdrawn or told.is_withdrawn)]


def more_careful(reports: Sequence[terms.SetReport]) -> terms.SetReport:
    """Several tellings of one set as one: to each question the answer that asks for most care.

    Nobody knows which telling is right. So what one device left unanswered stays so beside a
    clean answer, and a set that was done by two prescriptions was done by none.
    """
    return reduce(_more_careful, reports)


def _more_careful(one: terms.SetReport, other: terms.SetReport) -> terms.SetReport:
    return terms.SetReport(
        reps=min(one.reps, other.reps),
        lumbar_contact=min(one.lumbar_contact, other.lumbar_contact, key=_CARE.index),
        pops=_worse(one.pops, other.pops),
        discomfort=_worse(one.discomfort, other.discomfort),
        symptoms=one.symptoms | other.symptoms,
        lowest_angle=_highest(one.lowest_angle, other.lowest_angle),
        asked=_asked(one.asked, other.asked),
        severe_discomfort=_strictest(one.severe_discomfort, other.severe_discomfort),
    )


def _worse(one: int | None, other: int | None) -> int | None:
    """The higher count; a clean answer beside none is none."""
    return max(one or 0, other or 0) or (one if one == other else None)


def _highest(one: float | None, other: float | None) -> float | None:
    return max((angle for angle in (one, other) if angle is not None), default=None)


def _strictest(one: int | None, other: int | None) -> int | None:
    return min((limit for limit in (one, other) if limit is not None), default=None)


def _asked(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
    if one is None or other is None or one == other:
        return one or other
    return TWO_PRESCRIPTIONS
