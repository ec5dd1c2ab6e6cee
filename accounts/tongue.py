"""Everybody is spoken to in their own language."""

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.texts import keep_at_hand

ASKED = "language"
"""The parameter of an address that has a language of its own: for what is kept by its address."""


def spoken_to(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the address has the first word, then the account, the cookie and the browser."""

    def respond(request: HttpRequest) -> HttpResponse:
        code = language_of(request)
        request.LANGUAGE_CODE = code
        keep_at_hand(code)
        with translation.override(code):
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return respond


def language_of(request: HttpRequest) -> str:
    """The code of the language to answer in."""
    chosen = request.GET.get(ASKED, ""), getattr(request.user, "language", "")
    known = (code for code in chosen if is_spoken(code))
    return next(known, None) or get_language_from_request(request)


def is_spoken(code: str) -> bool:
    """Whether the site has that language."""
    return code in dict(settings.LANGUAGES)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Every language by its own name. The chosen one is kept with the account, and in a cookie."""
    onward = _onward(request)
    code = request.POST.get(ASKED, "")
    if request.method != "POST" or not is_spoken(code):
        context = {"languages": settings.LANGUAGES, "next": onward}
        return render(request, "language.html", context)
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=code)
    response = HttpResponseRedirect(onward)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _onward(request: HttpRequest) -> str:
    """The page that was left for this one.

    The browser says which: in an address it would stand in logs, with what opens an invitation.
    """
    came_from = request.POST.get("next") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, request.get_host()):
        return "/"
    parts = urlsplit(came_from)
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))
