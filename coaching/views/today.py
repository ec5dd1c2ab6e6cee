"""What to do now, and the page that stands in its place while the plan is paused."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import OnceForm
from coaching import catalogue, services
from coaching.forms import ClearanceForm, MorningForm
from coaching.models import Decision, Enrolment, Review, Workout
from coaching.models.function import workouts_with_function
from coaching.rules.terms import Outcome, Position
from coaching.services import Moment
from coaching.showing import next_step, pause_ends, shown, signs_in_words
from coaching.showing.conversations import care_news
from coaching.showing.stop_states import states_of
from coaching.stops import open_stops
from coaching.views.asking import act_on_signs, client_of, for_the_enrolled, invalid, say

MOVING = [
    Outcome.START,
    Outcome.ADVANCE,
    Outcome.COMPLETE,
    Outcome.REGRESS,
    Outcome.SUBSTITUTE,
    Outcome.CLEAR,
    Outcome.OVERRIDE,
    Outcome.CEILING,
    Outcome.DOSES,
]
"""The outcomes that can say why a client stands where they stand."""


@require_safe
@for_the_enrolled
def today(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """What to do now, since when, why, and what is needed to move on."""
    if enrolment.is_stopped:
        return stopped_page(request, enrolment, ClearanceForm(initial=_stops_shown(enrolment)))
    last = _last_workout(enrolment)
    news = care_news(enrolment.client)
    week = _days_trained(enrolment)
    now_there = timezone.now().astimezone(enrolment.client.zone)
    where = enrolment.where_now
    context = {
        "enrolment": enrolment,
        "shown": shown(enrolment.program, where, animated=True),
        "pause": _pause(enrolment, where) if where.is_paused else None,
        "since": _since(enrolment),
        "next_step": next_step(enrolment.program, where),
        "open_workout": last if last and last.finished_at is None else None,
        "trained_today": now_there.date() in week,
        "days_trained": len(week),
        "start_form": OnceForm(),
        "morning_form": _morning_form(last, now_there),
        "next_program": services.next_program(enrolment),
        "refer": _is_referred(enrolment),
        "function_form": _function_form(last),
        "unread": news.unread,
        "words_changed": news.words_changed,
    }
    return render(request, "coaching/today.html", context)


@require_POST
@for_the_enrolled
def morning(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """How the morning after a workout felt, or that the question was skipped."""
    form = MorningForm(request.POST)
    if not form.is_valid():
        return act_on_signs(request, form) or invalid(
            request, "coaching/morning.html", {"form": form}
        )
    skipped = "skip" in request.POST
    told = form.cleaned_data
    services.report_morning(
        client=enrolment.client,
        workout=told["workout"],
        uuid=told["uuid"],
        discomfort=None if skipped else told["discomfort"],
        symptoms=told["symptoms"],
        moment=Moment.now(enrolment.client),
    )
    say(request, _("Skipped. That is fine.") if skipped else _("Thank you. Noted."))
    return redirect("today")


@require_POST
@for_the_enrolled
def clear(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """The client's own clearance, where nobody is linked who could give one."""
    form = ClearanceForm(request.POST)
    if not form.is_valid():
        return stopped_page(request, enrolment, form)
    services.clear_stop_myself(
        client=client_of(request),
        uuid=form.cleaned_data["uuid"],
        stops=form.cleaned_data["stops"],
        reason=form.cleaned_data["reason"],
        moment=Moment.now(enrolment.client),
    )
    return redirect("today")


@require_POST
@for_the_enrolled
def resume(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """The client's own end of a pause, where nobody is linked who could end it."""
    form = OnceForm(request.POST)
    if form.is_valid():
        services.resume_myself(
            client=enrolment.client,
            uuid=form.cleaned_data["uuid"],
            moment=Moment.now(enrolment.client),
        )
        say(request, _("The pause is over. Go on where you were."))
    return redirect("today")


def stopped_page(request: HttpRequest, enrolment: Enrolment, form: ClearanceForm) -> HttpResponse:
    """The full page with the advice card; nothing else can be done until it is cleared."""
    stops = open_stops(enrolment)
    cards = catalogue.spoken().cards
    has_physiotherapist = services.has_physiotherapist(enrolment.client)
    states = states_of(enrolment, stops)
    context = {
        "stops": [
            (stop, signs_in_words(list(stop.symptoms)), state)
            for stop, state in zip(stops, states, strict=True)
        ],
        "is_seen": all(state.seen for state in states),
        "card": cards[stops[0].card if stops else "stop"],
        "not_monitored": cards["not-monitored"],
        "has_physiotherapist": has_physiotherapist,
        "form": None if has_physiotherapist else form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "coaching/stopped.html", context, status=status)


def _last_workout(enrolment: Enrolment) -> Workout | None:
    """With its morning, and `function_told_at`: when the client last told of everyday life."""
    return workouts_with_function(enrolment).select_related("morning").first()


def _function_form(last: Workout | None) -> OnceForm | None:
    """Asked after a workout, and never while one goes on."""
    if last is None or last.finished_at is None:
        return None
    told_at = vars(last)["function_told_at"]
    return OnceForm() if services.is_time_for_function(told_at, timezone.now()) else None


def _pause(enrolment: Enrolment, where: Position) -> dict[str, Any]:
    """Why there is no workout, until when, and whether the client may end that themself."""
    row = enrolment.reviews.filter(kind=Review.Kind.PAUSE).first()
    return {
        "reason": row.reason if row else "",
        "until": pause_ends(where),
        "form": None if services.has_physiotherapist(enrolment.client) else OnceForm(),
    }


def _is_referred(enrolment: Enrolment) -> bool:
    limit = enrolment.program.rules.policy.refer_after
    return enrolment.where.painful_workouts >= limit


def _stops_shown(enrolment: Enrolment) -> dict[str, Any]:
    return {"stops": " ".join(enrolment.where.open_stops)}


def _since(enrolment: Enrolment) -> Decision | None:
    return (
        Decision.objects.standing()
        .filter(enrolment=enrolment, outcome__in=MOVING)
        .exclude(about=Decision.About.SET)
        .first()
    )


def _days_trained(enrolment: Enrolment) -> set[Any]:
    """The local days of this week, from Monday, on which the client trained."""
    now = timezone.now().astimezone(enrolment.client.zone)
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0)
    rows = enrolment.workouts.finished().filter(performed_at__gte=monday, set_reports__isnull=False)
    return {row.at.date() for row in rows.distinct()}


def _morning_form(last: Workout | None, now: datetime) -> MorningForm | None:
    """Asked on the first visit on a later day than the last workout's, and once."""
    if last is None or last.finished_at is None or last.at.date() >= now.date():
        return None
    if hasattr(last, "morning"):
        return None
    return MorningForm(initial={"workout": last.uuid})
