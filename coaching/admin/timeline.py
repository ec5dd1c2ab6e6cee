"""A client's timeline: every standing decision beside what was reported."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.texts import lazy
from coaching.admin.words import (
    OUTCOMES,
    change_words,
    level_words,
    prescribed_words,
    told_words,
)
from coaching.models import (
    Decision,
    Enrolment,
    MorningReport,
    Note,
    Review,
    SetReport,
    SymptomReport,
)
from coaching.models.report import Performed
from coaching.rules.terms import Outcome
from coaching.showing import set_in_words
from coaching.showing.paging import Page, page
from coaching.showing.prescriptions import end_in_words
from coaching.tongue import listed

A_PAGE = 25
TOLD_BY_ANY_CLOCK = (
    MinValueValidator(date(1900, 1, 1), lazy("Choose a later day.")),
    MaxValueValidator(date(2999, 12, 31), lazy("Choose an earlier day.")),
)
LATE = timedelta(hours=1)
"""A report that came in so long after it was performed is marked as late."""

About = Decision.About
Key = tuple[str, UUID]

_RETOLD = SetReport.objects.filter(workout=OuterRef("workout")).exclude(replaces=None)

_OF_KIND: dict[str, Q] = {
    "workouts": Q(about__in=[About.SET, About.WORKOUT]),
    "signs": Q(about=About.SYMPTOMS) | Q(outcome__in=[Outcome.STOP, Outcome.EMERGENCY]),
    "mornings": Q(about=About.MORNING),
    "acts": Q(about=About.REVIEW),
    "corrections": Q(Exists(_RETOLD)) | Q(supersedes__isnull=False),
    "notes": Q(Exists(Note.objects.filter(workout=OuterRef("workout")))),
}
"""What each kind of the filter shows; a workout can be of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A decision as it was told, and the facts it was taken on.

    `place` is where the client stood after it, `earlier` what it superseded, newest first.
    """

    decision: Decision
    outcome: str
    change: tuple[str, str] | None
    place: str
    reported: tuple[str, ...] = ()
    retold: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    review: Review | None = None
    received_late: datetime | None = None
    earlier: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that was reported for some decisions, read at once."""

    enrolment: Enrolment
    sets: dict[int, list[SetReport]]
    notes: dict[int, list[Note]]
    reports: dict[UUID, Performed]
    superseded: dict[Key, list[Decision]]


