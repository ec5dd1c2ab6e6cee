"""How the desk puts things: levels, statuses, outcomes, times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.texts import lazy
from coaching import catalogue
from coaching.models import Enrolment, Program
from coaching.rules.terms import REVERSE_CRUNCH, Outcome, Status
from coaching.showing import exercise_in_words, height_of, signs_in_words
from coaching.stops import OpenStop
from coaching.tongue import listed, within

Table = Mapping[str, Any]

OUTCOMES = {
    Outcome.START: lazy("Began"),
    Outcome.ADVANCE: lazy("Moved on"),
    Outcome.COMPLETE: lazy("Completed the program"),
    Outcome.HOLD: lazy("Stayed"),
    Outcome.REGRESS: lazy("Stepped back"),
    Outcome.SUBSTITUTE: lazy("Changed to the reverse crunch"),
    Outcome.STOP: lazy("Stopped"),
    Outcome.EMERGENCY: lazy("Stopped: emergency"),
    Outcome.CLEAR: lazy("Stop cleared"),
    Outcome.OVERRIDE: lazy("Level set"),
    Outcome.CEILING: lazy("Hardest level set"),
    Outcome.PAUSE: lazy("Paused"),
    Outcome.RESUME: lazy("Pause ended"),
    Outcome.DOSES: lazy("Doses set"),
    Outcome.LEAVE: lazy("Left for another program"),
    Outcome.IGNORED: lazy("Kept, not counted"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A word, and the shape and colour that go with it in `desk.css`."""

    shape: str
    word: str


EMERGENCY = Badge("emergency", lazy("Emergency"))
ENDED = Badge("ended", lazy("Ended"))
PAUSED = Badge("paused", lazy("Paused"))
BADGES = {
    Status.ACTIVE: Badge("active", lazy("Active")),
    Status.STOPPED: Badge("stopped", lazy("Stopped")),
    Status.COMPLETED: Badge("completed", lazy("Completed")),
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
        return _("Reverse crunch")
    words = exercise_in_words(program, number)
    return _("Level %(number)s of %(last)s: %(words)s") % {
        "number": number,
        "last": program.rules.ladder.last,
        "words": words,
    }


def place_words(prescribed: Table) -> str:
    """The level of a prescription as a receipt keeps it."""
    if prescribed["level"] == REVERSE_CRUNCH:
        return _("Reverse crunch")
    title = catalogue.spoken().variations[prescribed["exercise"]]["title"]
    return _("Level %(level)s, %(title)s, %(height_of)s") % {
        "level": prescribed["level"],
        "title": within(title),
        "height_of": height_of(prescribed["thigh_angle"]),
    }


def dose_words(prescribed: Table) -> str:
    """Its sets and repetitions."""
    return f"{prescribed['sets']} × {prescribed['reps']}"


def prescribed_words(prescribed: Table) -> str:
    """All of it, on one line."""
    return listed([place_words(prescribed), dose_words(prescribed)])


def change_words(before: Table, after: Table) -> tuple[str, str]:
    """What a decision led from and to; the level once where it stays."""
    stays = before["level"] == after["level"]
    return prescribed_words(before), (dose_words if stays else prescribed_words)(after)


def told_words(symptoms: Iterable[str], discomfort: int | None) -> str:
    """Signs and discomfort on one line."""
    told = signs_in_words(list(symptoms))
    if discomfort is not None:
        told.append(_("discomfort %(discomfort)s of 10") % {"discomfort": discomfort})
    return "; ".join(told)


def stops_told(stops: Iterable[OpenStop]) -> list[tuple[OpenStop, str]]:
    """Each stop with what it was."""
    return [(stop, told_words(stop.symptoms, stop.discomfort)) for stop in stops]


def when(moment: datetime) -> str:
    """Thu 3 Sep 2026, 10:05 CEST: on the clock of the person who looks."""
    return date_format(timezone.localtime(moment), _("D j M Y, H:i T"))
