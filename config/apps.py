"""Makes Django find this package's commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wiring; has commands but no models."""

    name = "config"
