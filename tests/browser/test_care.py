"""From an invitation on paper to the desk and away again, and how every page of it looks."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import consent, services
from accounts.models import CareLink, User
from accounts.services import auditing
from tests.accounts.clinics import DAY, LEAD, cover, invite, join
from tests.browser.conftest import Phone
from tests.coaching.admin.clients import enrol

Screenshot = Callable[[Page, str], Any]

WIDE = {"viewport": {"width": 1280, "height": 900}, "is_mobile": False, "has_touch": False}
INVITE = reverse("admin:accounts_invitation_changelist")
CLIENTS = reverse("admin:coaching_enrolment_changelist")


@pytest.fixture
def petra(live_server: Any) -> User:
    """Leads a clinic where Otto works too."""
    call_command("load_catalogue", verbosity=0)
    for name, role in (("petra", LEAD), ("otto", None)):
        user = User.objects.create_user(f"{name}@example.org", time_zone="Europe/London")
        join(services.promote(user=user), **({"role": role} if role else {}))
    return named("petra")


def named(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(True, id="with scripts"),
        pytest.param(False, id="without scripts", marks=pytest.mark.long),
    ],
)
def test_from_a_link_on_paper_to_the_desk_and_away_again(
    phone: Phone, petra: User, scripts: bool
) -> None:
    desk = phone(petra, java_script_enabled=scripts)
    desk.goto(INVITE)
    desk.get_by_role("button", name="Make a page to print").tap()
    link = desk.locator(".address").inner_text()

    client = phone(java_script_enabled=scripts)
    client.goto(link)
    expect(client.get_by_role("heading", level=1)).to_have_text("petra@example.org invites you")
    client.get_by_role("link", name="Make your account").tap()
    client.get_by_label("Email").first.fill("nova@example.org")
    client.get_by_label("Password").first.fill("straight legs up")
    client.locator("form:has(input[name=password1]) button").last.tap()
    client.locator("label[for=agreed]").tap()
    client.get_by_role("button", name="Go on").tap()
    expect(client.get_by_text("You are logged in as nova@example.org.")).to_be_visible()
    enrol(named("nova"))
    desk.goto(CLIENTS)
    expect(desk.get_by_text("nova@example.org")).to_have_count(0)

    client.get_by_role("button", name="Share my training").tap()
    expect(
        client.get_by_text("You share your training with petra@example.org now.")
    ).to_be_visible()
    desk.goto(CLIENTS)
    desk.get_by_role("link", name="nova@example.org").tap()
    expect(desk.get_by_role("heading", level=1)).to_have_text("nova@example.org")

    client.get_by_role("link", name="Stop sharing").tap()
    client.get_by_role("button", name="Stop sharing now").tap()
    expect(client.get_by_text("sees nothing of your training any more")).to_be_visible()
    assert desk.reload().status == 404
    desk.goto(CLIENTS)
    expect(desk.get_by_text("nova@example.org")).to_have_count(0)


@pytest.fixture
def everything(petra: User) -> dict[str, str]:
    """A client who has answered, refused and been asked; the address of every page, by name."""
    for name in ("nina", "ada"):
        User.objects.create_user(f"{name}@example.org", time_zone="Europe/London")
    otto, nina = named("otto"), named("nina")
    services.link(physiotherapist=petra, client=nina)
    services.link(physiotherapist=petra, client=named("ada"))
    no = services.propose(physiotherapist=otto, client=nina, route=CareLink.Route.CODE)
    services.withdraw(client=nina, link=no.uuid)
    asked = services.propose(physiotherapist=otto, client=nina, route=CareLink.Route.CODE)
    today = timezone.now().date()
    cover(otto, petra, first_day=today + 9 * DAY, last_day=today + 12 * DAY, now=timezone.now())
    cover(petra, otto, first_day=today, last_day=today + 3 * DAY, now=timezone.now())
    a_few_invitations(petra)
    shared = CareLink.objects.of(petra).about(nina).get()
    _, token = invite(otto)
    a_few_looks(nina)
    return {
        "care": reverse("care"),
        "looks": reverse("care_looks"),
        "consent": reverse("care_link", args=[asked.uuid]),
        "withdraw": reverse("care_withdraw", args=[shared.uuid]),
        "invitation": reverse("invitation", args=[token]),
        "gone": reverse("invitation", args=["x" * 29]),
        "invite": INVITE,
        "absences": reverse("admin:accounts_cover_changelist"),
        "clinic": reverse("admin:accounts_clinic_changelist"),
        "index": reverse("admin:index"),
    }


def a_few_invitations(petra: User) -> None:
    _, token = invite(petra, email="written@example.org")
    other = User.objects.create_user("somebody.with.a.long.name@example.org")
    services.accept_invitation(client=other, token=token, text_version=consent.CURRENT.version)
    made, _ = invite(petra, email="bo@example.org")
    services.revoke(physiotherapist=petra, invitation=made.uuid)
    invite(petra)


def a_few_looks(nina: User) -> None:
    """More than a page of them."""
    for day in range(55):
        for who, what in (("petra", "change GET"), ("otto", "report GET"), ("petra", "act POST x")):
            auditing.record(
                actor=named(who),
                what=f"admin:coaching_enrolment_{what}",
                client=nina.public_id,
                now=timezone.now() - day * DAY,
            )


LOOKS = [("wide", "light"), ("phone", "dark")]


@pytest.mark.long
@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_every_page_is_drawn_without_a_breach(
    phone: Phone,
    petra: User,
    everything: dict[str, str],
    size: str,
    scheme: str,
    screenshot: Screenshot,
) -> None:
    def look(page: Page, name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        screenshot(page, f"care-{name}-{size}-{scheme}")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    options = {"dark": scheme == "dark", **(WIDE if size == "wide" else {})}
    client, nobody, desk = (
        phone(named("nina"), **options),
        phone(**options),
        phone(petra, **options),
    )
    for name, path in everything.items():
        page = desk if "/admin/" in path else nobody if "/invitations/" in path else client
        page.goto(path)
        look(page, name)
    client.goto(reverse("care"))
    client.get_by_label("Your clinic’s code").fill("WRONG-222")
    client.get_by_role("button", name="Find the clinic").click()
    expect(client.get_by_role("heading", name="Please look at this again")).to_be_visible()
    look(client, "wrong-code")
    client.get_by_label("Your clinic’s code").fill(services.clinic_of(petra).code_in_print)
    client.get_by_role("button", name="Find the clinic").click()
    expect(client.get_by_role("heading", level=1)).to_have_text("Harbour Clinic")
    look(client, "choose")
    desk.goto(INVITE)
    desk.get_by_role("button", name="Make a page to print").click()
    expect(desk.get_by_role("heading", name="An invitation for you")).to_be_visible()
    look(desk, "paper")
    desk.emulate_media(media="print")
    screenshot(desk, f"care-paper-print-{size}-{scheme}")


def test_a_client_one_covers_for_is_marked_and_seen(phone: Phone, petra: User) -> None:
    ada = User.objects.create_user("ada@example.org")
    services.link(physiotherapist=petra, client=ada)
    enrol(ada)
    today = timezone.now().date()
    cover(petra, named("otto"), first_day=today, last_day=today, now=timezone.now())
    desk = phone(named("otto"))
    desk.goto(CLIENTS)
    expect(desk.locator("#worklist tbody th")).to_contain_text("Cover for petra@example.org")
    desk.get_by_role("link", name=re.compile("ada@example.org")).tap()
    expect(desk.get_by_text("Cover for petra@example.org")).to_be_visible()
