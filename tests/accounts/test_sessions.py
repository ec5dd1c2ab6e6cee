"""How long sessions last, what ends them, and what the list of them says."""

import json
from http.cookies import SimpleCookie

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import services, sessions
from accounts.models import User
from accounts.sessions import IDLE, LEFT, NOTED_EVERY, WHOLE
from accounts.templatetags.devices import device
from tests.accounts.codes import PASSWORD, code, type_code, type_password, with_app

INVITE, CARE = reverse("admin:accounts_invitation_changelist"), reverse("care")
DEVICES, PASSWORDS = reverse("usersessions_list"), reverse("account_change_password")
OTHER = "knees over hips"


@pytest.fixture(autouse=True)
def _no_tries_yet(db):
    cache.clear()


@pytest.fixture
def clock(monkeypatch):
    """`clock(seconds)` moves on the clock that sessions go by."""
    now = [sessions.time()]
    monkeypatch.setattr(sessions, "time", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


@pytest.fixture
def desk(client, physiotherapist, clock):
    """A physiotherapist who has just signed in."""
    client.force_login(physiotherapist)
    session = client.session
    sessions.begin(session)
    session.save()
    return client


@pytest.fixture
def ada(db):
    return User.objects.create_user("ada@example.org", PASSWORD)


def is_in(client, path=CARE):
    return client.get(path).status_code == 200


# Staff: half an hour, eight hours


@pytest.mark.parametrize("path", [INVITE, CARE, DEVICES])
@pytest.mark.parametrize(("seconds", "stays"), [(IDLE - 1, True), (IDLE, False), (IDLE + 1, False)])
def test_half_an_hour_without_a_request_ends_a_session_of_staff(desk, clock, path, seconds, stays):
    clock(seconds)
    assert is_in(desk, path) is stays
    assert ("_auth_user_id" in desk.session) is stays


@pytest.mark.parametrize(("left", "stays"), [(1, True), (0, False), (-1, False)])
def test_eight_hours_end_it_however_busy_it_was(desk, clock, left, stays):
    step = IDLE - NOTED_EVERY
    for _ in range(WHOLE // step):
        clock(step)
        assert is_in(desk, INVITE)
    clock(WHOLE % step - left)
    assert is_in(desk, INVITE) is stays


def test_each_request_begins_the_half_hour_anew(desk, clock):
    for _ in range(3):
        clock(IDLE - 1)
        assert is_in(desk, INVITE)


def test_a_request_is_noted_once_a_minute_at_most(desk, clock):
    def writes():
        with CaptureQueriesContext(connection) as asked:
            answer = desk.get(INVITE)
        cookie = settings.SESSION_COOKIE_NAME in answer.cookies
        return sum(query["sql"].startswith("UPDATE") for query in asked), cookie

    clock(NOTED_EVERY - 1)
    assert writes() == (0, False)
    clock(1)
    assert writes() == (1, True)
    assert writes() == (0, False)


def test_a_session_of_staff_without_a_beginning_is_over(client, person):
    client.force_login(person)
    session = client.session
    del session["began_at"]
    session.save()
    assert is_in(client)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    assert not is_in(client)


def test_sessions_of_clients_stay_and_cost_nothing(client, ada, clock):
    type_password(client, ada.email)
    client.get(CARE)
    clock(29 * 24 * 3600)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(CARE)
    assert answer.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert not [query for query in asked if "UPDATE" in query["sql"]]
    assert settings.SESSION_COOKIE_AGE == 30 * 24 * 3600


# Coming back


def test_who_was_away_is_told_and_comes_back_to_the_page(client, physiotherapist, clock):
    physiotherapist.set_password(PASSWORD)
    physiotherapist.save()
    with_app(physiotherapist)
    type_password(client, physiotherapist.email)
    type_code(client, code())
    clock(IDLE)
    page = client.get(INVITE, follow=True)
    assert str(LEFT) in page.text
    cache.clear()
    way_in = page.redirect_chain[-1][0]
    told = {"login": physiotherapist.email, "password": PASSWORD}
    client.post(way_in, told)
    assert type_code(client, code()).headers["Location"] == INVITE


def test_what_was_sent_too_late_is_said_to_be_lost_and_leads_back_to_its_form(desk, clock):
    clock(IDLE)
    sent_to = reverse("admin:accounts_invitation_mail")
    page = f"http://testserver{INVITE}?from=there"
    answer = desk.post(sent_to, {"email": "new@example.org"}, headers={"referer": page})
    assert answer.headers["Location"] == f"/accounts/login/?next={INVITE}%3Ffrom%3Dthere"
    assert str(LEFT) in desk.get(answer.headers["Location"]).text


@pytest.mark.parametrize("page", ["", "https://elsewhere.example/admin/", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(desk, clock, page):
    clock(IDLE)
    answer = desk.post(reverse("admin:accounts_invitation_mail"), headers={"referer": page})
    assert answer.headers["Location"] == "/accounts/login/?next=/today/"


def test_signing_in_anew_with_an_old_session_is_not_sent_elsewhere(desk, clock):
    clock(IDLE)
    cleo = User.objects.create_user("cleo@example.org", PASSWORD)
    assert type_password(desk, cleo.email).headers["Location"] == "/today/"


def test_a_phone_of_staff_that_was_away_is_told_to_log_in(desk, clock):
    clock(IDLE)
    assert sent(desk) == 401


# What ends sessions at once


def sent(client):
    """What the site answers to a phone's entries."""
    told = {"sent_at": "2026-11-22T07:00:00Z", "device": "x", "offered": [], "entries": []}
    return client.post("/outbox/", json.dumps(told), content_type="application/json").status_code


def lock_out(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def delete(user):
    User.objects.get(pk=user.pk).delete()


def set_password(user):
    user = User.objects.get(pk=user.pk)
    user.set_password(OTHER)
    user.save()


@pytest.mark.parametrize("end", [lock_out, delete, set_password])
def test_whoever_is_locked_out_deleted_or_has_a_new_password_is_out_at_once(ada, end):
    here, there = Client(), Client()
    for client in (here, there):
        type_password(client, ada.email)
        assert is_in(client)
        assert sent(client) != 401
    end(ada)
    for client in (here, there):
        assert not is_in(client)
        assert sent(client) == 401


@pytest.mark.parametrize("end", [lock_out, delete, set_password])
def test_so_it_is_at_the_desk(client, make_person, end):
    user = services.promote(user=make_person("staff@example.org"))
    client.force_login(user)
    assert is_in(client, INVITE)
    end(user)
    assert client.get(INVITE).status_code == 302
    assert client.post(reverse("admin:accounts_invitation_paper")).status_code == 302


def test_staff_no_more_is_no_more_at_the_desk(client, physiotherapist):
    client.force_login(physiotherapist)
    User.objects.filter(pk=physiotherapist.pk).update(is_staff=False)
    assert client.get(INVITE).status_code == 302


def test_who_changes_the_password_stays_in_here_alone(ada):
    here, there = Client(), Client()
    for client in (here, there):
        type_password(client, ada.email)
    form = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    here.post(PASSWORDS, form)
    assert is_in(here)
    assert not is_in(there)
    assert sent(there) == 401


def test_another_second_factor_ends_every_other_session(transactional_db):
    ada = User.objects.create_user("ada@example.org", PASSWORD)
    here, there = Client(), Client()
    for client in (here, there):
        type_password(client, ada.email)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    activate = reverse("mfa_activate_totp")
    here.get(activate)
    here.post(activate, {"code": code(here.session["mfa.totp.secret"])})
    assert is_in(here)
    assert not is_in(there)
    assert sent(there) == 401

    again = in_with_a_code(ada)
    here.post(reverse("mfa_generate_recovery_codes"))
    assert not is_in(again)

    again = in_with_a_code(ada)
    here.post(reverse("mfa_deactivate_totp"))
    assert is_in(here)
    assert not is_in(again)


def in_with_a_code(user):
    """A further session of somebody with an app."""
    cache.clear()
    client = Client()
    type_password(client, user.email)
    secret = user.authenticator_set.get(type="totp").data["secret"]
    type_code(client, code(secret))
    assert is_in(client)
    return client


# The list


PIXEL = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"


def test_the_list_says_browsers_in_plain_words(client, ada):
    type_password(client, ada.email, headers={"user-agent": PIXEL})
    page = client.get(DEVICES).text
    assert "Chrome on Android" in page
    assert "Mozilla" not in page


def test_one_device_is_logged_out_and_the_others_stay(ada):
    here, there, third = (Client() for _ in range(3))
    for client in (here, there, third):
        type_password(client, ada.email)
    there_row = UserSession.objects.get(session_key=there.session.session_key)
    answer = here.post(DEVICES, {"session": there_row.pk}, follow=True)
    assert "That device is logged out." in answer.text
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)


def test_all_others_are_logged_out(ada):
    here, there, third = (Client() for _ in range(3))
    for client in (here, there, third):
        type_password(client, ada.email)
    here.post(DEVICES)
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, False)


@pytest.mark.parametrize("named", ["own", "theirs", "0", "-1", "x", "", "9" * 30, "²"])
def test_nothing_else_is_ended_by_that_form(ada, named):
    here, theirs = Client(), Client()
    type_password(here, ada.email)
    type_password(theirs, User.objects.create_user("bo@example.org", PASSWORD).email)
    keys = {"own": here, "theirs": theirs}
    if named in keys:
        key = keys[named].session.session_key
        named = UserSession.objects.get(session_key=key).pk
    assert here.post(DEVICES, {"session": named}).status_code == 404
    assert is_in(here)
    assert is_in(theirs)


def test_signing_in_takes_a_new_session_and_forgets_the_one_that_was_offered(client, ada):
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: "a" * 32})
    type_password(client, ada.email)
    assert client.session.session_key != "a" * 32


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        (PIXEL, "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
         "Safari on an iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/142.0 Safari/604.1",
         "Chrome on an iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
         "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36 Edg/142.0",
         "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.0 Safari/605.1.15",
         "Safari on a Mac"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
         "Samsung Internet on Android"),
        ("Android", "A browser on Android"),
        ("curl/8.0", "Another device"),
        ("<script>", "Another device"),
        ("", "Another device"),
    ],
)  # fmt: skip
def test_a_device_has_a_plain_name(said, plain):
    assert device(said) == plain
