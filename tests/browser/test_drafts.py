"""Writing a program, reading it, its preview: on a wide screen and a phone, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts import services as accounts
from accounts.models import User
from coaching.models import ProgramDraft
from tests.accounts.clinics import join
from tests.browser.conftest import Phone
from tests.browser.test_desk import WIDE
from tests.coaching.admin.clients import enrol, feel, one_set, train
from tests.coaching.drafts import begin, published, review

Screenshot = Callable[[Page, str], Any]


@pytest.fixture
def team(live_server: Any) -> dict[str, User]:
    """Petra and Carl of one clinic, with three clients, drafts in each state and a version."""
    call_command("load_catalogue", verbosity=0)
    people = {}
    for name in ("petra", "carl"):
        user = User.objects.create_user(f"{name}@example.org", time_zone="Europe/Berlin")
        people[name] = accounts.promote(user=user)
        join(people[name])
    for name in ("ada", "bo", "cleo"):
        client = User.objects.create_user(f"{name}@example.org", time_zone="Europe/London")
        accounts.link(physiotherapist=people["petra"], client=client)
        enrol(client)
        train(client, 1, *[one_set()] * 3)
        people[name] = client
    train(people["ada"], 3, *[one_set(10)] * 3)
    train(people["bo"], 3, *[one_set(10)] * 3)
    feel(people["bo"], 4, "numbness")
    petra, carl = people["petra"], people["carl"]
    version = published(petra, carl, title="Harbour steps")
    begin(petra, slug="slow", title="Slow steps", rep_steps=[8, 11, 14], rest_seconds=90)
    review(begin(carl, base=version, title="Harbour steps, longer rest", rest_seconds=120), petra)
    return people


def the(title: str) -> str:
    draft = ProgramDraft.objects.get(definition__title=title)
    return reverse("admin:coaching_programdraft_change", args=[draft.uuid])


@pytest.mark.long
@pytest.mark.parametrize(
    ("size", "scheme"), [("wide", "light"), pytest.param("phone", "dark", marks=pytest.mark.long)]
)
def test_a_program_is_written_read_and_tried(
    phone: Phone, team: dict[str, User], size: str, scheme: str, screenshot: Screenshot
) -> None:
    options = WIDE if size == "wide" else {}
    page = phone(team["petra"], dark=scheme == "dark", **options)

    def look(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        screenshot(page, f"drafts-{name}-{size}-{scheme}")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    page.goto(reverse("admin:coaching_programdraft_changelist"))
    look("list")
    page.get_by_role("link", name="Slow steps").click()
    look("write")
    page.get_by_role("button", name="Add below level 2").click()
    expect(page.locator(".level-row")).to_have_count(11)
    page.get_by_label("Angle, °, level 3").fill("40")
    page.get_by_label("Sets a workout").fill("eleven")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="To mend before a review")).to_be_visible()
    look("faults")
    page.goto(the("Harbour steps, longer rest"))
    look("read")
    page.goto(the("Slow steps").replace("change", "preview"))
    expect(page.get_by_role("heading", name="2 would have moved otherwise")).to_be_visible()
    look("preview")
