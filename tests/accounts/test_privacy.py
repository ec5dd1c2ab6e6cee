import json
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage

from accounts import processing, services
from accounts.models import CareLink, ProcessingAnswer, User
from coaching import catalogue
from coaching.models import Screening, SymptomReport
from coaching.views import asking, signs, starting
from coaching.views.outbox import outbox

pytestmark = pytest.mark.django_db
AGREEMENT = "/privacy/agreement/"
YES = {"agreed": "yes", "text_version": processing.CURRENT.version}


@pytest.fixture
def unasked(client, person):
    """A browser of somebody who has not agreed to anything."""
    client.force_login(person)
    User.objects.filter(pk=person.pk).update(agreed_to="")
    return client


@pytest.mark.parametrize("page", ["/start/", "/today/", "/history/", "/messages/", "/function/"])
def test_nothing_about_health_is_asked_or_shown_before_the_agreement(unasked, page):
    answer = unasked.get(page)
    assert answer.status_code == HTTPStatus.FOUND
    assert answer.url.startswith(AGREEMENT)


def test_the_words_stand_there_whole_and_nothing_is_ticked(unasked):
    page = unasked.get(AGREEMENT).content.decode()
    words = [str(line) for lines in processing.CURRENT.parts.values() for line in lines]
    assert all(line in page for line in words)
    assert str(processing.CURRENT.yes) in page
    assert "checked" not in page


def test_who_agrees_is_led_to_where_they_were_going_and_the_answer_is_kept(unasked, person):
    answer = unasked.post(AGREEMENT, {**YES, "next": "/history/"})
    assert answer.url == "/history/"
    row = ProcessingAnswer.objects.get(user=person)
    assert (row.text_version, row.agreed) == (processing.CURRENT.version, True)


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_nobody_is_led_to_another_site(unasked, to):
    assert unasked.post(AGREEMENT, {**YES, "next": to}).url == "/start/"


@pytest.mark.parametrize("told", [{}, {"agreed": "yes"}, {"agreed": "yes", "text_version": "0"}])
def test_without_the_box_or_with_other_words_nothing_is_agreed(unasked, person, told):
    assert unasked.post(AGREEMENT, told).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    person.refresh_from_db()
    assert not person.has_agreed
    assert not ProcessingAnswer.objects.exists()


def test_agreeing_twice_is_once(person):
    User.objects.filter(pk=person.pk).update(agreed_to="")
    for _ in range(2):
        services.agree_to_processing(user=person, text_version=processing.CURRENT.version)
    assert ProcessingAnswer.objects.count() == 1


def test_who_takes_it_back_is_seen_by_nobody(client, person, physiotherapist):
    client.force_login(person)
    client.post("/privacy/withdraw/")
    assert not User.objects.clients_of(physiotherapist).exists()
    assert CareLink.objects.about(person).get().ended_by == "client"
    assert [row.agreed for row in ProcessingAnswer.objects.all()] == [False]
    assert client.get("/today/").url.startswith(AGREEMENT)
    client.post(AGREEMENT, YES)
    assert client.get("/start/").status_code == HTTPStatus.FOUND
    assert not User.objects.clients_of(physiotherapist).exists()


def test_a_sign_is_answered_before_the_agreement_and_not_kept(unasked):
    page = unasked.post("/report/", {"uuid": uuid4(), "symptoms": ["numbness"]})
    assert page.status_code == HTTPStatus.OK
    assert "Nothing was saved" in page.content.decode()
    assert not SymptomReport.objects.exists()


@pytest.mark.parametrize("told", [{"symptoms": ["numbness"]}, {"discomfort": "6"}])
def test_what_warns_in_a_form_that_was_open_is_answered_too(unasked, told):
    page = unasked.post(f"/history/sets/{uuid4()}/", told)
    assert "Nothing was saved" in page.content.decode()


def test_an_upload_after_the_withdrawal_is_refused_and_not_kept(unasked):
    batch = {"sent_at": "2026-11-23T08:00:00Z", "device": str(uuid4()), "entries": []}
    answer = unasked.post("/outbox/", batch, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.CONFLICT, "not-agreed")
    assert unasked.get("/workout/bundle/").status_code == HTTPStatus.CONFLICT


@pytest.fixture
def late(rf, person):
    """`late(view, …)` -> the answer to a post of somebody who withdrew after it had begun."""
    services.withdraw_processing(user=person)
    person.agreed_to = processing.CURRENT.version

    def answer(view, *arguments, **told):
        request = rf.post("/", **told)
        request.user = person
        request.session, request.htmx = {}, False
        request._messages = CookieStorage(request)
        return view(request, *arguments), request

    return answer


def test_a_form_that_a_withdrawal_overtakes_says_that_nothing_was_saved(late):
    told = {"uuid": uuid4(), "answer": "no"}
    slug = next(iter(catalogue.builtin().questions))
    answer, request = late(starting.question, slug, data=told)
    assert answer.url.startswith(AGREEMENT)
    assert [str(each) for each in get_messages(request)] == [asking.NOTHING_SAVED]
    assert not Screening.objects.exists()


def test_a_sign_that_a_withdrawal_overtakes_gets_its_advice(late):
    answer, _ = late(signs.report, data={"uuid": uuid4(), "symptoms": ["numbness"]})
    assert "Nothing was saved" in answer.content.decode()
    assert not SymptomReport.objects.exists()


def test_an_upload_that_a_withdrawal_overtakes_stays_on_the_phone(late, person):
    sign = {"type": "symptom", "symptoms": ["numbness"], "at": "2026-11-23T08:00:00+00:00"}
    entry = {"id": str(uuid4()), "account": str(person.public_id), **sign}
    batch = {"sent_at": "2026-11-23T08:00:00Z", "device": str(uuid4())}
    batch |= {"entries": [entry], "offered": []}
    answer, _ = late(outbox, data=json.dumps(batch), content_type="application/json")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert json.loads(answer.content)["code"] == "not-agreed"
    assert not SymptomReport.objects.exists()


def test_a_link_that_a_withdrawal_overtakes_is_not_agreed_to(person, make_person):
    petra = services.promote(user=make_person("petra@example.org"))
    link = services.propose(
        physiotherapist=petra, client=person, route=CareLink.Route.ADMINISTRATOR
    )
    services.withdraw_processing(user=person)
    for open_link in (
        link,
        services.propose(physiotherapist=petra, client=person, route=CareLink.Route.ADMINISTRATOR),
    ):
        with pytest.raises(services.Refused):
            services.accept(client=person, link=open_link.uuid, text_version="2")
    assert not CareLink.objects.active().exists()


def test_nobody_shares_before_they_agreed_that_it_is_kept(unasked, person, make_person):
    petra = services.promote(user=make_person("petra@example.org"))
    link = services.propose(
        physiotherapist=petra, client=person, route=CareLink.Route.ADMINISTRATOR
    )
    answer = unasked.post(f"/care/{link.uuid}/", {"text_version": "2"})
    assert answer.url.startswith(AGREEMENT)
    link.refresh_from_db()
    assert not link.is_active


def test_the_privacy_page_says_the_sites_own_numbers(client, settings):
    settings.PRIVACY_CONTACT, settings.BACKUP_KEEP_DAYS = "Jo Doe, Harbour Street 1", 17
    page = client.get("/privacy/").content.decode()
    for word in ("Jo Doe, Harbour Street 1", "17 days", settings.SESSION_COOKIE_NAME):
        assert word in page
