"""A client's course as a physiotherapist reads it: charts, pops, weeks, and what is not known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.texts import lazy
from coaching import catalogue, charts
from coaching.charts import Chart, Training, Week
from coaching.models import Enrolment, SetReport, Workout
from coaching.rules.patterns import how_often, pattern
from coaching.rules.terms import Phase, PopLocation
from coaching.showing import progress
from coaching.showing.prescriptions import definition_for
from coaching.showing.tellings import chains_of
from coaching.tongue import within
from coaching.words import LOCATION_WORDS, PHASE_WORDS

Counts = tuple[tuple[str, int], ...]
"""Words, and how many sets they are said of; the most first."""

NOT_TOLD = lazy("not told")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pops:
    """The sets with a pop among `answered` sets. `painful` had discomfort, `unknown` no answer.

    `patterns` is what they are more typical of and never a diagnosis; `with_signs` are left out
    of it, because beside a sign what made the sound is of no importance.
    """

    answered: int
    popped: int
    painless: int
    painful: int
    unknown: int
    with_signs: int
    patterns: Counts
    places: Counts
    phases: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """How many of so many questions were not answered, in the workouts shown."""

    sets: int
    back: int
    pops: int
    discomfort: int
    workouts: int
    mornings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """A week from its Monday: sums of what was answered, None where nothing was."""

    monday: date
    workouts: int | None
    angle: float | None
    pops: int | None
    arches: int | None
    discomfort: int | None
    morning: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The last 60 workouts, and more where there were more in twelve weeks."""

    trainings: tuple[Training, ...]
    weeks: tuple[WeekRow, ...]
    charts: tuple[Chart, ...]
    pops: Pops
    unanswered: Unanswered

    @property
    def first_day(self) -> date:
        """Of the first workout shown."""
        return self.trainings[0].day


def course_of(enrolment: Enrolment, now: datetime) -> Course | None:
    """In as many queries for a long history as for a short one; None without a workout."""
    recent = progress.recent_workouts(enrolment.client, now)
    chains = chains_of([workout.pk for workout in recent])
    trained = progress.trained_of(recent, chains)
    if not trained:
        return None
    trainings = progress.trainings_of(trained, chains)
    weeks = progress.weeks_of(enrolment, trained, now)
    sets = [chain.current for workout in trained for chain in chains[workout.pk]]
    return Course(
        trainings=tuple(trainings),
        weeks=tuple(_week(week, trainings) for week in weeks),
        charts=_charts(enrolment, trainings[-progress.MOST_WORKOUTS :], weeks),
        pops=_pops(sets),
        unanswered=_unanswered(sets, trained),
    )


def _charts(
    enrolment: Enrolment, trainings: Sequence[Training], weeks: Sequence[Week]
) -> tuple[Chart, ...]:
    goal = definition_for(enrolment.program, enrolment.where_now)["days_per_week"]
    last = trainings[-1]
    angle = _("no angle") if last.angle is None else f"{last.angle:g}°"
    return (
        replace(
            charts.range_chart(trainings),
            title=_("Range: lowest thigh angle asked for"),
            sentence=_("Last workout: %(lower)s, %(angle)s.")
            % {"lower": within(last.exercise), "angle": angle},
        ),
        charts.sets_chart(trainings),
        charts.discomfort_chart(trainings),
        replace(
            charts.weeks_chart(weeks, goal=goal),
            hint=_("The dotted line is the plan: %(goal)s workouts a week.") % {"goal": goal},
        ),
    )


def _week(week: Week, trainings: Iterable[Training]) -> WeekRow:
    own = [one for one in trainings if week.monday <= one.day < week.monday + timedelta(weeks=1)]
    return WeekRow(
        monday=week.monday,
        workouts=week.workouts,
        angle=_least(one.angle for one in own),
        pops=_sum(one.pops.sum_or_blank for one in own),
        arches=_sum(one.arches.sum_or_blank for one in own),
        discomfort=_most(one.discomfort.highest_or_blank for one in own),
        morning=_most(one.morning for one in own),
    )


def _told(numbers: Iterable[Any]) -> list[Any]:
    return [number for number in numbers if number is not None]


def _least(numbers: Iterable[float | None]) -> float | None:
    return min(_told(numbers), default=None)


def _most(numbers: Iterable[int | None]) -> int | None:
    return max(_told(numbers), default=None)


def _sum(numbers: Iterable[int | None]) -> int | None:
    told = _told(numbers)
    return sum(told) if told else None


def _pops(sets: Sequence[SetReport]) -> Pops:
    popped = [told for told in sets if told.pops]
    plain = [told for told in popped if not told.symptoms]
    return Pops(
        answered=sum(told.pops is not None for told in sets),
        popped=len(popped),
        painless=sum(told.discomfort == 0 for told in plain),
        painful=sum(bool(told.discomfort) for told in plain),
        unknown=sum(told.discomfort is None for told in plain),
        with_signs=len(popped) - len(plain),
        patterns=_counted(map(_pattern, plain)),
        places=_counted(map(_place, plain)),
        phases=_counted(map(_phase, plain)),
    )


def _counted(words: Iterable[str]) -> Counts:
    return tuple(Counter(words).most_common())


def _pattern(told: SetReport) -> str:
    place = PopLocation(told.pop_location or PopLocation.UNSURE)
    often = how_often(told.pops or 0, set(told.pop_repetitions or ()), told.reps)
    return str(catalogue.spoken().patterns[pattern(place, often)]["title"])


def _place(told: SetReport) -> str:
    return str(LOCATION_WORDS[PopLocation(told.pop_location)]) if told.pop_location else NOT_TOLD


def _phase(told: SetReport) -> str:
    return str(PHASE_WORDS[Phase(told.pop_phase)]) if told.pop_phase else NOT_TOLD


def _unanswered(sets: Sequence[SetReport], workouts: Sequence[Workout]) -> Unanswered:
    mornings = (getattr(workout, "morning", None) for workout in workouts)
    return Unanswered(
        sets=len(sets),
        back=sum(told.lumbar_contact is None for told in sets),
        pops=sum(told.pops is None for told in sets),
        discomfort=sum(told.discomfort is None for told in sets),
        workouts=len(workouts),
        mornings=sum(morning is None or morning.discomfort is None for morning in mornings),
    )
