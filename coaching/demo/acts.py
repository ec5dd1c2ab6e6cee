"""What happens in a made-up life beside the workouts. Days are counted back from today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coaching.rules.terms import Symptom


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that happens so many days ago, whatever chance says."""

    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Twist(Act):
    """One set of that day's workout goes like this."""

    number: int
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning(Act):
    """The morning after a workout is told like this."""

    discomfort: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs(Act):
    """Signs are reported out of a workout."""

    symptoms: frozenset[Symptom]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Act):
    """One set of the last workout is told anew."""

    number: int
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Act):
    """A few words about the last workout."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance(Act):
    """The physiotherapist clears every open stop."""

    reason: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnClearance(Act):
    """The client, who has no physiotherapist, clears every open stop."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override(Act):
    """The physiotherapist sets a level; for `lasts` days nothing advances from there."""

    level: int
    reason: str
    lasts: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling(Act):
    """The physiotherapist sets the hardest level."""

    level: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Act):
    """The physiotherapist pauses the plan, for `lasts` days or until further notice."""

    reason: str
    lasts: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Act):
    """The physiotherapist ends the pause."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses(Act):
    """The physiotherapist sets the doses."""

    doses: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Act):
    """The physiotherapist puts the client on another program; not on a day with a workout."""

    program: str
    level: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Act):
    """The physiotherapist acknowledges every open stop."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Act):
    """The physiotherapist plans to look again so many days `ahead`."""

    ahead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteToSelf(Act):
    """The physiotherapist writes something down that nobody else reads."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Act):
    """One side writes to the other, having read what the other wrote before."""

    text: str
    by_client: bool = False
