"""The words of the rules: what a client reports, where they stand, what is decided."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

REVERSE_CRUNCH = 0
"""The level number of the substitute for the whole ladder (A40)."""


class LumbarContact(StrEnum):
    """Did the lower back stay on the floor throughout the set (A10, A28, A30)?"""

    HELD = "held"
    LOST = "lost"
    UNSURE = "unsure"


class Symptom(StrEnum):
    """A sign that stops the program; `signs.py` says which are emergencies."""

    SHARP_PAIN = "sharp_pain"
    JOINT_LOCKING = "joint_locking"
    NUMBNESS = "numbness"
    RADIATING_TINGLING = "radiating_tingling"
    SADDLE_NUMBNESS = "saddle_numbness"
    BLADDER_OR_BOWEL_CHANGE = "bladder_or_bowel_change"
    TINGLING_BOTH_LEGS = "tingling_both_legs"
    LEG_WEAKNESS = "leg_weakness"


class PopLocation(StrEnum):
    """Where the pop was felt (A11, A13, A16)."""

    LOWER_BACK = "lower_back"
    SACROILIAC = "sacroiliac"
    FRONT_OF_HIP = "front_of_hip"
    SIDE_OF_HIP = "side_of_hip"
    UNSURE = "unsure"


class Phase(StrEnum):
    """In which part of a repetition the pop came (A6)."""

    LOWERING = "lowering"
    RAISING = "raising"
    UNSURE = "unsure"


class Hands(StrEnum):
    """Where the hands lay: angles compare only with the hands in the same place (A35)."""

    UNDER_BACK = "under_back"
    AT_SIDES = "at_sides"
    CROSSED = "crossed"


class Status(StrEnum):
    """Whether the program may be trained."""

    ACTIVE = "active"
    STOPPED = "stopped"
    COMPLETED = "completed"


class Outcome(StrEnum):
    """What a decision did."""

    START = "start"
    ADVANCE = "advance"
    COMPLETE = "complete"
    HOLD = "hold"
    REGRESS = "regress"
    SUBSTITUTE = "substitute"
    STOP = "stop"
    EMERGENCY = "emergency"
    CLEAR = "clear"
    OVERRIDE = "override"
    CEILING = "ceiling"
    IGNORED = "ignored"


class Change(StrEnum):
    """The one thing that an advance makes harder (A43)."""

    REPS = "reps"
    RANGE = "range"
    VARIATION = "variation"


class ClearedBy(StrEnum):
    """Who closed a stop."""

    PHYSIOTHERAPIST = "physiotherapist"
    SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One variation at one lowest thigh angle.

    `knee_flexion` and `thigh_angle` are degrees; `legs` is how many move, 1 or 2.
    """

    variation: str
    knee_flexion: float
    thigh_angle: float
    legs: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReport:
    """One set as it went. `None` is an unanswered question, never a clean answer.

    `reps` 0-100, `pops` 0-100, `discomfort` 0-10 (dull), `lowest_angle` 0-90 degrees.
    `asked` is the level and rep step that the client was shown, where that is known.
    """

    reps: int
    lumbar_contact: LumbarContact | None
    pops: int | None
    discomfort: int | None
    symptoms: frozenset[Symptom] = frozenset()
    lowest_angle: float | None = None
    asked: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A client begins a program, at its own first level unless one is named."""

    at: datetime
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that was performed `at` one moment and `received_at` another."""

    id: str
    at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Workout(Event):
    """A training with its sets, in order; `at` is when it started."""

    sets: tuple[SetReport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning(Event):
    """How the next morning felt: `discomfort` 0-10, or None where it was skipped."""

    discomfort: int | None
    symptoms: frozenset[Symptom] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomReport(Event):
    """Signs felt at any time, in a workout or out of one."""

    symptoms: frozenset[Symptom]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance(Event):
    """Closes the stops that it names, by the id of the event that caused each."""

    by: ClearedBy
    stops: frozenset[str]
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override(Event):
    """A physiotherapist sets level (0 is the reverse crunch) and rep step."""

    level: int
    rep_step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling(Event):
    """A physiotherapist names the hardest level allowed from now on."""

    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """All that the rules know of a client.

    `popping` counts painless pops since the counter was last cleared; `open_stops`
    are the ids of the events that stopped the program; `painful_workouts` counts
    workouts in a row in which a set hurt; `advance_days` are the local days on which
    a workout advanced or completed, as far back as a later workout could still meet.
    """

    level: int
    rep_step: int = 0
    status: Status = Status.ACTIVE
    ceiling: int | None = None
    popping: int = 0
    open_stops: tuple[str, ...] = ()
    last_workout_at: datetime | None = None
    last_discomfort: int = 0
    painful_workouts: int = 0
    advance_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one event did, by which rule, and where the client stands after it.

    `rule` is None where the event was not judged; `change` is set on an advance alone;
    `refer` asks for a physiotherapist's eye after painful workouts in a row.
    """

    outcome: Outcome
    position: Position
    rule: str | None = None
    change: Change | None = None
    refer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescription:
    """What a client does now; angles and load are None on the reverse crunch.

    `load` is the relative difficulty in percent, unrounded.
    """

    level: int
    exercise: str
    knee_flexion: float | None
    thigh_angle: float | None
    legs: int
    sets: int
    reps: int
    load: float | None
