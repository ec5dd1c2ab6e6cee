"""People."""

import uuid
from datetime import datetime
from functools import cache, cached_property
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import processing
from accounts.texts import lazy

PHYSIOTHERAPISTS = "Physiotherapists"


@cache
def time_zones() -> frozenset[str]:
    """Every IANA time zone; read from some six hundred files, so once a process."""
    return frozenset(available_timezones())


def spoken_languages() -> list[tuple[str, str]]:
    """The languages of the site: code, and name in the language itself."""
    return list(settings.LANGUAGES)


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA time zone."""
    if name not in time_zones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


class UserQuerySet(models.QuerySet["User"]):
    """Words for groups of people."""

    def active(self) -> Self:
        """Who may sign in."""
        return self.filter(is_active=True)

    def physiotherapists(self) -> Self:
        """Who may have clients."""
        return self.active().filter(is_staff=True, groups__name=PHYSIOTHERAPISTS)

    def clients_of(self, physiotherapist: "User", *, at: datetime | None = None) -> Self:
        """Whose training this physiotherapist sees, now or at that moment.

        Their own clients, and those they cover for. Everything that asks whether somebody may
        see a client asks here.
        """
        links = physiotherapist.client_links.model.objects.seen_by(physiotherapist, at=at)
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
    # Empty until somebody chose: then the browser is asked.
    language = models.CharField(
        _("language"), max_length=8, blank=True, default="", choices=spoken_languages
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    is_active = models.BooleanField(
        "active",
        default=True,
        help_text=lazy("Untick to lock somebody out instead of deleting them."),
    )
    is_staff = models.BooleanField("staff", default=False, help_text=lazy("May open the desk."))
    # The version of `accounts/processing.py`; each answer is kept in `processing_answers`.
    agreed_to = models.CharField(max_length=8, default="", blank=True, editable=False)

    objects = UserManager.from_queryset(UserQuerySet)()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_any_case",
                violation_error_message=lazy("There is an account with this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        """Spell the e-mail address the one way it is stored."""
        super().clean()
        self.email = self.email.strip().lower()

    def has_module_perms(self, app_label: str) -> bool:
        """What comes with Django and allauth is for superusers; the desk goes by who one is."""
        return self.is_active and self.is_superuser

    @property
    def has_agreed(self) -> bool:
        """Whether anything about this person's health may be kept now."""
        return self.agreed_to == processing.CURRENT.version

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
