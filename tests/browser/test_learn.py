"""The pages under /learn/ in a browser: pictures that follow a finger, with and without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coaching.rules import geometry
from tests.browser.conftest import Phone

Screenshot = Callable[[Page, str], Any]

WHY, LEVER = "/learn/why-it-pops/", "/learn/lever/"
PAGES = (
    *("/", "/learn/", WHY, LEVER, "/learn/two-kinds-of-pop/", "/learn/is-it-safe/"),
    *("/learn/how-to-do-it/", "/learn/check/", "/learn/words/", "/learn/rules/"),
    *("/learn/statements/", "/programs/", "/programs/one-leg-first/"),
    "/programs/knee-raise-to-straight-leg-raise/4/",
)


def slide(page: Page, name: str, degrees: int) -> None:
    page.locator(f"input[type=range][data-sets={name}]").fill(str(degrees))


def turn(page: Page) -> str | None:
    return page.locator("[data-more='0']").get_attribute("transform")


def outcome(page: Page) -> str | None:
    return page.locator(".outcome:visible").get_attribute("data-outcome")


def test_the_chain_stops_where_the_muscles_hold_or_the_knees_bend(phone: Phone) -> None:
    page = phone()
    page.goto(WHY)
    assert outcome(page) == "popped"
    slide(page, "thigh", 60)
    expect(page.locator("[data-outcome=light]")).to_be_visible()
    assert turn(page) == "rotate(-60)"
    slide(page, "thigh", 20)
    expect(page.locator("[data-outcome=popped]")).to_be_visible()
    expect(page.locator(".link-on")).to_have_count(6)
    page.get_by_text("Tummy muscles on", exact=True).tap()
    expect(page.locator("[data-outcome=held]")).to_be_visible()
    expect(page.locator(".link-on")).to_have_count(2)
    page.get_by_text("Tummy muscles on", exact=True).tap()
    slide(page, "knee", 90)
    expect(page.locator("[data-outcome=light]")).to_be_visible()
    assert turn(page) == "rotate(-45)"  # where the heels are on the floor
    expect(page.locator("#thigh")).to_have_value("45")
    expect(page.locator("#status")).to_contain_text("light enough")


def test_the_picture_that_a_finger_makes_is_the_one_that_the_server_makes(phone: Phone) -> None:
    page, other = phone(), phone(java_script_enabled=False)
    page.goto(WHY)
    slide(page, "knee", 30)
    slide(page, "thigh", 25)
    other.goto(f"{WHY}?thigh=25&knee=30")
    expect(page.locator("[data-more='0']")).to_have_attribute("transform", "rotate(-25)")
    for part in ("shirt", "spine", "pelvis", "sacrum", "gap"):
        paths = [each.locator(f".jointed .f-{part}").get_attribute("d") for each in (page, other)]
        ours, theirs = ([int(n) for n in re.findall(r"-?\d+", str(path))] for path in paths)
        assert ours == pytest.approx(theirs, abs=1)
    ends = [each.locator("[data-part=pull]").get_attribute("x2") for each in (page, other)]
    assert ends[0] == ends[1]
    assert outcome(page) == outcome(other)


def test_the_lever_is_moved_by_keys_and_by_numbers_and_says_what_it_comes_to(
    phone: Phone,
) -> None:
    page = phone()
    page.goto(LEVER)
    slider = page.get_by_label("Bend your knees")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#knee")).to_have_value("3")
    page.locator("#thigh").fill("60")
    load = round(geometry.load(thigh_angle=60, knee_flexion=3))
    expect(page.locator("[data-part=percent]")).to_have_text(str(load))
    expect(page.locator("#status")).to_contain_text(f"relative difficulty {load} of 100")
    page.locator("#thigh").fill("400")
    page.locator("#thigh").blur()
    expect(page.locator("#thigh")).to_have_value("90")


def test_without_scripts_the_numbers_are_sent_and_the_picture_comes_back(phone: Phone) -> None:
    page = phone(java_script_enabled=False)
    page.goto(LEVER)
    expect(page.locator(".slider").first).to_be_hidden()
    page.locator("#thigh").fill("75")
    page.locator("#knee").fill("90")
    page.get_by_role("button", name="Show this").tap()
    expect(page.locator("[data-part=percent]")).to_have_text("44")


def test_the_check_leads_to_its_card_and_leaves_nothing_behind(phone: Phone) -> None:
    page = phone()
    page.goto("/learn/is-it-safe/")
    page.get_by_role("link", name="Start the check").tap()
    for _ in range(2):
        page.get_by_text("No", exact=True).tap()
        page.get_by_role("button", name="Next").tap()
    page.locator(".scale label").first.tap()
    page.get_by_role("button", name="Next").tap()
    expect(page.get_by_role("heading", name="generally benign")).to_be_visible()
    assert page.url.endswith("/learn/check/")
    # The time zone of the phone, which every page keeps, and nothing else.
    assert {each["name"] for each in page.context.cookies()} <= {"time_zone"}


@pytest.mark.parametrize(
    "dark", [False, pytest.param(True, marks=pytest.mark.long)], ids=["light", "dark"]
)
def test_every_page_for_everybody_is_without_a_fault(
    phone: Phone, screenshot: Screenshot, dark: bool
) -> None:
    page = phone(dark=dark)
    for where in PAGES:
        page.goto(where)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{where}: {found.generate_report()}"
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], where
        screenshot(page, f"everybody{where.replace('/', '-')}{'dark' if dark else 'light'}")
