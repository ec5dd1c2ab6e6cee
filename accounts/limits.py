"""What somebody reads who tried too often."""

from http import HTTPStatus

from allauth.account.views import LoginView, PasswordResetView, SignupView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import ngettext

WAIT = 5 * 60
"""Seconds. Every limit on signing in counts over so long: see ACCOUNT_RATE_LIMITS."""


def words() -> str:
    """What somebody reads, with how long to wait."""
    minutes = WAIT // 60
    return ngettext(
        "Too many tries. Wait %(minutes)s minute, then try again.",
        "Too many tries. Wait %(minutes)s minutes, then try again.",
        minutes,
    ) % {"minutes": minutes}


TYPED = ("login", "email")
"""What a form keeps; a password is typed anew."""


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """429, with how long to wait. The forms on the way in come back with the address."""
    response = _form_again(request) or render(request, "429.html", {"words": words()})
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    response.headers["Retry-After"] = str(WAIT)
    return response


def _form_again(request: HttpRequest) -> HttpResponse | None:
    match = request.resolver_match
    view_class = getattr(match.func, "view_class", None) if match else None
    if view_class not in (LoginView, SignupView, PasswordResetView):
        return None
    view = view_class()
    view.setup(request)
    typed = {name: request.POST[name] for name in TYPED if name in request.POST}
    given = view.get_form_kwargs() | {"data": None, "files": None, "initial": typed}
    messages.error(request, words())
    form = view.get_form_class()(**given)
    page: TemplateResponse = view.render_to_response(view.get_context_data(form=form))
    return page.render()
