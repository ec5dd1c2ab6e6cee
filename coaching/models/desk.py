"""What a physiotherapist writes down at the desk that moves nobody. Appended, never edited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.texts import lazy
from coaching.models.enrolment import Enrolment


class Written(models.Model):
    """Somebody's words about a client on a program, sent once by its `uuid`."""

    uuid = models.UUIDField(unique=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="%(class)ss")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["-written_at", "-pk"]


class Acknowledgement(Written):
    """A physiotherapist has seen these stops. They stay open: only a clearance ends one."""

    reason = models.TextField(max_length=1000)
    stops = models.JSONField(help_text="Ids of the events that stopped.")

    class Meta(Written.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="acknowledgement_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Seen, {self.written_at:%Y-%m-%d}"


class DeskNote(Written):
    """A physiotherapist's note to themself; nobody else reads it."""

    text = models.TextField(max_length=2000)

    def __str__(self) -> str:
        return f"Note to self, {self.written_at:%Y-%m-%d}"


class PlannedReview(Written):
    """The day on which a client is to be looked at next; the latest counts, null takes it back."""

    on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Review on {self.on}"


class StopNotice(models.Model):
    """A mail that says somebody has a stop: once to each person, and once more when overdue."""

    # It goes with whom it was sent to as well, and is not about them.
    about_person: ClassVar = ("enrolment__client",)

    class Kind(models.TextChoices):
        """Why it is sent."""

        NEW = "new", lazy("a new stop")
        OVERDUE = "overdue", lazy("nobody has acknowledged it in time")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="stop_notices")
    stop = models.CharField(max_length=64, help_text="Id of the event that stopped.")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment", "stop", "to", "kind"], name="stopnotice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, due {self.due_at:%Y-%m-%d}"
