"""How often a set was told: the first telling, every correction, and what stands now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from coaching.models import SetReport


@dataclass(frozen=True, slots=True)
class Chain:
    """The tellings of one set, the first one first."""

    tellings: tuple[SetReport, ...]

    @property
    def current(self) -> SetReport:
        """What stands."""
        return self.tellings[-1]

    @property
    def earlier(self) -> tuple[SetReport, ...]:
        """What was told before, newest first."""
        return self.tellings[-2::-1]

    @property
    def root(self) -> UUID:
        """By what decisions on the set know it, however often it is told anew."""
        return self.tellings[0].uuid


def chains_of(workouts: Iterable[int]) -> dict[int, list[Chain]]:
    """The sets of these workouts that were not taken back, in order."""
    told: dict[int, dict[int, list[SetReport]]] = defaultdict(lambda: defaultdict(list))
    for report in SetReport.objects.filter(workout__in=list(workouts)).order_by("pk"):
        told[report.workout_id][report.number].append(report)
    return {workout: _standing(sets) for workout, sets in told.items()}


def _standing(sets: dict[int, list[SetReport]]) -> list[Chain]:
    chains = (Chain(tuple(sets[number])) for number in sorted(sets))
    return [chain for chain in chains if not chain.current.is_withdrawn]
