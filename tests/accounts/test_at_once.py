"""Several at once, on real connections: one link is used once, one pair shares once."""

import threading
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.factors import take_away
from accounts.models import CareLink, Cover, Invitation, User
from accounts.services.clinics import MOST_TRIES
from tests.accounts.clinics import LEAD, NOW, VERSION, cover, invite, join
from tests.accounts.codes import PASSWORD, with_app

ROUNDS = 4
PATIENCE = 1
"""Seconds until somebody who has not gone on is taken to wait for a lock."""


@pytest.fixture
def petra(transactional_db):
    """Leads a clinic, on a database that others write to."""
    user = services.promote(user=User.objects.create_user("petra@example.org"))
    join(user, role=LEAD)
    return user


@pytest.fixture
def clients(transactional_db):
    return [User.objects.create_user(f"c{number}@example.org") for number in range(4)]


def at_once(*verbs):
    """What each verb returned or refused, all begun at the same moment."""
    barrier = threading.Barrier(len(verbs))
    answers = [None] * len(verbs)

    def call(place):
        try:
            barrier.wait()
            answers[place] = verbs[place]()
        except Exception as error:  # noqa: BLE001  told to the test
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(place,)) for place in range(len(verbs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    broken = [
        e for e in answers if isinstance(e, Exception) and not isinstance(e, services.Refused)
    ]
    assert not broken, broken
    return answers


def accept(client, token):
    return lambda: services.accept_invitation(client=client, token=token, text_version=VERSION)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_of_several_who_use_one_invitation_one_shares(petra, clients, turn):
    _, token = invite(petra)
    answers = at_once(*(accept(client, token) for client in clients))
    assert sum(isinstance(answer, CareLink) for answer in answers) == 1
    assert CareLink.objects.of(petra).count() == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_client_who_taps_several_times_shares_once(petra, clients, turn):
    _, token = invite(petra)
    answers = at_once(*[accept(clients[0], token)] * 4)
    assert {answer.pk for answer in answers} == {CareLink.objects.get().pk}


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_ways_to_one_physiotherapist_are_one_link(petra, clients, turn):
    _, token = invite(petra)
    asked = services.propose(physiotherapist=petra, client=clients[0], route=CareLink.Route.CODE)
    at_once(
        accept(clients[0], token),
        lambda: services.accept(client=clients[0], link=asked.uuid, text_version=VERSION),
    )
    assert CareLink.objects.about(clients[0]).active().count() == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_an_invitation_is_revoked_or_used_and_never_both(petra, clients, turn):
    made, token = invite(petra)
    at_once(
        accept(clients[0], token),
        lambda: services.revoke(physiotherapist=petra, invitation=made.uuid),
    )
    made.refresh_from_db()
    shares = CareLink.objects.of(petra).active().exists()
    assert (made.used_at is not None, made.revoked_at is None) == (shares, shares)


def test_who_leaves_takes_a_link_along_that_is_agreed_to_meanwhile(petra, clients):
    otto = services.promote(user=User.objects.create_user("otto@example.org"))
    join(otto)
    membership = otto.memberships.get()
    _, token = invite(otto)
    agreed, left = threading.Event(), threading.Event()

    @transaction.atomic
    def agree_and_dawdle():
        accept(clients[0], token)()
        agreed.set()
        left.wait(PATIENCE)

    def leave():
        agreed.wait()
        services.leave(lead=petra, membership=membership.uuid)
        left.set()

    at_once(agree_and_dawdle, leave)
    assert not User.objects.clients_of(otto).exists()


def test_two_physiotherapists_who_share_with_each_other_do_not_wait_for_ever(petra, clients):
    otto = services.promote(user=User.objects.create_user("otto@example.org"))
    tokens = [invite(user)[1] for user in (petra, otto)]
    answers = at_once(accept(otto, tokens[0]), accept(petra, tokens[1]))
    assert all(isinstance(answer, CareLink) for answer in answers)


def test_a_choice_that_is_sent_eight_times_is_one_proposal(petra, clients):
    told = {"physiotherapist": petra, "client": clients[0], "route": CareLink.Route.CODE}
    answers = at_once(*[lambda: services.propose(**told)] * 8)
    assert {answer.pk for answer in answers} == {CareLink.objects.get().pk}


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_of_two_covers_for_the_same_days_one_is_named(petra, turn):
    stand_ins = [
        services.promote(user=User.objects.create_user(f"{name}@example.org"))
        for name in ("otto", "anna")
    ]
    for stand_in in stand_ins:
        join(stand_in)
    at_once(*(lambda who=who: cover(petra, who) for who in stand_ins))
    assert Cover.objects.count() == 1


def test_what_is_sent_eight_times_is_one(petra):
    otto = services.promote(user=User.objects.create_user("otto@example.org"))
    join(otto)
    told = {"physiotherapist": petra, "uuid": uuid4(), "token": "x" * 43}
    at_once(*[lambda: services.invite(**told)] * 8)
    uuid = uuid4()
    at_once(*[lambda: cover(petra, otto, uuid=uuid)] * 8)
    assert (Invitation.objects.count(), Cover.objects.count()) == (1, 1)


def test_who_guesses_from_several_devices_has_as_many_tries(petra, clients):
    guess = [lambda: services.clinic_with_code(client=clients[0], code="WRONG222", now=NOW)] * (
        MOST_TRIES + 4
    )
    answers = at_once(*guess)
    assert sum(answer is None for answer in answers) == MOST_TRIES


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_of_two_factors_that_go_at_once_staff_keep_one(petra, turn):
    with_app(petra)
    Authenticator.objects.create(user=petra, type="webauthn", data={"name": "key"})
    factors = list(Authenticator.objects.filter(user=petra))
    gone = at_once(*[lambda factor=factor: take_away(factor) for factor in factors])
    assert sorted(gone) == [False, True]
    assert Authenticator.objects.filter(user=petra).count() == 1


def test_both_pages_that_take_a_factor_away_leave_one(petra, client):
    """What each page checked before the other was done holds no more."""
    with_app(petra)
    key = Authenticator.objects.create(user=petra, type="webauthn", data={"name": "key"})
    petra.set_password(PASSWORD)
    petra.save()
    browsers = [client, Client()]
    for browser in browsers:
        browser.force_login(petra)
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    pages = reverse("mfa_deactivate_totp"), reverse("mfa_remove_webauthn", args=[key.pk])
    answers = at_once(
        *[lambda b=b, page=page: b.post(page) for b, page in zip(browsers, pages, strict=True)]
    )
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert Authenticator.objects.filter(user=petra).count() == 1
