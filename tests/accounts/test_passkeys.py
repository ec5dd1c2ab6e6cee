"""What pretends to be a passkey is refused in words, whatever it is."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode

from tests.accounts.codes import PASSWORD
from tests.browser.hostile import name_passkey

LOGIN, AGAIN, ADD = (reverse(f"mfa_{name}_webauthn") for name in ("login", "reauthenticate", "add"))

TOLD = {"type": "public-key", "id": "YQ", "rawId": "YQ"}
CLIENT = websafe_encode(b'{"type":"webauthn.get","challenge":"YQ","origin":"http://testserver"}')
ANSWER = {
    "clientDataJSON": CLIENT,
    "authenticatorData": websafe_encode(bytes(37)),
    "signature": "YQ",
    "userHandle": "YQ",
    "attestationObject": websafe_encode(b"\xa3cfmtdnonegattStmt\xa0hauthDataX%" + bytes(37)),
}
WHOLE = {**TOLD, "response": ANSWER}


def with_answer(**changed):
    return json.dumps({**TOLD, "response": {**ANSWER, **changed}})


NONE = {
    "a number of 5,000 digits": "9" * 5_000,
    "one in an object": '{"id": ' + "9" * 5_000 + "}",
    "nested": "[" * 100_000 + "]" * 100_000,
    "no end": "[" * 100_000,
    "NaN": "NaN",
    "a surrogate": '"\\ud800"',
    "words": '"words"',
    "a list": "[1]",
    "no answer": json.dumps(TOLD),
    "an answer that is a list": json.dumps({**TOLD, "response": []}),
    "an answer that is nothing": json.dumps({**TOLD, "response": None}),
    "another kind": json.dumps({**WHOLE, "type": "x"}),
    "an id that is a number": json.dumps({**WHOLE, "id": 1, "rawId": 1}),
    "an id that is no base64": json.dumps({**WHOLE, "id": "\u00e9", "rawId": "\u00e9"}),
    "all of it, but of another": json.dumps(WHOLE),
    "extensions that are words": json.dumps({**WHOLE, "clientExtensionResults": "words"}),
    **{
        f"{name}: {value!r}"[:60]: with_answer(**{name: value})
        for name in ANSWER
        for value in (None, 1, "\u00e9", "!", websafe_encode(b"{}"))
    },
}


@pytest.fixture
def owner(person):
    person.set_password(PASSWORD)
    person.save()
    name_passkey(person, "A key")
    return person


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def faults(client, page, statuses):
    """What is answered otherwise, by what was sent."""
    # Only a ceremony that has begun reads further than the first look.
    assert client.get(page, headers={"accept": "application/json"}).status_code == 200
    answers = {}
    for name, told in NONE.items():
        cache.clear()  # how often one may try is another test's
        answers[name] = client.post(page, {"name": "x", "credential": told}).status_code
    assert "mfa.webauthn.state" in client.session
    return {name: status for name, status in answers.items() if status not in statuses}


def test_what_is_no_passkey_lets_nobody_in_and_is_no_error(client, owner):
    assert not faults(client, LOGIN, (302,))
    assert "_auth_user_id" not in client.session


def test_what_is_no_passkey_proves_and_adds_nothing(client, owner):
    client.force_login(owner)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert not faults(client, AGAIN, (302,))
    assert not faults(client, ADD, (200,))
    assert Authenticator.objects.filter(user=owner, type="webauthn").count() == 1


def test_what_is_no_passkey_is_no_second_step(client, owner):
    client.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    assert not faults(client, reverse("mfa_authenticate"), (200,))
    assert "_auth_user_id" not in client.session
