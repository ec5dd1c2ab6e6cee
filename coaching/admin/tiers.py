"""How urgent a client is: the first tier that fits. No clock, no query; see docs/desk.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from accounts.texts import lazy as _
from coaching.admin.words import Badge
from coaching.rules.signs import is_emergency
from coaching.rules.terms import Status, Symptom

REGRESSIONS = 2
"""Workouts and mornings in a row that stepped back. Ours: once is what the rules are for."""

HELD_FOR = timedelta(days=21)
"""At one level and rep step. Ours: three weeks of three workouts are three times the usual."""

SILENT_FOR = timedelta(days=10)
"""Without a workout. Ours: four days before the rules take it for a layoff (14 days)."""


class Tier(IntEnum):
    """From the most urgent on. Nobody whose program has ended is urgent."""

    EMERGENCY = 1
    STOP = 2
    SEEN = 3
    REFER = 4
    REGRESSED = 5
    HELD = 6
    SILENT = 7
    FINE = 8
    ENDED = 9

    @property
    def is_stop(self) -> bool:
        """True where a stop is open: these stand above all others."""
        return self <= Tier.SEEN


BADGES = {
    Tier.EMERGENCY: Badge("emergency", _("Emergency")),
    Tier.STOP: Badge("stopped", _("Stop")),
    Tier.SEEN: Badge("seen", _("Stop, seen")),
    Tier.REFER: Badge("refer", _("Painful workouts")),
    Tier.REGRESSED: Badge("regressed", _("Stepped back")),
    Tier.HELD: Badge("held", _("Held")),
    Tier.SILENT: Badge("silent", _("Silent")),
    Tier.FINE: Badge("fine", _("Fine")),
    Tier.ENDED: Badge("ended", _("Ended")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An open stop. `discomfort` is 0-10 or unanswered, `told` says where it was reported."""

    received_at: datetime
    symptoms: tuple[str, ...] = ()
    discomfort: int | None = None
    told: str = ""
    is_seen: bool = False

    @property
    def is_emergency(self) -> bool:
        """True where the signs need urgent care."""
        return is_emergency(frozenset(map(Symptom, self.symptoms)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a tier depends on; `stops` are the open ones."""

    status: Status
    started_at: datetime
    ended_at: datetime | None = None
    last_workout_at: datetime | None = None
    moved_at: datetime | None = None
    regressions: int = 0
    refer: bool = False
    is_paused: bool = False
    paused_until: datetime | None = None
    stops: tuple[Stop, ...] = ()

    @property
    def trained_at(self) -> datetime:
        """The last workout, or the start where there was none."""
        return self.last_workout_at or self.started_at

    @property
    def here_since(self) -> datetime:
        """Since when they are at this level and rep step."""
        return self.moved_at or self.started_at

    def pauses(self, now: datetime) -> bool:
        """True while no workout is offered. On the moment of its end a pause has ended."""
        return self.is_paused and (self.paused_until is None or now < self.paused_until)

    def is_held(self, now: datetime) -> bool:
        """True where nothing has moved for too long."""
        may_move = self.status is Status.ACTIVE and not self.pauses(now)
        return may_move and now - self.here_since >= HELD_FOR

    def is_silent(self, now: datetime) -> bool:
        """True where nobody has heard of a workout for too long."""
        return not self.pauses(now) and now - self.trained_at >= SILENT_FOR


def tier_of(facts: Facts, now: datetime) -> tuple[Tier, datetime]:
    """The first tier that fits, and since when."""
    if facts.ended_at:
        return Tier.ENDED, facts.ended_at
    if facts.status is Status.STOPPED or facts.stops:
        return _of_stops(facts)
    if facts.refer:
        return Tier.REFER, facts.trained_at
    if facts.regressions >= REGRESSIONS:
        return Tier.REGRESSED, facts.here_since
    if facts.is_held(now):
        return Tier.HELD, facts.here_since
    if facts.is_silent(now):
        return Tier.SILENT, facts.trained_at
    return Tier.FINE, facts.trained_at


def _of_stops(facts: Facts) -> tuple[Tier, datetime]:
    unseen = [stop for stop in facts.stops if not stop.is_seen]
    emergencies = [stop for stop in unseen if stop.is_emergency]
    if emergencies:
        return Tier.EMERGENCY, _oldest(emergencies, facts)
    if unseen:
        return Tier.STOP, _oldest(unseen, facts)
    return Tier.SEEN, _oldest(facts.stops, facts)


def _oldest(stops: Iterable[Stop], facts: Facts) -> datetime:
    return min((stop.received_at for stop in stops), default=facts.trained_at)
