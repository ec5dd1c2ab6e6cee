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
    PAUSE = "pause"
    RESUME = "resume"
    DOSES = "doses"
    LEAVE = "leave"
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
    `severe_discomfort` is the limit of the program that the set was done on, where that is not
    the one that judges it: the stricter of the two counts.
    """

    reps: int
    lumbar_contact: LumbarContact | None
    pops: int | None
    discomfort: int | None
    symptoms: frozenset[Symptom] = frozenset()
    lowest_angle: float | None = None
    asked: tuple[int, int] | None = None
    severe_discomfort: int | None = None


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
    """How the next morning felt: `discomfort` 0-10, or None where it was skipped.

    `severe_discomfort` as in a set: the limit of the program that was trained the day before.
    """

    discomfort: int | None
    symptoms: frozenset[Symptom] = frozenset()
    severe_discomfort: int | None = None


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
    """A physiotherapist sets level (0 is the reverse crunch) and rep step.

    Before `until`, where that is named, nothing advances.
    """

    level: int
    rep_step: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling(Event):
    """A physiotherapist names the hardest level allowed from now on, or until a moment."""

    level: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Event):
    """A physiotherapist wants no workouts for now, or until a moment."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Event):
    """Ends a pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosage:
    """What is trained of each level in place of what the program says; None leaves it so.

    `sets` a workout; `rep_steps` are the repetition targets. `manner` are names and values that
    are shown (days a week, seconds, the lock cue) and judge nothing.
    """

    sets: int | None = None
    rep_steps: tuple[int, ...] | None = None
    manner: tuple[tuple[str, int | str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses(Event):
    """A physiotherapist sets one client's doses, for good or until a moment."""

    dosage: Dosage
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Event):
    """The client goes on with another program; here nothing moves by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """All that the rules know of a client.

    `popping` counts painless pops since the counter was last cleared; `open_stops`
    are the ids of the events that stopped the program; `painful_workouts` counts
    workouts in a row in which a set hurt; `advance_days` are the local days on which
    a workout advanced or completed, as far back as a later workout could still meet.

    Each `…_until` is the moment from which on that holds no more, None where it has no end:
    `held_until` of an override that nothing advances from, `paused_until`, `ceiling_until`,
    `doses_until`. What has ended by the next event is taken off by `progression.as_of`.

    `moved_at` is when level or rep step last changed, None until they first do; `regressions`
    counts workouts and mornings in a row that stepped back; `refer` is what the last counted
    workout's decision said.
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
    held_until: datetime | None = None
    is_paused: bool = False
    paused_until: datetime | None = None
    ceiling_until: datetime | None = None
    doses: Dosage | None = None
    doses_until: datetime | None = None
    moved_at: datetime | None = None
    regressions: int = 0
    refer: bool = False

    @property
    def is_held(self) -> bool:
        """True while a workout can hold or step back, and never advance."""
        return self.is_paused or self.held_until is not None


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
