"""Who cares for whom, and what the client agreed to."""

import hashlib
import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts import consent
from accounts.models.clinics import Clinic, Cover, plain
from accounts.models.people import User
from accounts.texts import lazy


class CareLinkQuerySet(models.QuerySet["CareLink"]):
    """Words for links between physiotherapists and clients."""

    def open(self) -> Self:
        """Links that the client may still agree to, or has agreed to."""
        return self.filter(ended_at=None)

    def proposed(self) -> Self:
        """Links that wait for the client's answer."""
        return self.open().filter(since=None)

    def active(self, at: datetime | None = None) -> Self:
        """Links that the client agrees to, now or at that moment."""
        if at is None:
            return self.open().exclude(since=None)
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at), since__lte=at)

    def outdated(self) -> Self:
        """Links of a client who agreed to words that have changed since."""
        return self.active().exclude(text_version=consent.CURRENT.version)

    def unanswered(self) -> Self:
        """Those of them whose client has not said anything to the current words yet."""
        return self.outdated().exclude(answers__text_version=consent.CURRENT.version)

    def telling_function(self) -> Self:
        """Links of a client who agreed that how everyday life goes is shared."""
        return self.filter(text_version__in=consent.TELLING_FUNCTION)

    def of(self, physiotherapist: User) -> Self:
        """This physiotherapist's links."""
        return self.filter(physiotherapist=physiotherapist)

    def about(self, client: User) -> Self:
        """This client's links."""
        return self.filter(client=client)

    def seen_by(self, physiotherapist: User, *, at: datetime | None = None) -> Self:
        """Links whose client this physiotherapist sees: their own, and those they cover for.

        A cover counts where the client agreed to it: for links of the cover's own clinic. Each of
        the two is found by its index, and they are put together: "one or the other" is asked of
        every link that there is.
        """
        covers = Cover.objects.in_force(at or timezone.now()).filter(cover=physiotherapist)
        links = CareLink.objects.order_by()
        own = links.filter(physiotherapist=physiotherapist)
        covered = links.filter(
            physiotherapist__absences__in=covers, physiotherapist__absences__clinic=F("clinic")
        )
        return self.active(at).filter(pk__in=own.values("pk").union(covered.values("pk")))


class CareLink(models.Model):
    """One stretch of time in which a physiotherapist looks after a client.

    A proposal until the client agrees: `since` is when they first did, and `text_version` the
    text of `accounts/consent.py` that holds now; every answer is kept in `answers`. A proposal
    that ended without one was refused, or taken back. `clinic` is the one that the text named;
    without one nobody can cover.
    """

    class Route(models.TextChoices):
        """How the client was asked."""

        INVITATION = "invitation", lazy("an invitation")
        CODE = "code", lazy("a clinic’s code")
        ADMINISTRATOR = "administrator", lazy("whoever runs this site")

    class EndedBy(models.TextChoices):
        """Who ended it."""

        CLIENT = "client", "you"
        PHYSIOTHERAPIST = "physiotherapist", lazy("your physiotherapist")
        LEAD = "lead", lazy("the clinic")
        ADMINISTRATOR = "administrator", lazy("whoever runs this site")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    physiotherapist = models.ForeignKey(User, on_delete=models.PROTECT, related_name="client_links")
    client = models.ForeignKey(User, on_delete=models.CASCADE, related_name="care_links")
    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, related_name="care_links", null=True, blank=True
    )
    route = models.CharField(max_length=15, choices=Route.choices)
    proposed_at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField("agreed", null=True, blank=True)
    text_version = models.CharField(max_length=8, default="", blank=True)
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    ended_by = models.CharField(max_length=15, choices=EndedBy.choices, default="", blank=True)

    objects = CareLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["physiotherapist", "client"],
                condition=Q(ended_at=None),
                name="accounts_carelink_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(since=None) | Q(ended_at__gte=F("since")),
                name="accounts_carelink_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(physiotherapist=F("client")),
                name="accounts_carelink_two_people",
            ),
            models.CheckConstraint(
                condition=Q(since=None, text_version="")
                | (Q(since__isnull=False) & ~Q(text_version="")),
                name="accounts_carelink_agreed_to_a_text",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="accounts_carelink_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.physiotherapist} → {self.client}"

    @property
    def is_active(self) -> bool:
        """Whether the client agrees to it now."""
        return self.since is not None and self.ended_at is None

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for the client's answer."""
        return self.since is None and self.ended_at is None

    @property
    def is_outdated(self) -> bool:
        """Whether the words have changed since the client agreed."""
        return self.is_active and self.text_version != consent.CURRENT.version


class ConsentAnswer(models.Model):
    """What the client said to one version of the words. Kept as it was given."""

    link = models.ForeignKey(CareLink, on_delete=models.CASCADE, related_name="answers")
    text_version = models.CharField(max_length=8)
    agreed = models.BooleanField(help_text="False: it stays with the version before.")
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["answered_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["link", "text_version", "agreed"], name="accounts_consentanswer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{'Yes' if self.agreed else 'No'} to version {self.text_version}"


def digest_of(token: str) -> str:
    """What is kept of an invitation's token: SHA-256, for the token itself is long and random."""
    return hashlib.sha256(plain(token).encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Words for groups of invitations."""

    def of(self, physiotherapist: User) -> Self:
        """This physiotherapist's."""
        return self.filter(physiotherapist=physiotherapist)

    def with_token(self, token: str) -> Self:
        """The one that this link belongs to."""
        return self.filter(digest=digest_of(token))


class Invitation(models.Model):
    """A link that a physiotherapist gives to one client: by e-mail, or on paper without one."""

    # Of whoever used it. An address that it was sent to may be anybody's.
    about_person: ClassVar = ("link__client",)

    class Answer(models.TextChoices):
        """What the client said to it."""

        ACCEPTED = "accepted"
        DECLINED = "declined"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", lazy("Open")
        ACCEPTED = "accepted", lazy("Accepted")
        DECLINED = "declined", lazy("Declined")
        REVOKED = "revoked", lazy("Revoked")
        EXPIRED = "expired", lazy("Expired")

    uuid = models.UUIDField(unique=True, editable=False)
    physiotherapist = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, related_name="invitations", null=True, blank=True
    )
    email = models.EmailField("e-mail address", default="", blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, default="", blank=True)
    link = models.OneToOneField(
        CareLink, on_delete=models.SET_NULL, related_name="invitation", null=True, blank=True
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(used_at=None, answer="") | (Q(used_at__isnull=False) & ~Q(answer="")),
                name="accounts_invitation_used_by_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None),
                name="accounts_invitation_used_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.physiotherapist}, {self.made_at}"

    def state(self, at: datetime) -> State:
        """Where it stands at that moment. On the moment of its expiry it has expired."""
        if self.answer:
            return self.State(self.answer)
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.OPEN if at < self.expires_at else self.State.EXPIRED
