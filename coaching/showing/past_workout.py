"""One workout looked back at: its receipt, its sets with their verdicts, what was said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from coaching.models import Decision, SetReport, Workout
from coaching.showing.patterns import PatternCard, card_of
from coaching.showing.prescriptions import set_in_words
from coaching.showing.retelling import Receipt, level_in_words, receipt_of
from coaching.showing.tellings import Chain, chains_of
from coaching.showing.timeline import clock_in_words, earlier_than

About = Decision.About


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A set as it was told once. `is_withdrawn` where that took the set back."""

    at: datetime
    words: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetShown:
    """A set: what it asked for, what was told, and what was said to that.

    `doubles` are what another device told of it; the more careful answers of all count.
    """

    report: SetReport
    asked: str
    told: str
    verdict: Receipt | None
    card: PatternCard | None
    earlier: tuple[Telling, ...]
    doubles: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutShown:
    """A workout and all that was ever said about it."""

    at: datetime
    clock: str
    decision: Decision | None
    earlier: tuple[Decision, ...]
    sets: tuple[SetShown, ...]
    morning: str


def page_of(client: User, workout: Workout) -> WorkoutShown:
    """What the page of a workout shows."""
    standing = list(workout.decisions.standing())
    verdicts = {row.subject: row for row in standing if row.about == About.SET}
    own = [row for row in standing if row.about == About.WORKOUT and workout.finished_at]
    chains = chains_of([workout.pk]).get(workout.pk, [])
    return WorkoutShown(
        at=workout.at,
        clock=clock_in_words(client, workout.at),
        decision=own[0] if own else None,
        earlier=tuple(earlier_than(own).get(workout.uuid, ())),
        sets=_sets(client, chains, verdicts),
        morning=_morning(workout),
    )


def _sets(
    client: User, chains: Sequence[Chain], verdicts: Mapping[UUID, Decision]
) -> tuple[SetShown, ...]:
    return tuple(_set(client, chain, verdicts.get(chain.root)) for chain in chains)


def _set(client: User, chain: Chain, verdict: Decision | None) -> SetShown:
    return SetShown(
        report=chain.current,
        asked=_asked(verdict) if verdict else "",
        told=set_in_words(chain.current),
        verdict=receipt_of(verdict) if verdict else None,
        card=card_of(chain.current, verdict.outcome if verdict else None),
        earlier=tuple(_telling(client, told) for told in chain.earlier),
        doubles=tuple(_telling(client, told) for told in chain.doubles),
    )


def _asked(verdict: Decision) -> str:
    before = verdict.said["before"]
    return _("%(level_in_words)s, %(reps)s repetitions") % {
        "level_in_words": level_in_words(before),
        "reps": before["reps"],
    }


def _telling(client: User, report: SetReport) -> Telling:
    return Telling(
        at=report.reported_at.astimezone(client.zone),
        words=set_in_words(report),
        is_withdrawn=report.is_withdrawn,
    )


def _morning(workout: Workout) -> str:
    morning = getattr(workout, "morning", None)
    if morning is None:
        return ""
    return (
        _("not answered")
        if morning.discomfort is None
        else _("discomfort %(discomfort)s") % {"discomfort": morning.discomfort}
    )
