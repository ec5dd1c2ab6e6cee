"""How everyday life goes: measured every few weeks, and moving nobody."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import CareLink
from coaching.models.enrolment import Enrolment
from coaching.models.report import Performed, Workout

if TYPE_CHECKING:
    from accounts.models import User

MOST = 10
"""Of an activity: as well as ever. Of the change: completely recovered."""


class FunctionReportQuerySet(models.QuerySet["FunctionReport"]):
    """Words for groups of these reports."""

    def of(self, client: "User") -> Self:
        """This client's own."""
        return self.filter(client=client)

    def seen_by(self, physiotherapist: "User") -> Self:
        """Those of clients who agreed that this physiotherapist, or their cover, sees them."""
        links = CareLink.objects.seen_by(physiotherapist).telling_function()
        return self.filter(client__in=links.values("client"))


class FunctionReport(Performed):
    """The Patient-Specific Functional Scale, and a rating of change. Unanswered is null.

    `activities`: up to three of the client's own, each `{"name": …, "score": 0-10 or null}`,
    0 unable and 10 as well as ever. `change` since the beginning: 0 far worse, 5 the same,
    10 completely recovered. Source: Stratford 1995.
    """

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="function_reports"
    )
    activities = models.JSONField()
    change = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = FunctionReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-performed_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(change=None) | Q(change__gte=0, change__lte=MOST),
                name="functionreport_change_in_range",
            ),
        ]

    @property
    def is_answered(self) -> bool:
        """False for one that was skipped, or left blank."""
        scores = [activity["score"] for activity in self.activities]
        return any(number is not None for number in (self.change, *scores))

    def __str__(self) -> str:
        return f"Function of {self.at:%Y-%m-%d}"


def workouts_with_function(enrolment: Enrolment) -> models.QuerySet[Workout]:
    """The workouts, newest first, each with `function_told_at`: when the client last reported."""
    told = FunctionReport.objects.of(enrolment.client).values("performed_at")[:1]
    return enrolment.workouts.annotate(function_told_at=models.Subquery(told))
