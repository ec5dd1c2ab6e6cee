"""The pages that need no account."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from coaching import catalogue

PAGES = ("home", "programs", "learn", "lever", "words")


@pytest.mark.parametrize("name", PAGES)
def test_only_reads(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 200
    assert client.head(reverse(name)).status_code == 200
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_remembers_nobody(client: Client, name: str) -> None:
    assert not client.get(reverse(name)).cookies


def test_home_has_one_way_on(client: Client, person) -> None:
    assert reverse("account_signup") in client.get("/").text
    client.force_login(person)
    assert "Go to today" in client.get("/").text


@pytest.mark.parametrize("slug", catalogue.builtin().programs)
def test_program_shows_every_level(client: Client, slug: str) -> None:
    definition = catalogue.builtin().programs[slug]
    ladder = catalogue.program_from(definition).ladder
    page = client.get(reverse("program", args=[slug])).text
    for number in range(1, ladder.last + 1):
        assert f"Relative difficulty {round(ladder.load(number))} of 100" in page
    assert page.count("rung-number") == ladder.last
    assert "Reverse crunch" in page


def test_reverse_crunch_comes_first_where_the_program_begins_with_it(client: Client) -> None:
    page = client.get(reverse("program", args=["reverse-crunch-base"])).text
    assert page.index('id="reverse-crunch"') < page.index('id="knee-raise"')
    assert "You begin here" in page


def test_unknown_program_is_not_found(client: Client) -> None:
    response = client.get(reverse("program", args=["nobody-knows-it"]))
    assert response.status_code == 404
    assert "This page is not here" in response.text


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_no_context(name: str) -> None:
    page = render_to_string(f"{name}.html")
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert "Something feels wrong" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    "where", ["/", "/learn/", "/learn/is-it-safe/", "/programs/one-leg-first/"]
)
def test_a_page_for_everybody_says_its_one_address_and_who_has_read_it(
    client: Client, settings, where: str
) -> None:
    page = client.get(f"{where}?thigh=30").text
    assert f'<link rel="canonical" href="{settings.SITE_URL}{where}">' in page
    assert "noindex" not in page
    for name in ("og:title", "og:description", "og:image"):
        assert re.search(rf'property="{name}" content="[^"]+"', page)


@pytest.mark.parametrize("where", ["/report/", "/learn/check/", "/accounts/login/", "/phone/"])
def test_a_page_that_is_not_for_search_engines_says_so_twice(client: Client, where: str) -> None:
    page = client.get(where).text
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page
    robots = client.get("/robots.txt").text
    assert any(
        where.startswith(line.removeprefix("Disallow: "))
        for line in robots.splitlines()
        if line.startswith("Disallow: ")
    )


def test_the_sitemap_names_pages_that_are_there_and_may_be_found(client: Client, settings) -> None:
    found = re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").text)
    titles = set()
    for address in found:
        page = client.get(address.removeprefix(settings.SITE_URL))
        assert page.status_code == 200
        assert f'rel="canonical" href="{address}"' in page.text
        titles.add(re.search("<title>([^<]+)<", page.text)[1])
    levels = [program["levels"] for program in catalogue.builtin().programs.values()]
    assert len(found) == len(set(found)) == 16 + sum(len(each) for each in levels)
    assert len(titles) >= 16


@pytest.mark.parametrize("slug", catalogue.builtin().programs)
def test_a_program_can_be_walked_from_its_first_level_to_its_last_and_back(
    client: Client, slug: str
) -> None:
    last = len(catalogue.builtin().programs[slug]["levels"])
    for number in range(1, last + 1):
        page = client.get(reverse("level", args=[slug, number])).text
        assert f"Level {number} of {last}" in page
        assert ('rel="prev"' in page) is (number > 1)
        assert ('rel="next"' in page) is (number < last)
    for number in (0, last + 1):
        assert client.get(reverse("level", args=[slug, number])).status_code == 404
