"""Where phones send their entries: what is let in, and what is answered."""

import json
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from coaching.models import Delivery, Enrolment, SetReport
from coaching.services import taking
from tests.coaching.life import Life
from tests.coaching.phone import HELD
from tests.coaching.views.conftest import one_set, train

WHERE = "/outbox/"


def batch(*entries, **told):
    own = {"sent_at": timezone.now().isoformat(), "device": str(uuid4()), "offered": []}
    return own | {"entries": entries} | told


def workout(enrolment: Enrolment, **told):
    own = {"type": "workout", "id": str(uuid4()), "at": timezone.now().isoformat()}
    account = {"account": str(enrolment.client.public_id), "plan": str(enrolment.uuid)}
    return own | account | told


def a_set(began, number=1, **told):
    here = {name: began[name] for name in ("id", "at", "plan")}
    own = {"type": "set", "id": str(uuid4()), "number": number, "workout": here, "reps": 8}
    asked = {"asked": {"level": 3, "rep_step": 0}}
    return own | {name: began[name] for name in ("account", "at")} | asked | HELD | told


def send(site, told, **headers):
    return site.post(WHERE, told, content_type="application/json", headers=headers)


def test_a_batch_is_answered_entry_by_entry(site: Client, enrolled: Enrolment) -> None:
    began = workout(enrolled)
    lost = str(uuid4())
    answer = send(site, batch(began, a_set(began), 7, offered=[began["id"], lost]))
    assert answer.status_code == 200
    told = answer.json()
    assert [(each["id"], each["status"], each["code"]) for each in told["results"]] == [
        (began["id"], "stored", None),
        (told["results"][1]["id"], "stored", None),
        (None, "refused", "not-understood"),
    ]
    assert told["missing"] == [lost]
    assert told["account"] == str(enrolled.client.public_id)
    assert told["status"] == "active"
    assert told["standing"]["workout"] == began["id"]
    assert told["standing"]["node"]
    assert set(told) == {"now", "account", "results", "missing", "standing", "status"}
    assert SetReport.objects.get().asked == (3, 0)


def test_the_page_and_the_answer_name_the_same_node(site: Client, enrolled: Enrolment) -> None:
    began = workout(enrolled)
    told = send(site, batch(began, a_set(began, pops=1))).json()
    bundle = site.get("/workout/bundle/").json()
    root = bundle["root"]
    assert told["standing"]["node"] == bundle["nodes"][root]["id"]


def test_a_stop_is_answered_at_once(site: Client, enrolled: Enrolment) -> None:
    told = send(site, batch(a_set(workout(enrolled), symptoms=["numbness"]))).json()
    assert (told["status"], told["standing"]) == ("stopped", None)


def test_who_is_on_no_program_has_no_status(site: Client) -> None:
    told = send(site, batch()).json()
    assert (told["status"], told["standing"], told["results"]) == (None, None, [])


def test_fifty_entries_are_taken_and_not_one_more(site: Client, enrolled: Enrolment) -> None:
    began = workout(enrolled)
    sets = [a_set(began, 1 + number % 20) for number in range(51)]
    answer = send(site, batch(*sets))
    assert (answer.status_code, answer.json()["code"]) == (400, "too-many")
    assert not Delivery.objects.exists()
    assert len(send(site, batch(*sets[:50])).json()["results"]) == 50
    assert SetReport.objects.count() == 50
    assert SetReport.objects.as_last_told().count() == 20


def test_a_body_is_at_most_256_kilobytes(site: Client, enrolled: Enrolment) -> None:
    body = json.dumps(batch()).encode()
    full = body + b" " * (256 * 1024 - len(body))
    assert send(site, full).status_code == 200
    assert send(site, full + b" ").status_code == 413
    assert send(site, full * 12).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"[]",
        b"{}",
        b"{",
        b"\xff",
        b'{"entries": 5}',
        b'{"a": 1, "a": 2}',
        b"NaN",
        b"[" * 9999,
    ],
)
def test_what_is_no_batch_is_refused_with_a_reason(site: Client, body: bytes) -> None:
    answer = send(site, body)
    assert answer.status_code == 400
    assert answer.json()["why"]


