"""What a physiotherapist did, and what anyone wrote down."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from coaching.models.enrolment import Enrolment
from coaching.models.report import Performed, Workout


class Review(Performed):
    """A clearance, an override or a ceiling, with its reason. Appended, never edited."""

    class Kind(models.TextChoices):
        """What was done."""

        CLEARANCE = "clearance", "stop cleared"
        OVERRIDE = "override", "level set"
        CEILING = "ceiling", "ceiling set"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="reviews_written",
    )
    by_client = models.BooleanField(default=False, help_text="Cleared by the client themself.")
    reason = models.TextField(max_length=1000)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    rep_step = models.PositiveSmallIntegerField(null=True, blank=True)
    stops = models.JSONField(default=list, blank=True, help_text="Ids of the events that stopped.")

    class Meta:
        ordering: ClassVar = ["-performed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="review_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind="clearance") | Q(by_client=False),
                name="review_by_client_clears_only",
            ),
            models.CheckConstraint(
                condition=Q(kind="clearance") | Q(level__isnull=False), name="review_has_a_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"


class Note(models.Model):
    """A client's own words about a workout. Appended, never edited."""

    workout = models.ForeignKey(Workout, on_delete=models.CASCADE, related_name="notes")
    uuid = models.UUIDField(unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    written_at = models.DateTimeField()
    text = models.TextField(max_length=1000)

    class Meta:
        ordering: ClassVar = ["written_at"]

    def __str__(self) -> str:
        return f"Note of {self.written_at:%Y-%m-%d}"
