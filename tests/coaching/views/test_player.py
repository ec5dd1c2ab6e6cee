"""The shell of the player: the same for everybody, and whole."""

import gzip
import json
import re
from itertools import combinations, product

import pytest
from django.test import Client

from coaching.models import Enrolment
from coaching.rules.patterns import PATTERNS, how_often, pattern
from tests.environment import ROOT
from tests.node import node

SCRIPTS = ROOT / "static" / "js" / "player"
LARGEST = 14 * 1024 + 512
"""Bytes of the player's scripts, compressed together."""


@pytest.fixture
def shell(client: Client) -> str:
    return client.get("/player/").text


def in_scripts(pattern: str) -> set[str]:
    """Every match in the player's own scripts."""
    return {
        found for path in SCRIPTS.glob("*.js") for found in re.findall(pattern, path.read_text())
    }


def in_shell(pattern: str, shell: str) -> set[str]:
    return set(re.findall(pattern, shell))


def test_it_is_the_same_for_everybody(client: Client, site: Client, enrolled: Enrolment) -> None:
    anonymous, signed_in = Client().get("/player/"), site.get("/player/")
    assert anonymous.content == signed_in.content
    assert not anonymous.cookies
    assert not signed_in.cookies
    assert "csrf" not in anonymous.text.lower()


def test_it_only_reads(client: Client) -> None:
    assert client.head("/player/").status_code == 200
    assert client.post("/player/").status_code == 405


def test_it_leads_to_the_server_where_no_script_runs(shell: str) -> None:
    assert '<a href="/workout/">The workout without sound</a>' in shell.partition("<template")[0]


def test_every_word_of_the_scripts_is_in_it(shell: str) -> None:
    names = in_shell(r'<p data-name="([\w-]+)"', shell)
    said = in_scripts(r'\bword\("([\w-]+)"') | in_scripts(r'\bcue\("([\w-]+)"')
    assert len(said) >= 30
    assert said - names == set()


def test_every_button_does_something(shell: str) -> None:
    script = (SCRIPTS / "player.js").read_text()
    acts = script.split("const acts = {")[1].split("};")[0]
    done = set(re.findall(r"(?:^|[{,])\s*(\w+)(?=\s*[:,}]|$)", acts, re.MULTILINE))
    assert in_shell(r'data-do="(\w+)"', shell) - done == set()


def test_every_view_of_the_scripts_is_in_it(shell: str) -> None:
    cards = {"stop"}
    assert in_scripts(r'\bshow\("(\w+)"') - cards == in_shell(r'<template id="view-(\w+)"', shell)


def test_all_three_advice_cards_are_in_it(shell: str) -> None:
    cards = {"emergency": "emergency", "stop": "urgent", "severe-discomfort": "urgent"}
    for card, level in cards.items():
        assert f'<template id="card-{card}" data-level="{level}">' in shell


def test_a_pop_is_more_typical_of_what_the_rules_say(shell: str) -> None:
    """The page finds how often by itself, and the rest in the table; every small set is walked."""
    named = [list(chosen) for n in range(6) for chosen in combinations(range(1, 6), n)]
    sets = list(product(range(1, 4), [*named, [2, 2], [1, 1, 2, 2]], range(5)))
    often = json.loads(node(ROOT / "tests" / "js" / "often.mjs", text=json.dumps(sets)))
    assert often == [how_often(pops, repetitions, reps) for pops, repetitions, reps in sets]
    assert len(set(often)) == 4
    rows = dict(re.findall(r'<tr data-location="(\w+)">(.*?)</tr>', shell))
    table = {
        place: dict(re.findall(r'data-often="(\w+)">(\w+)<', row)) for place, row in rows.items()
    }
    for place, each in product(PATTERNS, set(often)):
        assert table[place][each] == pattern(place, each)


def test_its_forms_ask_what_the_servers_form_asks(shell: str, site: Client, begin) -> None:
    begin()
    page = site.get("/workout/").text
    named = r'<(?:input|select|textarea)[^>]* name="(\w+)"'
    asked = in_shell(named, page.split('id="details"')[1])
    hidden = in_shell(r'<input type="hidden" name="(\w+)"', page)
    assert asked - hidden <= in_shell(named, shell)
    words = r'<label for="id_\w+">([^<]+)'
    assert in_shell(words, page) <= in_shell(words, shell)


def test_the_scripts_are_small() -> None:
    scripts = sorted(path for path in SCRIPTS.glob("*.js") if path.name != "table.js")
    assert len(gzip.compress(b"".join(path.read_bytes() for path in scripts), 9)) <= LARGEST