def test_only_json_is_taken(site: Client) -> None:
    assert site.post(WHERE, {"entries": "[]"}).status_code == 415
    assert site.post(WHERE, b"{}", content_type="text/plain").status_code == 415


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_logged_in_is_told_so_and_sent_nowhere(
    client: Client, db: None, method: str
) -> None:
    answer = getattr(client, method)(WHERE)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("site_of", "status"),
    [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403)],
)
def test_only_our_own_pages_send(site: Client, site_of: str, status: int) -> None:
    assert send(site, batch(), sec_fetch_site=site_of).status_code == status


def test_nothing_is_taken_without_the_csrf_token_that_a_get_gives(person, programs) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    assert send(browser, batch()).status_code == 403
    who = browser.get(WHERE)
    assert who.json()["account"] == str(person.public_id)
    assert set(who.json()) == {"now", "account"}
    token = browser.cookies["csrftoken"].value
    assert send(browser, batch(), x_csrftoken=token).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(site: Client, method: str) -> None:
    assert getattr(site, method)(WHERE).status_code == 405


def test_no_answer_is_kept_in_a_cache(site: Client, client: Client) -> None:
    assert "no-store" in site.get(WHERE)["Cache-Control"]
    assert "no-store" in send(site, batch())["Cache-Control"]
    assert "no-store" in Client().get(WHERE)["Cache-Control"]


def test_a_database_that_fails_loses_nothing(site, enrolled, monkeypatch) -> None:
    began = workout(enrolled)

    def fail(*_arguments: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(taking.Taking, "sign_for", fail)
        answer = send(site, batch(began))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert not enrolled.workouts.exists()
    assert send(site, batch(began)).json()["results"][0]["status"] == "stored"


def test_a_fault_of_ours_in_one_entry_holds_up_no_other(site, enrolled, monkeypatch) -> None:
    began = workout(enrolled)
    alarm, told = a_set(began, symptoms=["numbness"]), a_set(began, 2)

    def fail(*_arguments: object) -> None:
        raise LookupError("a fault")

    with monkeypatch.context() as broken:
        broken.setattr(taking.Taking, "_store_set", fail)
        results = send(site, batch(began, alarm, told)).json()["results"]
    assert [each["status"] for each in results] == ["stored", "waits", "waits"]
    assert Life(enrolled.client).is_stopped
    results = send(site, batch(began, alarm, told)).json()["results"]
    assert [each["status"] for each in results] == ["known", "stored", "stored"]


def test_what_two_devices_told_is_shown_and_settled_by_saving_either_of_them(
    site, enrolled
) -> None:
    row = train(enrolled.client, one_set(), one_set(), one_set(), days_ago=1)
    began = workout(enrolled, id=str(row.uuid), at=row.at.isoformat())
    told = send(site, batch(a_set(began, 2, pops=1))).json()
    assert told["results"][0]["code"] == "told-twice"
    page = site.get(f"/history/{row.uuid}/").content.decode()
    assert page.count("Told twice") == 1
    assert page.count("Correct this set") == 3
    assert "1 pop" in page
    assert life_place(enrolled) == (3, 0)
    shown = site.get(f"/history/sets/{row.set_reports.get(number=2, is_double=False).uuid}/")
    form = shown.context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    site.post(shown.request["PATH_INFO"], told)
    assert "Told twice" not in site.get(f"/history/{row.uuid}/").content.decode()
    assert life_place(enrolled) == (3, 1)


def life_place(enrolment: Enrolment) -> tuple[int, int]:
    return Life(enrolment.client).place


def test_a_set_from_a_phone_that_is_saved_as_it_was_is_not_corrected(site, enrolled) -> None:
    began = workout(enrolled)
    told = a_set(began)
    send(site, batch(began, told))
    where = f"/history/sets/{told['id']}/"
    form = site.get(where).context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    site.post(where, again)
    assert SetReport.objects.count() == 1
