"""The audit trail: add an entry, and say where the chain breaks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.guards import ENTRY, HEAD
from accounts.models import BEGINNING, AuditEntry, AuditHead, User

MOST_ABOUT = 50
"""Ids that an entry names: a page of a list holds no more."""

SHA256 = {
    "postgresql": "ENCODE(SHA256(CONVERT_TO({}, 'UTF8')), 'hex')",
    "sqlite": "SHA256({})",  # Django's own
}
LOCK = {"postgresql": "FOR UPDATE", "sqlite": ""}
"""SQLite has one writer at a time anyway."""


class NotRecorded(Exception):
    """An entry could not be written, so what it is about may not be shown or done."""


def record(
    *,
    actor: User | None,
    what: str,
    client: UUID | None = None,
    about: Iterable[UUID] = (),
    asked: Iterable[str] = (),
    shown: int | None = None,
    outcome: int = HTTPStatus.OK,
    request: str = "",
    now: datetime | None = None,
) -> None:
    """Add an entry at the end, in the transaction of what it is about; see `AuditEntry`.

    To be called last: from here to the end of that transaction every other entry waits.
    Raises NotRecorded where there is no end to add it at.
    """
    entry = AuditEntry(
        at=now or timezone.now(),
        actor=actor.public_id if actor else None,
        what=what,
        client=client,
        about=" ".join(map(str, list(about)[:MOST_ABOUT])),
        asked=" ".join(asked),
        shown=shown,
        outcome=outcome,
        request=request,
    )
    statement, values = _insert(entry)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if cursor.rowcount != 1:
            raise NotRecorded("The audit trail has no end to go on from.")


def _insert(entry: AuditEntry) -> tuple[str, list[Any]]:
    """One statement that waits for the end of the chain, reads it and adds to it.

    Two would be a query more on every page of the desk. The database moves `AuditHead` on.
    """
    told = {
        field.name: field.get_db_prep_save(getattr(entry, field.name), connection)
        for field in AuditEntry._meta.concrete_fields  # noqa: SLF001  Django documents it
        if field.name not in ("number", "previous", "hash")
    }
    covered = "head.hash || ' ' || CAST(head.number + 1 AS TEXT) || ' ' || %s"
    statement = (
        f"INSERT INTO {ENTRY} (number, previous, hash, {', '.join(told)})"  # noqa: S608  no input
        f" SELECT head.number + 1, head.hash, {SHA256[connection.vendor].format(covered)},"
        f" {', '.join(['%s'] * len(told))} FROM {HEAD} AS head {LOCK[connection.vendor]}"
    )
    return statement, [entry.told, *told.values()]


# Is it whole?


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry at which the chain does not hold, and why."""

    number: int
    why: str


Anchors = Mapping[int, str]
"""Hashes that were kept elsewhere, by the number of their entry."""


def first_break(
    *, anchors: Anchors | None = None, progress: Callable[[int], object] = lambda _: None
) -> Break | None:
    """Where the chain breaks first: an entry changed, removed, inserted or in another's place.

    Reads one entry after the other and keeps none; calls `progress` with the number of each.
    Entries that are added meanwhile are not looked at.
    """
    head = AuditHead.objects.first()
    if head is None:
        return Break(1, "the end of the trail is gone")
    last, previous = 0, BEGINNING
    wanted = dict(anchors or {})
    for entry in _until(head.number):
        why = _fault(entry, number=last + 1, previous=previous, anchored=wanted.pop(last + 1, None))
        if why:
            return Break(last + 1, why)
        last, previous = entry.number, entry.hash
        progress(last)
    if last < head.number:
        return Break(last + 1, "it was removed, and whatever came after it")
    if previous != head.hash:
        return Break(last, "it is not the entry that was last")
    beyond = min(wanted, default=None)
    return Break(beyond, "an anchor names it, and it is not there") if beyond is not None else None


def _until(number: int) -> Iterator[AuditEntry]:
    entries = AuditEntry.objects.order_by("number")
    return entries.exclude(number__gt=number).iterator(chunk_size=1000)


def _fault(entry: AuditEntry, *, number: int, previous: str, anchored: str | None) -> str:
    if entry.number > number:
        return "it was removed"
    if entry.number < number:
        return "there is an entry before the first"
    if entry.previous != previous:
        return "it does not follow the one before: it was inserted, or put in another's place"
    if entry.hash != entry.expected_hash:
        return "it was changed"
    if anchored not in (None, entry.hash):
        return "it is not the one that an anchor was taken of: the chain was written anew"
    return ""


def end_of_trail() -> AuditHead:
    """The number and hash of the last entry. Raises NotRecorded where that is gone."""
    head = AuditHead.objects.first()
    if head is None:
        raise NotRecorded("The end of the audit trail is gone.")
    return head
