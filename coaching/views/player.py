"""The shell of the player: one page, the same for everybody, which phones keep."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from coaching import catalogue
from coaching.forms import LogSetForm
from coaching.rules import signs
from coaching.showing.patterns import pattern_table

CARDS = ("emergency", "stop", "severe-discomfort")
"""The advice cards that a stop can show; they have to be there without a network."""


@require_safe
def player(_request: HttpRequest) -> HttpResponse:
    """Everything that the player can say, and nothing about anybody.

    Rendered without the request, so that no session, no user and no token can get into it.
    """
    texts = catalogue.spoken()
    context = {
        "form": LogSetForm(),
        "emergency": sorted(signs.EMERGENCY_SIGNS),
        "cards": [texts.cards[slug] for slug in CARDS],
        "cues": texts.cues,
        "table": pattern_table(),
    }
    return HttpResponse(render_to_string("coaching/player.html", context))
