"""The receipts: what was decided, as it was said."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models

from accounts.models import User
from accounts.texts import lazy
from coaching.models.enrolment import Enrolment
from coaching.models.report import OfClient, SetReport, Workout, choices
from coaching.rules.terms import Outcome


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Words for groups of decisions."""

    def of(self, client: User) -> Self:
        """This client's own."""
        return self.filter(client=client)

    def newest(self, clients: Iterable[int]) -> dict[int, int]:
        """The key of each client's last one, by the client's.

        It says how much there is to see of a client: decisions are only ever appended.
        """
        own = self.filter(client=models.OuterRef("pk")).order_by("-pk").values("pk")[:1]
        told = User.objects.filter(pk__in=list(clients)).annotate(newest=models.Subquery(own))
        return dict(told.exclude(newest=None).values_list("pk", "newest"))

    def standing(self) -> Self:
        """Those that no later one supersedes.

        Asked as "there is none", of which PostgreSQL knows how seldom it fails: of a join without a
        partner it takes that to be rare, and reads a whole history for its last line.
        """
        return self.filter(~models.Exists(_later()))

    def superseded(self) -> Self:
        """Those that a later one supersedes."""
        return self.filter(models.Exists(_later()))


class Decision(OfClient):
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

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="decisions", db_index=False
    )
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
            models.Index(fields=["client", "-id"], name="decision_of_client"),
            models.Index(fields=["subject"], name="decision_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} ({self.rule or 'no rule'})"


def _later() -> DecisionQuerySet:
    return Decision.objects.filter(supersedes=models.OuterRef("pk"))
