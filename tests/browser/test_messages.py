"""A stop and a message, from one side to the other and back, and how the pages look."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import services as accounts
from accounts.models import CareLink, User
from coaching import services
from coaching.models import Enrolment
from tests.accounts.clinics import join
from tests.browser.conftest import Phone
from tests.coaching.admin.clients import enrol, feel
from tests.coaching.admin.conftest import page_of

Screenshot = Callable[[Page, str], Any]

WIDE = {"viewport": {"width": 1280, "height": 900}, "is_mobile": False, "has_touch": False}
SEEN = "I have read it and ring you at noon. Please rest until then."


@pytest.fixture
def petra(live_server: Any) -> User:
    """Looks after Ada, who has told of a sign that nobody has seen."""
    call_command("load_catalogue", verbosity=0)
    petra = accounts.promote(user=User.objects.create_user("petra.lindqvist@example.org"))
    join(petra)
    ada = User.objects.create_user("ada@example.org", time_zone="Europe/London")
    accounts.link(physiotherapist=petra, client=ada)
    enrol(ada)
    feel(ada, 2, "numbness")
    return petra


def fine(page: Page, name: str, screenshot: Screenshot) -> None:
    screenshot(page, name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.long  # a morning at the desk goes the same way
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_stop_is_seen_and_a_message_answered(
    phone: Phone, petra: User, screenshot: Screenshot, dark: bool
) -> None:
    ada, scheme = User.objects.get(email="ada@example.org"), "dark" if dark else "light"
    enrolment, link = Enrolment.objects.get(), CareLink.objects.get()
    services.mail_notices(now=timezone.now())

    client = phone(ada, dark=dark)
    client.goto("/today/")
    expect(client.get_by_text("Not seen yet.")).to_be_visible()
    fine(client, f"messages-stop-{scheme}", screenshot)
    client.goto("/messages/")
    client.get_by_label("Your message").fill("May I go for a walk\nuntil you ring?")
    client.get_by_role("button", name="Send").tap()
    expect(client.get_by_text("Not read yet")).to_be_visible()

    desk = phone(petra, dark=dark, **WIDE)
    desk.goto(page_of(enrolment))
    form = desk.locator("#acknowledge")
    form.get_by_role("checkbox").first.press("Space")
    form.get_by_label("Reason").fill(SEEN)
    fine(desk, f"messages-desk-{scheme}", screenshot)
    form.get_by_role("button").click()
    expect(desk.get_by_text("Seen by petra.lindqvist@example.org")).to_be_visible()
    desk.get_by_text("Write to the client").click()
    desk.get_by_label("Message", exact=True).fill("Yes: flat ground, half an hour.")
    desk.get_by_role("button", name="Send").click()
    expect(desk.get_by_text("Yes: flat ground")).to_be_visible()
    fine(desk, f"messages-desk-after-{scheme}", screenshot)
    desk.set_viewport_size({"width": 390, "height": 844})
    fine(desk, f"messages-desk-phone-{scheme}", screenshot)

    client.goto("/today/")
    expect(client.get_by_text(SEEN)).to_be_visible()
    fine(client, f"messages-seen-{scheme}", screenshot)
    for number in range(3):
        services.write_to_client(
            physiotherapist=petra,
            client=ada,
            uuid=uuid4(),
            text=f"And {number + 2} repetitions less next time." * (number + 1),
            now=timezone.now() + timedelta(minutes=number),
        )
    client.goto(f"/messages/{link.uuid}/")
    expect(client.get_by_text("Yes: flat ground")).to_be_visible()
    fine(client, f"messages-{scheme}", screenshot)
    client.set_viewport_size({"width": 1280, "height": 900})
    client.reload()
    fine(client, f"messages-wide-{scheme}", screenshot)
