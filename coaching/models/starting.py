"""Before the first workout: the questions, and the search for one's limit."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.texts import lazy
from coaching.models.program import Program
from coaching.models.report import Performed, choices
from coaching.rules import terms

if TYPE_CHECKING:
    from accounts.models import User


class Answer(models.TextChoices):
    """To a screening question; "not sure" is never read as "no"."""

    NO = "no", lazy("No")
    YES = "yes", lazy("Yes")
    UNSURE = "unsure", lazy("Not sure")


class Screening(models.Model):
    """One answer to one screening question. The latest answer to a question counts."""

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="screenings"
    )
    uuid = models.UUIDField(unique=True)
    question = models.SlugField(max_length=60)
    answer = models.CharField(max_length=6, choices=Answer.choices)
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["answered_at", "pk"]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"


class Agreement(models.Model):
    """The client's word that a professional agreed to what was flagged before it."""

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agreements"
    )
    uuid = models.UUIDField(unique=True)
    agreed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["agreed_at"]

    def __str__(self) -> str:
        return f"Agreement of {self.agreed_at:%Y-%m-%d}"


class LimitTrialQuerySet(models.QuerySet["LimitTrial"]):
    """Words for groups of trials."""

    def of(self, client: "User") -> Self:
        """This client's own."""
        return self.filter(client=client)


class LimitTrial(Performed):
    """One slow repetition at one level, to find where the lower back still stays down."""

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="limit_trials"
    )
    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    level = models.PositiveSmallIntegerField(help_text="From 1.")
    lumbar_contact = models.CharField(max_length=6, choices=choices(terms.LumbarContact))
    pops = models.PositiveSmallIntegerField()
    discomfort = models.PositiveSmallIntegerField()
    symptoms = models.JSONField(default=list, blank=True)

    objects = LimitTrialQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["performed_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__gte=1), name="limittrial_level_from_one"),
        ]

    def __str__(self) -> str:
        return f"Trial at level {self.level}"

    @property
    def as_set(self) -> terms.SetReport:
        """The trial as a set of one repetition, in the rules' words."""
        return terms.SetReport(
            reps=1,
            lumbar_contact=terms.LumbarContact(self.lumbar_contact),
            pops=self.pops,
            discomfort=self.discomfort,
            symptoms=frozenset(map(terms.Symptom, self.symptoms)),
        )
