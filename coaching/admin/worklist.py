"""The list of clients: who needs an eye first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, IntegerField, Model, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.urls import reverse

from coaching.admin.words import Badge, badge_of, told_words
from coaching.models import Decision, Enrolment, MorningReport, SetReport, SymptomReport
from coaching.models.enrolment import EnrolmentQuerySet
from coaching.rules.signs import is_emergency
from coaching.rules.terms import Outcome, Status, Symptom

Alarm = tuple[list[Symptom], int | None]
"""Signs, and discomfort from 0 to 10 or unanswered."""

Alarms = Mapping[int, list[Alarm]]
"""The open stops of each enrolment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a row says besides its columns."""

    badge: Badge
    decision: Decision | None
    alarms: tuple[str, ...]
    open_stops: int


def listed(row: Enrolment) -> Listed:
    """What the list found out about a row."""
    found: Listed = vars(row)["listed"]
    return found


class Clients(ChangeList):
    """Emergencies first, then stops, then everybody else, however the rest is sorted."""

    alarms: Alarms

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """Own rows with their urgency and the decision that was last told."""
        own = cast("EnrolmentQuerySet", self.root_queryset)
        self.alarms = alarms_of(own.stopped())
        self.root_queryset = _with_urgency(own, self.alarms)
        return super().get_queryset(request, exclude_parameters)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Urgency always comes first."""
        return ["urgency", *super().get_ordering(request, queryset)]

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, each with what is said of it."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        wanted = [row.last_decision for row in self.result_list if row.last_decision]
        decisions = Decision.objects.in_bulk(wanted)
        for row in self.result_list:
            vars(row)["listed"] = _listed(
                row, self.alarms.get(row.pk, []), decisions.get(row.last_decision)
            )

    def url_for_result(self, result: Model) -> str:
        """The page of a client, by an id that nobody can count."""
        return reverse("admin:coaching_enrolment_change", args=[cast("Enrolment", result).uuid])


def alarms_of(stopped: QuerySet[Enrolment]) -> Alarms:
    """What opened the stops of these enrolments, in a handful of queries however many they are."""
    rows = list(stopped)
    stops = [UUID(stop) for row in rows for stop in row.where.open_stops]
    found: dict[int, list[Alarm]] = defaultdict(list)
    for pk, alarm in _reported(rows, stops):
        found[pk].append(alarm)
    return found


def _reported(rows: list[Enrolment], stops: list[UUID]) -> Iterator[tuple[int, Alarm]]:
    if not stops:
        return
    yield from _in_workouts(rows, stops)
    mornings = MorningReport.objects.filter(enrolment__in=rows, uuid__in=stops)
    for pk, symptoms, discomfort in mornings.values_list("enrolment", "symptoms", "discomfort"):
        yield pk, (symptoms, discomfort)
    signs = SymptomReport.objects.filter(enrolment__in=rows, uuid__in=stops)
    for pk, symptoms in signs.values_list("enrolment", "symptoms"):
        yield pk or 0, (symptoms, None)


def _in_workouts(rows: list[Enrolment], stops: list[UUID]) -> Iterator[tuple[int, Alarm]]:
    """A workout has one stop, for the signs of all its sets."""
    named = SetReport.objects.filter(workout__enrolment__in=rows, uuid__in=stops)
    told = SetReport.objects.standing().filter(workout__in=named.values("workout"))
    sets: dict[tuple[int, int], list[SetReport]] = defaultdict(list)
    for report in told.select_related("workout"):
        sets[report.workout.enrolment_id, report.workout_id].append(report)
    for (pk, _), reports in sets.items():
        signs = {Symptom(sign) for report in reports for sign in report.symptoms}
        hurt = [report.discomfort for report in reports if report.discomfort is not None]
        yield pk, (sorted(signs), max(hurt, default=None))


def any_emergency(alarms: Iterable[Alarm]) -> bool:
    """Whether one of them needs urgent care."""
    return any(is_emergency(frozenset(symptoms)) for symptoms, _ in alarms)


def _with_urgency(rows: QuerySet[Enrolment], alarms: Alarms) -> QuerySet[Enrolment]:
    emergencies = [pk for pk, told in alarms.items() if any_emergency(told)]
    urgency = Case(
        When(pk__in=emergencies, then=Value(0)),
        When(status=Status.STOPPED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    last = (
        Decision.objects.standing()
        .filter(enrolment=OuterRef("pk"))
        .exclude(about=Decision.About.SET)
        .exclude(outcome=Outcome.IGNORED)
    )
    return rows.annotate(urgency=urgency, last_decision=Subquery(last.values("pk")[:1]))


def _listed(row: Enrolment, alarms: list[Alarm], decision: Decision | None) -> Listed:
    return Listed(
        badge=badge_of(row, is_emergency=any_emergency(alarms)),
        decision=decision,
        alarms=tuple(told_words(*alarm) for alarm in alarms),
        open_stops=len(row.where.open_stops),
    )


class StatusFilter(admin.SimpleListFilter):
    """Whoever is on a program now, unless something else is asked for."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The same words for everybody, so that they tell nothing of anybody."""
        return [
            *((status.value, status.value.capitalize()) for status in Status),
            ("ended", "Ended"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Ended programs only where they are asked for."""
        if self.value() == "ended":
            return queryset.exclude(ended_at=None)
        if self.value():
            return queryset.filter(ended_at=None, status=self.value())
        return queryset.filter(ended_at=None)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Say what is shown when nothing is asked for."""
        everybody, *rest = super().choices(changelist)
        yield {**everybody, "display": "Everybody on a program"}
        yield from rest


class ProgramFilter(admin.SimpleListFilter):
    """Only programs that somebody of one's own is on."""

    title = "program"
    parameter_name = "program"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Their titles, each once."""
        own = model_admin.get_queryset(request).order_by("program__title")
        return list(own.values_list("program__slug", "program__title").distinct())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Whoever is on any version of it."""
        return queryset.filter(program__slug=self.value()) if self.value() else queryset
