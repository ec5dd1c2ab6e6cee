"""Pages for everybody: what this is, the programs, and what there is to know."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coaching.catalogue import builtin, program_from
from coaching.figure import Figure, angle_in_words, draw, draw_reverse_crunch

Table = dict[str, Any]

LOW = 30
"""Degrees: straight legs so low that a back lifts which does not hold."""
LOCKED, ARCHED = 5, -14
"""Degrees of pelvic tilt; at the second the gap under the back is plain to see. By eye."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, in five seconds."""
    figure = _knee_raise(animated=True)
    return render(request, "coaching/home.html", {"figure": figure})


@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """Every program, with its ladder in small."""
    summaries = [_summary(definition) for definition in builtin().programs.values()]
    return render(request, "coaching/programs.html", {"programs": summaries})


@require_safe
def program(request: HttpRequest, slug: str) -> HttpResponse:
    """One program, level by level, with the text of each of its exercises."""
    definition = builtin().programs.get(slug)
    if definition is None:
        raise Http404
    context = {
        **_summary(definition),
        "exercises": _exercises(definition),
        "leads_into": builtin().programs.get(definition.get("leads_into", "")),
    }
    return render(request, "coaching/program.html", context)


@require_safe
def learn(request: HttpRequest) -> HttpResponse:
    """The article in our own words, and what we added to it, told apart."""
    figures = _lesson_figures()
    sections = [
        {**section, "figures": figures.get(slug, ())}
        for slug, section in builtin().sections.items()
    ]
    context = {"sections": sections, "terms": builtin().glossary.values()}
    return render(request, "coaching/learn.html", context)


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
    variations = builtin().variations
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


def _lesson_figures() -> dict[str, tuple[Table, ...]]:
    """The pictures of the sections that have some; without a caption the figure's own stands."""
    return {
        "why-it-pops": (
            {
                "figure": _low_and_straight(pelvic_tilt=LOCKED),
                "caption": "Locked: the lower back stays on the floor.",
            },
            {
                "figure": _low_and_straight(pelvic_tilt=ARCHED),
                "caption": "Arched: the pelvis has tipped, the lower back has lifted.",
            },
        ),
        "how-to-do-it": ({"figure": _knee_raise(animated=True)},),
        "scaling-back": ({"figure": _knee_raise()}, {"figure": draw_reverse_crunch()}),
        "getting-stronger": (
            {"figure": _knee_raise(), "caption": "Knees bent."},
            {"figure": draw(thigh_angle=45, knee_flexion=90), "caption": "Further down."},
            {
                "figure": draw(thigh_angle=60, knee_flexion=45),
                "caption": "Knees opened, higher up.",
            },
        ),
    }


def _knee_raise(*, animated: bool = False) -> Figure:
    return draw(thigh_angle=60, knee_flexion=90, animated=animated)


def _low_and_straight(*, pelvic_tilt: float) -> Figure:
    return draw(thigh_angle=LOW, knee_flexion=0, top_angle=LOW, pelvic_tilt=pelvic_tilt)
