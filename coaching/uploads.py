"""Reading one entry of a phone's outbox, and the batch it came in: `docs/offline.md`.

Strict, as `coaching.strict` is. What cannot be read may still tell of a warning sign, and
`warnings_in` finds that in anything.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coaching.rules import terms
from coaching.rules.terms import Symptom
from coaching.strict import (
    Fault,
    Reader,
    anything,
    fields,
    instant,
    list_of,
    named,
    or_null,
    parse,
    refuse,
    text,
    whole,
)
from coaching.wire import MOST_SETS, SET_ANSWERS, SET_FACTS, WORST_DISCOMFORT, symptoms

MOST_ENTRIES = 50
MOST_OFFERED = 5_000
LONGEST_INSTANT = 40
HIGHEST_STEP = 100
"""No ladder has so many levels and no level so many repetition targets."""

_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)

OWN_VERSIONS = (4, 7)
"""Of the ids that phones make."""


class TooMany(Fault):
    """A batch of more entries than are taken at once."""


class AnotherAccount(Fault):
    """An entry that somebody else's account made on the same phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a phone sends at once; its entries are not read yet."""

    sent_at: datetime
    device: UUID
    entries: tuple[Any, ...]
    offered: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A time as the phone wrote it, and what that means."""

    written: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutNamed:
    """A workout and all that is needed to begin it; `plan` is the id of its enrolment."""

    id: UUID
    said: Said
    plan: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTold:
    """One set: the rules' words, and by name what only people read."""

    report: terms.SetReport
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One entry that was read. It makes no sense without the one it comes `after`."""

    id: UUID
    kind: str
    said: Said
    after: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutUpload(Upload):
    """A workout that began; told whole, with its `sets`."""

    workout: WorkoutNamed
    sets: tuple[SetTold, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpload(Upload):
    """One set, with the workout it belongs to."""

    workout: WorkoutNamed
    number: int
    told: SetTold


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoUpload(Upload):
    """A set that is taken back, by its id."""

    set: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishUpload(Upload):
    """The end of a workout."""

    workout: WorkoutNamed


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomUpload(Upload):
    """Signs felt at any time: at least one."""

    symptoms: frozenset[Symptom]


@dataclass(frozen=True, slots=True, kw_only=True)
class MorningUpload(Upload):
    """The morning after a workout; None is a skipped question."""

    workout: UUID | None
    discomfort: int | None
    symptoms: frozenset[Symptom]


def read_batch(body: bytes) -> Batch:
    """A batch, its entries still unread. Raises Fault, and TooMany for more than 50 entries."""
    payload = parse(body)
    if not isinstance(payload, dict):
        refuse("a batch is a JSON object")
    entries = payload.get("entries")
    if isinstance(entries, list) and len(entries) > MOST_ENTRIES:
        raise TooMany(f"a batch has at most {MOST_ENTRIES} entries")
    read = fields(
        payload,
        required={
            "sent_at": instant,
            "device": name,
            "entries": list_of(anything, most=MOST_ENTRIES),
            "offered": list_of(name, most=MOST_OFFERED),
        },
        optional={},
    )
    return Batch(**read)


def read(payload: Any, *, account: UUID) -> Upload:
    """One entry of this account. Raises AnotherAccount, and Fault for what is no entry."""
    if not isinstance(payload, dict):
        refuse("an entry is a JSON object")
    kind = payload.get("type")
    read_kind = _KINDS.get(kind) if isinstance(kind, str) else None
    if named("account", name, payload.get("account")) != account:
        raise AnotherAccount("this entry belongs to another account")
    if read_kind is None:
        refuse(f'"type" must be one of {", ".join(_KINDS)}')
    return read_kind(payload)


def digest_of(payload: Any) -> str:
    """The same for the same body, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def warnings_in(payload: Any) -> tuple[frozenset[Symptom], int]:
    """Every known sign in an entry and its worst discomfort, 0-10, whatever else it is."""
    told = list(_told(payload))
    signs = {sign for each in told for sign in _listed(each.get("symptoms"), str)}
    hurt = [value for each in told for value in _listed(each.get("discomfort"), (int, float))]
    worst = min(max((0, *hurt)), WORST_DISCOMFORT)
    return frozenset(map(Symptom, signs & _SIGNS)), int(worst)


def plan_in(payload: Any) -> UUID | None:
    """The plan that an entry names, or its workout, if that can be read at all."""
    told = payload if isinstance(payload, dict) else {}
    workout = told.get("workout")
    return _name_or_none((workout if isinstance(workout, dict) else told).get("plan"))


def workout_in(payload: Any) -> UUID | None:
    """The workout that an entry names, if that can be read at all."""
    workout = payload.get("workout") if isinstance(payload, dict) else None
    return _name_or_none(workout.get("id") if isinstance(workout, dict) else workout)


def is_morning(payload: Any) -> bool:
    """Whether an entry calls itself a morning."""
    return isinstance(payload, dict) and payload.get("type") == "morning"


