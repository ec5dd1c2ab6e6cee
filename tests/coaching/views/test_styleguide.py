"""The style guide shows what there is, as it is."""

import re

import pytest
from django.urls import reverse

from coaching import styleguide
from tests.environment import ROOT

CSS = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / "site.css").read_text(), flags=re.DOTALL)

ELSEWHERE = {
    "account": "a page of allauth's, by its body",
    "band-small": "space, and nothing to see",
    "bars": "the stairs of a program's card: coaching/_stairs.html",
    "chart-dot": "in the charts of the history",
    "chart-line": "in the charts of the history",
    "choices-across": "choices on a wide screen",
    "choices-two": "two choices side by side",
    "contents": "the list of a long page",
    "entry-name": "an address in an entry",
    "faults": "the faults of a draft",
    "few": "a scale of up to five answers",
    "h3": "a heading's look",
    "hero": "home alone",
    "js": "set by a script",
    "line": "a line of home's heading",
    "pattern-fold": "the card after a pop, folded",
    "prose": "the length of a line",
    "qr": "the code of an authenticator app",
    "signs-asked": "the list under a question",
    "signs-fold": "the signs behind one row",
    "small": "a text's size",
    "stack-tight": "space, and nothing to see",
    "stop-do": "a stop fills its page",
    "stop-lead": "a stop fills its page",
    "stop-screen-emergency": "a stop fills its page",
    "stop-screen-urgent": "a stop fills its page",
    "who": "a heading that holds an address",
}
"""Classes that the style guide does not show, and why."""


@pytest.fixture
def page(client, physiotherapist):
    client.force_login(physiotherapist)
    return client.get(reverse("styleguide")).text


def test_every_part_of_the_document_with_an_example_is_shown(page):
    titles = [part.title for part in styleguide.parts()]
    assert titles == re.findall(r'<h2 class="h1" id="part-\d+">([^<]+)</h2>', page)
    assert {"Tokens", "Safety", "Controls", "Coaching", "Lists"} <= set(titles)


def test_every_class_of_the_stylesheet_is_shown_or_has_a_reason(page):
    shown = {name for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}
    missing = set(re.findall(r"\.([a-z][\w-]*)", CSS)) - shown
    assert missing == set(ELSEWHERE)


def test_no_template_is_left_undrawn(page):
    examples = re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)
    assert "{%" not in examples
    assert "{{" not in examples


def test_it_holds_no_id_twice(page):
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
