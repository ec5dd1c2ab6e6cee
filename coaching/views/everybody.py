"""Pages for everybody, and how they are found: titles, addresses, what a machine may read."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from coaching.catalogue import builtin

PLAIN = ("home", "learn", "lever", "words", "rules", "statements", "programs")
"""Names of the addresses that have no part of their own."""
PRIVATE = (
    *(
        "/accounts/",
        "/admin/",
        "/care/",
        "/data/",
        "/function/",
        "/history/",
        "/messages/",
        "/outbox/",
    ),
    *("/phone/", "/player/", "/report/", "/start/", "/styleguide/", "/today/", "/workout/"),
    "/learn/check/",
)
"""Where nothing is for a search engine."""


def page_for_everybody(
    request: HttpRequest,
    template: str,
    *,
    title: object,
    description: object,
    context: Mapping[str, Any],
) -> HttpResponse:
    """A page that may be found and passed on, under one address whatever it was asked with."""
    found = {
        "page_title": title,
        "page_description": description,
        "site_url": settings.SITE_URL,
        "canonical": f"{settings.SITE_URL}{request.path}",
    }
    return render(request, template, {**context, **found})


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """What a search engine may read."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(_request: HttpRequest) -> HttpResponse:
    """Every page for everybody."""
    places = [reverse(name) for name in PLAIN]
    places += [reverse("lesson", args=[slug]) for slug in builtin().sections]
    places += [reverse("program", args=[slug]) for slug in builtin().programs]
    places += [
        reverse("level", args=[slug, number])
        for slug, definition in builtin().programs.items()
        for number in range(1, len(definition["levels"]) + 1)
    ]
    rows = "".join(f"<url><loc>{escape(settings.SITE_URL + place)}</loc></url>" for place in places)
    return HttpResponse(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>',
        content_type="application/xml; charset=utf-8",
    )
