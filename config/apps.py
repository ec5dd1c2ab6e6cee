"""Makes Django find this package's commands and checks."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wiring; has commands but no models."""

    name = "config"

    def ready(self) -> None:
        """Register the checks."""
        import config.checks  # noqa: F401, PLC0415  they register themselves
