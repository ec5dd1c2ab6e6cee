"""A walk from the first question to the history, on a phone, with and without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.models import User
from coaching import catalogue
from coaching.models import Decision, Enrolment, MorningReport, SetReport
from coaching.rules.terms import Status
from tests.browser.conftest import Phone
from tests.coaching.views.conftest import enrol, one_set, train

Screenshot = Callable[[Page, str], Any]
MOST_TAPS_FOR_A_NORMAL_SET = 1
MOST_TAPS_FOR_A_POP_THAT_HURT = 5


@pytest.fixture(autouse=True)
def programs(live_server: Any) -> None:
    """The catalogue is loaded."""
    call_command("load_catalogue", verbosity=0)


class Thumb:
    """Counts its taps."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, name: str, *, role: Any = "button") -> None:
        self.page.get_by_role(role, name=name).first.tap()
        self.taps += 1

    def choose(self, group: str, answer: str) -> None:
        fieldset = self.page.get_by_role("group", name=group).first
        label = re.compile(rf"^\s*{re.escape(answer)}(\s|$)")
        fieldset.locator("label").filter(has_text=label).first.tap()
        self.taps += 1


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, phone: Phone) -> Page:
    """A phone on which nobody is signed in."""
    return phone(java_script_enabled=request.param)


def sign_up(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Start").first.tap()
    page.get_by_label("Email").first.fill("nova@example.org")
    page.get_by_label("Password").first.fill("lumbar-lock-demo")
    page.locator("form:has(input[name=password1]) button").last.tap()


def answer_every_question_with_no(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("May we keep this about you?")
    page.locator("label[for=agreed]").tap()
    page.get_by_role("button", name="Go on").tap()
    for number, question in enumerate(catalogue.builtin().questions.values(), start=1):
        expect(page.get_by_role("heading", level=1)).to_have_text(question["text"])
        expect(page.get_by_text(f"Question {number} of")).to_be_visible()
        page.get_by_text("No", exact=True).tap()
        page.get_by_role("button", name="Next").tap()


def find_the_limit(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Where would you like to begin?")
    page.get_by_role("button", name="Next").tap()
    for step in (1, 2, 3):
        expect(page.get_by_text(f"step {step} of at most 3")).to_be_visible()
        thumb = Thumb(page)
        thumb.choose("Did your back lift?", "No, it stayed down")
        thumb.choose("Did it pop?", "No")
        thumb.choose("How much did it hurt?", "0")
        thumb.tap("Save this step")


def start_without_sound(page: Page) -> None:
    """Into the workout on the server's own pages; where scripts run, through the player."""
    page.get_by_role("button", name="Start the workout").tap()
    page.wait_for_url(re.compile("/(player|workout)/$"))
    if page.url.endswith("/player/"):
        page.get_by_text("Sound, and ending early").tap()
        expect(page.locator("#waiting")).not_to_contain_text("not seen")
        page.get_by_role("link", name="The workout without sound").tap()


def test_from_the_first_question_to_the_history(page: Page, screenshot: Screenshot) -> None:
    sign_up(page)
    answer_every_question_with_no(page)
    find_the_limit(page)

    expect(page).to_have_url("/today/")
    expect(page.get_by_text("thighs halfway up").first).to_be_visible()
    screenshot(page, "journey-today")
    start_without_sound(page)

    thumb = Thumb(page)
    thumb.tap("All good")
    assert thumb.taps == MOST_TAPS_FOR_A_NORMAL_SET
    expect(page.get_by_text("Set 1 saved")).to_be_visible()

    thumb = Thumb(page)
    thumb.tap("Not all good", role="link")
    thumb.choose("Did your back lift?", "No, it stayed down")
    thumb.choose("Any pops?", "1")
    thumb.choose("How much did it hurt?", "2")
    thumb.tap("Save set 2")
    assert thumb.taps <= MOST_TAPS_FOR_A_POP_THAT_HURT
    expect(page.get_by_text("Set 2 saved")).to_be_visible()
    expect(page.get_by_text("two thirds of the way up").first).to_be_visible()
    screenshot(page, "journey-shorter-range")

    page.get_by_role("button", name="All good").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Workout done")
    assert Decision.objects.get(about="workout").rule == "pop-with-discomfort"
    screenshot(page, "journey-receipt")

    page.goto("/history/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    screenshot(page, "journey-history")

    page.get_by_role("link", name="Something feels wrong").tap()
    page.get_by_text("Numbness", exact=True).tap()
    page.get_by_role("button", name="Stop and show me what to do").tap()
    page.wait_for_url(re.compile("/(today|player)/$"))
    if page.url.endswith("/player/"):  # the server took its time
        page.get_by_role("link", name="Go on").tap()
    expect(page.get_by_label("Who checked you")).to_be_visible()
    assert Enrolment.objects.get().status == Status.STOPPED
    screenshot(page, "journey-stopped")

    page.get_by_label("Who checked you").fill("My doctor, who said I may go on")
    page.get_by_text("A doctor or physical therapist has checked me").tap()
    page.get_by_role("button", name="Open my plan again").tap()
    expect(page.get_by_role("button", name="Train again today")).to_be_visible()
    assert Enrolment.objects.get().level == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_set_can_be_taken_back(phone: Phone, person: User, scripts: bool) -> None:
    enrol(person, level=3)
    page = phone(person, java_script_enabled=scripts)
    page.goto("/today/")
    start_without_sound(page)
    page.get_by_role("button", name="All good").tap()
    page.get_by_role("button", name="Undo set 1").tap()
    expect(page.get_by_text("Set 1 of 3")).to_be_visible()
    assert not SetReport.objects.as_last_told().exists()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_next_morning_and_a_set_put_right_in_the_history(
    phone: Phone, person: User, screenshot: Screenshot, scripts: bool
) -> None:
    enrolment = enrol(person, level=3)
    train(person, one_set(), one_set(), one_set(), days_ago=1)
    page = phone(person, java_script_enabled=scripts)
    page.goto("/today/")
    thumb = Thumb(page)
    thumb.choose("How does your back feel since your last workout?", "0")
    screenshot(page, "journey-morning")
    thumb.tap("Save")
    expect(page.get_by_text("Thank you. Noted.")).to_be_visible()
    assert MorningReport.objects.get().discomfort == 0

    page.goto("/history/")
    page.get_by_role("link", name="Your back stayed down").first.tap()
    page.get_by_role("link", name="Correct this set").nth(1).tap()
    thumb.choose("Did your back lift?", "Yes, it lifted")
    thumb.tap("Save the correction")
    expect(page.get_by_text("Corrected").first).to_be_visible()
    enrolment.refresh_from_db()
    assert enrolment.level == 2
    screenshot(page, "journey-corrected")
