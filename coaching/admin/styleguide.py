"""Every part of the pages in every state, for who works on them. For staff, by the desk's door."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coaching import catalogue
from coaching.forms import AgreementForm, QuestionForm
from coaching.showing.specimens import specimens

Table = Mapping[str, Any]


def _question() -> Table:
    questions = list(catalogue.spoken().questions.values())
    return {
        "form": QuestionForm({}, question=questions[0]),
        "signs": questions[0]["hint"].strip().splitlines(),
        "number": 1,
        "count": len(questions),
    }


def _locked() -> Table:
    cards = catalogue.spoken().cards
    return {"form": AgreementForm(), "cards": [cards["stop"]]}


WHOLE: dict[str, tuple[str, Callable[[], Table]]] = {
    "urgent": ("coaching/advice.html", lambda: {"card": catalogue.spoken().cards["stop"]}),
    "emergency": ("coaching/advice.html", lambda: {"card": catalogue.spoken().cards["emergency"]}),
    "locked": ("coaching/locked.html", _locked),
    "question": ("coaching/question.html", _question),
    **{
        name: (f"{name}.html", dict)
        for name in ("400", "403", "403_csrf", "404", "429", "500", "503")
    },
}
"""Pages that are one state from edge to edge, and what they need."""


@require_safe
def parts(request: HttpRequest) -> HttpResponse:
    """The parts."""
    return render(request, "styleguide/parts.html", {**specimens(), "whole": [*WHOLE]})


@require_safe
def whole(request: HttpRequest, slug: str) -> HttpResponse:
    """One state that fills the page."""
    if slug not in WHOLE:
        raise Http404
    template, values = WHOLE[slug]
    return render(request, template, {**values()})
