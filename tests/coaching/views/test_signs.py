"""Something feels wrong: on every page, and at once."""

from uuid import uuid4

import pytest
from django.test import Client

from coaching import catalogue
from coaching.models import Enrolment, SymptomReport
from coaching.rules.terms import Status, Symptom

PAGES = ["/", "/programs/", "/learn/", "/today/", "/history/", "/start/program/"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_to_it(site: Client, enrolled: Enrolment, page: str) -> None:
    assert 'href="/report/"' in site.get(page, follow=True).content.decode()


@pytest.mark.parametrize("sign", list(Symptom))
def test_each_sign_can_be_told_and_stops_at_once(
    site: Client, enrolled: Enrolment, sign: Symptom
) -> None:
    assert f'value="{sign.value}"' in site.get("/report/").content.decode()
    answer = site.post("/report/", {"uuid": uuid4(), "symptoms": [sign.value]}, follow=True)
    assert "stop-screen" in answer.content.decode()
    assert Enrolment.objects.get().status == Status.STOPPED


def test_without_a_sign_it_asks_again(site: Client, enrolled: Enrolment) -> None:
    assert site.post("/report/", {"uuid": uuid4()}).status_code == 422
    assert Enrolment.objects.get().status == Status.ACTIVE


def test_told_twice_it_counts_once(site: Client, enrolled: Enrolment) -> None:
    told = {"uuid": uuid4(), "symptoms": ["numbness"]}
    for _ in range(2):
        site.post("/report/", told)
    assert SymptomReport.objects.count() == 1


def test_other_signs_under_the_same_uuid_are_heard_too(site: Client, enrolled: Enrolment) -> None:
    once = uuid4()
    site.post("/report/", {"uuid": once, "symptoms": ["numbness"]})
    site.post("/report/", {"uuid": once, "symptoms": ["leg_weakness"]})
    assert len(Enrolment.objects.get().where.open_stops) == 2


@pytest.mark.parametrize(("sign", "card"), [("numbness", "stop"), ("leg_weakness", "emergency")])
def test_without_an_account_it_shows_the_card_and_keeps_nothing(
    client: Client, programs: None, sign: str, card: str
) -> None:
    answer = client.post("/report/", {"uuid": uuid4(), "symptoms": [sign]})
    assert catalogue.builtin().cards[card]["heading"] in answer.content.decode()
    assert not SymptomReport.objects.exists()
