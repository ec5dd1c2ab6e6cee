"""The written form of a history: one JSON object a line in, one decision a line out.

Strict: whatever is not named here is refused, so that no report is half understood.
The form is section 5 of `docs/rules.md`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from coaching.rules import policy, terms
from coaching.rules.program import Program
from coaching.strict import (
    Fault,
    Reader,
    angle,
    anything,
    fields,
    instant,
    list_of,
    named,
    one_of,
    or_null,
    parse,
    refuse,
    text,
    whole,
    word,
)

LONGEST_ID = 64

MOST_SETS = 20
MOST_REPS = 100
MOST_POPS = 100
WORST_DISCOMFORT = 10


class Refused(ValueError):
    """A line that is no valid event; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"{line}: {reason}")


def read_history(
    lines: Iterable[bytes], programs: Mapping[str, Program]
) -> tuple[Program, terms.Start, list[terms.Event]]:
    """The program, the start and every other event of a history, in the order given.

    Raises Refused at the first line that is no valid event.
    """
    numbered = _numbered(lines)
    number, first = next(numbered, (1, None))
    program, start = _refusing_at(number, partial(_read_start, programs=programs), first)
    read = partial(_read_event, program=program, start=start)
    return program, start, [_refusing_at(n, read, payload) for n, payload in numbered]


def write_decision(event_id: str | None, decision: terms.Decision, program: Program) -> str:
    """One decision as a line of JSON, with the prescription that holds after it."""
    position = decision.position
    prescription = program.prescription(position)
    return json.dumps(
        {
            "id": event_id,
            "decision": decision.outcome,
            "rule": decision.rule,
            "change": decision.change,
            "refer": decision.refer,
            "status": position.status,
            "level": prescription.level,
            "exercise": prescription.exercise,
            "knee_flexion": _plain(prescription.knee_flexion),
            "thigh_angle": _plain(prescription.thigh_angle),
            "sets": prescription.sets,
            "reps": prescription.reps,
            "load": None if prescription.load is None else round(prescription.load),
        }
    )


def _plain(angle: float | None) -> float | None:
    return int(angle) if angle is not None and angle == int(angle) else angle


def _numbered(lines: Iterable[bytes]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines, start=1):
        yield number, _refusing_at(number, parse, line)


def _refusing_at(number: int, read: Callable[[Any], Any], payload: Any) -> Any:
    try:
        return read(payload)
    except Fault as fault:
        raise Refused(number, str(fault)) from None


def _read_start(payload: Any, programs: Mapping[str, Program]) -> tuple[Program, terms.Start]:
    if not isinstance(payload, dict) or payload.get("type") != "start":
        refuse('the first line must be an event of the type "start"')
    read = fields(
        payload,
        required={"type": anything, "at": instant, "program": one_of(programs)},
        optional={"level": anything},
    )
    program = programs[read["program"]]
    if "level" in read:
        named("level", whole(terms.REVERSE_CRUNCH, program.ladder.last), read["level"])
    return program, terms.Start(at=read["at"], level=read.get("level"))


def _read_event(payload: Any, program: Program, start: terms.Start) -> terms.Event:
    if not isinstance(payload, dict):
        refuse("an event is a JSON object")
    kind = payload.get("type")
    read = _KINDS.get(kind) if isinstance(kind, str) else None
    if read is None:
        refuse(f'"type" must be one of {", ".join(_KINDS)}')
    event = read(payload, program)
    if event.at < start.at:
        refuse('no event is performed before the start: "at" is too early')
    return event


def _event(
    payload: dict[str, Any],
    *,
    required: Mapping[str, Reader] | None = None,
    optional: Mapping[str, Reader] | None = None,
) -> dict[str, Any]:
    read = fields(
        payload,
        required={"type": anything, "id": text(LONGEST_ID), "at": instant, **(required or {})},
        optional={"received_at": instant, **(optional or {})},
    )
    read.setdefault("received_at", read["at"])
    del read["type"]
    return read


def _workout(payload: dict[str, Any], _program: Program) -> terms.Workout:
    return terms.Workout(**_event(payload, required={"sets": list_of(_set, most=MOST_SETS)}))


def _morning(payload: dict[str, Any], _program: Program) -> terms.Morning:
    required = {"discomfort": or_null(whole(0, WORST_DISCOMFORT)), "symptoms": symptoms}
    return terms.Morning(**_event(payload, required=required, optional=LIMIT))


