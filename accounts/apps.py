"""Who you are."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, and who cares for whom."""

    name = "accounts"
    verbose_name = "People"
