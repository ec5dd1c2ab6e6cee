"""`manage.py totp`: the code that the demo's staff are asked for."""

from time import time
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.management.base import BaseCommand

from coaching.management.commands.demo import refuse_real_site


class Command(BaseCommand):
    """Stands in for an authenticator app."""

    help = "Print the code that the demo asks its staff for. It changes every half minute."

    def handle(self, **_options: Any) -> None:
        """The code, and how long it works."""
        refuse_real_site()
        counter, into = divmod(int(time()), app_settings.TOTP_PERIOD)
        code = format_hotp_value(hotp_value(settings.DEMO_TOTP_SECRET, counter))
        self.stdout.write(f"{code}   (for {app_settings.TOTP_PERIOD - into} seconds)")
