"""A position as JSON, and back."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from coaching.rules.terms import Position, Status


def dump(position: Position) -> dict[str, Any]:
    """Plain values that `load` turns into an equal position."""
    plain = asdict(position)
    last = position.last_workout_at
    return plain | {
        "open_stops": list(position.open_stops),
        "last_workout_at": last.isoformat() if last else None,
        "advance_days": [day.isoformat() for day in position.advance_days],
    }


def load(plain: dict[str, Any]) -> Position:
    """The position that was dumped."""
    last = plain["last_workout_at"]
    known = plain | {
        "status": Status(plain["status"]),
        "open_stops": tuple(plain["open_stops"]),
        "last_workout_at": datetime.fromisoformat(last) if last else None,
        "advance_days": tuple(date.fromisoformat(day) for day in plain["advance_days"]),
    }
    return Position(**known)
