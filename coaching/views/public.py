"""Pages for everybody: what this is, and the programs."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coaching.catalogue import program_from, spoken
from coaching.figure import angle_in_words, draw, draw_reverse_crunch
from coaching.rules.judgement import CLEAN, LUMBAR_LOCK_LOST, RECURRING_POP
from coaching.showing.lessons import knee_raise
from coaching.tongue import within
from coaching.views.everybody import page_for_everybody

Table = dict[str, Any]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, in five seconds."""
    figure = knee_raise()
    return page_for_everybody(
        request,
        "coaching/home.html",
        title=_("Lumbar Lock: leg raises with your back down"),
        description=_(
            "Does your back pop in leg raises? A free plan in small steps, from the knee raise"
            " to the straight-leg raise, that goes on only while your back stays down."
        ),
        context={"figure": figure},
    )


@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """Every program, with its ladder in small."""
    summaries = [_summary(definition) for definition in spoken().programs.values()]
    return page_for_everybody(
        request,
        "coaching/programs.html",
        title=_("Programs"),
        description=_(
            "Three ladders of small steps for leg raises, each level with its picture and how"
            " hard it is."
        ),
        context={"programs": summaries},
    )


@require_safe
def program(request: HttpRequest, slug: str) -> HttpResponse:
    """One program, level by level, with the text of each of its exercises."""
    definition = spoken().programs.get(slug)
    if definition is None:
        raise Http404
    context = {
        **_summary(definition),
        "exercises": _exercises(definition),
        "leads_into": spoken().programs.get(definition.get("leads_into", "")),
    }
    return page_for_everybody(
        request,
        "coaching/program.html",
        title=definition["title"],
        description=definition["summary"],
        context=context,
    )


@require_safe
def level(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One level of a program: its picture, how hard it is, and what leads up or down from it."""
    definition = spoken().programs.get(slug)
    if definition is None or not 1 <= number <= len(definition["levels"]):
        raise Http404
    shown = _drawn(_levels(definition)[number - 1])
    text = spoken().variations[shown["variation"]]
    last = len(definition["levels"])
    context = {
        "program": definition,
        "level": shown,
        "last": last,
        "text": text,
        "easier": number - 1 or None,
        "harder": number + 1 if number < last else None,
        "up": spoken().rule_texts[CLEAN.name],
        "down": [spoken().rule_texts[rule.name] for rule in (LUMBAR_LOCK_LOST, RECURRING_POP)],
        "reps_from": definition["rep_steps"][0],
        "reps_to": definition["rep_steps"][-1],
    }
    return page_for_everybody(
        request,
        "coaching/level.html",
        title=_("Level %(number)d: %(title)s, %(height)s")
        % {"number": number, "title": within(text["title"]), "height": shown["height"]},
        description=text["purpose"],
        context=context,
    )


def _summary(definition: Table) -> Table:
    reps = definition["rep_steps"]
    return {
        "program": definition,
        "reps_from": reps[0],
        "reps_to": reps[-1],
        "loads": [level["load"] for level in _levels(definition)],
    }


def _levels(definition: Table) -> list[Table]:
    ladder = program_from(definition).ladder
    return [
        {**level, "number": number, "load": round(ladder.load(number) or 0)}
        for number, level in enumerate(definition["levels"], start=1)
    ]


def _exercises(definition: Table) -> list[Table]:
    """The exercises in the order of the ladder; the substitute where the program has it."""
    variations = spoken().variations
    stretches = groupby(_levels(definition), key=lambda level: level["variation"])
    exercises: list[Table] = [
        {"text": variations[slug], "levels": [_drawn(level) for level in levels]}
        for slug, levels in stretches
    ]
    substitute = {
        "text": variations[definition["substitute"]],
        "figure": draw_reverse_crunch(),
        "comes_first": definition["start_level"] == 0,
    }
    return [substitute, *exercises] if substitute["comes_first"] else [*exercises, substitute]


def _drawn(level: Table) -> Table:
    """A level with its picture and its height in words."""
    figure = draw(
        thigh_angle=level["thigh_angle"], knee_flexion=level["knee_flexion"], legs=level["legs"]
    )
    return {**level, "figure": figure, "height": angle_in_words(level["thigh_angle"])}
