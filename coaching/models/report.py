"""What clients report: facts, appended and never edited."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.texts import lazy
from coaching.models.enrolment import Enrolment
from coaching.rules import terms
from coaching.wire import MOST_POPS, MOST_REPS, MOST_SETS, WORST_DISCOMFORT

if TYPE_CHECKING:
    from accounts.models import User


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """An enum's words as a field's choices."""
    return [(word.value, word.value.replace("_", " ")) for word in words]


def answer_columns(report: terms.SetReport) -> dict[str, Any]:
    """The answers of a set, by the columns that keep them."""
    level, rep_step = report.asked or (None, None)
    return {
        "reps": report.reps,
        "lumbar_contact": report.lumbar_contact,
        "pops": report.pops,
        "discomfort": report.discomfort,
        "symptoms": sorted(symptom.value for symptom in report.symptoms),
        "lowest_angle": report.lowest_angle,
        "asked_level": level,
        "asked_rep_step": rep_step,
        "severe_discomfort": report.severe_discomfort,
    }


class OfClient(models.Model):
    """A row of a table that grows with use: it says by itself whose it is.

    `client` is the enrolment's. With it a question begins at the client and goes to no other table,
    and the tables can be cut by client (`docs/cut-by-client.sql`). Each brings an index for it.
    """

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class Performed(models.Model):
    """Something done at one moment and received at another.

    `uuid` is made by the client's device, so that a report sent twice counts once.
    `utc_offset` is where the client's clock stood, in minutes east of UTC: it says which
    calendar day it was for them.
    """

    uuid = models.UUIDField(unique=True)
    performed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    utc_offset = models.SmallIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def at(self) -> datetime:
        """When it was performed, on the client's own clock."""
        return self.performed_at.astimezone(timezone(timedelta(minutes=self.utc_offset)))

    @property
    def received(self) -> datetime:
        """When it was received, in UTC."""
        return self.received_at.astimezone(UTC)


class WorkoutQuerySet(models.QuerySet["Workout"]):
    """Words for groups of workouts."""

    def of(self, client: "User") -> Self:
        """This client's own."""
        return self.filter(client=client)

    def under_way(self) -> Self:
        """Begun and not finished."""
        return self.filter(finished_at=None)

    def finished(self) -> Self:
        """Ended, by whatever."""
        return self.exclude(finished_at=None)


class Workout(OfClient, Performed):
    """One training. Only the two ends of it are ever filled in later.

    `ended_at` is when the client said that it was over; `finished_at` is when it was taken to be
    over, by them or by what else ends one.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="workouts")
    ended_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = WorkoutQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-performed_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["enrolment", "-performed_at"], name="workout_by_time"),
            models.Index(fields=["client", "-performed_at", "-id"], name="workout_of_client"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(finished_at=None),
                name="workout_one_under_way",
                violation_error_message=lazy("There is already a workout under way."),
            ),
        ]

    def __str__(self) -> str:
        return f"Workout of {self.performed_at:%Y-%m-%d %H:%M} UTC"


class SetReportQuerySet(models.QuerySet["SetReport"]):
    """Words for groups of set reports."""

    def of(self, client: "User") -> Self:
        """This client's own."""
        return self.filter(client=client)

    def standing(self) -> Self:
        """Every telling that holds: no earlier ones, nothing taken back."""
        return self.filter(replaced_by=None, is_withdrawn=False)

    def as_last_told(self) -> Self:
        """Each set once, as it was last told."""
        return self.standing().filter(is_double=False)


