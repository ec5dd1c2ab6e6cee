"""Every page of the desk leaves an entry in the audit trail, or does not go out.

`DeskSite.admin_view` puts `on_record` around whatever has an address at the desk, so no page can
be forgotten; the pages only say which client they show, or how many.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import update_wrapper
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from accounts.services import auditing

View = Callable[..., HttpResponseBase]

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
REFUSALS: dict[type[Exception], HTTPStatus] = {
    Http404: HTTPStatus.NOT_FOUND,
    PermissionDenied: HTTPStatus.FORBIDDEN,
    BadRequest: HTTPStatus.BAD_REQUEST,
    SuspiciousOperation: HTTPStatus.BAD_REQUEST,
}
LONGEST = 120


@dataclass(slots=True)
class Look:
    """What a page shows or does, by ids, as far as it has been told; see `AuditEntry`."""

    client: UUID | None = None
    about: list[UUID] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    shown: int | None = None
    is_refused: bool = False


def look_of(request: HttpRequest) -> Look:
    """What this request has told so far."""
    look: Look = vars(request).setdefault("look", Look())
    return look


def shows(request: HttpRequest, client: User) -> None:
    """The page is about this one client."""
    look_of(request).client = client.public_id


def lists(
    request: HttpRequest,
    shown: int,
    *,
    people: Iterable[UUID] = (),
    asked: Iterable[str] = (),
) -> None:
    """The page shows so many people; `people` where it says more of them than a list does.

    `asked` is what the list was narrowed or sorted by: names that the page has, never a value.
    """
    look = look_of(request)
    look.shown, look.about, look.asked = shown, list(people), list(asked)


def told_refused(request: HttpRequest) -> None:
    """Nothing was done, which only the page that it leads to says."""
    look_of(request).is_refused = True


def in_parts[View: Callable[..., Any]](view: View) -> View:
    """For a view that waits for others, or does several acts: it opens `one_act` for each.

    Any other act is one transaction with its entry, from the first query to the last.
    """
    vars(view)["is_in_parts"] = True
    return view


@contextmanager
def one_act(request: HttpRequest, client: UUID | None = None) -> Iterator[None]:
    """One transaction with an entry at its end: both are there, or neither is."""
    with transaction.atomic():
        yield
        _record(request, Look(client=client), HTTPStatus.OK)


def on_record(view: View) -> View:
    """The view, with an entry for what it showed, did or refused.

    An entry that cannot be written raises, and takes the page or the act with it.
    """

    def recorded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with _transaction_of(request, view):
                response = view(request, *args, **kwargs)
                if _is_to_tell(request, response):
                    _record(request, look_of(request), response.status_code)
        except tuple(REFUSALS) as refusal:
            _record(request, look_of(request), _status_of(refusal))
            raise
        return response

    return update_wrapper(recorded, view)


def _status_of(refusal: Exception) -> int:
    """What the page will answer with."""
    return REFUSALS[next(kind for kind in type(refusal).__mro__ if kind in REFUSALS)]


def _transaction_of(request: HttpRequest, view: View) -> AbstractContextManager[Any]:
    """An act's; a page's own is the entry's alone, so that nobody waits while it is made."""
    if request.method in SAFE or getattr(view, "is_in_parts", False):
        return nullcontext()
    return transaction.atomic()


def _is_to_tell(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Where a page only leads elsewhere, the next one tells."""
    return request.method not in SAFE or response.status_code < 300 or response.status_code >= 400


def _record(request: HttpRequest, look: Look, status: int) -> None:
    outcome = HTTPStatus.CONFLICT if look.is_refused else status
    auditing.record(
        actor=request.user if isinstance(request.user, User) else None,
        what=_name_of(request, is_there=outcome != HTTPStatus.NOT_FOUND),
        client=look.client,
        about=[*look.about, *_ids_in(request)],
        asked=look.asked,
        shown=look.shown,
        outcome=outcome,
        request=getattr(request, "request_id", ""),
    )


def _name_of(request: HttpRequest, *, is_there: bool) -> str:
    """The name of the address, the method, and which act where one address has several.

    An act that is not there may be any word.
    """
    match = request.resolver_match
    if match is None:
        return str(request.method)
    acts = [match.kwargs[name] for name in ("act", "what") if is_there and name in match.kwargs]
    return " ".join([match.view_name, str(request.method), *acts])[:LONGEST]


def _ids_in(request: HttpRequest) -> list[UUID]:
    match = request.resolver_match
    told = match.kwargs.values() if match else ()
    return [value for value in told if isinstance(value, UUID)]
