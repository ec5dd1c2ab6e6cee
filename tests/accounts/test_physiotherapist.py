import io

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import User

PETRA = "petra@example.org"


@pytest.fixture
def say(db, monkeypatch):
    """Say the command where nobody sits at a terminal; answers what it printed."""
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def say(*words):
        out = io.StringIO()
        call_command("physiotherapist", *words, stdout=out)
        return out.getvalue()

    return say


def test_it_makes_an_account_and_says_how_to_set_a_password(say):
    assert f"changepassword {PETRA}" in say("Petra@Example.org")
    assert User.objects.get(email=PETRA).is_physiotherapist


def test_it_takes_the_password_from_the_variable(say, monkeypatch):
    monkeypatch.setenv("PETRAS_PASSWORD", "straight legs up")
    assert "changepassword" not in say(PETRA, "--password-env", "PETRAS_PASSWORD")
    assert User.objects.get(email=PETRA).check_password("straight legs up")


@pytest.mark.parametrize("password", ["", "1234567", "password1"])
def test_a_bad_password_leaves_nothing_behind(say, monkeypatch, password):
    monkeypatch.setenv("PETRAS_PASSWORD", password)
    with pytest.raises(CommandError):
        say(PETRA, "--password-env", "PETRAS_PASSWORD")
    assert not User.objects.exists()


def test_it_links_every_client_named(say, person, stranger):
    assert "linked now: 2" in say(PETRA, "--client", person.email, "--client", "BO@example.org")
    assert set(User.objects.clients_of(User.objects.get(email=PETRA))) == {person, stranger}


def test_a_client_without_an_account_leaves_nothing_behind(say):
    with pytest.raises(CommandError, match="signed up as nobody"):
        say(PETRA, "--client", "nobody@example.org")
    assert not User.objects.exists()


def test_a_physiotherapist_cannot_be_their_own_client(say):
    with pytest.raises(CommandError, match="own"):
        say(PETRA, "--client", PETRA)


def test_what_is_no_address_is_refused(say):
    with pytest.raises(CommandError, match="not an e-mail address"):
        say("petra")


def test_an_account_that_anybody_may_have_made_is_not_promoted_by_accident(say, person):
    with pytest.raises(CommandError, match="--confirm"):
        say(person.email)
    assert not User.objects.get(pk=person.pk).is_staff


def test_an_account_is_promoted_when_the_operator_knows_whose_it_is(say, person):
    say(person.email, "--confirm")
    assert User.objects.get(pk=person.pk).is_physiotherapist


def test_an_account_with_a_confirmed_address_is_promoted(say, person):
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    say(person.email)
    assert User.objects.get(pk=person.pk).is_physiotherapist


def test_it_may_be_said_again_to_add_a_client(say, physiotherapist, stranger):
    say(physiotherapist.email, "--client", stranger.email)
    assert stranger in User.objects.clients_of(physiotherapist)
