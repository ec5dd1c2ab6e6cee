"""People, and who cares for whom."""

import uuid
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

PHYSIOTHERAPISTS = "Physiotherapists"


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError("“%(name)s” is not a time zone.", params={"name": name})


class UserQuerySet(models.QuerySet["User"]):
    """Words for groups of people."""

    def active(self) -> Self:
        """Who may sign in."""
        return self.filter(is_active=True)

    def physiotherapists(self) -> Self:
        """Who may have clients."""
        return self.active().filter(is_staff=True, groups__name=PHYSIOTHERAPISTS)

    def clients_of(self, physiotherapist: "User") -> Self:
        """Who is in this physiotherapist's care now."""
        links = CareLink.objects.of(physiotherapist).active()
        return self.filter(pk__in=links.values("client"))


class UserManager(BaseUserManager["User"]):
    """Makes people. Django's commands and allauth ask for these names."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person. Without a password, nobody can sign in as them yet."""
        if not email:
            raise ValueError("An e-mail address is needed.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this e-mail address, however it is spelt."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account: client, physiotherapist or both."""

    # For URLs and exports: says nothing about how many people there are, or who came first.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    is_active = models.BooleanField(
        "active", default=True, help_text="Untick to lock somebody out instead of deleting them."
    )
    is_staff = models.BooleanField("staff", default=False, help_text="May open the desk.")

    objects = UserManager.from_queryset(UserQuerySet)()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_any_case",
                violation_error_message="There is an account with this e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        """Spell the e-mail address the one way it is stored."""
        super().clean()
        self.email = self.email.strip().lower()

    @property
    def zone(self) -> ZoneInfo:
        """Where this person's days begin and end."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def is_physiotherapist(self) -> bool:
        """Whether this person may have clients. Asked once per request."""
        return (
            self.is_active and self.is_staff and self.groups.filter(name=PHYSIOTHERAPISTS).exists()
        )


class CareLinkQuerySet(models.QuerySet["CareLink"]):
    """Words for links between physiotherapists and clients."""

    def active(self) -> Self:
        """Links that have not ended."""
        return self.filter(ended_at=None)

    def of(self, physiotherapist: "User") -> Self:
        """This physiotherapist's links."""
        return self.filter(physiotherapist=physiotherapist)


class CareLink(models.Model):
    """One stretch of time in which a physiotherapist looks after a client."""

    physiotherapist = models.ForeignKey(User, on_delete=models.PROTECT, related_name="client_links")
    client = models.ForeignKey(User, on_delete=models.CASCADE, related_name="care_links")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CareLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["physiotherapist", "client"],
                condition=Q(ended_at=None),
                name="accounts_carelink_one_active",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")),
                name="accounts_carelink_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(physiotherapist=F("client")),
                name="accounts_carelink_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.physiotherapist} → {self.client}"

    def active_at(self, moment: datetime) -> bool:
        """Whether the link held at `moment`."""
        return self.since <= moment and (self.ended_at is None or moment < self.ended_at)
