"""Made-up histories: plain lines as in section 5, by chance but the same for the same seed.

`event_of` turns a plain line into the engine's own event. Moments are datetimes already.
"""

from datetime import UTC, datetime, timedelta, timezone
from random import Random

from coaching.rules import terms

FIRST = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""When every history starts: a Monday."""

ZONES = tuple(timezone(timedelta(hours=hours)) for hours in (0, 1, -5, 13, -11))
GAPS = tuple(
    timedelta(days=days, hours=hours)
    for days, hours in (
        (0, 0), (0, 2), (0, 11), (0, 20), (1, 0), (1, 1), (2, 0), (2, 3), (3, 0),
        (6, 23), (7, 0), (13, 23), (14, 0), (14, 1), (28, 0), (43, 0), (90, 0),
    )
)  # fmt: skip
USUAL = GAPS[4:9]

STOPS = ("sharp_pain", "joint_locking", "numbness", "radiating_tingling")
EMERGENCIES = ("saddle_numbness", "bladder_or_bowel_change", "tingling_both_legs", "leg_weakness")


def history(seed, definition, *, longest=12):
    """A start and its events, in the order performed; `definition` as the catalogue keeps it."""
    chance = Random(seed)
    last = len(definition["levels"])
    start = {"type": "start", "at": FIRST, "level": chance.randint(0, last)}
    temper = chance.choice((0.0, 0.1, 0.3, 0.6))
    at, events = FIRST, []
    for number in range(chance.randint(1, longest)):
        gap = chance.choice(GAPS if chance.random() < 0.3 else USUAL)
        at = (at + gap).astimezone(chance.choice(ZONES))
        event = _event(chance, definition, events, temper)
        ends = event["type"] in ENDING and chance.random() < 0.6
        until = {"until": at + chance.choice(LENGTHS)} if ends else {}
        events.append(event | until | {"id": f"e{number}", "at": at} | _received(chance, at))
    return start, events


def _received(chance, at):
    if chance.random() < 0.8:
        return {}
    return {"received_at": at + chance.choice((timedelta(hours=1), timedelta(days=20)))}


def _event(chance, definition, before, temper):
    kinds = ("workout", "morning", "symptom", "clearance", *ACTS)
    weights = (60, 10, 4 + 8 * temper, 12, 8, 6, 5, 5, 6, 1)
    kind = chance.choices(kinds, weights)[0]
    return {"type": kind} | _MAKERS[kind](chance, definition, before, temper)


ACTS = ("override", "ceiling", "pause", "resume", "doses", "leave")
ENDING = ("override", "ceiling", "pause", "doses")
LENGTHS = tuple(
    timedelta(days=days, microseconds=rest)
    for days, rest in ((0, 1), (1, 0), (2, 0), (3, 0), (10, 0), (60, 0))
)
"""From an act to its end; histories meet some of them on the moment."""


def _workout(chance, definition, _before, temper):
    asked = definition["sets"]
    count = asked if chance.random() < 0.85 else chance.randint(0, asked + 3)
    return {"sets": [_set(chance, definition, temper) for _ in range(count)]}


def _set(chance, definition, temper):
    report = {
        "reps": definition["rep_steps"][-1],
        "lumbar_contact": "held",
        "pops": 0,
        "discomfort": 0,
        "symptoms": [],
    }
    while chance.random() < temper:
        report |= chance.choice(_TROUBLES)(chance)
    return report


_TROUBLES = (
    lambda chance: {"reps": chance.randint(0, 12)},
    lambda chance: {"lumbar_contact": chance.choice(("lost", "unsure", None))},
    lambda chance: {"pops": chance.choice((1, 1, 2, 100, None))},
    lambda chance: {"discomfort": chance.choice((1, 3, 4, 5, 6, 10, None))},
    lambda chance: {"lowest_angle": chance.choice((0, 40, 54.5, 55, 55.5, 70, 70.5, 85.1, 90))},
    lambda chance: {"symptoms": _signs(chance)},
    lambda chance: {"discomfort": chance.choice((2, 3, 4, 5)), **_limit(chance)},
)


def _limit(chance):
    """That of the program it was done on, stricter than the one that judges it or not."""
    return {"severe_discomfort": chance.choice((3, 4, 5, 6))}


def _signs(chance, fewest=0):
    known = STOPS if chance.random() < 0.7 else STOPS + EMERGENCIES
    return chance.sample(known, chance.randint(fewest, 2))


def _morning(chance, _definition, _before, temper):
    discomfort = chance.choice((0, 0, 0, None, 1, 2, 3, 4, 5, 6, 8))
    signs = _signs(chance) if chance.random() < temper / 3 else []
    limit = _limit(chance) if chance.random() < 0.2 else {}
    return {"discomfort": discomfort, "symptoms": signs, **limit}


def _symptom(chance, _definition, _before, _temper):
    return {"symptoms": _signs(chance, fewest=1)}


def _clearance(chance, definition, before, _temper):
    seen = [event["id"] for event in before] or ["nothing"]
    stops = seen if chance.random() < 0.7 else chance.sample(seen, 1)
    if chance.random() < 0.3:
        return {"by": "self", "stops": stops}
    level = {"level": _level(chance, definition)} if chance.random() < 0.5 else {}
    return {"by": "physiotherapist", "stops": stops} | level


def _override(chance, definition, _before, _temper):
    last_step = len(definition["rep_steps"]) - 1
    return {
        "level": _level(chance, definition),
        "rep_step": chance.choice((0, last_step)),
        "reason": "As agreed.",
    }


def _ceiling(chance, definition, _before, _temper):
    return {"level": max(1, _level(chance, definition))}


def _doses(chance, definition, _before, _temper):
    told = {
        "sets": chance.choice((1, 2, definition["sets"], 5)),
        "rep_steps": chance.choice(([5], [4, 6], definition["rep_steps"], [3, 6, 9, 12])),
    }
    return {name: told[name] for name in told if chance.random() < 0.7}


def _nothing(_chance, _definition, _before, _temper):
    return {}


def _level(chance, definition):
    last = len(definition["levels"])
    return chance.choice((0, 1, last, chance.randint(0, last)))


_MAKERS = {
    "workout": _workout,
    "morning": _morning,
    "symptom": _symptom,
    "clearance": _clearance,
    "override": _override,
    "ceiling": _ceiling,
    "pause": _nothing,
    "resume": _nothing,
    "doses": _doses,
    "leave": _nothing,
}

# The engine's own events


def start_of(plain):
    """The engine's start of a plain line."""
    return terms.Start(at=plain["at"], level=plain.get("level"))


