"""A client on a program, and where the fold of their events has led."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import CareLink, Membership, User
from accounts.texts import lazy
from coaching import positions
from coaching.models.program import Program
from coaching.rules.moves import as_of
from coaching.rules.terms import Position, Prescription, Status

OVERDUE_AFTER = timedelta(hours=24)
"""From when a stop was received, or its link agreed to if that was later. Ours: no source gives
a number of hours; a day is the longest that a cover or a lead should not know of it."""


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Words for groups of enrolments; every query begins at a person."""

    def of(self, client: User) -> Self:
        """This client's own."""
        return self.filter(client=client)

    def cared_for_by(self, physiotherapist: User, *, at: datetime | None = None) -> Self:
        """Those of the clients whom this physiotherapist sees, now or at that moment.

        A lead sees one more, while a stop is open that was mailed to them as overdue.
        """
        people = User.objects.clients_of(physiotherapist, at=at)
        own = Enrolment.objects.filter(client__in=people).order_by()
        overdue = Enrolment.objects.overdue_for(physiotherapist, at=at).order_by()
        return self.filter(pk__in=own.values("pk").union(overdue.values("pk")))

    def overdue_for(self, lead: User, *, at: datetime | None = None) -> Self:
        """Those with an open stop that was mailed to this lead as overdue.

        Only while they lead the clinic that a link of the client names, and that link has had
        its own time: a mail under a link before it opens nothing.
        """
        led = Membership.objects.of(lead).active().leads()
        agreed_by = (at or timezone.now()) - OVERDUE_AFTER
        links = CareLink.objects.active(at).filter(
            client=OuterRef("client"), clinic__in=led.values("clinic"), since__lte=agreed_by
        )
        waiting = Cast("position__open_stops", models.TextField())
        return (
            self.stopped()
            .annotate(waiting=waiting)
            .filter(
                Exists(links),
                stop_notices__to=lead,
                stop_notices__kind="overdue",
                waiting__contains=F("stop_notices__stop"),
            )
        )

    def with_cover_mark(self, physiotherapist: User) -> Self:
        """Each with how it came to this physiotherapist, where it is not their own client.

        `covered_for` is whose client it is where they cover; `as_lead` where they see it for an
        overdue stop alone.
        """
        seen = CareLink.objects.seen_by(physiotherapist).filter(client=OuterRef("client"))
        own = seen.filter(physiotherapist=physiotherapist)
        return self.annotate(
            covered_for=Case(
                When(Exists(own), then=Value(None)),
                default=Subquery(seen.values("physiotherapist__email")[:1]),
            ),
            as_lead=~Exists(seen),
        )

    def active(self) -> Self:
        """Those a client is on now."""
        return self.filter(ended_at=None)

    def stopped(self) -> Self:
        """Those that wait for a clearance."""
        return self.active().filter(status=Status.STOPPED)


class Enrolment(models.Model):
    """A client on a program.

    Everything from `position` on is a cache of the fold and can be rebuilt at any time:
    `manage.py rebuild --check`. `position_before` is where the client stood before the
    last event, which `last_at`, `last_received_at` and `last_event` name.
    """

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments"
    )
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="enrolments")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    started_at = models.DateTimeField()
    start_level = models.PositiveSmallIntegerField(help_text="0 is the reverse crunch.")
    ended_at = models.DateTimeField(null=True, blank=True)

    position = models.JSONField(default=dict)
    position_before = models.JSONField(default=dict)
    last_at = models.DateTimeField(null=True)
    last_received_at = models.DateTimeField(null=True)
    last_event = models.CharField(max_length=64, default="", blank=True)
    status = models.CharField(
        max_length=10,
        choices=[(status.value, status.value) for status in Status],
        default=Status.ACTIVE.value,
    )
    level = models.PositiveSmallIntegerField(default=1)
    last_workout_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(
        null=True, blank=True, help_text="When level or rep step last changed."
    )
    regressions = models.PositiveSmallIntegerField(
        default=0, help_text="Workouts and mornings in a row that stepped back."
    )
    refer = models.BooleanField(default=False, help_text="The last workout asked for an eye.")
    is_paused = models.BooleanField(default=False)
    paused_until = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(ended_at=None),
                name="enrolment_one_active_a_client",
                violation_error_message=lazy("There is already a program under way."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]),
                name="enrolment_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} on {self.program.title}"

    @property
    def where(self) -> Position:
        """The position that the fold has led to."""
        return positions.load(self.position)

    @property
    def where_now(self) -> Position:
        """The same without what has come to its end since the last event."""
        return as_of(self.program.rules, self.where, timezone.now())

    @property
    def prescription(self) -> Prescription:
        """What the client does now."""
        return self.program.rules.prescription(self.where_now)

    @property
    def is_stopped(self) -> bool:
        """True while a stop is open."""
        return self.status == Status.STOPPED

    @property
    def is_completed(self) -> bool:
        """True while the program goes on as maintenance."""
        return self.where_now.status is Status.COMPLETED
