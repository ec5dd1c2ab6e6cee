"""The coaching app."""

from django.apps import AppConfig

from accounts.texts import lazy


class CoachingConfig(AppConfig):
    """What people do here."""

    name = "coaching"
    verbose_name = lazy("Coaching")
    default_auto_field = "django.db.models.BigAutoField"
