"""How often a set was told: the first telling, every correction, and what stands now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from coaching.models import SetReport
from coaching.places import Place, places_of


@dataclass(frozen=True, slots=True)
class Chain:
    """The tellings of one set, the first one first.

    `doubles` are those of other devices that stand beside it, until a correction settles it;
    `root` is by what decisions on the set know it, however often it is told anew.
    """

    tellings: tuple[SetReport, ...]
    doubles: tuple[SetReport, ...]
    root: UUID

    @property
    def current(self) -> SetReport:
        """What stands."""
        return self.tellings[-1]

    @property
    def earlier(self) -> tuple[SetReport, ...]:
        """What was told before, newest first."""
        return self.tellings[-2::-1]


def chains_of(workouts: Iterable[int]) -> dict[int, list[Chain]]:
    """The sets of these workouts that were not taken back, in order."""
    told: dict[int, list[SetReport]] = defaultdict(list)
    for report in SetReport.objects.filter(workout__in=list(workouts)):
        told[report.workout_id].append(report)
    return {workout: _standing(tellings) for workout, tellings in told.items()}


def _standing(tellings: Iterable[SetReport]) -> list[Chain]:
    return [_chain(place) for place in places_of(tellings).values() if place.standing]


def _chain(place: Place) -> Chain:
    """Every telling of a place; those that are settled were told before what stands."""
    current = place.main[-1]
    doubles = [told for told in place.standing if told.pk >= place.settled_by and told != current]
    rest = {told.pk: told for chain in place.chains for told in chain}
    for told in (current, *doubles):
        del rest[told.pk]
    before = [rest[pk] for pk in sorted(rest)]
    return Chain(tellings=(*before, current), doubles=tuple(doubles), root=place.root.uuid)
