"""Makes Django find this package's commands and checks."""

from django.apps import AppConfig

from config.later import PASSKEYS, load_later


class ConfigConfig(AppConfig):
    """Wiring; has commands but no models."""

    name = "config"

    def ready(self) -> None:
        """Register the checks, before anything loads the addresses."""
        load_later(PASSKEYS)
        import config.checks  # noqa: F401, PLC0415  they register themselves
