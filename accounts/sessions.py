"""How long a session lasts, and what ends it."""

from collections.abc import Callable
from time import time
from urllib.parse import urlsplit

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from accounts.texts import lazy as _

IDLE = 30 * 60
WHOLE = 8 * 3600
NOTED_EVERY = 60
"""Seconds: what ends a session of staff without a request; what ends it in any case; and how
often a request is noted, so that reading pages does not mean writing rows."""

BEGAN, SEEN = "began_at", "seen_at"

LEFT = _("You were away for a while, so we logged you out. What you had not saved is not saved.")

Answer = Callable[[HttpRequest], HttpResponse]


def begin(session: SessionBase) -> None:
    """Note that somebody has signed in."""
    session[BEGAN] = session[SEEN] = time()


def end_others(request: HttpRequest, user: User) -> None:
    """Sign this person out everywhere but here."""
    others = UserSession.objects.filter(user=user)
    for found in others.exclude(session_key=request.session.session_key):
        found.end()


def staff_hours(get_response: Answer) -> Answer:
    """Middleware: sessions of staff end when nobody is there, and at the end of the day.

    Whoever sent something then comes back to the page that they were on.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not user.is_staff:
            return get_response(request)
        if not _is_over(request.session):
            return get_response(request)
        logout(request)
        messages.warning(request, LEFT)
        response = get_response(request)
        if request.method == "POST" and _asks_to_sign_in(response):
            return redirect_to_login(_came_from(request))
        return response

    return respond


def _is_over(session: SessionBase) -> bool:
    """Whether the session ends now. Notes a request of one that goes on."""
    now = time()
    # Somebody who was made staff while signed in as a client has no beginning: they sign in anew.
    began, seen = session.get(BEGAN, 0), session.get(SEEN, 0)
    if now >= min(seen + IDLE, began + WHOLE):
        return True
    if now >= seen + NOTED_EVERY:
        session[SEEN] = now
    return False


def _asks_to_sign_in(response: HttpResponse) -> bool:
    to = urlsplit(response.headers.get("Location", "")).path
    return to in (resolve_url(settings.LOGIN_URL), reverse("admin:login"))


def _came_from(request: HttpRequest) -> str:
    """The page with the form: what it was sent to may know no GET."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(page)
    return parts._replace(scheme="", netloc="", fragment="").geturl()
