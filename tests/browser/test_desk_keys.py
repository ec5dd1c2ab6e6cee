"""The whole desk by keyboard alone: no pointer, and no field that was not walked to."""

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import services as accounts
from accounts.models import User
from coaching.models import DeskNote, Enrolment, Message, PlannedReview, ProgramDraft, Review
from tests.accounts.clinics import join
from tests.browser.conftest import Phone
from tests.browser.keys import Keys
from tests.browser.test_desk import WIDE
from tests.coaching.admin.clients import enrol, feel, one_set, train
from tests.coaching.drafts import begin

LOW = {**WIDE, "viewport": {"width": 1280, "height": 640}}
"""What is left of a screen between toolbars: the less there is, the more lies over something."""


@pytest.fixture
def desk(live_server: Any) -> User:
    """A physiotherapist in a clinic, with three clients and a draft."""
    call_command("load_catalogue", verbosity=0)
    petra, carl = (
        accounts.promote(
            user=User.objects.create_user(f"{name}@example.org", time_zone="Europe/London")
        )
        for name in ("petra", "carl")
    )
    join(petra)
    join(carl)
    for name in ("emil", "nora", "ada"):
        client = User.objects.create_user(f"{name}@example.org", time_zone="Europe/London")
        accounts.link(physiotherapist=petra, client=client)
        enrol(client)
        train(client, 1, *[one_set()] * 3)
    feel(User.objects.get(email="emil@example.org"), 6, "numbness")
    begin(petra, title="Slow steps")
    return petra


def enrolment_of(name: str) -> Enrolment:
    return Enrolment.objects.get(client__email=f"{name}@example.org")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.innerText"))


@pytest.mark.long
def test_the_whole_desk_is_worked_by_keyboard_alone(phone: Phone, desk: User) -> None:
    page = phone(desk, **LOW)
    keys = Keys(page)
    page.goto("/admin/coaching/enrolment/")

    # The first step leads past the head.
    keys.to("Skip to main content")
    keys.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.localName") == "main"
    place = keys.tab()
    assert place
    assert place.name.startswith("Everybody")
    keys.follow("Held")
    expect(page.locator("#worklist tbody tr")).to_have_count(2)
    keys.type("E-mail", "ada")
    keys.follow("Show", kind="button")
    expect(page.locator("#worklist tbody tr")).to_have_count(1)
    keys.follow("Show everybody")
    keys.follow("Client", kind="link")
    expect(page.locator("[aria-sort]")).to_have_text("Client")
    # A stop stays above, whatever the order.
    expect(page.locator("#worklist tbody th a").first).to_have_text("emil@example.org")

    # A stop is acknowledged, and cleared; an empty form leads the focus to what is missing.
    keys.follow("emil@example.org")
    keys.follow("To the open stops")
    keys.follow("Acknowledge the ticked stops")
    assert "Please look at this again" in focused(page)
    keys.to("Numbness")
    keys.keyboard.press("Space")
    keys.type("Reason", "I ring you this evening.")
    keys.follow("Acknowledge the ticked stops")
    expect(page.get_by_text("Your client reads that you have seen it.")).to_be_visible()
    keys.unfold("Clear the stops")
    keys.to("Numbness")
    keys.keyboard.press("Space")
    keys.type("Reason", "Examined: nothing found.")
    keys.follow("Clear the ticked stops")
    expect(page.get_by_text("The plan is open again.")).to_be_visible()
    assert not enrolment_of("emil").is_stopped

    # A far level is asked for twice.
    keys.unfold("Set level and repetitions")
    keys.to("Level")
    keys.keyboard.type("Level 6")
    keys.type("Reason", "Stronger than that.")
    keys.follow("Set the level", kind="button")
    assert "Please look at this again" in focused(page)
    keys.to("I have checked this", kind="field")
    keys.keyboard.press("Space")
    keys.follow("Set the level", kind="button")
    expect(page.get_by_text("The level is set.")).to_be_visible()
    assert enrolment_of("emil").level == 6

    keys.unfold("Write to the client")
    keys.type("Message", "How was Friday?")
    keys.follow("Send", kind="button")
    keys.unfold("Write a note")
    keys.type("Note", "Ring again on Monday.")
    keys.follow("Keep", kind="button")
    keys.unfold("Plan the next review")
    keys.to("Day")
    # The same whether the browser asks for the day or for the month first.
    keys.keyboard.type(f"1212{timezone.localdate().year + 1}")
    keys.follow("Plan it")
    for row in (Message, DeskNote, PlannedReview):
        assert row.objects.count() == 1, row

    # Several at once.
    keys.follow("Worklist", kind="link")
    keys.to("Everybody on this page")
    keys.keyboard.press("Space")
    keys.follow("Write a message", kind="button")
    keys.follow("Show what will happen")
    assert "Please look at this again" in focused(page)
    keys.type("Message", "I am away on Friday.")
    keys.follow("Show what will happen")
    keys.follow("Send it for 3 clients")
    expect(page.get_by_role("heading", name="Done for 3")).to_be_visible()
    keys.follow("Back to the worklist")
    keys.to("Save this list as a table")
    with page.expect_download():
        keys.keyboard.press("Enter")

    # A draft, a level of it, and its preview.
    keys.follow("Program drafts", back=True)
    keys.follow("Slow steps")
    keys.type("Angle, °, level 3", "eleven")
    keys.follow("Check", kind="button", back=True)
    assert "To mend before a review" in focused(page)
    keys.follow("Level 3: ")
    keys.keyboard.press("Control+a")
    keys.keyboard.type("50")
    keys.follow("Save the draft", back=True)
    assert ProgramDraft.objects.get().definition["levels"][2]["thigh_angle"] == 50
    keys.follow("Preview")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Slow steps")

    keys.follow("Absences")
    keys.follow("Save the absence")
    assert "Please look at this again" in focused(page)
    keys.follow("Invite a client", back=True)
    keys.type("Your client’s email", "bo@example.org")
    keys.follow("Send the invitation")
    expect(page.locator(".row-name").first).to_have_text("bo@example.org")
    keys.follow("Log out", back=True)
    page.goto("/admin/")
    assert "/login/" in page.url
    assert Review.objects.count() == 2


@pytest.mark.long
@pytest.mark.parametrize("size", ["phone", pytest.param("wide", marks=pytest.mark.long)])
def test_every_place_of_the_desk_is_reached_by_tab_and_left_again(
    phone: Phone, desk: User, size: str
) -> None:
    page = phone(desk, **(LOW if size == "wide" else {}))
    draft = ProgramDraft.objects.get()
    for path in (
        "/admin/coaching/enrolment/",
        f"/admin/coaching/enrolment/{enrolment_of('emil').uuid}/change/",
        f"/admin/coaching/programdraft/{draft.uuid}/change/",
    ):
        page.goto(path)
        Keys(page).round()
