"""The style guide: every component as docs/design.md writes it, drawn by our templates."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from coaching.figure import draw, draw_closeup

PART = re.compile(r"^## (?:\d+ )?(.+)$", re.MULTILINE)
EXAMPLE = re.compile(r"^```html\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document with something to look at: its title, and the HTML of each example."""

    title: str
    examples: tuple[str, ...]


@cache
def parts() -> tuple[Part, ...]:
    """The parts of docs/design.md in their order, those without an example left out."""
    _before, *pieces = PART.split((settings.BASE_DIR / "docs" / "design.md").read_text("utf-8"))
    found = (
        Part(title, tuple(EXAMPLE.findall(text)))
        for title, text in zip(pieces[::2], pieces[1::2], strict=True)
    )
    return tuple(part for part in found if part.examples)


def drawn(example: str) -> SafeString:
    """An example as a page would show it. Nothing in it takes the focus of the whole."""
    context = {
        "figure": draw(legs=2, thigh_angle=60, knee_flexion=90, animated=True),
        "card": {"closeup": draw_closeup(), "location": "lower_back"},
    }
    words = example.replace(" autofocus", "")
    return SafeString(engines["django"].from_string(words).render(context))


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for who works on the site."""
    shown = [(part.title, [(drawn(each), each) for each in part.examples]) for part in parts()]
    return render(request, "styleguide.html", {"parts": shown})
