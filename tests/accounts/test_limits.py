"""How often somebody may try, by account and by address, and what they read then."""

import json
import os
import subprocess
import sys

import pytest
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.limits import WAIT, words
from accounts.models import User
from tests.accounts.codes import PASSWORD, code, type_code, type_password, with_app
from tests.environment import ROOT

SIGNUP, RESET = reverse("account_signup"), reverse("account_reset_password")
REAUTHENTICATE = reverse("account_reauthenticate")
MOST = 5
"""Wrong passwords for one account, and wrong codes, within WAIT seconds."""


@pytest.fixture(autouse=True)
def _no_tries_yet(db):
    cache.clear()


@pytest.fixture
def ada(db):
    return User.objects.create_user("ada@example.org", PASSWORD)


@pytest.fixture
def clock(monkeypatch):
    """`clock(seconds)` moves on the clock that limits go by."""
    now = [ratelimit.time.time()]
    monkeypatch.setattr(ratelimit.time, "time", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


def guess(times, **more):
    """Wrong passwords for Ada, each from an address of its own."""
    for n in range(times):
        type_password(Client(REMOTE_ADDR=f"10.0.0.{n}"), "ada@example.org", "wrong", **more)


def is_in(client):
    return "_auth_user_id" in client.session


def assert_told_to_wait(answer):
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == str(WAIT)
    assert words() in answer.text


# Passwords


def test_the_sixth_wrong_password_within_five_minutes_is_not_even_looked_at(client, ada):
    guess(MOST - 1)
    assert type_password(client, ada.email, "wrong").status_code == 200
    assert_told_to_wait(type_password(client, ada.email))
    assert not is_in(client)


def test_the_form_comes_back_with_the_address_and_without_the_password(client, ada):
    guess(MOST)
    answer = type_password(client, ada.email, "my secret words")
    assert_told_to_wait(answer)
    assert 'value="ada@example.org"' in answer.text
    assert "my secret words" not in answer.text
    assert 'name="password"' in answer.text


def test_after_the_wait_that_is_told_it_goes_on(client, ada, clock):
    guess(MOST)
    clock(WAIT - 1)
    assert type_password(client, ada.email).status_code == 429
    clock(1)
    assert type_password(client, ada.email).status_code == 302


def test_guesses_from_fifty_addresses_count_together(ada):
    guess(50)
    assert type_password(Client(REMOTE_ADDR="10.0.9.9"), ada.email).status_code == 429


@pytest.mark.parametrize("spelling", ["ADA@example.org", " ada@example.org ", "Ada@Example.ORG"])
def test_guesses_count_together_however_the_address_is_spelt(client, ada, spelling):
    for n in range(MOST):
        type_password(Client(REMOTE_ADDR=f"10.0.0.{n}"), spelling, "wrong")
    assert type_password(client, ada.email).status_code == 429


def test_another_port_or_name_of_the_site_does_not_widen_the_limit(ada):
    hosts = ["127.0.0.1:1", "127.0.0.1:2", "localhost", "testserver:3", "testserver"]
    for host in hosts:
        type_password(Client(SERVER_NAME=host), ada.email, "wrong")
    assert type_password(Client(SERVER_NAME="localhost:9"), ada.email).status_code == 429


def test_the_admins_own_form_lets_nobody_in_and_tells_nothing(ada):
    User.objects.update(is_staff=True)
    client = Client()
    told = {"username": ada.email, "password": PASSWORD}
    for _ in range(MOST + 2):
        answer = client.post("/admin/login/", told)
        assert answer.headers["Location"].startswith("/accounts/login/")
    assert not is_in(client)


def test_guesses_close_the_way_to_the_desk_too(ada):
    User.objects.update(is_staff=True)
    guess(MOST)
    way_in = Client().post("/admin/login/?next=/admin/").headers["Location"]
    client = Client()
    answer = client.post(way_in, {"login": ada.email, "password": PASSWORD})
    assert_told_to_wait(answer)
    assert not is_in(client)


def test_a_right_password_in_between_does_not_give_new_tries(client, ada):
    guess(MOST - 1)
    assert type_password(client, ada.email).status_code == 302
    guess(1)
    assert type_password(Client(), ada.email).status_code == 429


def test_one_address_has_thirty_tries_whatever_the_accounts(ada):
    for n in range(30):
        assert type_password(Client(), f"{n}@example.org", "wrong").status_code == 200
    assert_told_to_wait(type_password(Client(), ada.email))
    assert type_password(Client(REMOTE_ADDR="10.0.0.1"), ada.email).status_code == 302


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "the last"), (2, "the one")])
def test_a_forged_proxy_header_does_not_widen_the_limit(ada, settings, proxies, seen):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    own = ["192.0.2.1", "192.0.2.2"][:proxies]

    def try_as(n, email, password):
        forged = {"x-forwarded-for": ", ".join([f"10.0.0.{n}", *own])}
        return type_password(Client(), email, password, headers=forged)

    for n in range(30):
        try_as(n, f"{n}@example.org", "wrong")
    assert try_as(99, ada.email, PASSWORD).status_code == 429, seen


