"""The worklist of made-up clients, one at every tier: the desk's part of the styleguide."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coaching.admin.bulk import BULK
from coaching.admin.caseload import COVER, OWN, Client
from coaching.admin.tiers import Facts, Stop, Tier
from coaching.admin.worklist import Asked, Worklist, rows_of
from coaching.charts.spark import SparkWorkout, spark
from coaching.rules.terms import Status, Symptom
from coaching.showing.specimens import MAIN, program_of

NOW = datetime(2026, 1, 30, 9, tzinfo=UTC)
LONG = "somebody.with.a.very.long.name.and.more@physiotherapy.example.org"


@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """The desk's own page, with nobody's clients on it."""
    shown = Worklist(list(clients()), Asked(), NOW)
    drawing = spark([_workout(day) for day in range(1, 50, 4)])
    drawn = {client.pk: drawing for client in shown.listed if client.tier is not Tier.SILENT}
    shown.rows = list(rows_of(shown.listed, NOW, drawn | {7: spark([])}))
    context = {
        **admin.site.each_context(request),
        "title": _("Worklist"),
        "worklist": shown,
        "waiting": shown.not_seen,
        "zone": "UTC",
        "acts": [(form.slug, form.title) for form in BULK.values()],
    }
    return render(request, "admin/coaching/enrolment/change_list.html", context)


def clients() -> Iterator[Client]:
    """One at every tier of those who are on a program."""
    program = program_of(MAIN)
    for tier in Tier:
        if tier is Tier.ENDED:
            continue
        yield Client(
            pk=tier,
            uuid=UUID(int=tier),
            person=tier,
            public_id=UUID(int=tier),
            email=LONG if tier is Tier.FINE else f"{tier.name.lower()}@example.org",
            whose=COVER if tier is Tier.STOP else OWN,
            covered_for="otto@example.org" if tier is Tier.STOP else "",
            program=program,
            level=tier,
            facts=_facts(tier),
            tier=tier,
            since=NOW - timedelta(days=tier),
            review_on=date(2026, 1, tier) if tier in (Tier.REFER, Tier.HELD) else None,
            unread=int(tier is Tier.REFER),
        )


def _facts(tier: Tier) -> Facts:
    signs = (Symptom.SADDLE_NUMBNESS,) if tier is Tier.EMERGENCY else (Symptom.NUMBNESS,)
    told = NOW - timedelta(days=tier)
    stop = Stop(
        received_at=told,
        symptoms=signs,
        discomfort=7,
        told=_("told outside a workout"),
        is_seen=tier is Tier.SEEN,
    )
    return Facts(
        status=Status.STOPPED if tier.is_stop else Status.ACTIVE,
        started_at=NOW - timedelta(days=60),
        last_workout_at=None if tier is Tier.SILENT else NOW - timedelta(days=1),
        regressions=2 if tier is Tier.REGRESSED else 0,
        stops=(stop,) if tier.is_stop else (),
    )


def _workout(day: int) -> SparkWorkout:
    return SparkWorkout(day=day, angle=90 - day, pops=int(day % 8 == 1), arches=int(day % 12 == 5))
