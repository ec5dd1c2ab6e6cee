"""The end of an account and of every row about it. What is left is a tombstone."""

import json
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import CareLink, Cover, Invitation, Membership, Tombstone, User
from accounts.services.care import end
from accounts.services.refusals import Refused

logger = logging.getLogger(__name__)

NOWHERE = "erased.invalid"
"""A name that no mail ever reaches (RFC 2606)."""

SOON = 64 * 1024 * 1024
"""Bytes of a database that is written anew within the request; a larger one within a minute."""

READER_MS = 500
"""Milliseconds that the log of the database is waited for."""

STAFF = (
    "You work here, or did: your clients’ records name you. Ask whoever runs this site to erase"
    " your account."
)


def as_staff() -> Iterator[tuple[type[models.Model], str]]:
    """Models whose rows name somebody as staff and stay, each with the column that does."""
    for relation in User._meta.related_objects:
        if relation.on_delete is models.PROTECT:
            yield relation.related_model, relation.field.name


def is_named_as_staff(user: User) -> bool:
    """Whether records of others keep this account from going without a trace in them."""
    if user.is_staff:
        return True
    return any(model._base_manager.filter(**{name: user}).exists() for model, name in as_staff())


def erase(*, user: User, by_operator: bool = False, now: datetime | None = None) -> None:
    """Delete every row about this person, at once and for good.

    Somebody whom others' records name as staff is erased by the operator alone: they leave their
    clinic, links and covers, and those records keep an account without a name. What staff wrote
    for clients stays with the clients. Raises Refused.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # Not even a row that only points at the person may come in between.
        user = User.objects.select_for_update().get(pk=user.pk)
        stays = is_named_as_staff(user)
        if stays and not by_operator:
            raise Refused(STAFF)
        public_id, addresses = user.public_id, _addresses(user)
        _delete_beside(user, addresses)
        if stays:
            _leave_work(user, now)
        _delete_owned(user)
        if stays:
            _take_name(user)
        else:
            user.delete()
        Tombstone.objects.get_or_create(
            public_id=public_id, defaults={"erased_on": now.astimezone().date()}
        )
        # After the commit only: an id in that file is erased again from any backup.
        transaction.on_commit(lambda: _after(public_id, addresses, now))


def erased_among(accounts: Iterable[object]) -> list[str]:
    """Those of these ids whose account was erased. Says nothing of any other."""
    known = [uuid for uuid in map(_uuid, accounts) if uuid]
    found = Tombstone.objects.filter(public_id__in=known)
    return [str(public_id) for public_id in found.values_list("public_id", flat=True)]


def erased_before() -> list[UUID]:
    """The ids of every tombstone, in the database and beside it."""
    path = tombstones()
    lines = path.read_text().splitlines() if path.exists() else []
    beside = {UUID(line.split()[0]) for line in lines if line.strip()}
    return sorted(beside | set(Tombstone.objects.values_list("public_id", flat=True)))


def tombstones() -> Path:
    """The file that a restored backup is put right by: an id and a day on each line."""
    return Path(settings.VAR_DIR) / "erasures.log"


def leave_no_trace() -> None:
    """Overwrite what deleted rows left in SQLite's file and its log.

    Deleted cells are zeroed at once (`secure_delete`), but a page that was rebuilt may hold older
    copies in its gaps: only writing the file anew gets rid of them. Nobody else writes meanwhile.
    """
    if connection.in_atomic_block:
        return
    # An erasure is in this file once it is committed: one that comes in from now on is not meant.
    log, stamp = tombstones(), _traceless()
    seen = log.stat().st_mtime_ns if log.exists() else None
    if connection.vendor == "sqlite" and not _rewritten():
        logger.warning("somebody is reading: the log of the database is emptied later")
    elif seen is not None:
        stamp.touch(mode=0o600)
        os.utime(stamp, ns=(seen, seen))


def has_left_traces() -> bool:
    """Whether somebody was erased since the file of the database was last written anew."""
    log, stamp = tombstones(), _traceless()
    if not log.exists():
        return False
    return not stamp.exists() or stamp.stat().st_mtime_ns != log.stat().st_mtime_ns


def _traceless() -> Path:
    """A file whose time is that of the last erasure that has left no trace."""
    return Path(settings.VAR_DIR) / "traceless.stamp"


def _rewritten() -> bool:
    """False where somebody who reads still holds the log of the database."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        # A reader who is not done by then may be long: nobody waits for them, for it is done later.
        cursor.execute(f"PRAGMA busy_timeout={READER_MS}")
        try:
            is_busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={patience}")
    return not is_busy


def _is_soon_rewritten() -> bool:
    """Whether that is over before anybody waits for it."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return bool(cursor.fetchone()[0] <= SOON)


def _addresses(user: User) -> set[str]:
    others = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return {user.email, *others}


def _delete_beside(user: User, addresses: set[str]) -> None:
    """What is about somebody and no key leads to."""
    _delete_sessions(user, addresses)
    invitations = Q(link__client=user)
    entries = Q(pk=None)
    for address in addresses:
        invitations |= Q(email__iexact=address)
        entries |= Q(object_repr__icontains=address) | Q(change_message__icontains=address)
    Invitation.objects.filter(invitations).delete()
    LogEntry.objects.filter(entries).delete()
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        for address in addresses:
            words = f"%{connection.ops.prep_for_like_query(address)}%"
            cursor.execute(
                f"DELETE FROM {table} WHERE cache_key LIKE %s ESCAPE '\\'",  # noqa: S608
                [words],
            )


def _delete_sessions(user: User, addresses: set[str]) -> None:
    gone = []
    for session in Session.objects.iterator(chunk_size=500):
        data = session.get_decoded()
        if data.get("_auth_user_id") == str(user.pk) or any(
            address in json.dumps(data, default=str) for address in addresses
        ):
            gone.append(session.pk)
    Session.objects.filter(pk__in=gone).delete()


def _delete_owned(user: User) -> None:
    for relation in User._meta.related_objects:
        if relation.on_delete is models.CASCADE:
            relation.related_model._base_manager.filter(**{relation.field.name: user}).delete()


def _leave_work(user: User, now: datetime) -> None:
    for link in CareLink.objects.of(user).open():
        end(link, by=CareLink.EndedBy.ADMINISTRATOR, now=now)
    Membership.objects.of(user).active().update(ended_at=now)
    Cover.objects.concerning(user).filter(ended_at=None).update(ended_at=now)
    Invitation.objects.of(user).filter(used_at=None, revoked_at=None).update(revoked_at=now)


def _take_name(user: User) -> None:
    User.objects.filter(pk=user.pk).update(
        email=f"{user.public_id.hex}@{NOWHERE}",
        password="!",  # noqa: S106  nothing hashes to it
        time_zone="UTC",
        language="",
        agreed_to="",
        last_login=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
    )


def _after(public_id: UUID, addresses: set[str], now: datetime) -> None:
    logger.info("account erased", extra={"fields": {"account": str(public_id)}})
    path = tombstones()
    path.touch(mode=0o600)
    with path.open("a") as file:
        file.write(f"{public_id} {now.date().isoformat()}\n")
    _delete_mails(addresses)
    if _is_soon_rewritten():
        leave_no_trace()


def _delete_mails(addresses: set[str]) -> None:
    """Mails to them that were never sent, but written to files."""
    for path in (Path(settings.VAR_DIR) / "mail").glob("*.log"):
        text = path.read_text(errors="replace").lower()
        if any(address.lower() in text for address in addresses):
            path.unlink(missing_ok=True)


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
