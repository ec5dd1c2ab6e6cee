"""What to do now; the morning after; the page of a stop."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from coaching import catalogue, services
from coaching.models import Decision, Enrolment, MorningReport, Review, Workout
from coaching.rules.terms import Status, Symptom
from coaching.services import Moment
from tests.coaching.views.conftest import one_set, train


def body(site: Client, where: str = "/today/") -> str:
    return site.get(where).content.decode()


def stop(person: User, sign: Symptom = Symptom.NUMBNESS) -> None:
    services.report_symptom(client=person, uuid=uuid4(), symptoms=[sign], moment=Moment.now(person))


def test_who_has_no_program_is_taken_to_the_start(site: Client) -> None:
    assert site.get("/today/")["Location"] == "/start/"


def test_today_says_what_to_do_how_low_and_what_moves_you_on(
    site: Client, enrolled: Enrolment
) -> None:
    page = body(site)
    for words in ("Knee raise", "halfway up", "45°", "take you to 10 repetitions", "60 seconds"):
        assert words in page


def test_a_workout_today_makes_rest_the_plan(site: Client, enrolled: Enrolment) -> None:
    train(enrolled.client, one_set(), one_set(), one_set())
    assert "Rest is part of the plan" in body(site)


def test_no_page_counts_a_streak(site: Client, enrolled: Enrolment) -> None:
    assert "streak" not in body(site).lower()


def test_the_morning_is_asked_on_a_later_day_and_not_on_the_same(
    site: Client, enrolled: Enrolment
) -> None:
    workout = train(enrolled.client, one_set())
    services.finish_workout(
        client=enrolled.client, workout=workout.uuid, moment=Moment.now(enrolled.client)
    )
    assert "since your last workout" not in body(site)
    yesterday = workout.performed_at - timedelta(days=1)
    Workout.objects.filter(pk=workout.pk).update(performed_at=yesterday)
    assert "since your last workout" in body(site)


def test_a_skipped_morning_is_unknown_and_not_asked_again(
    site: Client, enrolled: Enrolment
) -> None:
    workout = train(enrolled.client, one_set(), one_set(), one_set(), days_ago=1)
    told = {"uuid": uuid4(), "workout": workout.uuid, "discomfort": "0", "skip": "1"}
    site.post("/today/morning/", told)
    assert MorningReport.objects.get().discomfort is None
    assert "since your last workout" not in body(site)


def test_a_bad_morning_takes_a_step_back(site: Client, enrolled: Enrolment) -> None:
    workout = train(enrolled.client, one_set(), one_set(), one_set(), days_ago=1)
    site.post("/today/morning/", {"uuid": uuid4(), "workout": workout.uuid, "discomfort": "4"})
    assert Enrolment.objects.get().level == 2


def test_a_sign_in_the_morning_stops_even_when_the_rest_is_skipped(
    site: Client, enrolled: Enrolment
) -> None:
    workout = train(enrolled.client, one_set(), one_set(), one_set(), days_ago=1)
    told = {"uuid": uuid4(), "workout": workout.uuid, "symptoms": ["numbness"], "skip": "1"}
    site.post("/today/morning/", told)
    assert Enrolment.objects.get().status == Status.STOPPED


@pytest.mark.parametrize(
    ("sign", "card"), [(Symptom.NUMBNESS, "stop"), (Symptom.LEG_WEAKNESS, "emergency")]
)
def test_a_stop_fills_the_page_with_its_card(
    site: Client, enrolled: Enrolment, sign: Symptom, card: str
) -> None:
    stop(enrolled.client, sign)
    page = body(site)
    assert catalogue.builtin().cards[card]["heading"] in page
    assert "Start the workout" not in page


def test_an_emergency_stands_above_a_later_stop(site: Client, enrolled: Enrolment) -> None:
    stop(enrolled.client, Symptom.LEG_WEAKNESS)
    stop(enrolled.client, Symptom.NUMBNESS)
    assert catalogue.builtin().cards["emergency"]["heading"] in body(site)


def clearance(site: Client, **told: str) -> dict[str, object]:
    stops = " ".join(Enrolment.objects.get().where.open_stops)
    return {"uuid": uuid4(), "stops": stops, "reason": "My doctor", "checked": "on", **told}


def test_without_a_physiotherapist_the_client_opens_the_plan_after_a_check(
    site: Client, enrolled: Enrolment
) -> None:
    stop(enrolled.client)
    site.post("/today/clear/", clearance(site))
    enrolment = Enrolment.objects.get()
    assert (enrolment.status, enrolment.level) == (Status.ACTIVE, 1)


@pytest.mark.parametrize("blank", ["reason", "checked", "stops"])
def test_a_clearance_wants_who_checked_and_the_confirmation(
    site: Client, enrolled: Enrolment, blank: str
) -> None:
    stop(enrolled.client)
    answer = site.post("/today/clear/", clearance(site, **{blank: ""}))
    assert answer.status_code == 422
    assert "My doctor" in answer.content.decode() or blank == "reason"
    assert Enrolment.objects.get().status == Status.STOPPED


def test_with_a_physiotherapist_the_client_cannot_open_the_plan(
    site: Client, enrolled: Enrolment, physiotherapist: User
) -> None:
    stop(enrolled.client)
    assert "Open my plan again" not in body(site)
    assert site.post("/today/clear/", clearance(site)).status_code == 403
    assert not Review.objects.exists()


def test_a_stop_that_the_page_did_not_show_stays_open(site: Client, enrolled: Enrolment) -> None:
    stop(enrolled.client)
    seen = clearance(site)
    stop(enrolled.client, Symptom.LEG_WEAKNESS)
    site.post("/today/clear/", seen)
    assert Enrolment.objects.get().status == Status.STOPPED


@pytest.mark.parametrize("stage", ["fresh", "trained", "open", "stopped"])
def test_today_takes_at_most_eight_queries(
    site: Client, enrolled: Enrolment, queries: CaptureQueriesContext, stage: str
) -> None:
    if stage != "fresh":
        for day in range(12, 0, -2):
            train(enrolled.client, one_set(), one_set(), one_set(), days_ago=day)
    if stage == "open":
        train(enrolled.client, one_set())
    if stage == "stopped":
        stop(enrolled.client)
    with queries:
        site.get("/today/")
    assert len(queries) <= 8, "\n".join(query["sql"] for query in queries)


def test_times_are_the_clients_own(site: Client, enrolled: Enrolment) -> None:
    site.cookies["time_zone"] = "Asia/Tokyo"
    site.post("/workout/begin/", {"uuid": uuid4()})
    enrolled.client.refresh_from_db()
    assert enrolled.client.time_zone == "Asia/Tokyo"
    assert enrolled.workouts.get().utc_offset == 9 * 60


def test_a_time_zone_that_does_not_exist_changes_nothing(site: Client, enrolled: Enrolment) -> None:
    site.cookies["time_zone"] = "Mars/Olympus"
    site.post("/workout/begin/", {"uuid": uuid4()})
    enrolled.client.refresh_from_db()
    assert enrolled.client.time_zone == "UTC"
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.parametrize(("discomfort", "said"), [("0", "no worse"), ("", "did not say")])
def test_a_skipped_morning_is_not_called_a_good_one(
    site: Client, enrolled: Enrolment, discomfort: str, said: str
) -> None:
    workout = train(enrolled.client, one_set(), one_set(), one_set(), days_ago=1)
    told = {"uuid": uuid4(), "workout": workout.uuid, "discomfort": discomfort}
    site.post("/today/morning/", told)
    assert said in Decision.objects.get(about="morning").said["because"]


@pytest.mark.parametrize(("painful", "referred"), [(1, False), (2, True)])
def test_painful_workouts_in_a_row_ask_for_a_professionals_eye(
    site: Client, enrolled: Enrolment, painful: int, referred: bool
) -> None:
    for days_ago in range(2 * painful, 0, -2):
        train(enrolled.client, one_set(discomfort=4), days_ago=days_ago)
    assert ("Please have this looked at" in body(site)) is referred