def event_of(plain):
    """The engine's event of a plain line."""
    when = {
        "id": plain["id"],
        "at": plain["at"],
        "received_at": plain.get("received_at", plain["at"]),
    }
    return _READERS[plain["type"]](plain, when)


def set_of(plain):
    """The engine's set report of a plain set."""
    contact = plain["lumbar_contact"]
    return terms.SetReport(
        reps=plain["reps"],
        lumbar_contact=None if contact is None else terms.LumbarContact(contact),
        pops=plain["pops"],
        discomfort=plain["discomfort"],
        symptoms=_symptoms(plain),
        lowest_angle=plain.get("lowest_angle"),
        severe_discomfort=plain.get("severe_discomfort"),
    )


def _symptoms(plain):
    return frozenset(terms.Symptom(symptom) for symptom in plain["symptoms"])


def _read_morning(plain, when):
    return terms.Morning(
        **when,
        discomfort=plain["discomfort"],
        symptoms=_symptoms(plain),
        severe_discomfort=plain.get("severe_discomfort"),
    )


def _read_clearance(plain, when):
    return terms.Clearance(
        **when,
        by=terms.ClearedBy(plain["by"]),
        stops=frozenset(plain["stops"]),
        level=plain.get("level"),
    )


def _read_override(plain, when):
    return terms.Override(
        **when,
        level=plain["level"],
        rep_step=plain.get("rep_step", 0),
        until=plain.get("until"),
    )


def _read_ceiling(plain, when):
    return terms.Ceiling(**when, level=plain["level"], until=plain.get("until"))


def _read_doses(plain, when):
    rep_steps = plain.get("rep_steps")
    dosage = terms.Dosage(sets=plain.get("sets"), rep_steps=tuple(rep_steps) if rep_steps else None)
    return terms.Doses(**when, dosage=dosage, until=plain.get("until"))


_READERS = {
    "workout": lambda plain, when: terms.Workout(
        **when, sets=tuple(set_of(each) for each in plain["sets"])
    ),
    "morning": _read_morning,
    "symptom": lambda plain, when: terms.SymptomReport(**when, symptoms=_symptoms(plain)),
    "clearance": _read_clearance,
    "override": _read_override,
    "ceiling": _read_ceiling,
    "pause": lambda plain, when: terms.Pause(**when, until=plain.get("until")),
    "resume": lambda plain, when: terms.Resume(**when),
    "doses": _read_doses,
    "leave": lambda plain, when: terms.Leave(**when),
}


def answer_of(decision, program):
    """An engine's decision in the oracle's words."""
    position = decision.position
    dosed = program.dosed(position)
    return {
        "asked": (dosed.sets, list(dosed.rep_steps)),
        "decision": decision.outcome.value,
        "rule": decision.rule,
        "change": decision.change and decision.change.value,
        "refer": decision.refer,
        "open_stops": position.open_stops,
        "status": position.status.value,
        "level": position.level,
        "rep_step": position.rep_step,
        "popping": position.popping,
        "ceiling": position.ceiling,
        "ceiling_until": position.ceiling_until,
        "held_until": position.held_until,
        "is_paused": position.is_paused,
        "paused_until": position.paused_until,
        "doses_until": position.doses_until,
        "moved_at": position.moved_at,
        "regressions": position.regressions,
        "referred": position.refer,
    }
