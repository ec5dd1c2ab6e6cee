"""My data: everything that is kept about me, to take away."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.views import client_of

A_DAY = 24 * 3600
"""Seconds."""
MOST_A_DAY = 3
"""Copies. Ours: one to look at, one that got lost, one more."""


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def data(request: HttpRequest) -> HttpResponseBase:
    """What a copy holds; asked for by a post, it comes at once and stays nowhere."""
    if request.method != "POST":
        return render(request, "care/data.html", {"most": MOST_A_DAY})
    person = client_of(request)
    if not _counted(person.pk):
        context = {"most": MOST_A_DAY, "is_too_many": True}
        return render(request, "care/data.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    now = timezone.now()
    file = services.export(person=person, now=now)
    name = f"lumbar-lock-{timezone.localdate(now):%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _counted(person: int) -> bool:
    """Whether one more copy may be made, which then counts."""
    key = f"copies:{person}"
    cache.add(key, 0, A_DAY)
    return cache.incr(key) <= MOST_A_DAY
