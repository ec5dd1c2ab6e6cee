"""What a client sees of what a physiotherapist set for a time; what their phone takes along."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from coaching import catalogue, services
from coaching.models import Enrolment
from coaching.services import Moment
from coaching.showing.bundle import GOOD_FOR
from tests.coaching.views.conftest import one_set, train

REASON = "Your scan comes first."


def act(service: Any, enrolment: Enrolment, physiotherapist: User, **told: Any) -> None:
    service(
        physiotherapist=physiotherapist,
        enrolment=enrolment.uuid,
        uuid=uuid4(),
        reason=REASON,
        moment=Moment.now(enrolment.client),
        **told,
    )


def later(**gap: float) -> datetime:
    return timezone.now() + timedelta(**gap)


@pytest.fixture
def paused(enrolled: Enrolment, physiotherapist: User) -> Enrolment:
    act(services.pause, enrolled, physiotherapist, until=later(hours=30))
    return enrolled


def test_a_paused_plan_offers_no_workout_and_says_why_and_until_when(
    site: Client, paused: Enrolment
) -> None:
    page = site.get("/today/").text
    for words in ("Your physiotherapist paused your plan", REASON, "until the end of"):
        assert words in page
    assert "/workout/begin/" not in page
    assert "End the pause" not in page
    assert site.post("/workout/begin/", {"uuid": uuid4()}).status_code == 409
    site.post("/today/resume/", {"uuid": uuid4()})
    assert "paused your plan" in site.get("/today/").text


def test_a_pause_that_has_ended_is_not_shown_though_nothing_was_reported_since(
    site: Client, paused: Enrolment
) -> None:
    past = paused.position | {"paused_until": later(seconds=-1).isoformat()}
    Enrolment.objects.update(position=past)
    assert "/workout/begin/" in site.get("/today/").text
    assert site.get("/workout/bundle/").json()["status"] == "active"


def test_a_client_without_a_physiotherapist_ends_the_pause_themself(
    site: Client, paused: Enrolment, physiotherapist: User
) -> None:
    accounts.unlink(physiotherapist=physiotherapist, client=paused.client)
    assert "End the pause" in site.get("/today/").text
    answer = site.post("/today/resume/", {"uuid": uuid4()}, follow=True)
    assert "The pause is over" in answer.text
    assert "/workout/begin/" in answer.text


def test_a_phone_takes_no_workout_along_while_paused(site: Client, paused: Enrolment) -> None:
    told = site.get("/workout/bundle/").json()
    assert told["status"] == "paused"
    assert told["paused_until"].startswith("the end of")
    assert "nodes" not in told


def test_the_day_until_which_somebody_is_held_is_what_moves_them_on(
    site: Client, enrolled: Enrolment, physiotherapist: User
) -> None:
    held = {"level": 2, "until": later(days=3)}
    act(services.override_level, enrolled, physiotherapist, **held)
    page = site.get("/today/").text
    assert "keeps you at this step until the end of" in page
    assert REASON in page


@pytest.mark.parametrize(
    ("service", "told"),
    [
        (services.override_level, {"level": 2}),
        (services.set_ceiling, {"level": 4}),
        (services.set_doses, {"doses": {"sets": 2}}),
    ],
    ids=["override", "ceiling", "doses"],
)
@pytest.mark.parametrize(("hours", "limited"), [(47, True), (49, False)])
def test_a_bundle_is_good_no_longer_than_what_it_was_made_by(
    site: Client,
    enrolled: Enrolment,
    physiotherapist: User,
    service: Any,
    told: dict[str, Any],
    hours: float,
    limited: bool,
) -> None:
    until = later(hours=hours)
    act(service, enrolled, physiotherapist, until=until, **told)
    bundle = site.get("/workout/bundle/").json()
    issued, valid = (datetime.fromisoformat(bundle[name]) for name in ("issued_at", "valid_until"))
    assert valid == (until if limited else issued + GOOD_FOR)


def test_ones_own_doses_are_asked_for_on_the_page_and_on_the_phone(
    site: Client, enrolled: Enrolment, physiotherapist: User
) -> None:
    manner = {"rest_seconds": 95, "days_per_week": 2, "lowering_seconds": 5}
    doses = {"sets": 2, "rep_steps": [4, 6], **manner}
    act(services.set_doses, enrolled, physiotherapist, doses=doses)
    bundle = site.get("/workout/bundle/").json()
    assert bundle["program"] == {
        "title": enrolled.program.title,
        "sets": 2,
        "rest_seconds": 95,
        "days_per_week": 2,
        "keeps_curve": False,
    }
    ask = bundle["asks"][bundle["nodes"][bundle["root"]]["ask"]]
    assert (ask["reps"], ask["rep_step"], ask["phases"][0]) == (4, 0, ["lowering", 5])
    page = site.get("/today/").text
    for words in ("take you to 6 repetitions", "95 seconds", "of 2 workouts this week"):
        assert words in page
    row = train(enrolled.client, one_set(4))
    page = site.get("/workout/").text
    assert "Set 2 of 2" in page
    assert "4 ×" in page
    bundle = site.get("/workout/bundle/").json()
    assert (bundle["workout"]["id"], bundle["workout"]["number"]) == (str(row.uuid), 2)


def test_a_hold_is_in_the_table_that_a_phone_takes_along(
    site: Client, enrolled: Enrolment, physiotherapist: User
) -> None:
    held = {"level": 2, "until": later(days=3)}
    act(services.override_level, enrolled, physiotherapist, **held)
    bundle = site.get("/workout/bundle/").json()
    assert {receipt["outcome"] for receipt in bundle["receipts"]}.isdisjoint(
        {"advance", "complete"}
    )
    titles = {receipt["title"] for receipt in bundle["receipts"]}
    assert catalogue.builtin().rule_texts["held"]["title"] in titles


@pytest.mark.parametrize("slug", catalogue.builtin().variations)
def test_who_keeps_the_natural_curve_is_nowhere_told_to_press_it_flat(slug: str) -> None:
    told = catalogue.in_natural_curve(catalogue.builtin(), slug)
    lines = [line for part in ("cues", "setup", "movement") for line in told[part]]
    assert "curve" in " ".join(lines)
    assert not [line for line in lines if "ress your" in line or "Tuck" in line]


def test_the_natural_curve_is_what_the_page_says_where_it_was_asked_for(
    site: Client, enrolled: Enrolment, physiotherapist: User
) -> None:
    flat = "Press your lower back gently down"
    assert flat in site.get("/today/").text
    act(services.set_doses, enrolled, physiotherapist, doses={"lock_cue": "natural"})
    page = site.get("/today/").text
    assert flat not in page
    assert "small natural curve" in page
    bundle = site.get("/workout/bundle/").json()
    assert bundle["program"]["keeps_curve"]
    assert not any(flat in line for ask in bundle["asks"].values() for line in ask["cues"])
