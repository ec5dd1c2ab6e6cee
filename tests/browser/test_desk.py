"""The physiotherapist's desk on a wide screen and on a phone, in light and dark."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts import services as accounts
from accounts.models import User
from coaching import services
from coaching.models import Enrolment, Review, SetReport
from coaching.rules.terms import LumbarContact, Symptom
from coaching.services import SetAnswers
from tests.browser.conftest import Phone
from tests.coaching.admin.clients import clear, enrol, feel, moment, one_set, train

Screenshot = Callable[[Page, str], Any]

WIDE = {"viewport": {"width": 1280, "height": 900}, "is_mobile": False, "has_touch": False}
WIDTHS = {"wide": (820, 1280), "phone": (390,)}
LEAST_TARGET = 48
"""Pixels, both ways, of whatever does something."""
TABLETS = ({"width": 768, "height": 1024}, {"width": 1024, "height": 768})
LEAST_ON_A_TABLET = 40
"""Pixels of the height of whatever a finger meets. Links in a sentence are as high as its lines."""

TARGETS = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((found) => found.checkVisibility() && found.type !== "hidden")
  .filter((found) => !found.closest("p, dd, .skip-to-content-link"))
  .map((found) => [found, found.closest("label") ?? found.labels?.[0] ?? found])
  .map(([found, label]) => [found, [found, label].map((one) => one.getBoundingClientRect())])
  .map(([found, boxes]) => ({
    name: found.outerHTML.slice(0, 120),
    wide: Math.max(...boxes.map((box) => box.width)),
    high: Math.max(...boxes.map((box) => box.height)),
  }))"""


@pytest.fixture
def desk(live_server: Any) -> User:
    """A physiotherapist in Berlin with five clients, each somewhere else."""
    call_command("load_catalogue", verbosity=0)
    petra = accounts.promote(
        user=User.objects.create_user("petra@example.org", time_zone="Europe/Berlin")
    )
    for name in ("emil", "nora", "ada", "rosa", "ines"):
        client = User.objects.create_user(f"{name}@example.org", time_zone="Europe/London")
        accounts.link(physiotherapist=petra, client=client)
        enrol(client)
    feel(named("emil"), 6, "saddle_numbness", "leg_weakness")
    two_open_stops(petra, named("nora"))
    a_corrected_history(named("ada"))
    train(named("rosa"), 1, *[one_set(lumbar_contact=LumbarContact.LOST)] * 3)
    return petra