class SetReport(OfClient):
    """One set as it went. Null is an unanswered question.

    A correction, or a set that is taken back, is a further row that `replaces` this one.
    `is_double`: another device had told this set, so this telling is not counted but only
    looked at. `performed_at` is when it was done, on a clock put right, and may be unknown.
    `asked_level` and `asked_rep_step` are what the client was shown, where that is known.
    `severe_discomfort` is the limit of the earlier program that the set was done on, where it
    is stricter than that of the one that it stops.
    """

    workout = models.ForeignKey(Workout, on_delete=models.CASCADE, related_name="set_reports")
    uuid = models.UUIDField(unique=True)
    number = models.PositiveSmallIntegerField(help_text="From 1.")
    performed_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replaced_by"
    )
    is_withdrawn = models.BooleanField(default=False)
    is_double = models.BooleanField(default=False)

    asked_level = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_rep_step = models.PositiveSmallIntegerField(null=True, blank=True)
    severe_discomfort = models.PositiveSmallIntegerField(null=True, blank=True)
    reps = models.PositiveSmallIntegerField()
    lumbar_contact = models.CharField(
        max_length=6, null=True, blank=True, choices=choices(terms.LumbarContact)
    )
    pops = models.PositiveSmallIntegerField(null=True, blank=True)
    discomfort = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0-10, dull.")
    symptoms = models.JSONField(default=list, blank=True)
    lowest_angle = models.FloatField(null=True, blank=True, help_text="Degrees from the floor.")
    pop_location = models.CharField(
        max_length=12, null=True, blank=True, choices=choices(terms.PopLocation)
    )
    pop_phase = models.CharField(max_length=8, null=True, blank=True, choices=choices(terms.Phase))
    pop_repetitions = models.JSONField(null=True, blank=True, help_text="Which ones, from 1.")
    effort = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0-10.")
    hands = models.CharField(max_length=10, null=True, blank=True, choices=choices(terms.Hands))

    objects = SetReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["workout_id", "number", "pk"]
        indexes: ClassVar = [models.Index(fields=["client"], name="setreport_of_client")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workout", "number"],
                condition=Q(replaces=None, is_double=False),
                name="setreport_one_a_number",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_SETS), name="setreport_number_in_range"
            ),
            models.CheckConstraint(
                condition=Q(reps__gte=0, reps__lte=MOST_REPS), name="setreport_reps_in_range"
            ),
            models.CheckConstraint(
                condition=Q(pops=None) | Q(pops__gte=0, pops__lte=MOST_POPS),
                name="setreport_pops_in_range",
            ),
            models.CheckConstraint(
                condition=Q(discomfort=None)
                | Q(discomfort__gte=0, discomfort__lte=WORST_DISCOMFORT),
                name="setreport_discomfort_in_range",
            ),
            models.CheckConstraint(
                condition=Q(asked_level=None, asked_rep_step=None)
                | Q(asked_level__isnull=False, asked_rep_step__isnull=False),
                name="setreport_asked_whole",
            ),
            models.CheckConstraint(
                condition=Q(lumbar_contact=None)
                | Q(lumbar_contact__in=[word.value for word in terms.LumbarContact]),
                name="setreport_contact_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Set {self.number}"

    @property
    def as_reported(self) -> terms.SetReport:
        """The set in the rules' words."""
        contact = self.lumbar_contact
        return terms.SetReport(
            reps=self.reps,
            lumbar_contact=terms.LumbarContact(contact) if contact else None,
            pops=self.pops,
            discomfort=self.discomfort,
            symptoms=frozenset(map(terms.Symptom, self.symptoms)),
            lowest_angle=self.lowest_angle,
            asked=self.asked,
            severe_discomfort=self.severe_discomfort,
        )

    def retold(self, report: terms.SetReport) -> Self:
        """The same set with other answers, which are not stored."""
        for name, answer in answer_columns(report).items():
            setattr(self, name, answer)
        return self

    @property
    def asked(self) -> tuple[int, int] | None:
        """The level and rep step that the client was shown; None where that is not known."""
        if self.asked_level is None or self.asked_rep_step is None:
            return None
        return self.asked_level, self.asked_rep_step


class MorningReport(OfClient, Performed):
    """How the morning after a workout felt; null discomfort is a skipped question.

    `severe_discomfort` as in a set.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="mornings")
    workout = models.OneToOneField(
        Workout, null=True, blank=True, on_delete=models.CASCADE, related_name="morning"
    )
    discomfort = models.PositiveSmallIntegerField(null=True, blank=True)
    symptoms = models.JSONField(default=list, blank=True)
    severe_discomfort = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-performed_at"]
        indexes: ClassVar = [models.Index(fields=["client"], name="morning_of_client")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(discomfort=None)
                | Q(discomfort__gte=0, discomfort__lte=WORST_DISCOMFORT),
                name="morning_discomfort_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"Morning of {self.at:%Y-%m-%d}"


class SymptomReport(Performed):
    """Signs felt at any time; before a program has begun there is no enrolment yet."""

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="symptom_reports"
    )
    enrolment = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.CASCADE, related_name="symptom_reports"
    )
    symptoms = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-performed_at"]

    def __str__(self) -> str:
        return f"Signs of {self.at:%Y-%m-%d %H:%M}"
