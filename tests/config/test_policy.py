"""What a browser is told on every address of the site, and what no template may hold."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponseBase
from django.test import Client

from tests.environment import ROOT
from tests.routes import every_address

CSP = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; media-src 'self'; form-action 'self'"
)
EVERYWHERE = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
USED = {"publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
PROBES = ("/healthz", "/readyz")

TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
SCRIPT_WITHOUT_A_FILE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
)
FORBIDDEN = {
    "a script in the page": SCRIPT_WITHOUT_A_FILE,
    "a style in the page": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "a handler in an attribute": re.compile(r"\son[a-z]+\s*=|\bhx-on\b", re.IGNORECASE),
    "an address that is a script": re.compile(r"javascript:|[\"'=\s]js:", re.IGNORECASE),
    "a filter that is evaluated": re.compile(r"hx-trigger=\"[^\"]*\[", re.IGNORECASE),
    "an address of others": re.compile(
        r"(?:src|srcset|action|poster)=\"(?:https?:)?//", re.IGNORECASE
    ),
    "what is not escaped": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}
NOT_ESCAPED = {
    # Drawn by us from the link; nobody's words are in it.
    "admin/accounts/invitation/paper.html",
    "allauth/elements/img.html",
}
"""Mails are plain text: there, escaping would show people `&amp;`."""


@pytest.fixture
def programs(db):
    """The catalogue is loaded."""
    call_command("load_catalogue", verbosity=0)


def answers(client: Client) -> list[tuple[str, HttpResponseBase]]:
    """What every address says to every method."""
    client.raise_request_exception = False
    return [
        (f"{method} {address.path}", client.generic(method, address.path))
        for address in every_address()
        for method in METHODS
    ]


def faults(found: list[tuple[str, HttpResponseBase]]) -> list[str]:
    return [
        f"{asked}: {response.status_code} {name}: {response.headers.get(name)}"
        for asked, response in found
        for name, value in EVERYWHERE.items()
        if response.headers.get(name) != value
    ]


@pytest.mark.long
@pytest.mark.parametrize("who", ["nobody", "person", "superuser"])
def test_every_address_keeps_others_out_whatever_is_asked_and_by_whom(
    request, client, programs, who
):
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    found = answers(client)
    assert faults(found) == []
    assert [asked for asked, response in found if response.status_code >= 500] == []


def test_a_page_that_is_not_there_and_one_that_broke_keep_others_out(client, db, settings):
    client.raise_request_exception = False
    settings.ROOT_URLCONF = "tests.config.broken_urls"
    broke = [
        (path, client.get(path)) for path in ("/no-such-page", "/broken", "/forbidden", "/bad")
    ]
    assert [response.status_code for _, response in broke] == [404, 500, 403, 400]
    assert faults(broke) == []


def test_nothing_that_a_signed_in_person_asks_for_is_kept(client, programs, person):
    client.force_login(person)
    kept = {
        asked.split()[1]
        for asked, response in answers(client)
        if "no-store" not in response.headers.get("Cache-Control", "")
    }
    assert kept == set()


def test_a_device_is_in_reach_only_where_a_page_of_ours_uses_it(client, db):
    told = client.get("/").headers["Permissions-Policy"]
    rules = dict(rule.split("=", 1) for rule in told.split(", "))
    assert {name for name, who in rules.items() if who == "(self)"} == USED
    assert {who for name, who in rules.items() if name not in USED} == {"()"}


def test_the_page_of_a_stranger_sets_no_cookie_but_the_one_of_its_form(client, programs):
    for address in every_address():
        client.cookies.clear()
        response = client.get(address.path)
        assert set(response.cookies) <= {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME}
        if response.status_code == 200 and address.path in ("/", "/learn/", "/programs/"):
            assert not response.cookies, address.path


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_template_has(name):
    found = [
        str(path.relative_to(ROOT / "templates"))
        for path in TEMPLATES
        if FORBIDDEN[name].search(path.read_text())
    ]
    if name == "what is not escaped":
        found = [path for path in found if path not in NOT_ESCAPED and not path.endswith(".txt")]
    assert found == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a script in the page", "<script>go()</script>"),
        ("a script in the page", '<script type="module">'),
        ("a style in the page", '<p style="x">'),
        ("a handler in an attribute", '<a onclick="x">'),
        ("a handler in an attribute", '<a hx-on:click="x">'),
        ("an address that is a script", '<a href="javascript:x">'),
        ("an address that is a script", "<p hx-vals='js:{}'>"),
        ("a filter that is evaluated", '<p hx-trigger="click[ctrlKey]">'),
        ("an address of others", '<img src="//example.org/x">'),
        ("what is not escaped", "{{ words|safe }}"),
        ("what is not escaped", "{% autoescape off %}"),
    ],
)
def test_the_search_finds_it(name, text):
    assert FORBIDDEN[name].search(text)