class FilterForm(forms.Form):
    """Which part of the timeline to show: some kinds, some days. Nothing ticked is everything."""

    KINDS: ClassVar = (
        ("workouts", lazy("Workouts")),
        ("signs", lazy("Signs and stops")),
        ("mornings", lazy("Mornings")),
        ("acts", lazy("Acts")),
        ("corrections", lazy("Corrections")),
        ("notes", lazy("Notes")),
    )

    kind = forms.MultipleChoiceField(
        label=lazy("Show only"),
        choices=KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": lazy("Choose from these kinds.")},
    )
    first = forms.DateField(
        label=lazy("From"),
        required=False,
        validators=TOLD_BY_ANY_CLOCK,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last = forms.DateField(
        label=lazy("To"),
        required=False,
        validators=TOLD_BY_ANY_CLOCK,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days that end before they begin."""
        told = super().clean() or self.cleaned_data
        first, last = told.get("first"), told.get("last")
        if first and last and last < first:
            self.add_error("last", _("Choose a day that is not before the first."))
        return told

    @property
    def is_used(self) -> bool:
        """Whether anything is left out."""
        return any(self.cleaned_data.values())

    def narrowed(self, decisions: QuerySet[Decision]) -> QuerySet[Decision]:
        """Those of `decisions` that were asked for; all of them where the form is not valid."""
        if not self.is_valid():
            return decisions
        told = self.cleaned_data
        if told["kind"]:
            wanted = Q()
            for kind in told["kind"]:
                wanted |= _OF_KIND[kind]
            decisions = decisions.filter(wanted)
        if told["first"]:
            decisions = decisions.filter(performed_at__gte=_beginning_of(told["first"]))
        if told["last"]:
            until = _beginning_of(told["last"] + timedelta(days=1))
            decisions = decisions.filter(performed_at__lt=until)
        return decisions


def _beginning_of(day: date) -> datetime:
    """Midnight on the clock of the person who looks."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def page_of(enrolment: Enrolment, asked: str | None, narrowed: FilterForm) -> Page[Entry]:
    """One page of the timeline, newest first."""
    decisions = narrowed.narrowed(standing(enrolment))
    found = page(lambda start, stop: list(decisions[start:stop]), asked, size=A_PAGE)
    return Page(rows=entries(enrolment, found.rows), number=found.number, has_next=found.has_next)


def standing(enrolment: Enrolment) -> QuerySet[Decision]:
    """The decisions that hold; single sets only while their workout goes on."""
    going_on = Q(workout__finished_at=None)
    told_anew = SetReport.objects.filter(replaces=OuterRef("set_report"))
    return (
        Decision.objects.standing()
        .filter(enrolment=enrolment)
        .exclude(~going_on & Q(about=About.SET))
        .exclude(going_on & Q(about=About.WORKOUT))
        .filter(~Exists(told_anew))
        .select_related("workout", "set_report")
    )


def news(enrolment: Enrolment, count: int) -> list[Entry]:
    """The last `count` decisions in the order in which they were taken, newest first."""
    decisions = Decision.objects.filter(enrolment=enrolment).order_by("-pk")
    latest = decisions.select_related("workout", "set_report")[:count]
    return entries(enrolment, [row for row in latest if not _is_part(row)])


def _is_part(decision: Decision) -> bool:
    """Whether the decision on a whole workout says it too."""
    over = decision.workout is not None and decision.workout.finished_at is not None
    return decision.about == About.SET and over


def entries(enrolment: Enrolment, decisions: Sequence[Decision]) -> list[Entry]:
    """Each decision with its facts, in as many queries for one as for many."""
    facts = _facts(enrolment, decisions)
    return [_entry(decision, facts) for decision in decisions]


def reviews(enrolment: Enrolment) -> list[Entry]:
    """What was done to a client, by whom and why: every clearance, level and ceiling."""
    return entries(enrolment, list(standing(enrolment).filter(about=About.REVIEW)))


# The facts


def _facts(enrolment: Enrolment, decisions: Sequence[Decision]) -> Facts:
    workouts = {decision.workout_id for decision in decisions if decision.workout_id}
    subjects = [decision.subject for decision in decisions]
    sets: dict[int, list[SetReport]] = defaultdict(list)
    for row in SetReport.objects.filter(workout__in=workouts):
        sets[row.workout_id].append(row)
    notes: dict[int, list[Note]] = defaultdict(list)
    for note in Note.objects.filter(workout__in=workouts):
        notes[note.workout_id].append(note)
    return Facts(
        enrolment=enrolment,
        sets=sets,
        notes=notes,
        reports=_reports(enrolment, subjects),
        superseded=_superseded(enrolment, subjects),
    )


def _reports(enrolment: Enrolment, subjects: list[UUID]) -> dict[UUID, Performed]:
    asked = Q(enrolment=enrolment, uuid__in=subjects)
    rows: list[Performed] = [
        *MorningReport.objects.filter(asked),
        *SymptomReport.objects.filter(asked),
        *Review.objects.filter(asked).select_related("author"),
    ]
    return {row.uuid: row for row in rows}


def _superseded(enrolment: Enrolment, subjects: list[UUID]) -> dict[Key, list[Decision]]:
    found: dict[Key, list[Decision]] = defaultdict(list)
    rows = Decision.objects.superseded().filter(enrolment=enrolment, subject__in=subjects)
    for row in rows.order_by("-pk"):
        found[row.about, row.subject].append(row)
    return found


# One entry


def _entry(decision: Decision, facts: Facts) -> Entry:
    report = decision.workout or facts.reports.get(decision.subject)
    earlier = facts.superseded.get((decision.about, decision.subject), [])
    is_workout = decision.about == About.WORKOUT
    workout = decision.workout_id or 0
    return Entry(
        **_told(decision),
        reported=_reported(decision, report, facts),
        retold=_retold(facts.sets[workout]) if is_workout else (),
        notes=tuple(facts.notes[workout]) if is_workout else (),
        review=report if isinstance(report, Review) else None,
        received_late=_late(report),
        earlier=tuple(Entry(**_told(row)) for row in earlier if row.pk < decision.pk),
    )


def _told(decision: Decision) -> dict[str, Any]:
    before, after = decision.said["before"], decision.said["after"]
    return {
        "decision": decision,
        "outcome": OUTCOMES[Outcome(decision.outcome)],
        "change": change_words(before, after) if before != after else None,
        "place": prescribed_words(after),
    }


def _late(report: Performed | None) -> datetime | None:
    if report is None or report.received_at - report.performed_at < LATE:
        return None
    return report.received_at


def _reported(decision: Decision, report: Performed | None, facts: Facts) -> tuple[str, ...]:
    if decision.about == About.SET:
        return (_set_words(decision.set_report),) if decision.set_report else ()
    if isinstance(report, MorningReport):
        return (_morning_words(report),)
    if isinstance(report, SymptomReport):
        return (told_words(report.symptoms, None),)
    if isinstance(report, Review):
        return _review_words(report, decision, facts.enrolment)
    told = facts.sets[decision.workout_id or 0]
    later = _later(told)
    latest = [row for row in told if not row.is_withdrawn and row.pk not in later]
    return tuple(map(_set_words, latest))


def _later(told: list[SetReport]) -> dict[int | None, SetReport]:
    """What replaced a telling, by its key."""
    return {row.replaces_id: row for row in told if row.replaces_id}


def _set_words(row: SetReport) -> str:
    words = _("Set %(number)s: %(set_in_words)s") % {
        "number": row.number,
        "set_in_words": set_in_words(row),
    }
    if row.lowest_angle is not None:
        words += _(", lowest thigh angle %(lowest_angle)s°") % {
            "lowest_angle": f"{row.lowest_angle:g}"
        }
    if row.is_double:
        words += _(" (told by another device too)")
    return words


def _retold(rows: list[SetReport]) -> tuple[str, ...]:
    later = _later(rows)
    return tuple(f"{_set_words(row)} ({_fate(later[row.pk])})" for row in rows if row.pk in later)


def _fate(replaced_by: SetReport) -> str:
    return _("taken back") if replaced_by.is_withdrawn else _("corrected later")


def _morning_words(report: MorningReport) -> str:
    if report.discomfort is None and not report.symptoms:
        return _("The next morning: not answered")
    return _("The next morning: %(told_words)s") % {
        "told_words": told_words(report.symptoms, report.discomfort)
    }


def _review_words(review: Review, decision: Decision, enrolment: Enrolment) -> tuple[str, ...]:
    said = []
    if review.kind == Review.Kind.CLEARANCE:
        count = len(review.stops)
        said.append(
            ngettext("%(stops)s stop seen and cleared", "%(stops)s stops seen and cleared", count)
            % {"stops": count}
        )
    if review.level is not None:
        said.append(level_words(enrolment.program, review.level))
    if review.rep_step is not None:
        reps = decision.said["after"]["reps"]
        said.append(
            ngettext("%(reps)s repetition a set", "%(reps)s repetitions a set", reps)
            % {"reps": reps}
        )
    said += [_dose_words(name, told) for name, told in (review.doses or {}).items()]
    if review.until is not None:
        said.append(_("Until %(end_in_words)s") % {"end_in_words": end_in_words(review.until)})
    return tuple(said)


def _dose_words(name: str, told: Any) -> str:
    """Rep steps: 8, 10, 12."""
    value = listed(told) if isinstance(told, list) else told
    return f"{name.replace('_', ' ').capitalize()}: {value}"
