"""Whether this process answers, and whether it could serve somebody: for what stands in front."""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

ALIVE, READY = "/healthz", "/readyz"


class NotReady(Exception):
    """Why nobody should be sent here now; `str()` of it names no secret."""


def probes(get_response: Answer) -> Answer:
    """Middleware: answer a probe before anything looks at its host, scheme or session.

    A proxy asks by the address of the machine, without https, and is nobody's visitor.
    """
    checks = {ALIVE: lambda: None, READY: check_ready}

    def answer(request: HttpRequest) -> HttpResponseBase:
        check = checks.get(request.path_info)
        if check is None or request.method not in ("GET", "HEAD"):
            return get_response(request)
        try:
            check()
        except NotReady as why:
            return _plain(str(why), HTTPStatus.SERVICE_UNAVAILABLE)
        return _plain("ok", HTTPStatus.OK)

    return answer


def leaving() -> Path:
    """A file that is there while this server is about to stop: `manage.py leave`."""
    return Path(settings.VAR_DIR) / "leaving"


def check_ready() -> None:
    """Raise NotReady unless the database answers and has every migration of this version.

    And while this server is about to stop.
    """
    if leaving().exists():
        raise NotReady("about to stop")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        missing = _migrations_missing()
    except DatabaseError:
        # Its own words may hold an address or a name.
        raise NotReady("the database does not answer") from None
    if missing:
        _migrations_missing.cache_clear()
        raise NotReady(f"{missing} migrations are missing: run `manage.py migrate`")


@cache
def _migrations_missing() -> int:
    """How many. Kept once it is none: a migration is not taken back under a running site."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _plain(text: str, status: HTTPStatus) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{text}\n", content_type="text/plain", status=status, headers=headers)
