"""Consent: who proposes, who agrees, who ends it, and what is seen meanwhile."""

import hashlib

import pytest

from accounts import consent, services
from accounts.models import CareLink, User
from tests.accounts.clinics import NOW, VERSION, join

Route, EndedBy = CareLink.Route, CareLink.EndedBy


def propose(physiotherapist, client, route=Route.CODE):
    return services.propose(physiotherapist=physiotherapist, client=client, route=route)


def accept(client, link, **more):
    return services.accept(client=client, link=link.uuid, **{"text_version": VERSION, **more})


@pytest.mark.parametrize("route", Route)
def test_nothing_is_seen_of_a_proposal_whoever_made_it(petra, newcomer, route):
    propose(petra, newcomer, route)
    assert newcomer not in User.objects.clients_of(petra)


def test_the_clients_yes_opens_it_and_says_to_what_and_when(petra, clinic, newcomer):
    link = accept(newcomer, propose(petra, newcomer), now=NOW)
    assert newcomer in User.objects.clients_of(petra)
    link.refresh_from_db()
    assert (link.since, link.text_version, link.route) == (NOW, VERSION, "code")
    assert link.clinic == clinic


def test_saying_yes_twice_is_once(petra, newcomer):
    link = propose(petra, newcomer)
    assert accept(newcomer, link, now=NOW).since == accept(newcomer, link).since == NOW


def test_words_that_changed_meanwhile_are_read_again(petra, newcomer):
    link = propose(petra, newcomer)
    with pytest.raises(services.Refused, match="changed"):
        accept(newcomer, link, text_version="0")
    assert CareLink.objects.proposed().get() == link


def test_nobody_agrees_for_somebody_else(petra, newcomer, stranger):
    link = propose(petra, newcomer)
    for verb in (accept, lambda client, link: services.withdraw(client=client, link=link.uuid)):
        with pytest.raises(services.NotFound):
            verb(stranger, link)
    assert CareLink.objects.proposed().get() == link


def test_a_no_is_kept_and_shows_nothing(petra, newcomer):
    link = propose(petra, newcomer)
    services.withdraw(client=newcomer, link=link.uuid, now=NOW)
    link.refresh_from_db()
    assert (link.since, link.ended_at, link.ended_by) == (None, NOW, EndedBy.CLIENT)
    with pytest.raises(services.Refused, match="not open"):
        accept(newcomer, link)
    assert newcomer not in User.objects.clients_of(petra)


def test_withdrawing_ends_it_at_once_and_keeps_the_record(petra, person):
    link = CareLink.objects.of(petra).get()
    services.withdraw(client=person, link=link.uuid, now=NOW + (link.since - NOW))
    link.refresh_from_db()
    assert person not in User.objects.clients_of(petra)
    assert link.ended_by == EndedBy.CLIENT
    assert link.text_version == VERSION
    again = services.withdraw(client=person, link=link.uuid)
    assert again.ended_at == link.ended_at


def test_a_physiotherapist_ends_their_own_care_and_nobody_elses(petra, otto, person):
    link = CareLink.objects.of(petra).get()
    with pytest.raises(services.NotFound):
        services.end_care(physiotherapist=otto, link=link.uuid)
    services.end_care(physiotherapist=petra, link=link.uuid)
    link.refresh_from_db()
    assert link.ended_by == EndedBy.PHYSIOTHERAPIST
    assert not User.objects.clients_of(petra).exists()


def test_a_physiotherapist_does_not_find_a_proposal_to_end(petra, newcomer):
    link = propose(petra, newcomer)
    with pytest.raises(services.NotFound):
        services.end_care(physiotherapist=petra, link=link.uuid)


def test_the_administrators_end_is_told_apart(petra, person):
    services.unlink(physiotherapist=petra, client=person)
    assert CareLink.objects.of(petra).get().ended_by == EndedBy.ADMINISTRATOR


def test_a_proposal_that_names_another_clinic_is_taken_back_for_a_new_one(
    physiotherapist, newcomer
):
    alone = propose(physiotherapist, newcomer)
    join(physiotherapist)
    assert alone.clinic is None
    with pytest.raises(services.Refused, match="elsewhere"):
        accept(newcomer, alone)
    accept(newcomer, propose(physiotherapist, newcomer))
    with pytest.raises(services.Refused, match="not open"):
        accept(newcomer, alone)
    assert CareLink.objects.about(newcomer).active().count() == 1


def test_nobody_shares_with_whoever_lost_the_role_meanwhile(petra, newcomer):
    link = propose(petra, newcomer)
    petra.groups.clear()
    with pytest.raises(services.Refused, match="not a physiotherapist"):
        accept(newcomer, link)


def test_who_sees_it_is_named():
    lines = consent.CURRENT.sees(physiotherapist="petra@example.org", clinic="Harbour Clinic")
    assert lines[0] == "petra@example.org, your physiotherapist at Harbour Clinic."
    assert any("covers for them" in line for line in lines)
    assert any("lead of Harbour Clinic" in line for line in lines)


def test_without_a_clinic_nobody_else_is_named():
    lines = consent.CURRENT.sees(physiotherapist="petra@example.org", clinic=None)
    assert lines == ("petra@example.org, your physiotherapist.", "Nobody else.")


KEPT = {"1": "4886dc4120acaf69"}
"""The digest of each version's words: whoever agreed to them agreed to exactly these."""


@pytest.mark.parametrize("version", consent.TEXTS)
def test_words_that_somebody_agreed_to_never_change(version):
    words = repr(consent.TEXTS[version]).encode()
    assert hashlib.sha256(words).hexdigest()[:16] == KEPT[version]
