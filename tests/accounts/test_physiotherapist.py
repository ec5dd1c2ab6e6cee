import io

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import CareLink, Clinic, Membership, User
from tests.accounts.codes import with_app

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


def test_it_says_that_the_desk_asks_for_a_second_step(say):
    sentence = "The desk asks them to set up a second step"
    assert sentence in say("petra@example.org")
    with_app(User.objects.get())
    assert sentence not in say("petra@example.org")


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


def test_it_asks_every_client_named_and_decides_for_none(say, person, stranger):
    assert "asked: 2" in say(PETRA, "--client", person.email, "--client", "BO@example.org")
    asked = CareLink.objects.of(User.objects.get(email=PETRA)).proposed()
    assert {link.client for link in asked} == {person, stranger}
    assert not User.objects.clients_of(User.objects.get(email=PETRA)).exists()


def test_it_makes_a_clinic_and_its_lead(say):
    said = say(PETRA, "--clinic", "Harbour Clinic", "--lead")
    clinic = Clinic.objects.get(name="Harbour Clinic")
    assert f"Lead at Harbour Clinic. Code: {clinic.code_in_print}" in said
    assert Membership.objects.get().role == Membership.Role.LEAD


def test_the_next_one_joins_the_clinic_however_it_is_spelt(say):
    say(PETRA, "--clinic", "Harbour Clinic", "--lead")
    say("otto@example.org", "--clinic", "harbour clinic")
    assert Clinic.objects.get().memberships.active().count() == 2


def test_nobody_leads_nothing(say):
    with pytest.raises(CommandError, match="--clinic"):
        say(PETRA, "--lead")
    assert not User.objects.exists()


def test_nobody_works_in_two_clinics(say):
    say(PETRA, "--clinic", "Harbour Clinic")
    with pytest.raises(CommandError, match="Harbour Clinic"):
        say(PETRA, "--clinic", "Hill Clinic")
    assert Clinic.objects.count() == 1


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
    assert CareLink.objects.of(physiotherapist).proposed().get().client == stranger
