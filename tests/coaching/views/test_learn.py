"""The pages under /learn/: they answer anybody, and keep nothing."""

import json
import re
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from coaching import catalogue
from coaching.figure import draw_jointed
from coaching.models import Enrolment
from coaching.rules import geometry
from coaching.showing import lessons
from tests.environment import ROOT
from tests.node import node

SECTIONS = catalogue.builtin().sections
LESSONS = [reverse("lesson", args=[slug]) for slug in SECTIONS]
WHY = reverse("lesson", args=["why-it-pops"])
LEVER = reverse("lever")
JUNK = ("", "nan", "inf", "-inf", "1e999", "ten", "1,5", "٣", "0x10", "9" * 400, "<b>")
ANGLES = [
    (thigh, knee)
    for thigh, knee in product(range(0, 91, 5), range(0, 121, 15))
    if thigh >= geometry.lowest_possible_angle(knee)
]


def number(page: str, name: str) -> int:
    """What stands in a number field."""
    field = re.search(rf'<input class="number-input" id="{name}"[^>]*', page)
    assert field
    value = re.search(r'value="(\d+)"', field[0])
    assert value
    return int(value[1])


@pytest.mark.parametrize("where", LESSONS)
def test_a_lesson_only_reads_and_remembers_nobody(client: Client, where: str) -> None:
    response = client.get(where)
    assert response.status_code == 200
    assert not response.cookies
    assert client.post(where).status_code == 405


@pytest.mark.parametrize("slug", SECTIONS)
def test_a_lesson_tells_the_article_from_what_we_added(client: Client, slug: str) -> None:
    page = client.get(reverse("lesson", args=[slug])).text
    article, ours = page.split('id="added"')
    assert article.count("tag-article") == 1
    assert "source-ours" not in article
    assert ours.count("source-ours") == len(SECTIONS[slug]["ours"])


def test_an_unknown_lesson_is_not_found(client: Client) -> None:
    assert client.get("/learn/nobody-knows-it/").status_code == 404


def test_the_overview_leads_to_every_lesson_and_keeps_the_places_of_the_old_page(
    client: Client,
) -> None:
    page = client.get(reverse("learn")).text
    for slug, section in SECTIONS.items():
        assert f'id="{slug}"' in page
        assert reverse("lesson", args=[slug]) in page
        assert section["answer"] in page
    assert 'id="words"' in page


@pytest.mark.parametrize("where", [WHY, LEVER])
@pytest.mark.parametrize("junk", JUNK)
def test_angles_that_are_none_are_no_server_error(client: Client, where: str, junk: str) -> None:
    page = client.get(where, {"thigh": junk, "knee": junk})
    assert page.status_code == 200
    assert 0 <= number(page.text, "thigh") <= 90
    assert 0 <= number(page.text, "knee") <= 120


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ((0, 0), (0, 0)),
        ((-1, -1), (0, 0)),
        ((90, 120), (90, 120)),
        ((91, 121), (90, 120)),
        ((45, 90), (45, 90)),
        ((44, 90), (45, 90)),
        ((0, 91), (46, 91)),
    ],
)
@pytest.mark.parametrize("where", [WHY, LEVER])
def test_legs_stay_above_the_floor_and_bend_no_further_than_they_can(
    client: Client, where: str, asked: tuple[int, int], given: tuple[int, int]
) -> None:
    page = client.get(where, {"thigh": asked[0], "knee": asked[1]}).text
    assert (number(page, "thigh"), number(page, "knee")) == given


@pytest.mark.parametrize(
    ("thigh", "knee", "core", "outcome"),
    [
        (90, 0, False, "at-the-top"),
        (60, 0, False, "light"),
        (40, 0, False, "arched"),
        (30, 0, False, "popped"),
        (30, 0, True, "held"),
        (45, 90, False, "light"),
    ],
)
def test_the_chain_goes_as_far_as_the_legs_take_it(
    client: Client, thigh: int, knee: int, core: bool, outcome: str
) -> None:
    said = {"thigh": thigh, "knee": knee} | ({"core": "on"} if core else {})
    page = client.get(WHY, said).text
    shown = re.findall(r'data-outcome="([\w-]+)">', page)
    assert shown == [outcome]
    links = len(catalogue.builtin().links)
    on = page.count('class="link link-on"')
    assert (on == links) is (outcome == "popped")
    assert (on == 0) is (outcome == "at-the-top")
    assert (on <= 2) is (outcome in ("at-the-top", "light", "held"))


def test_bent_knees_stop_the_chain_wherever_they_are() -> None:
    for thigh in range(45, 91):
        found = lessons.chain(lessons.Angles(thigh=thigh, knee=90), is_held=False)
        assert found.outcome in ("light", "at-the-top")


def test_the_pictures_script_comes_to_what_the_rules_come_to() -> None:
    soft = draw_jointed(thigh_angle=45, knee_flexion=0).trunk
    paths = [(each.flat, each.arched, share) for each in soft for share in (0, 0.25, 1)]
    told = json.loads(
        node(
            ROOT / "tests" / "js" / "lever.mjs",
            text=json.dumps({"share": lessons.thigh_share(), "angles": ANGLES, "paths": paths}),
        )
    )
    reach, _ = geometry.centre_of_mass(thigh_angle=0, knee_flexion=0)
    for (thigh, knee), (load, rise, lowest) in zip(ANGLES, told["legs"], strict=True):
        assert load == pytest.approx(geometry.load(thigh_angle=thigh, knee_flexion=knee))
        along, up = geometry.centre_of_mass(thigh_angle=thigh, knee_flexion=knee)
        assert (load * reach / 100, rise * reach / 100) == pytest.approx((along, up))
        assert lowest == geometry.lowest_possible_angle(knee)
    for (flat, arched, share), path in zip(paths, told["paths"], strict=True):
        if share in (0, 1):
            end = arched if share else flat
            assert re.findall(r"-?\d+", path) == re.findall(r"-?\d+", end)


def test_the_lever_shows_every_level_to_anybody_and_no_one_s_own(client: Client) -> None:
    definition = catalogue.builtin().programs["knee-raise-to-straight-leg-raise"]
    response = client.get(LEVER)
    assert response.text.count('class="lever-level"') == len(definition["levels"])
    assert "You are on level" not in response.text
    assert not response.cookies


def test_the_lever_shows_a_client_their_own_level_and_nobody_stores_it(
    site: Client, enrolled: Enrolment
) -> None:
    response = site.get(LEVER)
    assert f"You are on level {enrolled.level}" in response.text
    assert response.text.count("lever-yours") == 1
    assert "no-store" in response["Cache-Control"]