def written_at(payload: Any) -> Said | None:
    """When an entry says that it was made, if that can be read at all."""
    try:
        return _said(payload.get("at") if isinstance(payload, dict) else None)
    except Fault:
        return None


_SIGNS = frozenset(sign.value for sign in Symptom)


def _told(payload: Any) -> Iterator[dict[str, Any]]:
    if isinstance(payload, dict):
        yield payload
        yield from _listed(payload.get("sets"), dict)


def _listed(value: Any, kind: type | tuple[type, ...]) -> list[Any]:
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, kind)]


# Readers of single values


def name(value: Any) -> UUID:
    """The id of something, which anybody may have made."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        refuse("must be a UUID with its hyphens")
    return UUID(value)


def _name_or_none(value: Any) -> UUID | None:
    try:
        return name(value)
    except Fault:
        return None


def _own_name(value: Any) -> UUID:
    found = name(value)
    if found.version not in OWN_VERSIONS:
        refuse("must be a UUID of version 4 or 7")
    return found


def _said(value: Any) -> Said:
    written: str = text(LONGEST_INSTANT)(value)
    return Said(written=written, at=instant(written))


def _workout_named(value: Any) -> WorkoutNamed:
    if not isinstance(value, dict):
        refuse("is no JSON object")
    told = fields(value, required={"id": _own_name, "at": _said, "plan": name}, optional={})
    return WorkoutNamed(id=told["id"], said=told["at"], plan=told["plan"])


def _asked(value: Any) -> tuple[int, int]:
    if not isinstance(value, dict):
        refuse("is no JSON object")
    step = whole(0, HIGHEST_STEP)
    told = fields(value, required={"level": step, "rep_step": step}, optional={})
    return told["level"], told["rep_step"]


def _set_told(value: Any) -> SetTold:
    if not isinstance(value, dict):
        refuse("is no JSON object")
    return _as_set(fields(value, required=SET_ANSWERS, optional=SET_FACTS))


def _as_set(told: Mapping[str, Any], *, asked: tuple[int, int] | None = None) -> SetTold:
    answers = {key: told[key] for key in SET_ANSWERS}
    facts = {key: told[key] for key in SET_FACTS if key in told and key != "lowest_angle"}
    report = terms.SetReport(**answers, lowest_angle=told.get("lowest_angle"), asked=asked)
    return SetTold(report=report, facts=facts)


# Each kind of entry


def _entry(
    payload: dict[str, Any],
    *,
    required: Mapping[str, Reader],
    optional: Mapping[str, Reader] | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What every entry has, and what this one has, each by its name."""
    own = {"type": anything, "id": _own_name, "account": name, "at": _said}
    told = fields(
        payload,
        required={**own, **required},
        optional={"after": name, **(optional or {})},
    )
    common = {
        "id": told["id"],
        "kind": told["type"],
        "said": told["at"],
        "after": told.get("after"),
    }
    return common, told


def _workout(payload: dict[str, Any]) -> WorkoutUpload:
    common, told = _entry(
        payload, required={"plan": name}, optional={"sets": list_of(_set_told, most=MOST_SETS)}
    )
    workout = WorkoutNamed(id=told["id"], said=told["at"], plan=told["plan"])
    return WorkoutUpload(**common, workout=workout, sets=told.get("sets"))


def _set(payload: dict[str, Any]) -> SetUpload:
    common, told = _entry(
        payload,
        required={
            "workout": _workout_named,
            "number": whole(1, MOST_SETS),
            "asked": _asked,
            **SET_ANSWERS,
        },
        optional=SET_FACTS,
    )
    return SetUpload(
        **common,
        workout=told["workout"],
        number=told["number"],
        told=_as_set(told, asked=told["asked"]),
    )


def _undo(payload: dict[str, Any]) -> UndoUpload:
    common, told = _entry(payload, required={"set": name})
    return UndoUpload(**common, set=told["set"])


def _finish(payload: dict[str, Any]) -> FinishUpload:
    common, told = _entry(payload, required={"workout": _workout_named})
    return FinishUpload(**common, workout=told["workout"])


def _symptom(payload: dict[str, Any]) -> SymptomUpload:
    common, told = _entry(payload, required={"symptoms": symptoms})
    if not told["symptoms"]:
        refuse('"symptoms" must name at least one')
    return SymptomUpload(**common, symptoms=told["symptoms"])


def _morning(payload: dict[str, Any]) -> MorningUpload:
    common, told = _entry(
        payload,
        required={"discomfort": or_null(whole(0, WORST_DISCOMFORT)), "symptoms": symptoms},
        optional={"workout": name},
    )
    return MorningUpload(
        **common,
        workout=told.get("workout"),
        discomfort=told["discomfort"],
        symptoms=told["symptoms"],
    )


_KINDS: dict[str, Callable[[dict[str, Any]], Upload]] = {
    "workout": _workout,
    "set": _set,
    "undo": _undo,
    "finish": _finish,
    "symptom": _symptom,
    "morning": _morning,
}
