"""Everything about a client on two pages of paper, for whoever has to know it in a minute.

Every part has a largest size, so that the longest history fits as well as the shortest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import CareLink, User
from coaching import stops
from coaching.models import Acknowledgement, Decision, Enrolment, FunctionReport, Review, SetReport
from coaching.rules.signs import EMERGENCY_SIGNS
from coaching.rules.terms import REVERSE_CRUNCH, Outcome, Position
from coaching.showing.course import Course, WeekRow, course_of
from coaching.showing.function import Measures, measures_of
from coaching.showing.prescriptions import end_in_words, exercise_in_words, shown, signs_in_words

WEEKS = 8
MOST_STOPS = 6
MOST_MEASURES = 4
MOST_ACTIVITIES = 6
MOST_OPEN_STOPS = 6
MOST_ACTS = 10
LONGEST_WORDS, LONGEST_NAME = 140, 40
"""Letters of a reason, and of a name beside it, that are shown before they are cut short."""

Words = tuple[tuple[str, str], ...]
"""What is said of what."""

STOPPED = (Outcome.STOP, Outcome.EMERGENCY)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLine:
    """A stop, and when it was cleared; None while it is open."""

    at: datetime
    told: str
    cleared_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """What a physiotherapist did, or the client for themself, and why."""

    at: datetime
    what: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of it. `more_…` and `older_…` are how many are left out."""

    enrolment: Enrolment
    physiotherapist: User
    link: CareLink | None
    level: str
    dose: str
    limits: Words
    since: datetime
    open_stops: tuple[StopLine, ...]
    more_open_stops: int
    past_stops: tuple[StopLine, ...]
    older_stops: int
    course: Course | None
    measures: Measures | None
    shares_function: bool
    acts: tuple[ActLine, ...]
    older_acts: int
    made_at: datetime

    @property
    def weeks(self) -> tuple[WeekRow, ...]:
        """The last eight, newest first."""
        return self.course.weeks[: -WEEKS - 1 : -1] if self.course else ()


def report_of(enrolment: Enrolment, physiotherapist: User, now: datetime) -> Report:
    """The report on a client in this physiotherapist's care; whoever asks has checked that."""
    links = CareLink.objects.seen_by(physiotherapist).about(enrolment.client)
    link = links.select_related("clinic", "physiotherapist").first()
    opened = stops.open_stops(enrolment)
    past, older_stops = _past_stops(enrolment)
    acts = _acts(enrolment)
    told = FunctionReport.objects.seen_by(physiotherapist).of(enrolment.client)
    prescription = shown(enrolment.program, enrolment.where_now).prescription
    return Report(
        enrolment=enrolment,
        physiotherapist=physiotherapist,
        link=link,
        level=level_words(enrolment),
        dose=ngettext("%(sets)s set of %(reps)s", "%(sets)s sets of %(reps)s", prescription.sets)
        % {"sets": prescription.sets, "reps": prescription.reps},
        limits=limits_of(enrolment.where_now),
        since=enrolment.moved_at or enrolment.started_at,
        open_stops=tuple(map(_open_stop, opened[:MOST_OPEN_STOPS])),
        more_open_stops=max(len(opened) - MOST_OPEN_STOPS, 0),
        past_stops=tuple(past),
        older_stops=older_stops,
        course=course_of(enrolment, now),
        measures=measures_of(list(told), most=MOST_MEASURES, most_activities=MOST_ACTIVITIES),
        shares_function=links.telling_function().exists(),
        acts=tuple(acts[:MOST_ACTS]),
        older_acts=max(len(acts) - MOST_ACTS, 0),
        made_at=now,
    )


def level_words(enrolment: Enrolment) -> str:
    """Level 4 of 10: half-bent leg raise, thighs two thirds of the way up."""
    program, number = enrolment.program, enrolment.level
    if number == REVERSE_CRUNCH:
        return _("Reverse crunch")
    words = exercise_in_words(program, number)
    return _("Level %(number)s of %(last)s: %(words)s") % {
        "number": number,
        "last": program.rules.ladder.last,
        "words": words,
    }


def limits_of(where: Position) -> Words:
    """What a physiotherapist has set that holds now, and until when."""
    found = []
    if where.is_paused:
        found.append((_("Paused"), _until(where.paused_until) or _("until the pause is ended")))
    if where.held_until:
        found.append((_("Kept at this step"), _until(where.held_until)))
    if where.ceiling is not None:
        found.append(
            (_("Hardest level allowed"), f"{where.ceiling} {_until(where.ceiling_until)}".strip())
        )
    if where.doses:
        found.append((_("Doses of their own"), _until(where.doses_until) or _("yes")))
    return tuple(found)


