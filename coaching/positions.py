"""A position as JSON, and back."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from coaching.rules.terms import Dosage, Position, Status

MOMENTS = (
    "last_workout_at",
    "held_until",
    "paused_until",
    "ceiling_until",
    "doses_until",
    "moved_at",
)


def dump(position: Position) -> dict[str, Any]:
    """Plain values that `load` turns into an equal position."""
    plain = asdict(position)
    # A moment may come from a row or from a form: on one clock it is written in one way.
    moments = {name: plain[name].astimezone(UTC).isoformat() for name in MOMENTS if plain[name]}
    return (
        plain
        | moments
        | {
            "open_stops": list(position.open_stops),
            "advance_days": [day.isoformat() for day in position.advance_days],
            "doses": dump_doses(position.doses) if position.doses else None,
        }
    )


def load(plain: dict[str, Any]) -> Position:
    """The position that was dumped; parts that an older release did not know are the usual."""
    moments = {name: datetime.fromisoformat(plain[name]) for name in MOMENTS if plain.get(name)}
    doses = plain.get("doses")
    known = (
        plain
        | moments
        | {
            "status": Status(plain["status"]),
            "open_stops": tuple(plain["open_stops"]),
            "advance_days": tuple(date.fromisoformat(day) for day in plain["advance_days"]),
            "doses": load_doses(doses) if doses else None,
        }
    )
    return Position(**known)


def load_doses(plain: dict[str, Any]) -> Dosage:
    """Doses in the words of a program's definition; what is not named is as the program has it."""
    rep_steps = plain.get("rep_steps")
    manner = {name: told for name, told in plain.items() if name not in ("sets", "rep_steps")}
    return Dosage(
        sets=plain.get("sets"),
        rep_steps=tuple(rep_steps) if rep_steps else None,
        manner=tuple(sorted(manner.items())),
    )


def dump_doses(doses: Dosage) -> dict[str, Any]:
    """What `load_doses` turns into equal doses: the words of a definition that they replace."""
    rep_steps = list(doses.rep_steps) if doses.rep_steps else None
    told = {"sets": doses.sets, "rep_steps": rep_steps} | dict(doses.manner)
    return {name: value for name, value in told.items() if value is not None}
