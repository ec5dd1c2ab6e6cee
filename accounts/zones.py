"""Everybody's days begin and end where they are."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from accounts.models.people import time_zones

COOKIE = "time_zone"
"""Where `site.js` puts the name of the browser's time zone."""


def local_time(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: dates are shown in the person's own zone, which a post keeps up to date."""

    def respond(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return get_response(request)
        if request.method == "POST":
            _follow(user, request.COOKIES.get(COOKIE, ""))
        with timezone.override(user.zone):
            return get_response(request)

    return respond


def _follow(user: User, zone: str) -> None:
    if zone in ("", user.time_zone) or zone not in time_zones():
        return
    User.objects.filter(pk=user.pk).update(time_zone=zone)
    user.time_zone = zone
