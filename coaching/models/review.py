"""What a physiotherapist did, and what anyone wrote down."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.texts import lazy
from coaching.models.enrolment import Enrolment
from coaching.models.report import Performed, Workout


class Review(Performed):
    """What a physiotherapist did to a plan, with its reason. Appended, never edited.

    `until` is when it ends by itself, where it does: an override holds its level until then, a
    ceiling, a pause and doses hold so long. `doses` are those of a doses review, in the words of
    a program's definition; what they leave out is as the program has it.
    """

    class Kind(models.TextChoices):
        """What was done."""

        CLEARANCE = "clearance", lazy("stop cleared")
        OVERRIDE = "override", lazy("level set")
        CEILING = "ceiling", lazy("ceiling set")
        PAUSE = "pause", lazy("plan paused")
        RESUME = "resume", lazy("plan resumed")
        DOSES = "doses", lazy("doses set")
        PROGRAM = "program", lazy("program changed")

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
    until = models.DateTimeField(null=True, blank=True)
    doses = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-performed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="review_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind__in=["clearance", "resume"]) | Q(by_client=False),
                name="review_by_client_opens_only",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["override", "ceiling"]) | Q(level__isnull=False),
                name="review_has_a_level",
            ),
            models.CheckConstraint(
                condition=~Q(kind="doses") | Q(doses__isnull=False), name="review_has_doses"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("performed_at")),
                name="review_ends_after_it_begins",
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
