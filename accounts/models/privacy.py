"""What somebody agreed to for themself, and what is left of who was erased."""

from typing import ClassVar

from django.db import models

from accounts.models.people import User


class ProcessingAnswer(models.Model):
    """One yes to the keeping of health data under a version of its words, or its withdrawal.

    Appended, never edited. What holds now is `User.agreed_to`.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="processing_answers")
    text_version = models.CharField(max_length=8)
    agreed = models.BooleanField(help_text="False: withdrawn.")
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["answered_at", "pk"]

    def __str__(self) -> str:
        return f"{'Yes' if self.agreed else 'Withdrawn'}, version {self.text_version}"


class Tombstone(models.Model):
    """An account that was erased: its opaque id and the day, and nothing else."""

    public_id = models.UUIDField(unique=True)
    erased_on = models.DateField()

    def __str__(self) -> str:
        return str(self.public_id)
