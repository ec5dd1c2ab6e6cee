"""The hazard log: what could hurt somebody, what is done about it, and what is left.

`hazards.toml` is read whole or not at all. A rating is never written there: it follows from
likelihood and severity by the matrix of DCB0129, as the NHS's UK Core hazard log prints it.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from coaching.strict import Fault, Reader, fields, list_of, named, one_of, refuse, text

FILE = Path(__file__).parent / "hazards.toml"
LONGEST_LIST = 20


class Likelihood(IntEnum):
    """How likely the harm is, not the fault."""

    VERY_LOW = 0  # negligible
    LOW = 1  # could happen; in the great majority of cases it will not
    MEDIUM = 2  # possible
    HIGH = 3  # not certain but very possible
    VERY_HIGH = 4  # almost certain


class Severity(IntEnum):
    """How grave the harm is."""

    MINOR = 0  # a small injury that is soon well, an upset
    SIGNIFICANT = 1  # a small injury that lasts
    CONSIDERABLE = 2  # a severe injury that gets well, or small lasting ones of several people
    MAJOR = 3  # death or lasting incapacity of one person
    CATASTROPHIC = 4  # of several


RATINGS = (
    (1, 1, 2, 2, 3),
    (1, 2, 2, 3, 4),
    (2, 2, 3, 3, 4),
    (2, 3, 3, 4, 5),
    (3, 4, 4, 5, 5),
)
"""By likelihood, then by severity: 1 needs no more, 5 is unacceptable."""

ACCEPTABLE = 2
"""The highest rating that may stand without more to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """How likely and how grave; `rating` is from 1 to 5."""

    likelihood: Likelihood
    severity: Severity

    @property
    def rating(self) -> int:
        """What the matrix says."""
        return RATINGS[self.likelihood][self.severity]

    @property
    def words(self) -> str:
        """Low, major."""
        return ", ".join(_word(part) for part in (self.likelihood, self.severity))


class Kind(StrEnum):
    """What a control does, the strongest first (ISO 14971)."""

    DESIGN = "design"  # it cannot happen
    PROTECTION = "protection"  # it is noticed and stopped
    INFORMATION = "information"  # somebody is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What is done about a hazard, where in the code, and which tests hold it.

    A place is `path::name`, and so is a test; in what is no Python the name is a piece of the text.
    """

    kind: Kind
    does: str
    code: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def places(self) -> list[tuple[str, str]]:
        """The file and the name of each place, then of each test."""
        parted = (place.partition("::") for place in (*self.code, *self.tests))
        return [(path, name) for path, _, name in parted]


class Status(StrEnum):
    """Whether more is to be done."""

    CONTROLLED = "controlled"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """One way in which somebody could be hurt; `left` is what the controls leave."""

    id: str
    name: str
    cause: str
    harm: str
    before: Risk
    after: Risk
    status: Status
    left: str
    controls: tuple[Control, ...]

    @property
    def number(self) -> int:
        """Its place in the log."""
        return int(self.id[1:])

    @property
    def is_open(self) -> bool:
        """True where more is to be done."""
        return self.status is Status.OPEN


class FaultyLog(ValueError):
    """A log of which nothing is read; the message names the hazard and the fault."""


@cache
def hazards() -> tuple[Hazard, ...]:
    """The log of this product, the highest remaining risk first."""
    return tuple(sorted(read(FILE.read_text("utf-8")), key=_by_what_is_left))


def _by_what_is_left(hazard: Hazard) -> tuple[int, ...]:
    return -hazard.after.rating, not hazard.is_open, -hazard.before.rating, hazard.number


def read(source: str) -> list[Hazard]:
    """Every hazard, in the order of the file. Raises FaultyLog."""
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise FaultyLog(str(error)) from error
    if set(tables) != {"hazard"} or not isinstance(tables["hazard"], list):
        raise FaultyLog("The log is an array of tables: [[hazard]]")
    found: dict[str, Hazard] = {}
    for place, table in enumerate(tables["hazard"], start=1):
        name = table.get("id", place) if isinstance(table, dict) else place
        try:
            hazard = _hazard(table)
            if hazard.id in found:
                refuse("stands twice")
        except Fault as fault:
            raise FaultyLog(f"Hazard {name}: {fault}") from fault
        found[hazard.id] = hazard
    return list(found.values())


def _hazard(table: Any) -> Hazard:
    hazard = Hazard(**_table(table, _HAZARD, renamed={"control": "controls"}))
    if hazard.after.rating > hazard.before.rating:
        refuse("is rated higher with its controls than without")
    if hazard.after.rating > ACCEPTABLE and not hazard.is_open:
        refuse(f"is rated {hazard.after.rating}, so it is open")
    kinds = [list(Kind).index(control.kind) for control in hazard.controls]
    if kinds != sorted(kinds):
        refuse("names design first, then protection, then information")
    return hazard


def _control(table: Any) -> Control:
    return Control(**_table(table, _CONTROL))


def _table(
    table: Any, readers: Mapping[str, Reader], *, renamed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    if not isinstance(table, dict):
        refuse("is no table")
    told = fields(table, required=readers, optional={})
    return {(renamed or {}).get(key, key): value for key, value in told.items()}


def _matching(pattern: str, words: str) -> Reader:
    def read_text(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            refuse(words)
        return value

    return read_text


def _sentence(value: Any) -> str:
    told: str = text(1000)(value)
    if not told.endswith("."):
        refuse("must be a sentence")
    return told


def _some(read_one: Reader) -> Callable[[Any], tuple[Any, ...]]:
    def read_some(value: Any) -> tuple[Any, ...]:
        told: tuple[Any, ...] = list_of(read_one, most=LONGEST_LIST)(value)
        return told or refuse("is empty")

    return read_some


def _risk(value: Any) -> Risk:
    if not isinstance(value, list) or len(value) != len(("likelihood", "severity")):
        refuse("must be a likelihood and a severity")
    likelihood, severity = value
    return Risk(
        likelihood=Likelihood[named("likelihood", _LIKELIHOODS, likelihood).upper()],
        severity=Severity[named("severity", _SEVERITIES, severity).upper()],
    )


def _word(part: IntEnum) -> str:
    return part.name.lower().replace("_", " ")


_LIKELIHOODS = one_of(part.name.lower() for part in Likelihood)
_SEVERITIES = one_of(part.name.lower() for part in Severity)
_PLACE = _matching(r"[\w./-]+::.+", "must be path::name")
_CONTROL: Mapping[str, Reader] = {
    "kind": lambda value: Kind(one_of(Kind)(value)),
    "does": _sentence,
    "code": _some(_PLACE),
    "tests": _some(_PLACE),
}
_HAZARD: Mapping[str, Reader] = {
    "id": _matching(r"H[1-9]\d{0,2}", "must be H and a number"),
    "name": text(120),
    "cause": _sentence,
    "harm": _sentence,
    "before": _risk,
    "after": _risk,
    "status": lambda value: Status(one_of(Status)(value)),
    "left": _sentence,
    "control": _some(_control),
}
