"""A morning's work: from the worklist to everybody who needs somebody, and back from them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.models import User
from coaching.demo import crowd
from coaching.demo.cast import EMERGENCY, NEW, NUMB, SORE
from coaching.demo.people import Person
from coaching.demo.staff import PHYSIOTHERAPIST
from coaching.models import Enrolment
from tests.browser.conftest import Phone

Screenshot = Callable[[Page, str], Any]

WIDE = {
    "viewport": {"width": 1280, "height": 900},
    "is_mobile": False,
    "has_touch": False,
    "device_scale_factor": 1,
}
SEEN, SLIPPING, HELD, SILENT = (
    crowd.OF_KIND[kind][0] for kind in (crowd.seen, crowd.slipping, crowd.held, crowd.silent)
)
BY_TIER = (EMERGENCY, NUMB, SEEN, SORE, SLIPPING, HELD, SILENT, NEW)
"""One of each tier, the most urgent first."""


@pytest.fixture
def physiotherapist(live_server: Any, settings: Any) -> User:
    """The first of the demo, who covers for the lead today."""
    settings.DEMO = True
    call_command("demo", "--only", *(person.email for person in BY_TIER), verbosity=0)
    return account(PHYSIOTHERAPIST)


def account(email: str) -> User:
    return User.objects.get(email=email)


def look(page: Page, name: str, screenshot: Screenshot) -> None:
    """Nothing sticks out, and axe finds nothing."""
    screenshot(page, f"morning-{name}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def open_client(desk: Page, person: Person) -> None:
    """From the worklist, with the keyboard."""
    desk.goto("/admin/")
    desk.get_by_role("link", name=person.email).press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text(person.email)


def send(desk: Page, act: str, reason: str = "") -> None:
    """Fill in the reason and press the button of a form, with the keyboard."""
    form = desk.locator(f"#{act}")
    if reason:
        form.get_by_label("Reason").fill(reason)
    form.get_by_role("button").press("Enter")


def unfold(desk: Page, act: str) -> None:
    desk.locator("details", has=desk.locator(f"#{act}")).locator("summary").press("Enter")


@pytest.mark.long
def test_a_morning_at_the_desk(phone: Phone, physiotherapist: User, screenshot: Screenshot) -> None:
    desk = phone(physiotherapist, **WIDE)

    desk.goto("/admin/")
    expect(desk).to_have_title(re.compile(r"^\(2\) Worklist"))
    shown = desk.locator("#worklist tbody th a").all_inner_texts()
    assert shown == [person.email for person in BY_TIER]
    expect(desk.locator("#worklist")).to_contain_text("Cover for physio2@example.org")
    look(desk, "worklist", screenshot)

    # The emergency is acknowledged; it stays open, and the client reads who has seen it.
    open_client(desk, EMERGENCY)
    desk.locator("#acknowledge").get_by_role("checkbox").press("Space")
    send(desk, "acknowledge", "Go to the hospital now. I ring you in ten minutes.")
    expect(desk.get_by_text("Your client reads that you have seen it.")).to_be_visible()
    desk.goto("/admin/")
    expect(desk).to_have_title(re.compile(r"^\(1\) Worklist"))
    client = phone(account(EMERGENCY.email))
    client.goto("/today/")
    expect(client.get_by_text(f"Seen by {PHYSIOTHERAPIST}")).to_be_visible()
    expect(client.get_by_text("I ring you in ten minutes.")).to_be_visible()
    look(client, "client-seen", screenshot)

    # A stop is cleared by name; then the plan is paused, and the client asked.
    open_client(desk, NUMB)
    unfold(desk, "clear-stops")
    desk.locator("#clear-stops").get_by_role("checkbox").press("Space")
    send(desk, "clear-stops", "Examined this morning: nothing found.")
    expect(desk.get_by_text("The plan is open again.")).to_be_visible()
    unfold(desk, "pause")
    send(desk, "pause", "Rest for a week all the same.")
    unfold(desk, "message")
    desk.locator("#message").get_by_label("Message").fill("Has the feeling come back?")
    send(desk, "message")
    expect(desk.locator(".letters")).to_contain_text("Not read yet")
    look(desk, "paused", screenshot)
    other = phone(account(NUMB.email))
    other.goto("/today/")
    expect(other.get_by_role("heading", level=1)).to_have_text(
        "Your physiotherapist paused your plan"
    )
    expect(other.get_by_text("Rest for a week all the same.")).to_be_visible()
    look(other, "client-paused", screenshot)
    other.get_by_role("link", name="Messages with your physiotherapist").tap()
    expect(other.get_by_text("Has the feeling come back?")).to_be_visible()
    other.get_by_label("Your message").fill("It has, since this morning.")
    other.get_by_role("button", name="Send").tap()
    expect(other.get_by_text("Not read yet")).to_be_visible()
    desk.reload()
    expect(desk.locator(".letters")).to_contain_text("It has, since this morning.")

    # What a client tells meanwhile is shown before anything is done.
    open_client(desk, NEW)
    unfold(desk, "set-ceiling")
    desk.locator("#set-ceiling").get_by_label("Hardest level").select_option(index=1)
    newcomer = phone(account(NEW.email))
    newcomer.goto("/report/")
    newcomer.locator(".signs label", has_text="Sharp pain").tap()
    newcomer.get_by_role("button", name="Stop and show me what to do").tap()
    expect(newcomer.get_by_text("Not seen yet.")).to_be_visible()
    send(desk, "set-ceiling", "Go slowly in the first weeks.")
    expect(desk.get_by_role("heading", name="Something new came in")).to_be_visible()
    expect(desk.locator(".notice .timeline")).to_contain_text("Sharp pain")
    assert Enrolment.objects.get(client__email=NEW.email).where.ceiling is None
    look(desk, "something-new", screenshot)
    send(desk, "set-ceiling")
    expect(desk.locator(".messagelist")).to_contain_text("Saved.")
    assert Enrolment.objects.get(client__email=NEW.email).where.ceiling == 1

    # One message for several: whoever is stopped is left out, and named.
    desk.goto("/admin/")
    for person in (NEW, SILENT, HELD):
        desk.get_by_role("checkbox", name=f"Tick {person.email}").press("Space")
    desk.get_by_role("button", name="Write a message").press("Enter")
    desk.get_by_label("Message").fill("I am at a course on Friday.")
    desk.get_by_role("button", name="Show what will happen").press("Enter")
    left_out = desk.locator("section", has=desk.get_by_role("heading", name="Left out: 1"))
    expect(left_out).to_contain_text(NEW.email)
    look(desk, "bulk-preview", screenshot)
    desk.get_by_role("button", name="Send it for 2 clients").press("Enter")
    expect(desk.get_by_role("heading", name="Done for 2")).to_be_visible()

    # The table, and the report for a doctor.
    desk.goto("/admin/")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Save this list as a table").press("Enter")
    table = download.value.path().read_text(encoding="utf-8-sig")
    assert [line.count("example.org") > 0 for line in table.splitlines()[1:]] == [True] * 8
    open_client(desk, SORE)
    desk.get_by_role("link", name="Report to print").press("Enter")
    expect(desk.get_by_text(SORE.email).first).to_be_visible()
    look(desk, "report", screenshot)
