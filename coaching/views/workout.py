"""The guided workout: one set a screen, an answer after each, the receipt at the end."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import OnceForm
from accounts.models import User
from coaching import services
from coaching.forms import AskedForm, LogSetForm
from coaching.models import Decision, Enrolment, SetReport, Workout
from coaching.rules.program import Program
from coaching.rules.workout import Underway
from coaching.services import Moment
from coaching.showing import change_in_words, next_step, set_in_words, shown
from coaching.showing.patterns import card_of, cards_of
from coaching.views.asking import (
    act_on_signs,
    client_of,
    for_clients,
    for_the_enrolled,
    invalid,
    leave,
    say,
)

NOWHERE = UUID(int=0)
"""The uuid of no workout."""


@require_POST
@for_the_enrolled
def begin(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Begin a workout, or go on with the one under way."""
    form = OnceForm(request.POST)
    if form.is_valid():
        services.start_workout(
            client=enrolment.client,
            uuid=form.cleaned_data["uuid"],
            moment=Moment.now(enrolment.client),
        )
    return redirect("workout")


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def workout(request: HttpRequest) -> HttpResponse:
    """The next set of the workout under way; a post logs it."""
    if request.method == "POST":
        return _log_set(request, client_of(request))
    return _next_set(request)


@for_the_enrolled
def _next_set(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    row = enrolment.workouts.under_way().first()
    if row is None or enrolment.is_stopped:
        return redirect("today")
    state = services.underway(enrolment, row)
    form = LogSetForm(initial=_asked(state, enrolment.program.rules))
    return render(request, "coaching/workout.html", _set_page(enrolment, row, state, form))


def _log_set(request: HttpRequest, client: User) -> HttpResponse:
    form = LogSetForm(request.POST)
    if not form.is_valid():
        return act_on_signs(request, form) or _set_again(request, form)
    report = services.log_set(
        client=client,
        workout=form.cleaned_data["workout"],
        number=form.cleaned_data["number"],
        uuid=form.cleaned_data["uuid"],
        answers=form.answers,
        moment=Moment.now(client),
    )
    if report.workout.finished_at:
        return leave(request, "workout_done", report.workout.uuid)
    return redirect("workout")


@for_the_enrolled
def _set_again(request: HttpRequest, enrolment: Enrolment, form: LogSetForm) -> HttpResponse:
    row = enrolment.workouts.filter(uuid=form.cleaned_data.get("workout") or NOWHERE).first()
    if row is None:
        raise Http404
    context = _set_page(enrolment, row, services.underway(enrolment, row), form)
    return invalid(request, "coaching/workout.html", context)


@require_safe
@for_the_enrolled
def done(request: HttpRequest, enrolment: Enrolment, uuid: UUID) -> HttpResponse:
    """The receipt of a workout; while it goes on, the next set."""
    row = Workout.objects.of(enrolment.client).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    if enrolment.is_stopped:
        return redirect("today")
    if row.finished_at is None:
        return redirect("workout")
    decision = row.decisions.standing().filter(about=Decision.About.WORKOUT).first()
    sets = list(SetReport.objects.as_last_told().filter(workout=row))
    context = {
        "workout": row,
        "decision": decision,
        "sets": [(report, set_in_words(report)) for report in sets],
        "cards": cards_of(row, sets),
        "shown": shown(enrolment.program, enrolment.where_now),
        "next_step": next_step(enrolment.program, enrolment.where_now),
        "undo_form": OnceForm() if sets and enrolment.last_event == str(row.uuid) else None,
    }
    return render(request, "coaching/done.html", context)


@require_POST
@for_the_enrolled
def undo(request: HttpRequest, enrolment: Enrolment, uuid: UUID) -> HttpResponse:
    """Take the last set back."""
    form = OnceForm(request.POST)
    if form.is_valid():
        services.undo_set(
            client=enrolment.client,
            workout=uuid,
            uuid=form.cleaned_data["uuid"],
            moment=Moment.now(enrolment.client),
        )
        say(request, _("Taken back. Tell us about that set again."))
    return redirect("workout")


@require_POST
@for_the_enrolled
def finish(_request: HttpRequest, enrolment: Enrolment, uuid: UUID) -> HttpResponse:
    """End the workout with the sets it has."""
    services.finish_workout(
        client=enrolment.client, workout=uuid, moment=Moment.now(enrolment.client)
    )
    return redirect("workout_done", uuid)


def _set_page(
    enrolment: Enrolment, row: Workout, state: Underway, form: LogSetForm
) -> dict[str, object]:
    rules = enrolment.program.rules
    said = _said_of_last_set(row, state)
    return {
        "workout": row,
        "form": form,
        "quick_form": AskedForm(initial=_asked(state, rules), auto_id="quick_%s"),
        "shown": shown(enrolment.program, state.position, animated=True),
        "number": state.sets_done + 1,
        "sets": rules.dosed(state.before).sets,
        "said": said,
        "change": change_in_words(said.said) if said else None,
        "card": card_of(said.set_report, said.outcome) if said and said.set_report else None,
        "undo_form": OnceForm(auto_id="undo_%s") if state.sets_done else None,
        "is_stopped": enrolment.is_stopped,
    }


def _asked(state: Underway, rules: Program) -> dict[str, int]:
    where = state.position
    return {
        "number": state.sets_done + 1,
        "reps": rules.reps(where),
        "asked_level": where.level,
        "asked_rep_step": where.rep_step,
    }


def _said_of_last_set(row: Workout, state: Underway) -> Decision | None:
    if not state.sets_done:
        return None
    return (
        row.decisions.standing()
        .filter(about=Decision.About.SET, set_report__replaced_by=None)
        .order_by("-set_report__number")
        .select_related("set_report")
        .first()
    )
