"""How everyday life goes, on the client's pages."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import CareLink, ConsentAnswer, User
from coaching.models import Enrolment, FunctionReport
from tests.coaching.views.conftest import one_set, train
from tests.coaching.views.test_every_page import INLINE

ASKED = "How does everyday life go?"


def body(site: Client, where: str = "/function/") -> str:
    return site.get(where).text


@pytest.fixture
def trained(enrolled: Enrolment) -> User:
    """Somebody whose first workout was 30 days ago."""
    train(enrolled.client, one_set(), one_set(), one_set(), days_ago=30)
    return enrolled.client


def test_it_is_asked_quietly_after_the_first_workout_and_a_skip_keeps_it_away(
    site: Client, enrolled: Enrolment
) -> None:
    assert ASKED not in body(site, "/today/")
    assert "We ask after your first workout" in body(site)
    train(enrolled.client, one_set(), one_set(), one_set(), days_ago=1)
    assert ASKED in body(site, "/today/")
    site.post("/function/skip/", {"uuid": uuid4()})
    row = FunctionReport.objects.get()
    assert (row.activities, row.change) == ([], None)
    assert ASKED not in body(site, "/today/")
    assert "We ask again on" in body(site)


def test_a_name_that_cannot_be_kept_is_refused_once_whatever_its_number(
    site: Client, trained: User
) -> None:
    told = {"uuid": uuid4(), "activity_1": "\x00", "score_1": "5"}
    response = site.post("/function/", told)
    assert response.status_code == 422
    assert "Name the activity" not in response.text
    assert not FunctionReport.objects.exists()


def test_answers_are_kept_shown_and_asked_for_again_by_name(site: Client, trained: User) -> None:
    told = {"activity_1": " Climb stairs ", "score_1": "0", "activity_2": "Sit", "change": "6"}
    site.post("/function/", {"uuid": uuid4(), **told})
    row = FunctionReport.objects.get()
    assert row.activities == [
        {"name": "Climb stairs", "score": 0},
        {"name": "Sit", "score": None},
    ]
    assert row.change == 6
    page = body(site)
    assert "Climb stairs" in page
    assert "not answered" in page
    FunctionReport.objects.update(performed_at=row.performed_at.replace(year=2020))
    page = body(site)
    assert 'value="Climb stairs"' in page
    assert not re.search(r'type="radio"[^>]*checked', page)
    assert not INLINE.findall(page)


def test_a_number_without_an_activity_and_an_activity_twice_are_asked_about(
    site: Client, trained: User
) -> None:
    for told, words in (
        ({"score_2": "3"}, "Name the activity"),
        ({"activity_1": "Sit", "activity_3": "sit"}, "there already"),
        ({"activity_1": "Sit", "score_1": "11"}, "Select a valid choice"),
    ):
        page = site.post("/function/", {"uuid": uuid4(), **told})
        assert page.status_code == 422
        assert words in page.text
    assert not FunctionReport.objects.exists()


def test_it_says_who_can_see_it(site: Client, trained: User, physiotherapist: User) -> None:
    assert "petra@example.org" in body(site)
    CareLink.objects.update(text_version="1")
    assert "Only you can see them." in body(site)


def test_nothing_of_another_client_is_shown(site: Client, trained: User, stranger: User) -> None:
    FunctionReport.objects.create(
        client=stranger,
        uuid=uuid4(),
        performed_at="2026-01-01T00:00Z",
        received_at="2026-01-01T00:00Z",
        activities=[{"name": "Juggle", "score": 3}],
    )
    assert "Juggle" not in body(site)


def test_changed_words_are_a_quiet_line_until_they_are_answered(
    site: Client, trained: User, physiotherapist: User
) -> None:
    assert "have changed" not in body(site, "/today/")
    CareLink.objects.update(text_version="1")
    ConsentAnswer.objects.update(text_version="1")
    assert "have changed" in body(site, "/today/")
    link = CareLink.objects.get()
    site.post(f"/care/{link.uuid}/", {"text_version": "2", "answer": "keep"})
    assert "have changed" not in body(site, "/today/")


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5_000])
def test_a_name_that_is_refused_beside_a_number_says_why(
    site: Client, trained: User, name: str
) -> None:
    told = {"activity_1": name, "score_1": "5"}
    answer = site.post("/function/", {"uuid": uuid4(), **told})
    assert answer.status_code == 422
    assert "Name the activity, or leave" not in answer.text
    assert not FunctionReport.objects.exists()
