"""The programs that a client can be on, one row a version."""

from functools import lru_cache
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from accounts.models import Clinic, Membership, User
from coaching import catalogue
from coaching.rules.program import Program as ProgramRules


class ProgramQuerySet(models.QuerySet["Program"]):
    """Words for groups of programs."""

    def current(self) -> Self:
        """The newest version of each."""
        return self.filter(is_current=True)

    def built_in(self) -> Self:
        """Those of the catalogue: what a client chooses from by themself."""
        return self.filter(clinic=None)

    def visible_to(self, user: User) -> Self:
        """Those of the catalogue, and those of the clinic that this person works in."""
        clinics = Membership.objects.of(user).active().values("clinic")
        return self.filter(Q(clinic=None) | Q(clinic__in=clinics))


class Program(models.Model):
    """One version of a program. Its definition never changes: clients stay on theirs.

    `clinic` is where it was written, null for the catalogue's. A slug belongs to one of them.
    """

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    definition = models.JSONField(help_text="Levels with their geometry, doses, numbers.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the definition.")
    is_current = models.BooleanField(default=True)
    clinic = models.ForeignKey(
        Clinic, null=True, blank=True, on_delete=models.PROTECT, related_name="programs"
    )
    loaded_at = models.DateTimeField(auto_now_add=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["slug", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "version"], name="program_version_once"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(is_current=True), name="program_one_current"
            ),
        ]

    def __str__(self) -> str:
        told = {"title": gettext(self.title), "version": self.version}
        return gettext("%(title)s (version %(version)s)") % told

    @property
    def rules(self) -> ProgramRules:
        """The program as the rules see it."""
        return _rules(_Definition(self.digest, self.definition))


class _Definition:
    """A definition that is known by its digest, so that it is read once a process."""

    def __init__(self, digest: str, content: dict[str, Any]) -> None:
        self.digest = digest
        self.content = content

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Definition) and self.digest == other.digest


@lru_cache(maxsize=256)
def _rules(definition: _Definition) -> ProgramRules:
    return catalogue.program_from(definition.content)
