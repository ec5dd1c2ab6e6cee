"""The receipts: what was decided, as it was said."""

from typing import ClassVar, Self

from django.db import models

from accounts.texts import lazy
from coaching.models.enrolment import Enrolment
from coaching.models.report import SetReport, Workout, choices
from coaching.rules.terms import Outcome


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Words for groups of decisions."""

    def standing(self) -> Self:
        """Those that no later one supersedes.

        Asked as "there is none", of which PostgreSQL knows how seldom it fails: of a join without a
        partner it takes that to be rare, and reads a whole history for its last line.
        """
        return self.filter(
            ~models.Exists(Decision.objects.filter(supersedes=models.OuterRef("pk")))
        )


class Decision(models.Model):
    """One decision, kept as it was said: never edited, only superseded.

    `subject` is the uuid of the workout, set, report or review that was decided on.
    """

    class About(models.TextChoices):
        """What was decided on."""

        START = "start", "start"
        SET = "set", "set"
        WORKOUT = "workout", "workout"
        MORNING = "morning", lazy("next morning")
        SYMPTOMS = "symptoms", "signs"
        REVIEW = "review", "review"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="decisions")
    about = models.CharField(max_length=8, choices=About.choices)
    subject = models.UUIDField()
    workout = models.ForeignKey(
        Workout, null=True, blank=True, on_delete=models.CASCADE, related_name="decisions"
    )
    set_report = models.ForeignKey(
        SetReport, null=True, blank=True, on_delete=models.CASCADE, related_name="decisions"
    )
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="superseded_by"
    )
    performed_at = models.DateTimeField(help_text="When that which was decided on happened.")
    decided_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=choices(Outcome))
    rule = models.CharField(max_length=30, blank=True)
    change = models.CharField(max_length=10, blank=True)
    refer = models.BooleanField(default=False)
    said = models.JSONField(help_text="The receipt: reason, sources, own data, what would change.")
    engine_version = models.CharField(max_length=20)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-performed_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["enrolment", "-performed_at", "-id"], name="decision_by_time"),
            models.Index(fields=["subject"], name="decision_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} ({self.rule or 'no rule'})"
