"""The same questions to every page: works, refuses a stranger, holds no script or style."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from coaching.models import Enrolment
from tests.coaching.views.conftest import one_set, train

NOT_THERE = UUID(int=4)

ANYBODYS = [
    "/",
    "/programs/",
    "/programs/one-leg-first/",
    "/programs/one-leg-first/1/",
    "/learn/",
    "/learn/why-it-pops/",
    "/learn/lever/",
    "/learn/check/",
    "/learn/words/",
    "/robots.txt",
    "/sitemap.xml",
    "/learn/rules/",
    "/learn/statements/",
    "/report/",
    "/player/",
    "/phone/",
    "/install/",
    "/service-worker.js",
]
CLIENTS = ["/function/", "/today/", "/history/", "/messages/", "/start/", "/workout/"]
POSTS = [
    "/today/morning/",
    "/today/clear/",
    "/today/resume/",
    "/today/move-on/",
    "/function/skip/",
    "/workout/begin/",
    f"/workout/{NOT_THERE}/undo/",
    f"/workout/{NOT_THERE}/finish/",
    f"/history/{NOT_THERE}/note/",
    "/start/limit/reverse-crunch-base/begin/",
]

INLINE = re.compile(
    r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:|hx-on|\bjs:", re.IGNORECASE
)


@pytest.mark.parametrize("where", ANYBODYS)
def test_anybody_may_read_it(client: Client, programs: None, where: str) -> None:
    assert client.get(where).status_code == 200


@pytest.mark.parametrize("where", CLIENTS)
def test_a_stranger_is_asked_to_sign_in(client: Client, programs: None, where: str) -> None:
    assert client.get(where)["Location"] == f"/accounts/login/?next={where}"


@pytest.mark.parametrize("where", POSTS)
def test_a_verb_is_not_a_page(site: Client, enrolled: Enrolment, where: str) -> None:
    assert site.get(where).status_code == 405


@pytest.mark.parametrize("where", POSTS)
def test_a_stranger_can_do_nothing(client: Client, programs: None, where: str) -> None:
    assert client.post(where)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("where", [*ANYBODYS, *CLIENTS])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(
    site: Client, enrolled: Enrolment, where: str, method: str
) -> None:
    assert getattr(site, method)(where).status_code == 405


@pytest.mark.parametrize("where", POSTS)
def test_an_empty_post_is_no_server_error(site: Client, enrolled: Enrolment, where: str) -> None:
    assert site.post(where).status_code in {302, 404, 409, 422}


@pytest.mark.parametrize("where", [*ANYBODYS, *CLIENTS])
def test_no_page_holds_a_script_or_a_style(site: Client, enrolled: Enrolment, where: str) -> None:
    train(enrolled.client, one_set(), one_set(), one_set(), days_ago=2)
    train(enrolled.client, one_set())
    page = site.get(where, follow=True)
    assert page.status_code == 200
    assert not INLINE.findall(page.content.decode())


@pytest.mark.parametrize("where", [*CLIENTS, "/"])
def test_what_a_signed_in_client_sees_is_never_stored(
    site: Client, enrolled: Enrolment, where: str
) -> None:
    assert "no-store" in site.get(where)["Cache-Control"]


def test_every_address_of_the_coach_is_asked() -> None:
    known = {re.sub(r"[0-9a-f-]{36}", "<uuid:uuid>", where) for where in [*CLIENTS, *POSTS]}
    known |= {
        "/programs/<slug:slug>/",
        "/learn/<slug:slug>/",
        "/programs/<slug:slug>/<int:number>/",
        "/start/limit/<slug:slug>/begin/",
        *ANYBODYS,
    }
    elsewhere = {
        "/styleguide/": "test_styleguide",
        "/styleguide/worklist/": "test_styleguide",
        "/styleguide/<slug:slug>/": "test_styleguide",
        "/workout/bundle/": "test_bundle",
        "/outbox/": "test_outbox",
        "/start/questions/<slug:slug>/": "test_start",
        "/start/advice/": "test_start",
        "/start/program/": "test_start",
        "/start/limit/<slug:slug>/": "test_start",
        "/workout/<uuid:uuid>/": "test_workout",
        "/messages/<uuid:uuid>/": "test_messages",
        "/history/<uuid:uuid>/": "test_history",
        "/history/sets/<uuid:uuid>/": "test_history",
    }
    assert set(_addresses()) <= known | set(elsewhere)


def _addresses() -> Iterator[str]:
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and str(entry.pattern) == "":
            yield from (
                f"/{inner.pattern}" for inner in entry.url_patterns if isinstance(inner, URLPattern)
            )
