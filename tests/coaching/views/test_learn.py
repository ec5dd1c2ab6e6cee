"""The pages under /learn/: they answer anybody, and keep nothing."""

import json
import re
from dataclasses import fields
from html import unescape
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from coaching import catalogue
from coaching.figure import draw_jointed
from coaching.models import Enrolment
from coaching.rules import geometry
from coaching.rules.judgement import NEXT_MORNING, RULES
from coaching.rules.policy import Policy
from coaching.showing import lessons, openly
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


def test_the_lever_does_not_use_the_level_of_who_took_their_agreement_back(
    site: Client, enrolled: Enrolment
) -> None:
    site.post(reverse("processing_withdraw"))
    response = site.get(LEVER)
    assert "You are on level" not in response.text
    assert "lever-yours" not in response.text


# The check


CHECK = "/learn/check/"
NO = {"emergency": "no", "stop": "no"}


def heading(slug: str) -> str:
    found: str = catalogue.builtin().cards[slug]["heading"]
    return found


@pytest.mark.parametrize(
    ("told", "card"),
    [
        ({"emergency": "yes"}, "emergency"),
        ({"emergency": "unsure"}, "emergency"),
        ({"emergency": "yes", "stop": "no", "discomfort": "0"}, "emergency"),
        ({"emergency": "no", "stop": "yes"}, "stop"),
        ({"emergency": "no", "stop": "unsure"}, "stop"),
        ({**NO, "discomfort": "0"}, "painless-pop"),
        ({**NO, "discomfort": "1"}, "uncomfortable-pop"),
        ({**NO, "discomfort": "5"}, "uncomfortable-pop"),
        ({**NO, "discomfort": "6"}, "severe-discomfort"),
        ({**NO, "discomfort": "10"}, "severe-discomfort"),
    ],
)
def test_the_check_ends_on_the_gravest_card(
    client: Client, told: dict[str, str], card: str
) -> None:
    page = client.post(CHECK, told).text
    assert heading(card) in page
    for other in {"emergency", "stop", "painless-pop", "uncomfortable-pop"} - {card}:
        assert heading(other) not in page


@pytest.mark.parametrize(
    "told", [{}, {"emergency": "no"}, NO, {"stop": "yes"}, {"discomfort": "0"}]
)
def test_the_check_asks_on_until_it_knows(client: Client, told: dict[str, str]) -> None:
    page = client.post(CHECK, told)
    assert page.status_code == 200
    assert "advice-" not in page.text


@pytest.mark.parametrize("junk", ["", "11", "-1", "maybe", "0.5"])
def test_what_is_no_answer_is_asked_again(client: Client, junk: str) -> None:
    page = client.post(CHECK, {**NO, "asked": "discomfort", "discomfort": junk})
    assert page.status_code == 422
    assert "Choose an answer" in page.text


def test_the_check_keeps_nothing_and_says_nothing_in_an_address() -> None:
    client = Client(enforce_csrf_checks=True)
    for told in ({}, {"emergency": "yes"}, {**NO, "discomfort": "3"}):
        page = client.post(CHECK, told)
        assert page.status_code == 200
        assert not page.cookies
        assert "no-store" in page["Cache-Control"]
    first = client.get(CHECK, {"emergency": "yes"})
    assert "Question 1" in first.text
    assert heading("emergency") not in first.text
    assert 'method="get"' not in first.text


def test_the_check_of_a_client_says_that_no_plan_was_paused(
    site: Client, enrolled: Enrolment
) -> None:
    page = site.post(CHECK, {"emergency": "yes"}).text
    assert "Your plan is paused" not in page
    assert "Tell us, so that your plan pauses" in page
    enrolled.refresh_from_db()
    assert not enrolled.is_stopped


@pytest.mark.parametrize("slug", ["emergency", "stop", "severe-discomfort"])
def test_a_card_without_a_plan_leaves_out_nothing_but_the_plan(slug: str) -> None:
    card = catalogue.builtin().cards[slug]
    assert "plan" in " ".join(card["actions"])
    kept = [line.removesuffix(" Your plan is paused.") for line in card["actions"]]
    assert card["actions_without_plan"] == [line for line in kept if "plan" not in line]


# The rules, openly


def test_every_rule_is_on_the_page_in_its_order_with_what_it_does_and_its_sources(
    client: Client,
) -> None:
    page = unescape(client.get(reverse("rules")).text)
    places = [page.index(f'id="{rule.name}"') for rule in (*RULES, NEXT_MORNING)]
    assert places == sorted(places)
    for rule, start, end in zip(
        (*RULES, NEXT_MORNING), places, [*places[1:], page.index('id="numbers"')], strict=True
    ):
        part = page[start:end]
        text = catalogue.builtin().rule_texts[rule.name]
        assert rule.says in part
        assert str(openly.DOES[rule.response]) in part
        assert text["because"] in part
        for source in rule.sources:
            is_ours = source.startswith("ext: ")
            told = source.removeprefix("ext: ") if is_ours else f'statements/#{source}"'
            assert told in part, (rule.name, source)


def test_every_number_is_on_the_page_with_unit_bounds_and_source(client: Client) -> None:
    page = unescape(client.get(reverse("rules")).text)
    for number in fields(Policy):
        row = page.split(f'<tr id="{number.name}">')[1].split("</tr>")[0]
        told = number.metadata
        assert f">{getattr(Policy(), number.name)}<" in row
        assert f"{told['low']} to {told['high']}" in row
        assert told["unit"] in row
        assert told["source"] in row


def test_every_statement_is_on_its_page_and_lists_the_rules_that_live_by_it(
    client: Client,
) -> None:
    page = unescape(client.get(reverse("statements")).text)
    for number in range(1, 46):
        part = page.split(f'<li id="A{number}">')[1].split("</li>")[0]
        for rule in (*RULES, NEXT_MORNING):
            link = f'{reverse("rules")}#{rule.name}"'
            assert (link in part) is (f"A{number}" in rule.sources)
        assert "/learn/" in part
