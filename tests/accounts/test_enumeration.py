"""Whether an address has an account is never told: not by words, status, headers or work done."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import hashers
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.codes import PASSWORD, type_password

SIGNUP, RESET = reverse("account_signup"), reverse("account_reset_password")
CONFIRM, EMAIL = reverse("account_email_verification_sent"), reverse("account_email")
PASSKEY = reverse("mfa_login_webauthn")
KNOWN, UNKNOWN = "ada@example.org", "eve@example.org"
VARYING = {"Content-Length", "Expires", "X-Request-ID"}
"""By the length of what was typed, by the clock, and by chance."""
TOKENS = re.compile(r'csrfmiddlewaretoken" value="\w+"|"challenge": "[\w-]+"')


@pytest.fixture(autouse=True)
def _no_tries_yet(db):
    cache.clear()


@pytest.fixture(autouse=True, params=["with a mail server", "on this machine alone"])
def where(request, settings):
    """Both ways to run the site."""
    if request.param == "with a mail server":
        settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
        settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    return request.param


@pytest.fixture
def ada(db):
    user = User.objects.create_user(KNOWN, PASSWORD)
    EmailAddress.objects.create(user=user, email=KNOWN, verified=True, primary=True)
    return user


@pytest.fixture
def hashed(monkeypatch):
    """How often a password was hashed so far."""
    calls = []
    hasher = hashers.get_hasher()
    encode = type(hasher).encode

    def counted(self, *args, **kwargs):
        calls.append(1)
        return encode(self, *args, **kwargs)

    monkeypatch.setattr(type(hasher), "encode", counted)
    return calls


def told(answer, email):
    """All that somebody can see of an answer, but for tokens and what they typed themselves."""
    headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
    cookies = sorted(answer.cookies)
    seen = TOKENS.sub("", answer.text).replace(email, "WHO")
    return answer.status_code, headers, cookies, seen


def both(act):
    """What is told about an address that has an account, and about one that has not."""
    return [[told(answer, email) for answer in act(Client(), email)] for email in (KNOWN, UNKNOWN)]


def test_signing_in_with_a_wrong_password(ada):
    one, other = both(lambda client, email: [type_password(client, email, "wrong")])
    assert one == other
    assert one[0][0] == 200


@pytest.mark.parametrize("password", ["wrong", "x" * 200])
def test_signing_in_hashes_as_often(ada, hashed, password):
    counts = []
    for email in (KNOWN, UNKNOWN):
        before = len(hashed)
        type_password(Client(), email, password)
        counts.append(len(hashed) - before)
    assert counts == [1, 1]


def test_signing_in_hashes_as_often_for_somebody_locked_out_or_without_a_password(ada, hashed):
    User.objects.create_user("locked@example.org", PASSWORD, is_active=False)
    User.objects.create_user("none@example.org")
    for email in ("locked@example.org", "none@example.org"):
        before = len(hashed)
        type_password(Client(), email, "wrong")
        assert len(hashed) - before == 1, email


def test_too_many_wrong_passwords(ada):
    one, other = both(
        lambda client, email: [type_password(client, email, "wrong") for _ in range(6)][5:]
    )
    assert one == other
    assert one[0][0] == 429


def test_asking_for_a_new_password(ada, mailoutbox):
    one, other = both(
        lambda client, email: [client.post(RESET, {"email": email}), client.get(f"{RESET}done/")]
    )
    assert one == other
    # A mail that is not sent would save the time that sending takes.
    assert [mail.to for mail in mailoutbox] == [[KNOWN], [UNKNOWN]]
    assert "Set a new password" in mailoutbox[0].subject
    assert "There is no account with it." in mailoutbox[1].body


def test_asking_for_a_new_password_when_locked_out_is_like_having_none(ada, mailoutbox):
    User.objects.update(is_active=False)
    one, other = both(lambda client, email: [client.post(RESET, {"email": email})])
    assert one == other
    assert "There is no account with it." in mailoutbox[0].body


def test_a_link_for_a_new_password_that_was_made_up(ada):
    links = [f"/accounts/password/reset/key/{n}-abc-def/" for n in ("1", "2", "zz")]
    answers = [told(Client().get(link, follow=True), link) for link in links]
    assert answers[0] == answers[1] == answers[2]


def test_a_passkey_that_nobody_has(ada):
    Authenticator.objects.create(user=ada, type="webauthn", data={"name": "key"})
    begun = [told(Client().get(PASSKEY, HTTP_ACCEPT="application/json"), "") for _ in range(2)]
    assert begun[0] == begun[1]
    answers = []
    for handle in ("MQ", "OTk5"):
        client = Client()
        client.get(PASSKEY, HTTP_ACCEPT="application/json")
        credential = {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "A" * 50,
                "signature": "AAAA",
                "userHandle": handle,
            },
        }
        answer = client.post(PASSKEY, {"credential": credential}, follow=True)
        answers.append(told(answer, ""))
    assert answers[0] == answers[1]
    assert answers[0][0] == 200


class TestWhereMailIsSent:
    """Only what arrives by mail can prove who asks."""

    @pytest.fixture(autouse=True)
    def where(self, settings):
        settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
        settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True

    def test_signing_up(self, ada, mailoutbox):
        def act(client, email):
            yield client.post(SIGNUP, {"email": email, "password1": PASSWORD})
            yield client.get(CONFIRM)
            yield client.post(CONFIRM, {"code": "0000-0000"})
            yield client.post(CONFIRM, {"action": "resend"})
            yield client.get(CONFIRM)
            yield client.post(CONFIRM, {"code": "0000-0000"})
            yield client.post(CONFIRM, {"code": "0000-0000"})
            yield client.get(CONFIRM)

        one, other = both(act)
        assert one == other
        assert one[0][1]["Location"] == CONFIRM
        assert "There is one already, so nothing has changed." in mailoutbox[0].body
        assert re.search(r"\n\d{4}-\d{4}\n", mailoutbox[1].body)

    def test_signing_up_hashes_as_often(self, ada, hashed):
        counts = []
        for email in (KNOWN, UNKNOWN):
            before = len(hashed)
            Client().post(SIGNUP, {"email": email, "password1": PASSWORD})
            counts.append(len(hashed) - before)
        assert counts == [1, 1]

    def test_signing_up_with_a_bad_password(self, ada):
        one, other = both(
            lambda client, email: [client.post(SIGNUP, {"email": email, "password1": "short"})]
        )
        assert one == other

    def test_another_address(self, ada, mailoutbox):
        cleo = User.objects.create_user("cleo@example.org", PASSWORD)
        EmailAddress.objects.create(user=cleo, email=cleo.email, verified=True, primary=True)

        def act(client, email):
            cache.clear()
            type_password(client, cleo.email)
            client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
            yield client.post(EMAIL, {"action_add": "", "email": email})
            yield client.get(CONFIRM)
            yield client.post(CONFIRM, {"code": "0000-0000"})

        one, other = both(act)
        assert one == other
        assert {tuple(mail.to) for mail in mailoutbox} == {(KNOWN,), (UNKNOWN,)}

    def test_what_was_typed_stays(self, db):
        answer = Client().post(SIGNUP, {"email": UNKNOWN, "password1": "1234567"})
        assert f'value="{UNKNOWN}"' in answer.text
        assert "1234567" not in answer.text
