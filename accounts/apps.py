"""Who you are."""

from django.apps import AppConfig

from accounts.texts import lazy


class AccountsConfig(AppConfig):
    """People, and who cares for whom."""

    name = "accounts"
    verbose_name = lazy("People")

    def ready(self) -> None:
        """Log what happens to accounts."""
        # It needs the models.
        from accounts import events  # noqa: PLC0415

        events.listen()
