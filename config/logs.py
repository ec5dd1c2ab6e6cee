"""What is logged: one line an event, of names, numbers and ids.

Never a path, for it may hold a token; never an address of mail; nothing that anybody typed or
told. So the name of the route stands for the path, and of an exception its kind and place are
told and not its words, which quote what could not be stored.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from logging import LogRecord
from typing import Any

from django.http import HttpRequest

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this thread answers now."""


def route_of(request: HttpRequest) -> str:
    """The name of the address, with nothing of what was in it."""
    match = request.resolver_match
    return match.view_name if match else "none"


class Line(logging.Formatter):
    """A line to read."""

    def format(self, record: LogRecord) -> str:
        """Time, level, who speaks and what about; then what else is known of it."""
        return " ".join(
            part if name in ("at", "level", "logger", "event") else f"{name}={part}"
            for name, part in _parts(record)
        )


class Json(logging.Formatter):
    """A line for a program."""

    def format(self, record: LogRecord) -> str:
        """The same as an object."""
        return json.dumps(dict(_parts(record)), ensure_ascii=False)


def _parts(record: LogRecord) -> Iterator[tuple[str, Any]]:
    yield "at", datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    yield "level", record.levelname
    yield "logger", record.name
    yield "event", _one_line(_event(record))
    for name, value in _fields(record).items():
        if value not in ("", None):
            yield name, _one_line(value) if isinstance(value, str) else value
    if current := request_id.get():
        yield "request", current
    if record.exc_info and record.exc_info[1] is not None:
        yield "fault", " < ".join(_fault(record.exc_info[1]))


def _fields(record: LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "fields", {})
    return fields


def _event(record: LogRecord) -> str:
    """The message; of what quotes a visitor, only what kind it is."""
    if record.name.startswith("django.security.") and record.name != "django.security.csrf":
        return "refused as suspicious"
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest) and record.args:
        known = {request.path, request.get_full_path(), request.path_info}
        known |= {path.encode("unicode_escape").decode("ascii") for path in known}
        arguments = record.args if isinstance(record.args, tuple) else (record.args,)
        kept = tuple(route_of(request) if it in known else it for it in arguments)
        return str(record.msg) % kept
    return record.getMessage()


def _one_line(text: Any) -> str:
    """Nothing that would begin another line, or hide one."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", str(text))


def _fault(error: BaseException | None) -> Iterator[str]:
    """Kinds and places of an exception and of what it came from, and none of their words."""
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        yield f"{type(error).__module__}.{type(error).__qualname__}: {', '.join(places)}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
