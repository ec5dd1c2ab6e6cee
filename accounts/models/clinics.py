"""Clinics, who works in them, and who stands in for whom."""

import re
import secrets
import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models.people import User
from accounts.texts import lazy

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that looks like something else on paper: no 0 and O, no 1, I and L, no U beside V."""
CODE_LENGTH = 8


def new_code(length: int) -> str:
    """That many characters, by chance: 4.9 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_join_code() -> str:
    """A code that nobody guesses: 30 to the power of 8 is 656 billion."""
    return new_code(CODE_LENGTH)


def plain(typed: str) -> str:
    """A code however it was typed: case, hyphens and spaces are free."""
    return re.sub(r"[\W_]", "", typed).upper()


def in_fours(code: str) -> str:
    """A code as it is easier to copy: ABCD-EFGH."""
    return "-".join(re.findall("....", code))


class ClinicQuerySet(models.QuerySet["Clinic"]):
    """Words for groups of clinics."""

    def with_code(self, typed: str) -> Self:
        """The clinic with this code, however it was typed."""
        return self.filter(join_code=plain(typed))


class Clinic(models.Model):
    """A place where physiotherapists cover for each other."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    join_code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_join_code)
    code_since = models.DateTimeField(default=timezone.now)

    objects = ClinicQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="accounts_clinic_name_any_case",
                violation_error_message=lazy("There is a clinic with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code_in_print(self) -> str:
        """The code as it is given to people."""
        return in_fours(self.join_code)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Words for groups of memberships."""

    def active(self) -> Self:
        """Memberships that have not ended."""
        return self.filter(ended_at=None)

    def of(self, user: User) -> Self:
        """This person's."""
        return self.filter(user=user)

    def leads(self) -> Self:
        """Of those who lead."""
        return self.filter(role=Membership.Role.LEAD)


class Membership(models.Model):
    """One stretch of time in which somebody works in a clinic. Kept for ever.

    Whoever changes role gets a further row. A lead has clients only as a physiotherapist: the
    role says who looks after the clinic, `PHYSIOTHERAPISTS` who looks after clients.
    """

    about_person: ClassVar = ("user",)

    class Role(models.TextChoices):
        """What somebody does there."""

        PHYSIOTHERAPIST = "physiotherapist", lazy("Physiotherapist")
        LEAD = "lead", lazy("Lead")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=15, choices=Role.choices)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at=None),
                name="accounts_membership_one_clinic_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")),
                name="accounts_membership_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["physiotherapist", "lead"]),
                name="accounts_membership_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.clinic}"


class CodeTry(models.Model):
    """A clinic's code that was wrong: so many an hour, then the next has to wait."""

    client = models.ForeignKey(User, on_delete=models.CASCADE, related_name="code_tries")
    tried_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.client}, {self.tried_at}"


class CoverQuerySet(models.QuerySet["Cover"]):
    """Words for groups of covers."""

    def in_force(self, at: datetime) -> Self:
        """Those within whose span `at` lies."""
        return self.filter(starts_at__lte=at, ends_at__gt=at).filter(
            Q(ended_at=None) | Q(ended_at__gt=at)
        )

    def not_over(self, at: datetime) -> Self:
        """Those in force, and those to come."""
        return self.filter(ends_at__gt=at, ended_at=None)

    def within(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those that have a moment in common with this span."""
        return self.filter(ended_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at)

    def concerning(self, user: User) -> Self:
        """Those in which this person is away or stands in."""
        return self.filter(Q(physiotherapist=user) | Q(cover=user))


class Cover(models.Model):
    """Somebody of the same clinic who looks after a physiotherapist's clients for some days.

    The days are those of the physiotherapist who is away, in their own time zone when the cover
    was named; `starts_at` and `ends_at` are the same days as moments, and decide. A client or a
    cover elsewhere has the same moments on another clock.
    """

    about_person: ClassVar = ("physiotherapist", "cover")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="covers")
    physiotherapist = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers")
    first_day = models.DateField()
    last_day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="named_covers")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        verbose_name = "absence"
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")) & Q(ends_at__gt=F("starts_at")),
                name="accounts_cover_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(physiotherapist=F("cover")), name="accounts_cover_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cover} for {self.physiotherapist}"
