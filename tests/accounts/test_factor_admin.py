"""Second factors at the desk: which there are, and nothing that would open an account."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

LIST = "admin:mfa_authenticator_changelist"
SECRET = "MADE-OF-THIS"


@pytest.fixture
def factor(physiotherapist):
    told = {"secret": SECRET}
    return Authenticator.objects.create(user=physiotherapist, type="totp", data=told)


@pytest.fixture
def desk(client, superuser):
    client.force_login(superuser)
    return client


@pytest.fixture
def elsewhere(physiotherapist):
    """Another browser of theirs, signed in."""
    browser = Client()
    browser.force_login(physiotherapist)
    UserSession.objects.create(
        user=physiotherapist,
        ip="127.0.0.1",
        user_agent="",
        session_key=browser.session.session_key,
    )
    return browser


def page(factor, name="change"):
    return reverse(f"admin:mfa_authenticator_{name}", args=[factor.pk])


def test_what_a_factor_is_made_of_is_on_no_page(desk, factor):
    for place in (reverse(LIST), page(factor), page(factor, "history"), page(factor, "delete")):
        response = desk.get(place)
        assert response.status_code == 200
        assert SECRET not in response.text


def test_a_factor_is_neither_added_nor_changed(desk, factor):
    assert desk.get(reverse("admin:mfa_authenticator_add")).status_code == 403
    assert desk.post(page(factor), {"data": "{}"}).status_code == 403
    factor.refresh_from_db()
    assert factor.data == {"secret": SECRET}


def test_a_lost_factor_is_taken_away_and_every_session_that_proved_it_ends(desk, factor, elsewhere):
    assert elsewhere.get("/report/").context["user"].is_authenticated
    assert desk.post(page(factor, "delete"), {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert not elsewhere.get("/report/").context["user"].is_authenticated


def test_ones_own_has_another_page(desk, superuser):
    own = Authenticator.objects.create(user=superuser, type="totp", data={})
    assert desk.post(page(own, "delete"), {"post": "yes"}).status_code == 403
    assert Authenticator.objects.filter(pk=own.pk).exists()


def test_nobody_takes_several_away_at_once(desk, factor, superuser):
    told = {"action": "delete_selected", "_selected_action": [factor.pk], "post": "yes"}
    desk.post(reverse(LIST), told)
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_a_physiotherapist_sees_none(client, factor, physiotherapist):
    client.force_login(physiotherapist)
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(page(factor)).status_code == 403


@pytest.mark.parametrize("model", ["account_emailaddress", "usersessions_usersession"])
def test_addresses_and_sessions_are_their_owners_own(model):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model}_changelist")


def test_whatever_is_at_the_desk_is_ours():
    owners = {type(page).__module__.split(".")[0] for page in admin.site._registry.values()}
    assert owners == {"accounts", "coaching"}
