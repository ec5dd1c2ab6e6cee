"""One program's definition: read whole, with every fault at its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coaching.catalogue import shapes
from coaching.rules import ladder, policy
from coaching.rules.program import Program
from coaching.rules.terms import Level
from coaching.strict import Fault, Reader, quoted

Table = dict[str, Any]

HARMLESS: Table = {
    "slug": "",
    "sets": 1,
    "rep_steps": [1],
    "substitute": "",
    "start_level": 0,
    "hardest_start_level": 0,
    "levels": [{"variation": "", "thigh_angle": 90, "knee_flexion": 90, "legs": 2}],
    "policy": {},
}
"""A program without a fault, to try one part of another one in."""

START = ("start_level", "hardest_start_level")


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionFault:
    """One thing that is wrong. `field` is a key of the definition, empty for the whole of it.

    `level` counts from 1, where the fault is in one. `lead` says the place where a fault stands
    in a list of others; beside its field the `reason` is enough.
    """

    reason: str
    field: str = ""
    level: int | None = None
    lead: str = ""

    def __str__(self) -> str:
        return self.lead + self.reason


def program_from(definition: Table) -> Program:
    """The rules' program of a definition. Raises ValueError where it is not valid."""
    numbers = policy.Policy(**definition.get("policy", {}))
    levels = tuple(Level(**level) for level in definition["levels"])
    return Program(
        slug=definition["slug"],
        ladder=ladder.Ladder(levels, numbers.largest_load_step),
        sets=definition["sets"],
        rep_steps=tuple(definition["rep_steps"]),
        policy=numbers,
        substitute=definition["substitute"],
        start_level=definition["start_level"],
        hardest_start_level=definition["hardest_start_level"],
    )


def read_definition(
    content: Table, variations: Mapping[str, Table]
) -> tuple[Table, list[DefinitionFault]]:
    """The definition of what was written, and what is wrong with it.

    `content` has its `levels` as variation and thigh angle; those of the definition carry the
    variation's geometry. Where there is a fault the definition is not to be used.
    """
    plain = {key: value for key, value in content.items() if key != "levels"}
    faults = list(_field_faults(plain, shapes.PROGRAM))
    levels = []
    for number, written in enumerate(content["levels"], start=1):
        level, wrong = _level(written, number, variations)
        levels += [level] if level else []
        faults += wrong
    definition = {**plain, "levels": levels}
    faulty = {fault.field for fault in faults}
    if "substitute" not in faulty:
        faults += _substitute_faults(definition["substitute"], variations)
    loose = list(_policy_faults(definition.get("policy", {})))
    faults += loose
    if loose:
        definition["policy"] = {}
    if len(levels) == len(content["levels"]):
        faults += _ladder_faults(definition, faulty)
    if "rep_steps" not in faulty:
        faults += _tried(definition, "rep_steps")
    return definition, faults


def loads_of(levels: Sequence[Table], variations: Mapping[str, Table]) -> list[float | None]:
    """The relative difficulty in percent of each level as far as it can be read, else None."""
    found = (_level(written, number, variations) for number, written in enumerate(levels, start=1))
    return [ladder.load_of(Level(**level)) if level else None for level, _ in found]


def _field_faults(table: Table, shape: shapes.Shape) -> Iterator[DefinitionFault]:
    known = {**shape.required, **shape.optional}
    for key in table:
        if key not in known:
            yield DefinitionFault(reason=f"unknown key {quoted(key)}")
    for key in shape.required:
        if key not in table:
            yield DefinitionFault(field=key, lead=f"{quoted(key)} ", reason="is missing")
    for key, value in table.items():
        reason = _reason(known[key], value) if key in known else None
        if reason:
            yield DefinitionFault(field=key, lead=f"{quoted(key)} ", reason=reason)


def _reason(read: Reader, value: Any) -> str | None:
    try:
        read(value)
    except Fault as fault:
        return str(fault)
    return None


def _level(
    written: Any, number: int, variations: Mapping[str, Table]
) -> tuple[Table | None, list[DefinitionFault]]:
    if not isinstance(written, dict):
        return None, [DefinitionFault(field="level", level=number, reason="is no table")]
    wrong = [
        DefinitionFault(field=fault.field, level=number, lead=fault.lead, reason=fault.reason)
        for fault in _field_faults(written, shapes.LEVEL)
    ]
    variation = variations.get(str(written.get("variation")))
    if not wrong and (variation is None or "knee_flexion" not in variation):
        reason = f"{written['variation']!r} is no variation with a range"
        wrong = [DefinitionFault(field="variation", level=number, reason=reason)]
    if wrong or variation is None:
        return None, wrong
    geometry = {"knee_flexion": variation["knee_flexion"], "legs": variation["legs"]}
    return {**shapes.LEVEL.read(written), **geometry}, []


def _substitute_faults(slug: str, variations: Mapping[str, Table]) -> Iterator[DefinitionFault]:
    found = variations.get(slug)
    if found is None or found["kind"] != "reverse-crunch":
        reason = f"the substitute {slug!r} is no reverse crunch"
        yield DefinitionFault(field="substitute", reason=reason)


def _policy_faults(numbers: Any) -> Iterator[DefinitionFault]:
    if not isinstance(numbers, dict):
        yield DefinitionFault(field="policy", reason="policy must be a table: [policy]")
        return
    for name, reason in policy.faults(numbers):
        yield DefinitionFault(field=f"policy.{name}", lead=f"policy.{name} ", reason=reason)


def _ladder_faults(definition: Table, faulty: set[str]) -> list[DefinitionFault]:
    levels = [Level(**level) for level in definition["levels"]]
    step = policy.Policy(**definition.get("policy", {})).largest_load_step
    found = [
        DefinitionFault(field="level", level=number, lead=f"level {number}: ", reason=reason)
        for number, reason in ladder.faults(levels, largest_step=step)
    ]
    if found or faulty & set(START):
        return found
    return _tried(definition, *START, "levels", "policy")


def _tried(definition: Table, *keys: str) -> list[DefinitionFault]:
    """What the rules refuse of these keys alone."""
    try:
        program_from(HARMLESS | {key: definition[key] for key in keys if key in definition})
    except ValueError as error:
        return [DefinitionFault(field=keys[0], reason=str(error))]
    return []