GUESSING = """
import json, sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
django.setup()
from django.test import Client
told = {"login": "ada@example.org", "password": "wrong"}
here = {"SERVER_NAME": "127.0.0.1"}
browsers = [Client(REMOTE_ADDR=f"10.{sys.argv[1]}.0.{n}", **here) for n in range(4)]
tries = [browser.post("/accounts/login/", told) for browser in browsers]
print(json.dumps([answer.status_code for answer in tries]))
"""


def test_two_processes_at_once_share_the_limit(transactional_db):
    User.objects.create_user("ada@example.org", PASSWORD)
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", GUESSING]
    database = str(connection.settings_dict["NAME"])
    both = [
        subprocess.Popen(
            [*command, str(n), database], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
        )
        for n in range(2)
    ]
    answers = [
        status for one in both for status in json.loads(one.communicate()[0].splitlines()[-1])
    ]
    assert sorted(answers) == [200] * MOST + [429] * 3


# The second step


def test_the_sixth_wrong_code_is_not_even_looked_at(client, ada):
    with_app(ada)
    type_password(client, ada.email)
    for _ in range(MOST):
        assert type_code(client, "000000").status_code == 200
    assert_told_to_wait(type_code(client, code()))
    assert not is_in(client)


def test_wrong_recovery_codes_count_with_them(client, ada):
    with_app(ada)
    type_password(client, ada.email)
    for typed in ("00000000", "000000", "11111111", "111111", "22222222"):
        type_code(client, typed)
    assert_told_to_wait(type_code(client, code()))


def test_signing_in_anew_gives_no_new_codes_to_try(ada):
    with_app(ada)
    for n in range(MOST):
        client = Client(REMOTE_ADDR=f"10.0.0.{n}")
        type_password(client, ada.email)
        type_code(client, "000000")
    client = Client()
    type_password(client, ada.email)
    assert type_code(client, code()).status_code == 429


def test_guesses_at_the_password_do_not_use_up_the_codes(client, ada):
    with_app(ada)
    type_password(client, ada.email)
    guess(MOST)
    assert type_code(client, code()).status_code == 302


def test_codes_for_setting_up_an_app_are_limited_too(client, ada):
    type_password(client, ada.email)
    client.post(REAUTHENTICATE, {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    for _ in range(MOST):
        client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert_told_to_wait(client.post(reverse("mfa_activate_totp"), {"code": "000000"}))


# Everything else on the way in


def test_asking_again_who_it_is_is_limited(client, ada):
    type_password(client, ada.email)
    for _ in range(MOST):
        assert client.post(REAUTHENTICATE, {"password": "wrong"}).status_code == 200
    assert_told_to_wait(client.post(REAUTHENTICATE, {"password": PASSWORD}))


def test_the_old_password_is_guessed_five_times_at_most(client, ada):
    type_password(client, ada.email)
    form = {"oldpassword": "wrong", "password1": "knees over hips", "password2": "knees over hips"}
    for _ in range(MOST):
        client.post(reverse("account_change_password"), form)
    right = form | {"oldpassword": PASSWORD}
    assert_told_to_wait(client.post(reverse("account_change_password"), right))


def test_the_admins_own_page_for_the_password_leads_to_that_one(client, superuser):
    client.force_login(superuser)
    answer = client.post("/admin/password_change/", {"old_password": "wrong"})
    assert answer.headers["Location"] == reverse("account_change_password")


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_three_mails_about_a_password_and_no_more(client, ada, mailoutbox, email):
    for n in range(3):
        other = Client(REMOTE_ADDR=f"10.0.0.{n}")
        assert other.post(RESET, {"email": email}).status_code == 302
    answer = client.post(RESET, {"email": email.upper()})
    assert_told_to_wait(answer)
    assert len(mailoutbox) == 3


def test_one_address_asks_for_thirty_passwords_at_most(client, db):
    for n in range(30):
        client.post(RESET, {"email": f"{n}@example.org"})
    assert_told_to_wait(client.post(RESET, {"email": "ada@example.org"}))


def test_one_address_makes_fifty_accounts_at_most(client, db):
    for n in range(50):
        client.post(SIGNUP, {"email": f"{n}@example.org", "password1": "short"})
    answer = client.post(SIGNUP, {"email": "ada@example.org", "password1": PASSWORD})
    assert_told_to_wait(answer)
    assert 'value="ada@example.org"' in answer.text
    assert not User.objects.exists()


def test_a_new_code_by_mail_three_times_at_most(client, settings, mailoutbox, db):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    User.objects.create_user("ada@example.org", PASSWORD)
    answers = [type_password(Client(), "ada@example.org").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(mailoutbox) == 3


def test_a_wrong_code_by_mail_is_typed_three_times_at_most(client, settings, mailoutbox, db):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    client.post(SIGNUP, {"email": "ada@example.org", "password1": PASSWORD})
    page = reverse("account_email_verification_sent")
    for _ in range(3):
        client.post(page, {"code": "0000-0000"})
    right = mailoutbox[0].body.split("\n\n")[2]
    client.post(page, {"code": right})
    assert not EmailAddress.objects.filter(verified=True).exists()
    assert not is_in(client)


def test_a_page_without_a_form_of_its_own_says_it_plainly(client, ada):
    with_app(ada)
    type_password(client, ada.email)
    for _ in range(MOST + 1):
        answer = type_code(client, "000000")
    assert "<h1>Please wait a little</h1>" in answer.text
    assert "5 minutes" in answer.text
