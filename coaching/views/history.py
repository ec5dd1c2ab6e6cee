"""What was done so far, why each decision was taken, and where to put a set right."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.forms import ChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching import services
from coaching.forms import POPS, Choices, NoteForm, SetForm
from coaching.models import Enrolment, SetReport, Workout
from coaching.services import Moment, SetAnswers
from coaching.showing import past_workout, progress, set_in_words, shown, timeline
from coaching.showing.tellings import Chain, chains_of
from coaching.views.asking import act_on_signs, for_the_enrolled, invalid, posted, say


@require_safe
@for_the_enrolled
def history(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """Every decision, newest first; on the first page also how it goes."""
    client, now = enrolment.client, timezone.now()
    page = timeline.page_of(client, request.GET.get("page"))
    decisions = page.rows
    recent = [] if page.has_previous else progress.recent_workouts(client, now)
    seen = {decision.workout_id for decision in decisions if decision.workout_id}
    chains = chains_of(seen | {workout.pk for workout in recent})
    context = {
        "enrolment": enrolment,
        "page": page,
        "rows": timeline.rows(client, decisions, chains),
        "open_workout": next((row for row in recent if row.finished_at is None), None),
        "has_workouts": any(chains.values()),
        "charts": progress.charts_of(enrolment, recent, chains, now),
        "stairs": progress.stairs_of(enrolment),
        "shown": shown(enrolment.program, enrolment.where_now),
    }
    return render(request, "coaching/history.html", context)


@require_safe
@for_the_enrolled
def workout(request: HttpRequest, enrolment: Enrolment, uuid: UUID) -> HttpResponse:
    """One workout with its receipt, its sets and its notes."""
    row = _own_workout(enrolment, uuid)
    context = _workout_page(enrolment, row, NoteForm())
    return render(request, "coaching/history_workout.html", context)


@require_POST
@for_the_enrolled
def note(request: HttpRequest, enrolment: Enrolment, uuid: UUID) -> HttpResponse:
    """Add the client's own words to a workout."""
    row = _own_workout(enrolment, uuid)
    form = NoteForm(request.POST)
    if not form.is_valid():
        context = _workout_page(enrolment, row, form)
        return invalid(request, "coaching/history_workout.html", context)
    services.annotate_workout(
        client=enrolment.client,
        workout=uuid,
        uuid=form.cleaned_data["uuid"],
        text=form.cleaned_data["text"],
        now=timezone.now(),
    )
    return redirect(f"{resolve_url('history_workout', uuid)}#notes")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_enrolled
def correct(request: HttpRequest, enrolment: Enrolment, uuid: UUID) -> HttpResponse:
    """Tell a set anew. The first telling is kept."""
    report = _own_set(enrolment, uuid)
    chain = _chain_of(report)
    current = chain.current if chain else None
    form = _form_of(report, posted(request))
    context = {"report": report, "form": form, "told": set_in_words(report)}
    if form.is_bound and form.is_valid():
        is_settled = chain is not None and report == current and not chain.doubles
        return _correct(request, enrolment, report, form.answers, is_settled=is_settled)
    if form.is_bound:
        acted = act_on_signs(request, form, told_before=frozenset(report.symptoms))
        return acted or invalid(request, "coaching/correct.html", context)
    if current is None or report.workout.enrolment_id != enrolment.pk:
        raise Http404
    if current != report:
        return redirect("correct", current.uuid)
    return render(request, "coaching/correct.html", context)


def _correct(
    request: HttpRequest,
    enrolment: Enrolment,
    report: SetReport,
    answers: SetAnswers,
    *,
    is_settled: bool,
) -> HttpResponse:
    answers = _with_what_the_form_leaves_out(report, answers)
    if is_settled and _says_the_same(report, answers):
        say(request, _("Nothing was changed."))
        return redirect("history_workout", report.workout.uuid)
    services.correct_set(
        client=enrolment.client,
        report=report.uuid,
        uuid=UUID(request.POST["uuid"]),
        answers=answers,
        moment=Moment.now(enrolment.client),
    )
    say(request, _("Corrected. What you told us before is kept too."))
    enrolment.refresh_from_db(fields=["status"])
    if enrolment.is_stopped:
        return redirect("today")
    return redirect("history_workout", report.workout.uuid)


def _own_workout(enrolment: Enrolment, uuid: UUID) -> Workout:
    """A workout of this client's, on this program or on an earlier one."""
    own = Workout.objects.of(enrolment.client).select_related("enrolment", "morning")
    row = own.filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return row


def _own_set(enrolment: Enrolment, uuid: UUID) -> SetReport:
    """Any telling of a set: whether it can be told anew, the service says, for a sign always."""
    own = SetReport.objects.of(enrolment.client).select_related("workout")
    report = own.filter(uuid=uuid).first()
    if report is None:
        raise Http404
    return report


def _chain_of(report: SetReport) -> Chain | None:
    """What stands in the place of this telling; nothing where the set was taken back."""
    chains = chains_of([report.workout_id]).get(report.workout_id, [])
    return next((chain for chain in chains if report in (*chain.tellings, *chain.doubles)), None)


def _form_of(report: SetReport, data: Any) -> SetForm:
    """What was told, ready to be told anew."""
    told = {name: getattr(report, name) for name in SetForm.base_fields if name != "uuid"}
    form = SetForm(data, initial=told)
    pops = form.fields["pops"]
    if isinstance(pops, ChoiceField):
        pops.choices = [*POPS, *_exactly(report.pops)]
    return form


def _exactly(pops: int | None) -> Choices:
    """A count that was told otherwise than by this form, and would get lost in it."""
    known = pops is None or str(pops) in dict(POPS)
    return [] if known else [(str(pops), str(pops))]


def _with_what_the_form_leaves_out(report: SetReport, answers: SetAnswers) -> SetAnswers:
    return replace(answers.asked_as(report), effort=report.effort)


def _says_the_same(report: SetReport, answers: SetAnswers) -> bool:
    return all(getattr(report, name) == value for name, value in answers.fields().items())


def _workout_page(enrolment: Enrolment, row: Workout, form: NoteForm) -> dict[str, Any]:
    page = past_workout.page_of(enrolment.client, row)
    return {
        "workout": row,
        "page": page,
        "decision": page.decision,
        "note_form": form,
        "may_correct": row.enrolment_id == enrolment.pk,
        "notes": row.notes.all(),
    }
