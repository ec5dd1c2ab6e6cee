"""`python -m tests.outside.people WHO...`: sign in on the site that the environment names.

Prints a JSON list for each: the Set-Cookie headers that a browser got. `client` and
`physiotherapist` are made up for it, and sign in as people do; who is named by an address is there
already, and is let in as who has just proved a second factor.
"""

import json
import sys

import django

django.setup()

from django.test import Client, override_settings  # noqa: E402  the apps had to come first

from accounts import processing, services  # noqa: E402
from accounts.models import User  # noqa: E402
from tests.accounts.codes import PASSWORD, SECOND_STEP, code, type_password, with_app  # noqa: E402
from tests.coaching.views.conftest import answer_all, enrol, one_set, train  # noqa: E402
from tests.conftest import force_login  # noqa: E402
from tests.outside.proxy import NAME  # noqa: E402


def made(who: str) -> User:
    """Somebody new, with a workout behind them or with a second factor."""
    user = User.objects.create_user(
        f"{who}@example.org", PASSWORD, agreed_to=processing.CURRENT.version
    )
    if who == "physiotherapist":
        user = services.promote(user=user)
        with_app(user)
        return user
    answer_all(user)
    enrol(user, level=3)
    train(user, one_set(), one_set(), one_set(), days_ago=2)
    return user


def signed_in(who: str) -> Client:
    """A browser of theirs."""
    browser = Client(headers={"host": NAME})
    if "@" in who:
        force_login(browser, User.objects.get(email=who))
        return browser
    user = made(who)
    type_password(browser, user.email, secure=True)
    if user.is_staff:
        # Half a minute may end between the code and its post.
        with override_settings(MFA_TOTP_TOLERANCE=1):
            browser.post(SECOND_STEP, {"code": code()}, secure=True)
    return browser


if __name__ == "__main__":
    browsers = [signed_in(who) for who in sys.argv[1:]]
    kept = [[each.OutputString() for each in found.cookies.values()] for found in browsers]
    json.dump(kept, sys.stdout)
