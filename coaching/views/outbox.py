"""Where phones send what waits in their outboxes: `docs/offline.md`, "Sending"."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.services import erased_among
from coaching import services, uploads
from coaching.strict import Fault

MOST_BYTES = 256 * 1024
OWN_SITE = ("same-origin", "none")
NOT_AGREED = "You have not agreed that we keep this."
TRY_AGAIN_AFTER = 30
"""Seconds."""


@require_http_methods(["GET", "POST"])
@cache_control(no_store=True)
@ensure_csrf_cookie
def outbox(request: HttpRequest) -> HttpResponse:
    """Take a batch of entries; a GET says who is logged in, and gives a fresh CSRF cookie.

    A script asks, so nobody is sent to a login page.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITE:
        return _refused(HTTPStatus.FORBIDDEN, "Only our own pages send entries.")
    if not isinstance(request.user, User):
        return _from_nobody(request)
    if request.method == "POST" and not request.user.has_agreed:
        return _refused(HTTPStatus.CONFLICT, NOT_AGREED, code="not-agreed")
    try:
        return _answers[request.method or "GET"](request, request.user)
    except services.NotAgreed:
        return _refused(HTTPStatus.CONFLICT, NOT_AGREED, code="not-agreed")
    except services.Unavailable:
        refused = _refused(HTTPStatus.SERVICE_UNAVAILABLE, "Try again in a moment.")
        refused["Retry-After"] = str(TRY_AGAIN_AFTER)
        return refused


def _from_nobody(request: HttpRequest) -> HttpResponse:
    """Log in; unless it comes from the phone of somebody who was erased, which may forget them.

    Where nothing waits on it, the phone names the account in the address of a GET.
    """
    try:
        entries = [] if _is_too_large(request) else uploads.read_batch(request.body).entries
    except (Fault, uploads.TooMany):
        entries = []
    accounts = [entry.get("account") for entry in entries if isinstance(entry, dict)]
    accounts += request.GET.getlist("account")[:1]
    erased = erased_among(accounts) if accounts else []
    if erased:
        return JsonResponse({"erased": erased}, status=HTTPStatus.GONE)
    return _refused(HTTPStatus.UNAUTHORIZED, "Log in first.")


def _who(_request: HttpRequest, client: User) -> HttpResponse:
    return JsonResponse(_greeting(client))


def _take(request: HttpRequest, client: User) -> HttpResponse:
    if request.content_type != "application/json":
        return _refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Entries are sent as JSON.")
    if _is_too_large(request):
        return _refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A batch has at most {MOST_BYTES} bytes."
        )
    try:
        batch = uploads.read_batch(request.body)
    except uploads.TooMany as fault:
        return _refused(HTTPStatus.BAD_REQUEST, str(fault), code="too-many")
    except Fault as fault:
        return _refused(HTTPStatus.BAD_REQUEST, str(fault), code="not-understood")
    return JsonResponse(_greeting(client) | _taken(client, batch))


def _taken(client: User, batch: uploads.Batch) -> dict[str, Any]:
    now = timezone.now()
    sent = services.Sent(sent_at=batch.sent_at, received_at=now, device=batch.device)
    results = services.take_entries(client=client, entries=batch.entries, sent=sent)
    standing = services.standing(client=client, now=now)
    where = {"workout": standing.workout, "node": standing.node} if standing.workout else None
    return {
        "results": [
            {"id": each.id, "status": each.status, "code": each.code, "why": each.why}
            for each in results
        ],
        "missing": services.missing(client=client, offered=batch.offered),
        "standing": where,
        "status": standing.status,
    }


_answers: dict[str, Callable[[HttpRequest, User], HttpResponse]] = {"GET": _who, "POST": _take}


def _greeting(client: User) -> dict[str, Any]:
    return {"now": timezone.now().isoformat(), "account": client.public_id}


def _is_too_large(request: HttpRequest) -> bool:
    try:
        return len(request.body) > MOST_BYTES
    except RequestDataTooBig:
        return True


def _refused(status: HTTPStatus, why: str, **more: str) -> JsonResponse:
    return JsonResponse({"why": why, **more}, status=status)
