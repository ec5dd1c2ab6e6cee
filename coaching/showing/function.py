"""How everyday life went, from one measure to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from coaching.models import FunctionReport

MOST_SHOWN = 6
"""As many measures as stand beside each other."""

BEYOND_CHANCE = 2
"""Points by which the mean has to change to be more than chance (90 %). Source: Stratford 1995."""

Score = int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The last measures, oldest first; a question that was not answered is None.

    `activities` have one score for each of `days`. `first_mean` and `last_mean` are those of the
    activities that were answered both the first time and the last, None where there are none.
    """

    days: tuple[date, ...]
    activities: tuple[tuple[str, tuple[Score, ...]], ...]
    changes: tuple[Score, ...]
    first_mean: float | None
    last_mean: float | None
    skipped: int

    @property
    def difference(self) -> float | None:
        """By how much the mean has changed, to a tenth."""
        if self.first_mean is None or self.last_mean is None:
            return None
        return round(self.last_mean - self.first_mean, 1)

    @property
    def is_beyond_chance(self) -> bool:
        """Whether that is more than chance."""
        return self.difference is not None and abs(self.difference) >= BEYOND_CHANCE


def measures_of(
    reports: Sequence[FunctionReport], *, most: int = MOST_SHOWN, most_activities: int | None = None
) -> Measures | None:
    """The last `most` of these reports, given newest first; None where none was answered.

    Of the activities those that were named last come first, `most_activities` of them if given.
    """
    answered = [report for report in reports if report.is_answered]
    if not answered:
        return None
    shown = answered[:most][::-1]
    first, last = _mean_of_both(_scores(shown[0]), _scores(shown[-1]))
    return Measures(
        days=tuple(report.at.date() for report in shown),
        activities=tuple(_rows(shown)[:most_activities]),
        changes=tuple(report.change for report in shown),
        first_mean=first,
        last_mean=last,
        skipped=len(reports) - len(answered),
    )


def _rows(shown: Sequence[FunctionReport]) -> list[tuple[str, tuple[Score, ...]]]:
    """Those named last come first, each under the name it had last."""
    names: dict[str, str] = {}
    for report in reversed(shown):
        for activity in report.activities:
            names.setdefault(activity["name"].casefold(), activity["name"])
    scores = [_scores(report) for report in shown]
    return [(name, tuple(one.get(key) for one in scores)) for key, name in names.items()]


def _scores(report: FunctionReport) -> dict[str, Score]:
    return {activity["name"].casefold(): activity["score"] for activity in report.activities}


def _mean_of_both(
    first: dict[str, Score], last: dict[str, Score]
) -> tuple[float | None, float | None]:
    both = [
        (before, now)
        for name, before in first.items()
        if before is not None and (now := last.get(name)) is not None
    ]
    if not both:
        return None, None
    return fmean(before for before, _ in both), fmean(now for _, now in both)
