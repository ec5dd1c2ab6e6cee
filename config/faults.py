"""The answer when something broke: ours to mend, or a database that is away for a moment."""

import sys
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader

READ_ONLY = "25006"
"""PostgreSQL's word for a server that takes no changes: a standby, before it is promoted."""

TRY_AGAIN_AFTER = 10
"""Seconds. Ours: a database that restarts is back sooner, and nobody on the floor waits longer."""


def broken(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: 503 where trying again helps, else 500.

    Asks neither the database nor the session, which may be what is away.
    """
    if is_away(sys.exception()):
        return away(request)
    return HttpResponseServerError(loader.render_to_string("500.html"))


def is_away(error: BaseException | None) -> bool:
    """Whether the database could not, so that nothing was stored and trying again may help.

    A lost connection, a full pool, a lock that was not let go of, a full disk, a standby.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, DatabaseError) and (
        getattr(error.__cause__, "sqlstate", None) == READ_ONLY
    )


def away(request: HttpRequest) -> HttpResponse:
    """Nothing was saved: as a page, as a line for a part of one, or as data for a script."""
    if request.headers.get("HX-Request") == "true":
        # Above the page: what was typed stays where it is.
        told = {"HX-Retarget": "#alert", "HX-Reswap": "innerHTML"}
        response = HttpResponse(loader.render_to_string("_away.html"), headers=told)
    elif request.accepts("text/html"):
        response = HttpResponse(loader.render_to_string("503.html"))
    else:
        response = JsonResponse({"why": "Try again in a moment."})
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response["Retry-After"] = str(TRY_AGAIN_AFTER)
    response["Cache-Control"] = "no-store"
    return response
