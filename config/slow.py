"""Queries that take too long, by their text: a line of the log that leads to an index."""

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.logs import route_of

logger = logging.getLogger("site.queries")

LONGEST = 1_000
"""Characters of a query that are told."""


def queries(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """Middleware: log each query of a request that takes `SLOW_QUERY_MS` or longer.

    The text has a mark where each value stands, so nothing that anybody told is in it.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        def timed(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            began = perf_counter()
            try:
                return execute(sql, *rest)
            finally:
                _tell(request, sql, (perf_counter() - began) * 1000)

        with connection.execute_wrapper(timed):
            return get_response(request)

    return answer


def _tell(request: HttpRequest, sql: str, milliseconds: float) -> None:
    if milliseconds >= settings.SLOW_QUERY_MS:
        fields = {"route": route_of(request), "ms": round(milliseconds), "sql": sql[:LONGEST]}
        logger.warning("slow query", extra={"fields": fields})
