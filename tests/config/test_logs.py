"""The log: a line an event, by ids; no token, no address of mail, nothing that anybody typed."""

import io
import json
import logging
import re
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import path, reverse

from config import answers, logs
from config.urls import urlpatterns as real
from tests.accounts.clinics import invite
from tests.accounts.codes import code

PASSWORD = "Correct-horse-7"
NEW = "Battery-staple-8"
MARKER = "zyx-marker"


def broken(request, token=""):
    raise ValueError(f"{MARKER} of ada@example.org cannot be stored")


def broken_within(request, token):
    try:
        broken(request)
    except ValueError as error:
        raise RuntimeError(MARKER) from error


urlpatterns = [
    *real,
    path("broken/<str:token>/", broken, name="broken"),
    path("broken-within/<str:token>/", broken_within, name="broken_within"),
]


@pytest.fixture
def log():
    """What is written, in the two formats; `log()` -> everything so far."""
    streams = []
    for formatter in (logs.Line(), logs.Json()):
        handler = logging.StreamHandler(io.StringIO())
        handler.setFormatter(formatter)
        for name in ("", "django"):
            logging.getLogger(name).addHandler(handler)
        streams.append(handler)
    yield lambda: "".join(handler.stream.getvalue() for handler in streams)
    for handler in streams:
        for name in ("", "django"):
            logging.getLogger(name).removeHandler(handler)


@pytest.fixture
def lines(log):
    """`lines()` -> the events so far, as objects."""
    return lambda: [json.loads(line) for line in log().splitlines() if line.startswith("{")]


@pytest.fixture
def ada(person):
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, password=PASSWORD, email="ada@example.org"):
    return client.post(reverse("account_login"), {"login": email, "password": password})


# Each answer


def test_an_answer_is_one_line_of_method_route_status_time_and_account(client, person, lines):
    client.force_login(person)
    client.get("/care/?page=7")
    (line,) = lines()
    assert line.pop("ms") >= 0
    assert re.fullmatch(r"[0-9a-f]{32}", line.pop("request"))
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "site.answers",
        "event": "answered",
        "method": "GET",
        "route": "care",
        "status": 200,
        "account": str(person.public_id),
    }


def test_a_line_to_read_says_the_same(client, db, log):
    client.get("/")
    line = log().splitlines()[0]
    assert re.fullmatch(
        r"\S+ INFO site.answers answered method=GET route=home status=200 ms=\d+ request=\w{32}",
        line,
    )


@pytest.mark.parametrize(
    ("trusted", "given", "is_taken"),
    [
        (1, "0123456789abcdef", True),
        (1, "01234567-89ab-cdef-0123-456789abcdef", True),
        (0, "0123456789abcdef", False),
        (1, "0123456789abcde", False),
        (1, "0" * 37, False),
        (1, "ada@example.org-1234", False),
        (1, "0123456789abcdef\n0123456789abcdef", False),
        (1, "", False),
    ],
)
def test_the_id_of_a_request_is_a_trusted_proxys_or_made(
    client, db, settings, lines, trusted, given, is_taken
):
    settings.TRUSTED_PROXIES = trusted
    response = client.get("/", headers={"X-Request-ID": given})
    told = response.headers["X-Request-ID"]
    assert (told == given) is is_taken
    assert lines()[-1]["request"] == told
    assert answers.REQUEST_ID.fullmatch(told)


def test_two_requests_have_two_ids(client, db):
    assert client.get("/")["X-Request-ID"] != client.get("/")["X-Request-ID"]


@pytest.mark.parametrize("is_debug", [False, True])
def test_the_visitors_address_is_logged_for_debugging_only(client, db, lines, is_debug):
    answers.logger.setLevel(logging.DEBUG if is_debug else logging.NOTSET)
    try:
        client.get("/", REMOTE_ADDR="203.0.113.7")
    finally:
        answers.logger.setLevel(logging.NOTSET)
    assert lines()[-1].get("address") == ("203.0.113.7" if is_debug else None)


def test_what_was_denied_is_a_warning_with_who_asked(client, person, physiotherapist, lines):
    client.force_login(person)
    client.get(f"/care/{uuid4()}/")
    client.force_login(physiotherapist)
    client.get(reverse("admin:accounts_user_changelist"))
    theirs, desk = lines()
    assert [it["level"] for it in (theirs, desk)] == ["WARNING", "WARNING"]
    assert (theirs["status"], theirs["route"]) == (404, "care_link")
    assert theirs["account"] == str(person.public_id)
    assert (desk["status"], desk["account"]) == (403, str(physiotherapist.public_id))