def named(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def enrolment_of(name: str) -> Enrolment:
    return Enrolment.objects.of(named(name)).active().get()


def two_open_stops(petra: User, nora: User) -> None:
    train(nora, 1, *[one_set()] * 3)
    first = feel(nora, 2, "radiating_tingling")
    clear(petra, enrolment_of("nora"), first.uuid, day=3)
    train(nora, 4, one_set(), one_set(6, discomfort=7, symptoms=frozenset({Symptom.SHARP_PAIN})))
    feel(nora, 4.2, "numbness", late=2)


def a_corrected_history(ada: User) -> None:
    train(ada, 1, *[one_set()] * 3)
    workout = train(ada, 3, *[one_set(10)] * 3)
    train(ada, 5, one_set(12), one_set(12, pops=1), one_set(12))
    services.annotate_workout(
        client=ada,
        workout=workout.uuid,
        uuid=uuid4(),
        text="Felt easy, hands under my back.",
        now=moment(ada, 3).performed_at,
    )
    wrong = SetReport.objects.get(workout=workout, number=2)
    services.correct_set(
        client=ada,
        report=wrong.uuid,
        uuid=uuid4(),
        answers=SetAnswers(report=one_set(10, lumbar_contact=LumbarContact.LOST)),
        moment=moment(ada, 6),
    )


@pytest.fixture
def page(phone: Phone, desk: User, size: str, scheme: str) -> Page:
    """The desk, signed in."""
    options = WIDE if size == "wide" else {}
    return phone(desk, dark=scheme == "dark", **options)


@pytest.mark.parametrize(("size", "scheme"), [("wide", "light"), ("phone", "dark")])
@pytest.mark.long
def test_the_desk_is_drawn_without_a_breach(
    page: Page, size: str, scheme: str, screenshot: Screenshot
) -> None:
    for name, path in places().items():
        page.goto(path)
        for width in WIDTHS[size]:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            screenshot(page, f"desk-{name}-{width}-{scheme}")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"


@pytest.mark.long
@pytest.mark.parametrize(
    ("size", "scheme"), [("wide", "light"), pytest.param("phone", "dark", marks=pytest.mark.long)]
)
def test_one_act_for_several_is_drawn_without_a_breach(
    page: Page, size: str, scheme: str, screenshot: Screenshot
) -> None:
    def look(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        screenshot(page, f"bulk-{name}-{size}-{scheme}")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    page.goto("/admin/")
    page.get_by_label("Everybody on this page").check()
    page.get_by_role("button", name="Write a message").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write a message")
    look("form")
    page.get_by_role("button", name="Show what will happen").click()
    expect(page.get_by_role("heading", name="Please look at this again")).to_be_visible()
    look("refused")
    page.get_by_label("Message").fill("I am at a course on Friday.")
    page.get_by_role("button", name="Show what will happen").click()
    page.get_by_role("button", name="Send it for 3 clients").click()
    expect(page.get_by_role("heading", name="Done for 3")).to_be_visible()
    expect(page.get_by_role("heading", name="Left out: 2")).to_be_visible()
    look("done")


@pytest.mark.long
def test_a_tablet_held_either_way_needs_no_sideways_scroll_and_no_thin_finger(
    phone: Phone, desk: User, screenshot: Screenshot
) -> None:
    page = phone(desk, viewport=TABLETS[0], device_scale_factor=1)
    for name in ("list", "stopped", "active"):
        page.goto(places()[name])
        for size in TABLETS:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            screenshot(page, f"desk-{name}-{size['width']}-light")
            for target in page.evaluate(TARGETS):
                assert target["high"] >= LEAST_ON_A_TABLET, target
                assert target["wide"] >= 24, target


def places() -> dict[str, str]:
    client = "/admin/coaching/enrolment/"
    return {
        "index": "/admin/",
        "list": client,
        "emergency": f"{client}{enrolment_of('emil').uuid}/change/",
        "stopped": f"{client}{enrolment_of('nora').uuid}/change/",
        "active": f"{client}{enrolment_of('ada').uuid}/change/",
        "record": f"{client}{enrolment_of('nora').uuid}/history/",
        "report": f"{client}{enrolment_of('ada').uuid}/report/",
        "hazards": "/admin/hazards/",
        "programs": "/admin/coaching/program/",
        "program": f"/admin/coaching/program/{enrolment_of('ada').program_id}/change/",
    }


def test_emergencies_come_first_then_stops(phone: Phone, desk: User) -> None:
    page = phone(desk, **WIDE)
    page.goto("/admin/")
    expect(page).to_have_title(re.compile(r"^\(3\) Worklist"))
    shown = page.locator("#worklist tbody th a").all_inner_texts()
    assert shown[:2] == ["emil@example.org", "nora@example.org"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_stop_is_cleared_with_a_reason(
    phone: Phone, desk: User, scripts: bool, screenshot: Screenshot
) -> None:
    page = phone(desk, java_script_enabled=scripts)
    page.goto(places()["emergency"])
    page.get_by_role("heading", name="Clear the stops").tap()
    page.get_by_role("button", name="Clear the ticked stops").tap()
    expect(page.get_by_role("heading", name="Please look at this again")).to_be_visible()
    screenshot(page, "desk-refused-phone-light")
    page.locator("#clear-stops .choice label").tap()
    page.locator("#clear-stops-reason").fill("Checked at the hospital: all clear.")
    page.get_by_role("button", name="Clear the ticked stops").tap()
    expect(page.get_by_text("The plan is open again.")).to_be_visible()
    assert Review.objects.filter(enrolment=enrolment_of("emil")).count() == 1
    assert not enrolment_of("emil").is_stopped


def test_what_came_in_meanwhile_is_shown_before_anything_is_done(
    phone: Phone, desk: User, screenshot: Screenshot
) -> None:
    page = phone(desk, **WIDE)
    page.goto(places()["active"])
    page.get_by_role("heading", name="Set level and repetitions").click()
    page.get_by_label("Level", exact=True).select_option("5")
    page.locator("#set-level-reason").fill("She is stronger than that.")
    feel(named("ada"), 7, "numbness")
    page.get_by_role("button", name="Set the level").click()
    expect(page.get_by_role("heading", name="Something new came in")).to_be_visible()
    expect(page.locator("#set-level-reason")).to_have_value("She is stronger than that.")
    screenshot(page, "desk-new-wide-light")
    page.get_by_role("button", name="Set the level").click()
    page.get_by_text("I have checked this", exact=True).click()
    page.get_by_role("button", name="Set the level").click()
    expect(page.get_by_text("The level is set.")).to_be_visible()
    assert enrolment_of("ada").is_stopped
    assert enrolment_of("ada").level == 5


def test_what_does_something_is_large_enough(phone: Phone, desk: User) -> None:
    page = phone(desk)
    page.goto(places()["stopped"])
    for summary in page.locator(".act summary").all():
        summary.tap()
    for target in page.locator(".desk :is(button, select, textarea, summary, .choice)").all():
        box = target.bounding_box()
        assert box is None or box["height"] >= LEAST_TARGET, target.inner_text()
