"""Consent and cover at the desk: what is seen, and that it is gone at the next request."""

import pytest
from django.utils import timezone

from accounts import services as accounts
from accounts.models import CareLink, User
from coaching import services
from coaching.models import Enrolment, Review
from tests.accounts.clinics import DAY, LEAD, cover, join
from tests.coaching.admin.clients import enrol
from tests.coaching.admin.conftest import LIST, PAGES, act_on, address, page_of, told


@pytest.fixture
def clinic(make_person):
    """Petra and Otto work there."""
    for name, role in (("petra", LEAD), ("otto", None)):
        user = accounts.promote(user=make_person(f"{name}@example.org"))
        join(user, **({"role": role} if role else {}))


@pytest.fixture
def petra(clinic):
    return User.objects.get(email="petra@example.org")


@pytest.fixture
def otto(clinic):
    return User.objects.get(email="otto@example.org")


@pytest.fixture
def petras(petra, person):
    """`person` on the main program; Petra's, with a word on Petra's clinic."""
    accounts.link(physiotherapist=petra, client=person)
    return enrol(person)


@pytest.fixture
def desk(client, otto, petras):
    """A browser in which Otto is signed in."""
    client.force_login(otto)
    return client


def away(petra, otto, first, last):
    """Petra is away from so many days from now to so many."""
    now = timezone.now()
    days = {"first_day": (now + first * DAY).date(), "last_day": (now + last * DAY).date()}
    return cover(petra, otto, **days, now=min(now, now + first * DAY))


def sees_nothing(desk, enrolment):
    page = desk.get(LIST)
    assert page.context["worklist"].result_count == 0
    assert enrolment.client.email not in page.text
    for query in (
        "?q=ada",
        "?tier=fine",
        "?tier=ended",
        f"?program={enrolment.program.slug}",
    ):
        assert enrolment.client.email not in desk.get(f"{LIST}{query}", follow=True).text
    assert {desk.get(address(enrolment, page)).status_code for page in PAGES} == {404}
    assert desk.post(act_on(enrolment, "set-ceiling"), told(enrolment, level=2)).status_code == 404
    assert not Review.objects.exists()


def test_nothing_is_seen_of_a_client_who_was_asked_and_has_not_answered(desk, petras, otto):
    accounts.propose(physiotherapist=otto, client=petras.client, route=CareLink.Route.ADMINISTRATOR)
    sees_nothing(desk, petras)


def test_only_who_agreed_waits_for_a_physiotherapist_after_a_stop(petra, otto, petras):
    client = petras.client
    assert services.has_physiotherapist(client)
    accounts.withdraw(client=client, link=CareLink.objects.of(petra).get().uuid)
    accounts.propose(physiotherapist=otto, client=client, route=CareLink.Route.CODE)
    assert not services.has_physiotherapist(client)


def test_whoever_withdraws_is_gone_at_the_next_request(client, petra, petras):
    client.force_login(petra)
    assert client.get(page_of(petras)).status_code == 200
    link = CareLink.objects.of(petra).get()
    accounts.withdraw(client=petras.client, link=link.uuid)
    sees_nothing(client, petras)


def test_a_colleague_of_the_clinic_sees_nothing_without_a_cover(desk, petras):
    sees_nothing(desk, petras)


def test_a_cover_sees_and_does_what_the_physiotherapist_would(desk, petra, otto, petras):
    away(petra, otto, 0, 2)
    page = desk.get(LIST)
    assert [row.client.email for row in page.context["worklist"].rows] == ["ada@example.org"]
    assert "Cover for petra@example.org" in page.text
    assert "Cover for petra@example.org" in desk.get(page_of(petras)).text
    desk.post(act_on(petras, "set-ceiling"), told(petras, level=2))
    assert Review.objects.get().author == otto


@pytest.mark.parametrize(("first", "last"), [(1, 3), (-3, -1)], ids=["before", "after"])
def test_a_cover_sees_nothing_before_and_after(desk, petra, otto, petras, first, last):
    away(petra, otto, first, last)
    sees_nothing(desk, petras)


def test_ones_own_client_is_not_marked_as_covered(desk, petra, otto, petras):
    accounts.link(physiotherapist=otto, client=petras.client)
    away(petra, otto, 0, 2)
    page = desk.get(LIST)
    assert page.context["worklist"].result_count == 1
    assert "Cover for" not in page.text


def test_whoever_is_away_sees_their_clients_as_ever(client, petra, otto, petras):
    away(petra, otto, 0, 2)
    client.force_login(petra)
    assert "Cover for" not in client.get(LIST).text
    assert client.get(page_of(petras)).status_code == 200


def test_what_was_seen_at_a_moment_can_be_asked(petra, otto, petras):
    named = away(petra, otto, 1, 1)
    CareLink.objects.update(since=named.starts_at - DAY)
    found = [
        Enrolment.objects.cared_for_by(otto, at=moment).exists()
        for moment in (named.starts_at - DAY, named.starts_at, named.ends_at)
    ]
    assert found == [False, True, False]
