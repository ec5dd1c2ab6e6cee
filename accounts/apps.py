"""Who you are."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, and who cares for whom."""

    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Log what happens to accounts."""
        # It needs the models.
        from accounts import events  # noqa: PLC0415

        events.listen()
