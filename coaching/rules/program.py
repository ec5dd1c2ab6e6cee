"""A program as the rules see it: a ladder, its doses and its numbers."""

from dataclasses import dataclass, replace

from coaching.rules.ladder import Ladder
from coaching.rules.policy import Policy
from coaching.rules.terms import REVERSE_CRUNCH, Position, Prescription


@dataclass(frozen=True, kw_only=True)
class Program:
    """What a client trains on; `dosed` for one whose doses a physiotherapist has set.

    `sets` a workout; `rep_steps` the repetition targets that are filled before the range
    grows; `start_level` where it begins (0 is the reverse crunch); `hardest_start_level`
    the last level that a client may start from without a physiotherapist. Raises
    ValueError where these do not fit the ladder. Sets and repetitions are ext (ACSM 2009).
    """

    slug: str
    ladder: Ladder
    sets: int
    rep_steps: tuple[int, ...]
    policy: Policy
    substitute: str
    start_level: int = 1
    hardest_start_level: int = 1

    def __post_init__(self) -> None:
        if self.sets < 1:
            raise ValueError("a workout has at least one set")
        if not self.rep_steps or list(self.rep_steps) != sorted(set(self.rep_steps)):
            raise ValueError("the rep steps must grow")
        if not REVERSE_CRUNCH <= self.start_level <= self.hardest_start_level <= self.ladder.last:
            raise ValueError("the start levels must lie on the ladder, easiest first")

    @property
    def last_rep_step(self) -> int:
        """The index of the highest repetition target."""
        return len(self.rep_steps) - 1

    def top_level(self, ceiling: int | None) -> int:
        """The hardest level a client may train."""
        return self.ladder.last if ceiling is None else min(ceiling, self.ladder.last)

    def dosed(self, position: Position) -> "Program":
        """The same with the sets and rep steps of a client at this position."""
        doses = position.doses
        if doses is None:
            return self
        return replace(
            self, sets=doses.sets or self.sets, rep_steps=doses.rep_steps or self.rep_steps
        )

    def reps(self, position: Position) -> int:
        """The repetitions of a set at this position."""
        return self.dosed(position).rep_steps[position.rep_step]

    def prescription(self, position: Position) -> Prescription:
        """What a client at this position does now."""
        level = self.ladder.level(position.level)
        return Prescription(
            level=position.level,
            exercise=level.variation if level else self.substitute,
            knee_flexion=level.knee_flexion if level else None,
            thigh_angle=level.thigh_angle if level else None,
            legs=level.legs if level else 2,
            sets=self.dosed(position).sets,
            reps=self.reps(position),
            load=self.ladder.load(position.level),
        )
