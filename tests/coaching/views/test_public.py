"""The pages that need no account."""

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