def _symptom(payload: dict[str, Any], _program: Program) -> terms.SymptomReport:
    read = _event(payload, required={"symptoms": symptoms})
    if not read["symptoms"]:
        refuse('"symptoms" must name at least one')
    return terms.SymptomReport(**read)


def _clearance(payload: dict[str, Any], program: Program) -> terms.Clearance:
    read = _event(
        payload,
        required={"by": word(terms.ClearedBy), "stops": _stops},
        optional={"level": whole(terms.REVERSE_CRUNCH, program.ladder.last)},
    )
    if read["by"] is terms.ClearedBy.SELF and "level" in read:
        refuse('a clearance by "self" names no "level"')
    return terms.Clearance(**read)


def _override(payload: dict[str, Any], program: Program) -> terms.Override:
    read = _act(
        payload,
        required={
            "level": whole(terms.REVERSE_CRUNCH, program.ladder.last),
            "reason": text(None),
        },
        optional={"rep_step": whole(0, program.last_rep_step)},
    )
    del read["reason"]
    return terms.Override(**read)


def _ceiling(payload: dict[str, Any], program: Program) -> terms.Ceiling:
    return terms.Ceiling(**_act(payload, required={"level": whole(1, program.ladder.last)}))


def _pause(payload: dict[str, Any], _program: Program) -> terms.Pause:
    return terms.Pause(**_act(payload))


def _resume(payload: dict[str, Any], _program: Program) -> terms.Resume:
    return terms.Resume(**_event(payload))


def _doses(payload: dict[str, Any], _program: Program) -> terms.Doses:
    read = _act(payload, optional={"sets": whole(1, MOST_SETS), "rep_steps": _rep_steps})
    dosage = terms.Dosage(sets=read.pop("sets", None), rep_steps=read.pop("rep_steps", None))
    return terms.Doses(**read, dosage=dosage)


def _act(
    payload: dict[str, Any],
    *,
    required: Mapping[str, Reader] | None = None,
    optional: Mapping[str, Reader] | None = None,
) -> dict[str, Any]:
    """An event that may end by itself."""
    read = _event(payload, required=required, optional={"until": instant, **(optional or {})})
    if "until" in read and read["until"] <= read["at"]:
        refuse('"until" must be later than "at"')
    return read


_KINDS: dict[str, Callable[[dict[str, Any], Program], terms.Event]] = {
    "workout": _workout,
    "morning": _morning,
    "symptom": _symptom,
    "clearance": _clearance,
    "override": _override,
    "ceiling": _ceiling,
    "pause": _pause,
    "resume": _resume,
    "doses": _doses,
}


def _set(value: Any) -> terms.SetReport:
    if not isinstance(value, dict):
        refuse("is no JSON object")
    read = fields(value, required=SET_ANSWERS, optional={**SET_FACTS, **LIMIT})
    judged = (*SET_ANSWERS, "lowest_angle", *LIMIT)
    return terms.SetReport(**{name: read[name] for name in judged if name in read})


def _rep_steps(value: Any) -> tuple[int, ...]:
    found = list_of(whole(1, MOST_REPS), most=MOST_REPS)(value)
    if not found or list(found) != sorted(set(found)):
        refuse("must grow")
    return tuple(found)


def _stops(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not value:
        refuse("must name at least one stop")
    return frozenset(text(LONGEST_ID)(stop) for stop in value)


def symptoms(value: Any) -> frozenset[terms.Symptom]:
    found = list_of(word(terms.Symptom), most=len(terms.Symptom))(value)
    if len(set(found)) < len(found):
        refuse("names one twice")
    return frozenset(found)


SET_ANSWERS: dict[str, Reader] = {
    "reps": whole(0, MOST_REPS),
    "lumbar_contact": or_null(word(terms.LumbarContact)),
    "pops": or_null(whole(0, MOST_POPS)),
    "discomfort": or_null(whole(0, WORST_DISCOMFORT)),
    "symptoms": symptoms,
}

SET_FACTS: dict[str, Reader] = {
    "lowest_angle": angle,
    "pop_location": word(terms.PopLocation),
    "pop_phase": word(terms.Phase),
    "pop_repetitions": list_of(whole(1, MOST_REPS), most=MOST_REPS),
    "effort": whole(0, WORST_DISCOMFORT),
    "hands": word(terms.Hands),
}

LIMIT: dict[str, Reader] = {"severe_discomfort": whole(*policy.bounds("severe_discomfort"))}
"""What a history may say of the program that something was done on, and no phone can."""
