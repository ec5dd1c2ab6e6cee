"""Every number the rules use, with its unit, its bounds and its source.

None of them is from the article, which names no numbers: each is a setting of a
program, and a program may be stricter than the default, never looser.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields


def _number(default: int, *, unit: str, low: int, high: int, source: str) -> int:
    return field(
        default=default, metadata={"unit": unit, "low": low, "high": high, "source": source}
    )


PAIN_LIGHT = (
    "pain traffic light 0-3 / 4-5 / 6-10 (NHS physiotherapy leaflets, after Silbernagel 2007)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers of one program."""

    mild_discomfort: int = _number(
        1, unit="0-10", low=1, high=1, source="any discomfort is not benign (A19)"
    )
    moderate_discomfort: int = _number(4, unit="0-10", low=2, high=4, source=PAIN_LIGHT)
    severe_discomfort: int = _number(6, unit="0-10", low=3, high=6, source=PAIN_LIGHT)
    morning_discomfort: int = _number(
        4, unit="0-10", low=1, high=4, source="24-hour rule (Silbernagel 2007)"
    )
    shortened_range: int = _number(
        10,
        unit="degrees",
        low=0,
        high=10,
        source="error of a phone as inclinometer between raters, 10.2 degrees (PMID 39593664)",
    )
    layoff_days: int = _number(
        14, unit="days", low=7, high=14, source="judgement: strength fades after two weeks' rest"
    )
    layoff_regresses: int = _number(
        3, unit="levels", low=1, high=3, source="judgement: far enough back to start safely"
    )
    refer_after: int = _number(
        2,
        unit="workouts in a row",
        low=1,
        high=2,
        source="two amber weeks: see a physiotherapist (Silbernagel 2007, adapted)",
    )
    largest_load_step: int = _number(
        20, unit="points of relative difficulty", low=1, high=20, source="'gradually' (A43)"
    )

    def severe_from(self, limit: int | None) -> int:
        """From which discomfort on a report that brings a limit stops: by the stricter one."""
        return self.severe_discomfort if limit is None else min(self.severe_discomfort, limit)


def bounds(name: str) -> tuple[int, int]:
    """The lowest and the highest that a program may set a number to."""
    number = next(each.metadata for each in fields(Policy) if each.name == name)
    return number["low"], number["high"]


def faults(settings: Mapping[str, object]) -> list[tuple[str, str]]:
    """What is wrong with a program's own numbers, as (name, fault) pairs."""
    known = {number.name: number.metadata for number in fields(Policy)}
    found = [(name, "is no number of the policy") for name in settings if name not in known]
    for name, value in settings.items():
        bounds = known.get(name)
        if bounds is None:
            continue
        if type(value) is not int or not bounds["low"] <= value <= bounds["high"]:
            found.append((name, f"must be a whole number {bounds['low']} to {bounds['high']}"))
    if not found:
        found += _order_faults(Policy(**settings))  # type: ignore[arg-type]
    return found


def _order_faults(policy: Policy) -> list[tuple[str, str]]:
    if policy.moderate_discomfort < policy.severe_discomfort:
        return []
    return [("moderate_discomfort", "must be below severe_discomfort")]