def _until(moment: datetime | None) -> str:
    return _("until %(end_in_words)s") % {"end_in_words": end_in_words(moment)} if moment else ""


# Stops


def _open_stop(stop: stops.OpenStop) -> StopLine:
    return StopLine(at=stop.at, told=_signs(stop.symptoms, stop.discomfort), cleared_at=None)


def _signs(symptoms: Iterable[str], discomfort: int | None) -> str:
    """The gravest first, for what is too long is cut."""
    told = signs_in_words(sorted(symptoms, key=lambda sign: sign not in EMERGENCY_SIGNS))
    if discomfort is not None:
        told.append(_("discomfort %(discomfort)s of 10") % {"discomfort": discomfort})
    return _cut("; ".join(told))


def _told_in(facts: list[dict[str, Any]]) -> str:
    """What was told of a stop, as the receipt of its decision keeps it."""
    symptoms = {sign for fact in facts for sign in fact["symptoms"]}
    hurt = [fact[name] for fact in facts for name in ("discomfort", "morning") if fact.get(name)]
    return _signs(sorted(symptoms), max(hurt, default=None))


def _past_stops(enrolment: Enrolment) -> tuple[list[StopLine], int]:
    """The newest that are not open any more, and how many more there are."""
    cleared = _cleared(enrolment)
    stopped = (
        Decision.objects.standing()
        .filter(enrolment=enrolment, outcome__in=STOPPED)
        .exclude(about=Decision.About.SET)
    )
    found = list(stopped.values_list("performed_at", "subject", "workout", "said__facts"))
    ids = _ids_of({workout for _at, _who, workout, _what in found if workout})
    lines = [
        StopLine(at=at, told=_told_in(facts), cleared_at=at_last)
        for at, subject, workout, facts in found
        if (at_last := _first(cleared, {subject, *ids.get(workout, ())})) is not None
    ]
    return lines[:MOST_STOPS], max(len(lines) - MOST_STOPS, 0)


def _cleared(enrolment: Enrolment) -> dict[UUID, datetime]:
    """When each stop was cleared, by its id."""
    clearances = Review.objects.filter(enrolment=enrolment, kind=Review.Kind.CLEARANCE)
    rows = clearances.order_by("-performed_at").values_list("stops", "performed_at")
    return {UUID(stop): at for named, at in rows for stop in named}


def _ids_of(workouts: set[int]) -> dict[int, set[UUID]]:
    """By what a stop in each of these workouts may be known: the uuid of any of its tellings."""
    found: dict[int, set[UUID]] = {}
    rows = SetReport.objects.filter(workout__in=workouts).exclude(symptoms=[], discomfort=None)
    for workout, uuid in rows.values_list("workout", "uuid"):
        found.setdefault(workout, set()).add(uuid)
    return found


def _first(cleared: dict[UUID, datetime], ids: set[UUID]) -> datetime | None:
    return min((cleared[known] for known in ids if known in cleared), default=None)


# Acts


def _acts(enrolment: Enrolment) -> list[ActLine]:
    """Every review and every acknowledgement, newest first."""
    reviews: QuerySet[Review] = Review.objects.filter(enrolment=enrolment)
    seen = Acknowledgement.objects.filter(enrolment=enrolment)
    lines = [
        *(_review(row) for row in reviews.select_related("author")),
        *(_acknowledgement(row) for row in seen.select_related("author")),
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _review(row: Review) -> ActLine:
    what = row.get_kind_display().capitalize()
    if row.level is not None:
        what += (
            _(": level %(level)s") % {"level": row.level}
            if row.level != REVERSE_CRUNCH
            else _(": reverse crunch")
        )
    if row.until is not None:
        what += f", {_until(row.until)}"
    who = _("The client, for themself") if row.by_client else _author(row.author)
    return ActLine(at=row.performed_at, what=what, who=who, reason=_cut(row.reason))


def _acknowledgement(row: Acknowledgement) -> ActLine:
    count = len(row.stops)
    what = ngettext("%(stops)s stop acknowledged", "%(stops)s stops acknowledged", count) % {
        "stops": count
    }
    return ActLine(at=row.written_at, what=what, who=_author(row.author), reason=_cut(row.reason))


def _author(author: User | None) -> str:
    return _cut(author.email, LONGEST_NAME) if author else _("Somebody whose account is gone")


def _cut(words: str, longest: int = LONGEST_WORDS) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"
