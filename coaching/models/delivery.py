"""The entries that were taken from phones: what makes each count once."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Words for groups of deliveries."""

    def of(self, client: "User") -> Self:
        """This client's own."""
        return self.filter(client=client)


class Delivery(models.Model):
    """One entry of an outbox, written together with the fact that it told.

    `digest` is the SHA-256 of its body; `said_at` is the time as the phone wrote it and
    `utc_offset` its minutes east of UTC; `skew_ms` is how far the phone's clock was behind,
    in milliseconds. Where `is_time_doubtful`, the time of receipt stands in for an impossible one.
    """

    uuid = models.UUIDField(unique=True)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries"
    )
    kind = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    device = models.UUIDField(null=True, blank=True)
    said_at = models.CharField(max_length=40)
    utc_offset = models.SmallIntegerField()
    skew_ms = models.BigIntegerField()
    is_time_doubtful = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["received_at", "pk"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
