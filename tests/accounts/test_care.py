"""Consent: who proposes, who agrees, who ends it, and what is seen meanwhile."""

import hashlib

import pytest

from accounts import consent, services
from accounts.models import CareLink, ConsentAnswer, User
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


KEPT = {"1": "4886dc4120acaf69", "2": "8c17f7f09bd54f1b"}
"""The digest of each version's words: whoever agreed to them agreed to exactly these."""


@pytest.mark.parametrize("version", consent.TEXTS)
def test_words_that_somebody_agreed_to_never_change(version):
    words = repr(consent.TEXTS[version]).encode()
    assert hashlib.sha256(words).hexdigest()[:16] == KEPT[version]


# Words that changed after somebody had agreed


@pytest.fixture
def outdated(petra, person):
    """A link that `person` agreed to when the words were those of version 1."""
    CareLink.objects.of(petra).update(text_version="1")
    ConsentAnswer.objects.update(text_version="1")
    return CareLink.objects.of(petra).get()


def answers_of(link):
    return list(link.answers.values_list("text_version", "agreed"))


def test_agreeing_anew_keeps_the_link_and_both_answers(petra, person, outdated):
    since = outdated.since
    assert CareLink.objects.unanswered().get() == outdated
    for _ in range(2):
        accept(person, outdated)
    outdated.refresh_from_db()
    assert (outdated.since, outdated.text_version, outdated.ended_at) == (since, VERSION, None)
    assert answers_of(outdated) == [("1", True), (VERSION, True)]
    assert not CareLink.objects.outdated().exists()


def test_keeping_it_as_it_was_changes_nothing_and_is_kept(petra, person, outdated):
    for _ in range(2):
        services.keep_as_it_was(client=person, link=outdated.uuid, text_version=VERSION)
    outdated.refresh_from_db()
    assert outdated.text_version == "1"
    assert answers_of(outdated) == [("1", True), (VERSION, False)]
    assert not CareLink.objects.unanswered().exists()
    assert person in User.objects.clients_of(petra)
    assert accept(person, outdated).text_version == VERSION


def test_new_words_that_were_not_shown_are_not_answered(person, stranger, outdated):
    for verb in (services.accept, services.keep_as_it_was):
        with pytest.raises(services.Refused, match="changed"):
            verb(client=person, link=outdated.uuid, text_version="0")
        with pytest.raises(services.NotFound):
            verb(client=stranger, link=outdated.uuid, text_version=VERSION)
    assert answers_of(outdated) == [("1", True)]


def test_only_what_is_new_is_marked_as_new():
    people = {"physiotherapist": "petra@example.org", "clinic": "Harbour Clinic"}
    lines = [line for part in consent.compared("1", **people).values() for line in part]
    old = consent.FIRST.parts(**people).values()
    assert {line.text for line in lines if not line.is_new} <= {
        text for part in old for text in part
    }
    assert any("Messages" in line.text for line in lines if line.is_new)
    unknown = consent.compared("none", **people)
    assert all(line.is_new for part in unknown.values() for line in part)
    assert not any(
        line.is_new for part in consent.compared(VERSION, **people).values() for line in part
    )
