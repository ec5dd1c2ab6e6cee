"""What there is to know, for everybody: nothing here is kept, and nothing needs an account."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from coaching.catalogue import program_from, spoken
from coaching.forms import CheckForm
from coaching.receipts import in_the_readers_words
from coaching.showing import lessons, openly
from coaching.views.asking import enrolment_of
from coaching.views.everybody import page_for_everybody

Table = dict[str, Any]

WHY, SAFE = "why-it-pops", "is-it-safe"
LESSONS_OF_THEIR_OWN = {WHY: "coaching/lesson_why.html", SAFE: "coaching/lesson_safe.html"}
LOW_AND_STRAIGHT = (30, 0)
HALFWAY_AND_STRAIGHT = (45, 0)
"""Thigh angle and knee flexion at the first look (degrees)."""
USUAL_PROGRAM = "knee-raise-to-straight-leg-raise"


@require_safe
def learn(request: HttpRequest) -> HttpResponse:
    """The whole answer in a minute, and where each part of it is told."""
    return page_for_everybody(
        request,
        "coaching/learn.html",
        title=_("Why a back pops in leg raises, and what to do"),
        description=_(
            "Why your lower back pops when you do leg raises, if that is safe, and what to do:"
            " the answer in a minute."
        ),
        context={"sections": spoken().sections.values()},
    )


@require_safe
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """One part of the article in our own words, and what we added to it, told apart."""
    section = spoken().sections.get(slug)
    if section is None:
        raise Http404
    context = _lesson(section)
    if slug == WHY:
        where = lessons.angles(
            request.GET.get("thigh"), request.GET.get("knee"), usual=LOW_AND_STRAIGHT
        )
        context["chain"] = lessons.chain(where, is_held=request.GET.get("core") == "on")
        context["share"] = lessons.thigh_share()
    return page_for_everybody(
        request,
        LESSONS_OF_THEIR_OWN.get(slug, "coaching/lesson.html"),
        title=section["title"],
        description=section["answer"],
        context=context,
    )


# It changes nothing, so nobody can gain by sending it; and a token would need a cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Is my pop safe? At most three questions, gravest first. Answers are only ever in a body."""
    form = CheckForm(request.POST)
    told = form.told()
    card = lessons.card_for(told)
    if card and card["level"] != "non-urgent":
        return render(request, "coaching/check_stop.html", {"card": card})
    if card:
        return render(request, "coaching/check_done.html", {"card": card})
    name = form.next_question()
    is_missed = request.method == "POST" and request.POST.get("asked") == name
    shown = form if is_missed else CheckForm()
    context = {
        "form": shown if is_missed else None,
        "field": shown[str(name)],
        "asked": name,
        "told": told.items(),
        "number": len(told) + 1,
        "count": len(form.fields),
        "signs": lessons.signs_asked(name),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_missed else HTTPStatus.OK
    return render(request, "coaching/check.html", context, status=status)


@require_safe
def lever(request: HttpRequest) -> HttpResponse:
    """How hard legs pull at any angle. Who is signed in finds their own level on the curve."""
    where = lessons.angles(
        request.GET.get("thigh"), request.GET.get("knee"), usual=HALFWAY_AND_STRAIGHT
    )
    user = request.user
    enrolment = enrolment_of(user) if isinstance(user, User) and user.has_agreed else None
    if enrolment:
        shown = lessons.lever(
            where,
            program=enrolment.program.rules,
            title=in_the_readers_words(enrolment.program.title),
            yours=lessons.level_of(enrolment),
        )
    else:
        definition = spoken().programs[USUAL_PROGRAM]
        shown = lessons.lever(where, program=program_from(definition), title=definition["title"])
    context = {"lever": shown, "share": lessons.thigh_share()}
    return page_for_everybody(
        request,
        "coaching/lever.html",
        title=_("Try the lever: why bent knees are easier"),
        description=_(
            "Move the legs and see how hard they pull at the hip, with bent or straight knees,"
            " high or low, and where every level of the program lies."
        ),
        context=context,
    )


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Every word that needs one, in a sentence or two."""
    figures = lessons.word_figures()
    terms = [{**term, "figure": figures.get(slug)} for slug, term in spoken().glossary.items()]
    return page_for_everybody(
        request,
        "coaching/words.html",
        title=_("Words"),
        description=_(
            "The words of leg raises in plain English: lumbar lock, pelvic tilt, iliopsoas,"
            " lever arm and more."
        ),
        context={"terms": terms},
    )


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule in its order, and every number, from the tables that decide."""
    context = {"rules": openly.open_rules(), "numbers": openly.open_numbers()}
    return page_for_everybody(
        request,
        "coaching/rules.html",
        title=_("The rules, openly"),
        description=_(
            "Every rule that chooses your next step, in its order: what it looks at, what it"
            " does, why, and where it comes from."
        ),
        context=context,
    )


@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """Every statement of the article, and the rules that live by it."""
    return page_for_everybody(
        request,
        "coaching/statements.html",
        title=_("The article, statement by statement"),
        description=_(
            "What the article on pops in leg raises says, in our own words, and which rules and"
            " lessons live by each statement."
        ),
        context={"statements": openly.open_statements()},
    )


def _lesson(section: Table) -> Table:
    sections = list(spoken().sections.values())
    place = sections.index(section)
    return {
        "section": section,
        "sections": sections,
        "figures": lessons.lesson_figures().get(section["slug"], ()),
        "earlier": sections[place - 1] if place else None,
        "later": sections[place + 1] if place + 1 < len(sections) else None,
    }
