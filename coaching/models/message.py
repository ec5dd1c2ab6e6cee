"""What a client and their physiotherapist write to each other. Nobody promises real time."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import CareLink

if TYPE_CHECKING:
    from accounts.models import User


class MessageQuerySet(models.QuerySet["Message"]):
    """Words for groups of messages; every query begins at a person."""

    def of(self, client: "User") -> Self:
        """All that this client wrote and was written."""
        return self.filter(link__client=client)

    def seen_by(self, physiotherapist: "User") -> Self:
        """Those under the links that this physiotherapist sees now."""
        return self.filter(link__in=CareLink.objects.seen_by(physiotherapist))

    def for_the_client(self) -> Self:
        """Those that a physiotherapist wrote."""
        return self.filter(by_client=False)

    def for_the_physiotherapist(self) -> Self:
        """Those that the client wrote."""
        return self.filter(by_client=True)

    def unread(self) -> Self:
        """Those that the other side has not read."""
        return self.filter(read_at=None)


class Message(models.Model):
    """One message under a care link: whoever cares later does not read it."""

    link = models.ForeignKey(CareLink, on_delete=models.CASCADE, related_name="messages")
    uuid = models.UUIDField(unique=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_client = models.BooleanField()
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True, help_text="By the other side.")
    text = models.TextField(max_length=2000)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-written_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="message_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"Message of {self.written_at:%Y-%m-%d %H:%M}"
