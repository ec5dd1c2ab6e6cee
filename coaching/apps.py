"""The coaching app."""

from django.apps import AppConfig


class CoachingConfig(AppConfig):
    """What people do here."""

    name = "coaching"
    default_auto_field = "django.db.models.BigAutoField"
