"""How each request was answered: one line of the log, and an id that leads to it."""

import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from time import perf_counter
from uuid import uuid4

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.logs import request_id as current
from config.logs import route_of

Answer = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger("site.answers")

REQUEST_ID = re.compile(r"[0-9a-fA-F-]{16,36}")
"""Hexadecimal, as proxies make them: no word fits in, and no line break."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REFUSED = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.GONE, HTTPStatus.TOO_MANY_REQUESTS}
)


def told(get_response: Answer) -> Answer:
    """Middleware: give each request an id, and log how it was answered."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        request_id = _given_id(request) or uuid4().hex
        vars(request)["request_id"] = request_id
        token = current.set(request_id)
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = request_id
            _tell(request, response, perf_counter() - began)
        finally:
            current.reset(token)
        return response

    return answer


def _given_id(request: HttpRequest) -> str:
    """What a proxy that is trusted calls the request; nothing else is taken."""
    given = request.headers.get("X-Request-ID", "")
    return given if settings.TRUSTED_PROXIES and REQUEST_ID.fullmatch(given) else ""


def _tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    account = _account(request)
    fields = {
        "method": request.method if request.method in METHODS else "other",
        "route": route_of(request),
        "status": response.status_code,
        "ms": round(seconds * 1000),
        "account": account,
    }
    if logger.isEnabledFor(logging.DEBUG):
        fields["address"] = _address(request)
    # What is not somebody's looks like what is not there, so both are told.
    is_denied = response.status_code == HTTPStatus.NOT_FOUND and account
    refused = response.status_code in REFUSED or is_denied
    logger.log(
        logging.WARNING if refused else logging.INFO,
        "refused" if refused else "answered",
        extra={"fields": fields},
    )


def _account(request: HttpRequest) -> str:
    """Whose request it was, where somebody asked; nobody is fetched for the log."""
    user = getattr(request, "_cached_user", None)
    return str(getattr(user, "public_id", ""))


def _address(request: HttpRequest) -> str:
    try:
        return get_client_ip(request) or ""
    except (ImproperlyConfigured, ValueError):
        return ""
