"""The styleguide: every part of the pages, from the pages' own parts, for staff."""

import re

import pytest
from django.test import Client

from accounts.models import User
from coaching.admin.styleguide import WHOLE
from coaching.showing.specimens import COLOURS, SETS
from tests.environment import ROOT

CSS = re.sub(r"/\*.*?\*/", "", (ROOT / "static/css/site.css").read_text(), flags=re.DOTALL)
GUIDE = (ROOT / "static/css/styleguide.css").read_text()

ELSEWHERE = {
    "js": "site.js says so of the page",
}
"""Classes of site.css that no page of the styleguide shows, and why."""


@pytest.fixture
def desk(client: Client, superuser: User) -> Client:
    client.force_login(superuser)
    return client


def pages(desk: Client) -> dict[str, str]:
    """The parts, and each whole page, as they are sent."""
    names = ["", *(f"{name}/" for name in WHOLE), "worklist/"]
    return {name: desk.get(f"/styleguide/{name}").text for name in names}


def classes(html: str) -> set[str]:
    return {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}


def test_every_class_of_the_stylesheet_is_shown(desk: Client) -> None:
    selectors = " ".join(re.findall(r"([^{};]+)\{", CSS))
    styled = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert len(styled) > 150
    shown = set().union(*map(classes, pages(desk).values()))
    assert styled - shown == set(ELSEWHERE)


def test_every_colour_has_a_swatch(desk: Client) -> None:
    light = CSS.split(":root {")[1].split("}")[0]
    assert set(re.findall(r"--([\w-]+): #", light)) == set(COLOURS)
    assert set(re.findall(r"\.swatch-([\w-]+) \{ fill: var\(--\1\)", GUIDE)) == set(COLOURS)
    assert classes(desk.get("/styleguide/").text) >= {f"swatch-{name}" for name in COLOURS}


def test_every_outcome_that_a_set_can_have_is_the_rules_own(desk: Client) -> None:
    page = desk.get("/styleguide/").text
    assert [f'class="receipt receipt-{outcome}"' in page for outcome in SETS] == [True] * len(SETS)


def test_a_whole_page_that_there_is_not_is_not_there(desk: Client) -> None:
    assert desk.get("/styleguide/nothing/").status_code == 404


@pytest.mark.parametrize("where", ["", "worklist/", "emergency/"])
def test_it_only_reads(desk: Client, where: str) -> None:
    assert desk.head(f"/styleguide/{where}").status_code == 200
    assert desk.post(f"/styleguide/{where}").status_code == 405
