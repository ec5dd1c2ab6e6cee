"""Programs that are being written at the desk."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Clinic, Membership, User
from coaching.models.program import Program


class ProgramDraftQuerySet(models.QuerySet["ProgramDraft"]):
    """Words for groups of drafts."""

    def visible_to(self, user: User) -> Self:
        """Those of the clinic that this person works in, and own ones that belong to none."""
        clinics = Membership.objects.of(user).active().values("clinic")
        return self.filter(Q(clinic__in=clinics) | Q(clinic=None, author=user))

    def under_way(self) -> Self:
        """Neither published nor withdrawn."""
        return self.filter(published=None, withdrawn_at=None)


class ProgramDraft(models.Model):
    """A program on its way: draft, reviewed by a second person, published as a version.

    `definition` may have faults until it is reviewed. `reviewed_digest` is of what the reviewer
    read: whatever is changed afterwards needs their eye again. It belongs to the clinic in which
    it was begun; without one nobody can review it.
    """

    about_person: ClassVar = ()
    not_about_anybody = "What somebody wrote for their clinic: exercises and numbers."

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    base = models.ForeignKey(
        Program, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="program_drafts"
    )
    clinic = models.ForeignKey(
        Clinic, null=True, blank=True, on_delete=models.PROTECT, related_name="program_drafts"
    )
    definition = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1, help_text="Of the draft, for stale pages.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_digest = models.CharField(max_length=64, default="", blank=True)
    published = models.OneToOneField(
        Program, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ProgramDraftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("author")),
                name="programdraft_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(published=None) | Q(reviewer__isnull=False),
                name="programdraft_reviewed_before_published",
            ),
        ]

    def __str__(self) -> str:
        return f"Draft of {self.definition.get('title') or 'a program'}"

    @property
    def is_under_way(self) -> bool:
        """Neither published nor withdrawn."""
        return self.published_id is None and self.withdrawn_at is None

    @property
    def is_reviewed(self) -> bool:
        """Whether a second person has read it as it is now."""
        return self.reviewer_id is not None
