"""The audit trail: what staff read and did, by ids alone, each entry chained to the one before.

No row refers to another table: who was erased is still in it, as an id that leads nowhere.
"""

import hashlib
import json
import uuid
from datetime import UTC
from typing import Any, ClassVar, Self

from django.db import models

from accounts.models.people import User
from accounts.texts import lazy

BEGINNING = "0" * 64
"""What the first entry is chained to."""
FORMAT = 1
"""Of `AuditEntry.told`. Another way to write an entry down needs another number."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Words for groups of entries."""

    def concerning(self, client: User) -> Self:
        """Those about this client alone: their record, not a list that they stand in."""
        return self.filter(client=client.public_id)

    def not_refused(self) -> Self:
        """Those in which something was shown or done."""
        return self.filter(models.Q(outcome__lt=400) | models.Q(outcome__in=(409, 422)))


class AuditEntry(models.Model):
    """One thing that a member of staff read or did. The database refuses to change one.

    `actor` is the public id of the person, nothing where it was somebody at the machine itself;
    `what` the name of an address and a method, or of a command. `client` is the public id of the
    client whose record it was, `about` further ids, parted by spaces; `asked` the names of the
    filters of a list, `shown` how many it showed. `outcome` is the answer's HTTP status, `request`
    the request's id in the logs.

    The visitor's address is not here: entries are kept for ever, and an address need not be. The
    request's id leads to it, in the log of the proxy, for as long as that is kept.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("time")
    actor = models.UUIDField(null=True)
    what = models.CharField(max_length=120)
    client = models.UUIDField(null=True)
    about = models.TextField()
    asked = models.CharField(max_length=120)
    shown = models.IntegerField(null=True)
    outcome = models.PositiveSmallIntegerField()
    request = models.CharField(max_length=36)
    format = models.PositiveSmallIntegerField(default=FORMAT)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        verbose_name = lazy("audit entry")
        verbose_name_plural = lazy("audit entries")
        indexes: ClassVar = [
            models.Index(fields=["client", "at"], name="accounts_audit_client"),
            models.Index(fields=["actor", "at"], name="accounts_audit_actor"),
            models.Index(fields=["at"], name="accounts_audit_at"),
        ]

    def __str__(self) -> str:
        return f"Entry {self.number}"

    @property
    def told(self) -> str:
        """All that the hash covers but for the number and the entry before."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        parts = (self.actor, self.what, self.client, self.about, self.asked, self.shown)
        return json.dumps(
            [self.format, at, *map(_plain, parts), self.outcome, self.request],
            separators=(",", ":"),
        )

    @property
    def expected_hash(self) -> str:
        """What the hash has to be, unless somebody changed the entry."""
        whole = f"{self.previous} {self.number} {self.told}"
        return hashlib.sha256(whole.encode()).hexdigest()


class AuditHead(models.Model):
    """The end of the trail, one row: without it, nobody would miss the last entries.

    The database moves it on with every entry, and takes only an entry that goes on from it.
    """

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=BEGINNING)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="accounts_audit_one_head"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, uuid.UUID) else value
