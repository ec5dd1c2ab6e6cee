"""From the first question to the starting level."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import OnceForm
from accounts.models import User
from coaching import catalogue, services
from coaching.forms import AgreementForm, ProgramForm, QuestionForm, TrialForm
from coaching.models import Program
from coaching.models.starting import Answer
from coaching.rules.terms import REVERSE_CRUNCH
from coaching.services import Moment
from coaching.showing import shown_level
from coaching.views.asking import (
    act_on_signs,
    client_of,
    enrolment_of,
    for_clients,
    invalid,
    leave,
    posted,
)

MAIN_PROGRAM = "knee-raise-to-straight-leg-raise"


@require_safe
@for_clients
def start(request: HttpRequest) -> HttpResponse:
    """Whatever is next: a question, the advice, or the choice of a program."""
    client = client_of(request)
    if enrolment_of(client):
        return redirect("today")
    screened = services.screened(client)
    if screened.next_question:
        return redirect("question", screened.next_question)
    if screened.is_locked:
        return redirect("locked")
    return redirect("choose")


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One screening question."""
    questions = catalogue.spoken().questions
    if slug not in questions:
        raise Http404
    client = client_of(request)
    form = QuestionForm(
        posted(request),
        question=questions[slug],
        initial={"answer": services.screened(client).answers.get(slug)},
    )
    if request.method == "POST" and form.is_valid():
        services.answer_question(
            client=client,
            uuid=form.cleaned_data["uuid"],
            question=slug,
            answer=Answer(form.cleaned_data["answer"]),
            moment=Moment.now(client),
        )
        return _after_question(request, client)
    return _question_page(request, slug, form)


def _after_question(request: HttpRequest, client: User) -> HttpResponse:
    """The next question in place; anything else on a page of its own."""
    following = services.screened(client).next_question
    return redirect("question", following) if following else leave(request, "start")


def _question_page(request: HttpRequest, slug: str, form: QuestionForm) -> HttpResponse:
    questions = list(catalogue.spoken().questions)
    place = questions.index(slug)
    context = {
        "form": form,
        "question": catalogue.spoken().questions[slug],
        "signs": catalogue.spoken().questions[slug]["hint"].strip().splitlines(),
        "number": place + 1,
        "count": len(questions),
        "previous": questions[place - 1] if place else None,
    }
    if form.is_bound:
        return invalid(request, "coaching/question.html", context)
    return render(request, "coaching/question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def locked(request: HttpRequest) -> HttpResponse:
    """The advice that the answers lead to; the start opens once a professional agreed."""
    client = client_of(request)
    screened = services.screened(client)
    if not screened.is_locked:
        return redirect("start")
    flagged = " ".join(screened.flagged)
    form = AgreementForm(posted(request), initial={"flagged": flagged})
    if form.is_bound and form.is_valid() and form.cleaned_data["flagged"] != flagged:
        # Something was flagged since this page was loaded, and nobody agreed to that.
        return redirect("locked")
    if form.is_bound and form.is_valid():
        services.confirm_agreement(
            client=client, uuid=form.cleaned_data["uuid"], moment=Moment.now(client)
        )
        return redirect("start")
    cards = [catalogue.spoken().cards[slug] for slug in screened.flagged]
    context = {"form": form, "cards": cards}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "coaching/locked.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def choose(request: HttpRequest) -> HttpResponse:
    """Which program to begin."""
    client = client_of(request)
    if not services.screened(client).is_done or enrolment_of(client):
        return redirect("start")
    programs = list(Program.objects.current().built_in())
    form = ProgramForm(
        posted(request),
        programs=[(program.slug, program) for program in _main_first(programs)],
        initial={"program": MAIN_PROGRAM},
    )
    if request.method == "POST" and form.is_valid():
        return redirect("limit", form.cleaned_data["program"])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "coaching/choose.html", {"form": form}, status=status)


def _main_first(programs: list[Program]) -> list[Program]:
    return sorted(programs, key=lambda program: program.slug != MAIN_PROGRAM)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def limit(request: HttpRequest, slug: str) -> HttpResponse:
    """Find your limit: one slow repetition a level, from the easiest."""
    client = client_of(request)
    program = get_object_or_404(Program.objects.current().built_in(), slug=slug)
    form = TrialForm(posted(request))
    if request.method == "POST" and form.is_valid():
        # Before anything else: a warning is heard wherever the client stands by now.
        return _log_trial(request, client, program, form)
    acted = act_on_signs(request, form) if form.is_bound else None
    if acted:
        return acted
    if not services.screened(client).is_done or enrolment_of(client):
        return redirect("start")
    if program.rules.start_level == REVERSE_CRUNCH:
        return _substitute_page(request, program)
    level = services.next_trial(services.trials_of(client, program), program.rules)
    form.initial["level"] = level
    context = {
        "form": form,
        "program": program,
        "shown": shown_level(program, level or 1, animated=True),
        "level": level,
        "count": program.rules.hardest_start_level,
    }
    if form.is_bound:
        return invalid(request, "coaching/limit.html", context)
    return render(request, "coaching/limit.html", context)


def _log_trial(
    request: HttpRequest, client: User, program: Program, form: TrialForm
) -> HttpResponse:
    services.log_trial(
        client=client,
        program=program,
        level=form.cleaned_data["level"],
        uuid=form.cleaned_data["uuid"],
        report=form.report,
        moment=Moment.now(client),
    )
    if enrolment_of(client):
        return leave(request, "today")
    return redirect("limit", program.slug)


def _substitute_page(request: HttpRequest, program: Program) -> HttpResponse:
    context = {
        "form": OnceForm(),
        "program": program,
        "shown": shown_level(program, REVERSE_CRUNCH, animated=True),
    }
    return render(request, "coaching/substitute.html", context)


@require_POST
@for_clients
def begin_substitute(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a program that begins with the reverse crunch."""
    client = client_of(request)
    program = get_object_or_404(Program.objects.current().built_in(), slug=slug)
    form = OnceForm(request.POST)
    if form.is_valid():
        services.choose_substitute(
            client=client,
            program=program,
            uuid=form.cleaned_data["uuid"],
            moment=Moment.now(client),
        )
    return redirect("today")


@require_POST
@for_clients
def move_on(request: HttpRequest) -> HttpResponse:
    """From a completed program to the one it leads into."""
    client = client_of(request)
    form = OnceForm(request.POST)
    if form.is_valid():
        services.move_on(client=client, uuid=form.cleaned_data["uuid"], moment=Moment.now(client))
    return redirect("today")
