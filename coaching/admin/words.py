"""How the desk puts things: levels, statuses, outcomes, times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import dateformat, timezone

from coaching import catalogue
from coaching.models import Enrolment, Program
from coaching.rules.terms import REVERSE_CRUNCH, Outcome, Status
from coaching.showing import height_of, level_in_words, signs_in_words
from coaching.stops import OpenStop

Table = Mapping[str, Any]

OUTCOMES = {
    Outcome.START: "Began",
    Outcome.ADVANCE: "Moved on",
    Outcome.COMPLETE: "Completed the program",
    Outcome.HOLD: "Stayed",
    Outcome.REGRESS: "Stepped back",
    Outcome.SUBSTITUTE: "Changed to the reverse crunch",
    Outcome.STOP: "Stopped",
    Outcome.EMERGENCY: "Stopped: emergency",
    Outcome.CLEAR: "Stop cleared",
    Outcome.OVERRIDE: "Level set",
    Outcome.CEILING: "Hardest level set",
    Outcome.PAUSE: "Paused",
    Outcome.RESUME: "Pause ended",
    Outcome.DOSES: "Doses set",
    Outcome.LEAVE: "Left for another program",
    Outcome.IGNORED: "Kept, not counted",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A word, and the shape and colour that go with it in `desk.css`."""

    shape: str
    word: str


EMERGENCY = Badge("emergency", "Emergency")
ENDED = Badge("ended", "Ended")
PAUSED = Badge("paused", "Paused")
BADGES = {
    Status.ACTIVE: Badge("active", "Active"),
    Status.STOPPED: Badge("stopped", "Stopped"),
    Status.COMPLETED: Badge("completed", "Completed"),
}


def badge_of(enrolment: Enrolment, *, is_emergency: bool) -> Badge:
    """Where a client stands, in one word."""
    if enrolment.ended_at:
        return ENDED
    if is_emergency:
        return EMERGENCY
    if enrolment.where_now.is_paused and not enrolment.is_stopped:
        return PAUSED
    return BADGES[Status(enrolment.status)]


def level_words(program: Program, number: int) -> str:
    """Level 4 of 10: half-bent leg raise, thighs two thirds of the way up."""
    if number == REVERSE_CRUNCH:
        return "Reverse crunch"
    words = level_in_words(program, number).removeprefix("the ")
    return f"Level {number} of {program.rules.ladder.last}: {words}"


def place_words(prescribed: Table) -> str:
    """The level of a prescription as a receipt keeps it."""
    if prescribed["level"] == REVERSE_CRUNCH:
        return "Reverse crunch"
    title = catalogue.builtin().variations[prescribed["exercise"]]["title"].lower()
    return f"Level {prescribed['level']}, {title}, {height_of(prescribed['thigh_angle'])}"


def dose_words(prescribed: Table) -> str:
    """Its sets and repetitions."""
    return f"{prescribed['sets']} × {prescribed['reps']}"


def prescribed_words(prescribed: Table) -> str:
    """All of it, on one line."""
    return f"{place_words(prescribed)}, {dose_words(prescribed)}"


def change_words(before: Table, after: Table) -> tuple[str, str]:
    """What a decision led from and to; the level once where it stays."""
    stays = before["level"] == after["level"]
    return prescribed_words(before), (dose_words if stays else prescribed_words)(after)


def told_words(symptoms: Iterable[str], discomfort: int | None) -> str:
    """Signs and discomfort on one line."""
    told = signs_in_words(list(symptoms))
    if discomfort is not None:
        told.append(f"discomfort {discomfort} of 10")
    return "; ".join(told)


def stops_told(stops: Iterable[OpenStop]) -> list[tuple[OpenStop, str]]:
    """Each stop with what it was."""
    return [(stop, told_words(stop.symptoms, stop.discomfort)) for stop in stops]


def when(moment: datetime) -> str:
    """Thu 3 Sep 2026, 10:05 CEST: on the clock of the person who looks."""
    return dateformat.format(timezone.localtime(moment), "D j M Y, H:i T")
