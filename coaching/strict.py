"""Reading one value strictly: each reader returns the value or raises Fault.

Whole numbers are whole, nothing is coerced, and no key is unknown, missing or repeated.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NoReturn

LONGEST_LINE = 1_000_000
"""Bytes; the longest event that the form allows is far shorter."""

HIGHEST_ANGLE = 90
"""Degrees: the thigh vertical."""

_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)", re.ASCII
)

Reader = Callable[[Any], Any]


class Fault(ValueError):
    """What is wrong with a value, said so that it follows the name of its field."""


def refuse(reason: str) -> NoReturn:
    """Raise Fault."""
    raise Fault(reason)


def parse(line: bytes) -> Any:
    """One line of bytes as JSON: UTF-8, no repeated key, no NaN."""
    if len(line) > LONGEST_LINE:
        refuse(f"a line is at most {LONGEST_LINE} bytes")
    try:
        return json.loads(
            line.decode("utf-8"), object_pairs_hook=_no_repeated_key, parse_constant=_no_constant
        )
    except Fault:
        raise
    except UnicodeDecodeError:
        refuse("not UTF-8")
    except (ValueError, RecursionError):
        refuse("not a JSON object")


def _no_repeated_key(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for key, value in pairs:
        if key in read:
            refuse(f"the key {quoted(key)} is repeated")
        read[key] = value
    return read


def _no_constant(name: str) -> NoReturn:
    refuse(f"{name} is no number")


def fields(
    payload: dict[str, Any],
    *,
    required: Mapping[str, Reader],
    optional: Mapping[str, Reader],
) -> dict[str, Any]:
    """Every value of an object, read by name; a key unknown or missing is refused."""
    known = {**required, **optional}
    for key in payload:
        if key not in known:
            refuse(f"unknown key {quoted(key)}")
    for key in required:
        if key not in payload:
            refuse(f"{quoted(key)} is missing")
    return {key: named(key, known[key], value) for key, value in payload.items()}


def named(key: str, read: Reader, value: Any) -> Any:
    """Read a value; a fault names the key first."""
    try:
        return read(value)
    except Fault as fault:
        raise Fault(f"{quoted(key)} {fault}") from None


def quoted(key: str) -> str:
    """A key as it may be shown in a message."""
    return json.dumps(key[:64])


def anything(value: Any) -> Any:
    """Whatever it is."""
    return value


def whole(low: int, high: int) -> Reader:
    """A whole number within bounds; no bool, no 8.0."""

    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            refuse(f"must be a whole number from {low} to {high}")
        return value

    return read


def angle(value: Any) -> float:
    """Degrees from 0 to 90, which need not be whole."""
    if type(value) not in (int, float) or not 0 <= value <= HIGHEST_ANGLE:
        refuse(f"must be a number of degrees from 0 to {HIGHEST_ANGLE}")
    return float(value)


def or_null(read: Reader) -> Reader:
    """The same, or null: an unanswered question."""
    return lambda value: None if value is None else read(value)


def text(longest: int | None) -> Reader:
    """A non-empty string, at most `longest` characters."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not value:
            refuse("must be a non-empty string")
        if longest is not None and len(value) > longest:
            refuse(f"must be at most {longest} characters")
        return value

    return read


def instant(value: Any) -> datetime:
    """A moment with its offset (ISO 8601)."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    refuse('must be a date and time with an offset, as in "2026-01-05T08:00:00Z"')


def one_of(names: Iterable[str]) -> Reader:
    """One of these strings."""
    known = tuple(names)

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            refuse(f"must be one of {', '.join(known)}")
        return value

    return read


def word(words: type[StrEnum]) -> Reader:
    """One of the words of an enum."""
    read = one_of(words)
    return lambda value: words(read(value))


def list_of(read: Reader, *, most: int) -> Reader:
    """A list of at most `most` entries, each read alike."""

    def read_list(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            refuse("must be a list")
        if len(value) > most:
            refuse(f"has more than {most} entries")
        return tuple(named(str(place), read, entry) for place, entry in enumerate(value, 1))

    return read_list
