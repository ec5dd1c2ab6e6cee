"""An authenticator app and a login form, for tests."""

from time import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User

PASSWORD = "straight legs up"
SECRET = "LUMBARLOCKTESTSLUMBARLOCKTESTS23"
LOGIN, SECOND_STEP = reverse("account_login"), reverse("mfa_authenticate")


def code(secret: str = SECRET) -> str:
    """What the app shows now; it lasts over the turn of its half minute: `tests/settings.py`."""
    return format_hotp_value(hotp_value(secret, int(time()) // 30))


def with_app(user: User) -> Authenticator:
    """Give somebody an authenticator app."""
    return TOTP.activate(user, SECRET).instance


def type_password(
    client: Client, email: str, password: str = PASSWORD, **more: Any
) -> HttpResponse:
    """Send the login form."""
    return client.post(LOGIN, {"login": email, "password": password}, **more)


def type_code(client: Client, typed: str) -> HttpResponse:
    """Send the form of the second step."""
    return client.post(SECOND_STEP, {"code": typed})