# No token, no words


def test_no_path_with_a_token_is_logged(client, person, physiotherapist, log):
    _, token = invite(physiotherapist, email="new@example.org")
    client.get(reverse("invitation", args=[token]))
    client.get(reverse("invitation", args=[MARKER]))
    client.get(f"/nowhere/{MARKER}/?{MARKER}={MARKER}")
    client.get(reverse("account_reset_password_from_key", args=["0", MARKER]), follow=True)
    client.get(reverse("account_confirm_email", args=[MARKER]))
    strict = Client(enforce_csrf_checks=True)
    strict.post(reverse("invitation", args=[token]))
    client.delete(reverse("invitation", args=[token]))
    written = log()
    assert "route=invitation status=403" in written
    assert "Forbidden (CSRF cookie not set.): invitation" in written
    for word in (token, MARKER, "example.org"):
        assert word not in written


@pytest.mark.urls("tests.config.test_logs")
@pytest.mark.parametrize("name", ["broken", "broken_within"])
def test_of_a_fault_its_kind_and_place_are_told_and_not_its_words(client, db, log, lines, name):
    client.raise_request_exception = False
    assert client.get(reverse(name, args=[MARKER])).status_code == 500
    fault, answer = lines()
    assert fault["event"] == f"Internal Server Error: {name}"
    assert "builtins.ValueError: " in fault["fault"]
    assert "test_logs.py" in fault["fault"]
    assert ("RuntimeError" in fault["fault"]) is (name == "broken_within")
    assert (answer["status"], answer["request"]) == (500, fault["request"])
    assert MARKER not in log()
    assert "example.org" not in log()


def test_what_a_stranger_calls_this_site_is_not_repeated(client, db, log):
    assert (
        client.get("/accounts/login/", headers={"Host": f"{MARKER}.example.org"}).status_code == 400
    )
    assert "refused as suspicious" in log()
    assert MARKER not in log()


def test_nothing_typed_begins_a_line_of_its_own(log):
    logging.getLogger("site").warning("one\nERROR two\r\u2028three\x1b[31m")
    assert len(log().splitlines()) == 2
    assert "\x1b" not in log()


# Accounts


def test_signing_in_and_out_and_changing_a_password_are_told_by_id(client, ada, lines, log):
    sign_in(client, "wrong")
    sign_in(client, "wrong", "nobody@example.org")
    sign_in(client)
    change = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post(reverse("account_change_password"), change)
    client.post(reverse("account_logout"))
    told = [
        (it["event"], it.get("account"), it["level"])
        for it in lines()
        if "accounts" in it["logger"]
    ]
    assert told == [
        ("sign-in refused", str(ada.public_id), "WARNING"),
        ("sign-in refused", None, "WARNING"),
        ("signed in", str(ada.public_id), "INFO"),
        ("password changed", str(ada.public_id), "INFO"),
        ("signed out", str(ada.public_id), "INFO"),
    ]
    for word in ("example.org", PASSWORD, NEW, "wrong"):
        assert word not in log()


def test_a_password_that_is_reset_is_told_and_its_link_is_not(client, ada, lines, log):
    client.post(reverse("account_reset_password"), {"email": ada.email})
    link = re.search(r"/accounts/password/reset/key/(\S+?)/", mail.outbox[0].body)
    page = client.get(link[0], follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert "password reset" in [it["event"] for it in lines()]
    assert link[1] not in log()
    assert link[1].partition("-")[2] not in log()
    assert "example.org" not in log()


def test_factors_added_refused_and_removed_are_told_by_id_and_kind(
    transactional_db, client, ada, lines, log
):
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    other = Client()
    sign_in(other)
    other.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_deactivate_totp"))
    told = [(it["event"], it.get("factor"), it.get("account")) for it in lines()]
    assert ("factor added", "totp", str(ada.public_id)) in told
    assert ("factor refused", "totp", str(ada.public_id)) in told
    assert ("factor removed", "totp", str(ada.public_id)) in told
    assert secret not in log()
    assert "000000" not in log()


def test_too_many_tries_are_told(client, ada, lines):
    for _ in range(6):
        response = sign_in(client, "wrong")
    refused = [it for it in lines() if it["event"] == "sign-in refused"]
    assert len(refused) == 5
    assert response.status_code == 429


def test_signing_up_names_nobody(client, db, lines, log):
    told = {"email": "new@example.org", "password1": NEW, "password2": NEW}
    client.post(reverse("account_signup"), told)
    assert "signed up" in [it["event"] for it in lines()]
    assert "example.org" not in log()
