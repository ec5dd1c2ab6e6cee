"""The desk opens to a second factor that this session has proved, and to nothing less."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import services
from accounts.models import User
from tests.accounts.codes import PASSWORD, code, type_code, type_password, with_app

DESK, INVITE = reverse("admin:index"), reverse("admin:accounts_invitation_changelist")
NEEDED = reverse("second_factor")
ACTIVATE, DEACTIVATE = reverse("mfa_activate_totp"), reverse("mfa_deactivate_totp")


@pytest.fixture(autouse=True)
def _no_tries_yet(db):
    cache.clear()


@pytest.fixture(params=["physiotherapist", "superuser"])
def staff(request, db):
    """Both kinds of staff, with a password and no factor."""
    if request.param == "superuser":
        return User.objects.create_superuser("staff@example.org", PASSWORD)
    return services.promote(user=User.objects.create_user("staff@example.org", PASSWORD))


def opens(client):
    """Whether the desk opens."""
    answer = client.get(INVITE)
    if answer.status_code == 302:
        return False
    # Superusers who look after nobody find the page closed by its own rule.
    return answer.status_code in (200, 403, 404) and "Log in" not in answer.text


def hops(client, path):
    """Where a chain of redirects ends."""
    return client.get(path, follow=True).redirect_chain[-1][0]


def without_proof(client, user):
    """Signed in just now, by a session that knows of no factor."""
    client.force_login(user)
    session = client.session
    del session["account_authentication_methods"]
    session.save()


def passkey_of(user):
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "key"})


# Getting in


def test_a_password_alone_leads_to_the_page_that_says_why(client, staff):
    type_password(client, staff.email)
    assert client.get(INVITE).headers["Location"].startswith("/admin/login/?next=")
    page = client.get(INVITE, follow=True)
    assert page.redirect_chain[-1][0].startswith(NEEDED)
    assert "A password can be guessed or stolen" in page.text
    assert ACTIVATE in page.text
    assert reverse("mfa_add_webauthn") in page.text


def test_with_a_factor_the_password_alone_is_not_even_a_session(client, staff):
    with_app(staff)
    assert type_password(client, staff.email).headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert not opens(client)


def test_password_and_code_open_the_desk(client, staff):
    with_app(staff)
    type_password(client, staff.email)
    type_code(client, code())
    assert opens(client)


def test_a_code_opens_once(client, staff):
    with_app(staff)
    used = code()
    type_password(client, staff.email)
    type_code(client, used)
    other = Client()
    type_password(other, staff.email)
    type_code(other, used)
    assert "_auth_user_id" not in other.session


def test_a_recovery_code_stands_in_once(client, staff):
    with_app(staff)
    spare = RecoveryCodes.activate(staff).get_unused_codes()[0]
    type_password(client, staff.email)
    type_code(client, spare)
    assert opens(client)
    other = Client()
    type_password(other, staff.email)
    type_code(other, spare)
    assert not opens(other)


def test_recovery_codes_alone_are_no_factor(client, staff):
    RecoveryCodes.activate(staff)
    type_password(client, staff.email)
    assert not opens(client)
    assert hops(client, DESK).startswith(NEEDED)


def test_a_new_password_does_not_stand_in_for_the_factor(client, staff, mailoutbox):
    with_app(staff)
    client.post(reverse("account_reset_password"), {"email": staff.email})
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[-1].body)[1]
    form = client.get(link, follow=True).request["PATH_INFO"]
    new = {"password1": "knees over hips", "password2": "knees over hips"}
    assert client.post(form, new).status_code == 302
    assert "_auth_user_id" not in client.session
    type_password(client, staff.email, "knees over hips")
    assert "_auth_user_id" not in client.session
    assert not opens(client)


def test_a_client_who_becomes_staff_while_signed_in_has_to_sign_in_anew(client, person):
    client.force_login(person)
    services.promote(user=person)
    assert not opens(client)


def test_a_session_without_a_proof_is_asked_for_the_factor_of_its_owner(client, staff):
    without_proof(client, staff)
    with_app(staff)
    assert hops(client, INVITE).startswith(reverse("mfa_reauthenticate"))
    client.post(f"{reverse('mfa_reauthenticate')}?next={INVITE}", {"code": code()})
    assert opens(client)


def test_somebody_elses_proof_in_the_session_proves_nothing(client, staff, person):
    client.force_login(staff)
    session = client.session
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    assert not opens(client)


def test_a_client_is_refused_and_not_led_anywhere(client, person):
    client.force_login(person)
    assert client.get("/admin/login/").status_code == 403
    assert client.get(NEEDED).headers["Location"] == reverse("mfa_index")


def test_the_proof_costs_no_query_and_writes_nothing_beside_the_trail(
    client, physiotherapist, monkeypatch
):
    client.force_login(physiotherapist)
    client.get(INVITE)
    with CaptureQueriesContext(connection) as asked:
        client.get(INVITE)
    assert not [query for query in asked if "mfa_" in query["sql"]]
    written = [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert len(written) == 1
    assert "accounts_auditentry" in written[0]


def test_every_page_of_the_desk_is_closed_without_a_proof(client, staff):
    without_proof(client, staff)
    for path in (DESK, INVITE, reverse("admin:coaching_enrolment_changelist"), "/admin/nowhere/"):
        assert client.get(path).status_code == 302, path
        assert client.post(path).status_code == 302, path


# Setting one up


def test_setting_up_an_app_opens_the_desk_in_the_same_session(client, transactional_db):
    staff = services.promote(user=User.objects.create_user("staff@example.org", PASSWORD))
    elsewhere = Client()
    type_password(elsewhere, staff.email)
    type_password(client, staff.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(ACTIVATE)
    answer = client.post(ACTIVATE, {"code": code(client.session["mfa.totp.secret"])})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(answer.headers["Location"]).text
    assert len(re.findall(r"<li>\d{8}</li>", codes)) == 10
    assert f'href="{DESK}"' in codes
    assert opens(client)
    # Whoever was signed in before with the password alone is out.
    assert "_auth_user_id" not in elsewhere.get(NEEDED).wsgi_request.session


def test_setting_one_up_asks_for_the_password_again(client, staff):
    type_password(client, staff.email)
    assert client.get(ACTIVATE).headers["Location"].startswith(reverse("account_reauthenticate"))


# Keeping one


@pytest.mark.parametrize("page", [reverse("admin:login"), NEEDED])
def test_words_in_the_place_of_a_page_lead_nowhere_and_break_nothing(client, staff, page):
    client.force_login(staff)
    for answer in (client.get(page, {"next": "no page"}), client.get(page, {"next": "nopage"})):
        assert answer.status_code == 302


def test_staff_cannot_take_away_their_last_app(client, staff):
    with_app(staff)
    signed_in(client, staff)
    assert "Set up another one first." in client.get(DEACTIVATE).text
    client.post(DEACTIVATE)
    assert Authenticator.objects.filter(user=staff, type="totp").exists()


def test_staff_cannot_take_away_their_last_passkey(client, staff):
    key = passkey_of(staff)
    signed_in(client, staff)
    page = client.post(reverse("mfa_remove_webauthn", args=[key.pk]), follow=True)
    assert "Set up another one first." in page.text
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_staff_can_take_away_one_of_two(client, staff):
    with_app(staff)
    key = passkey_of(staff)
    signed_in(client, staff)
    client.post(DEACTIVATE)
    assert list(Authenticator.objects.filter(user=staff)) == [key]
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_recovery_codes_do_not_count_as_another_one(client, staff):
    with_app(staff)
    RecoveryCodes.activate(staff)
    signed_in(client, staff)
    client.post(DEACTIVATE)
    assert Authenticator.objects.filter(user=staff, type="totp").exists()


def test_clients_may_do_without(client, db):
    ada = User.objects.create_user("ada@example.org", PASSWORD)
    with_app(ada)
    signed_in(client, ada)
    client.post(DEACTIVATE)
    assert not Authenticator.objects.filter(user=ada).exists()


def test_taking_one_away_asks_for_the_password_again(client, staff):
    with_app(staff)
    passkey_of(staff)
    client.force_login(staff)
    assert client.post(DEACTIVATE).headers["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.filter(user=staff, type="totp").exists()


def signed_in(client, user):
    """In a session that has just told its password again."""
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.mark.parametrize("page", [reverse("admin:login"), NEEDED])
@pytest.mark.parametrize("onward", ["words", "9" * 400, "outbox", "accounts.models"])
def test_a_way_on_that_leads_nowhere_is_followed_as_it_stands(client, staff, page, onward):
    client.force_login(staff)
    assert client.get(page, {"next": onward}).headers["Location"] == onward
