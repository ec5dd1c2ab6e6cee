"""Django's generic ways into the desk, and what a page says besides its words, lead to nobody."""

from collections.abc import Iterable
from http import HTTPStatus
from itertools import cycle, product

import pytest
from django.urls import reverse

from tests.authz.asking import ask
from tests.authz.cases import ROWS, Case
from tests.authz.world import WORDS, World

pytestmark = pytest.mark.django_db

LISTS = [
    *(f"/admin/{model}/" for model in ROWS),
    *("/admin/coaching/enrolment/", "/admin/coaching/enrolment/export/"),
    *("/admin/coaching/programdraft/", "/admin/accounts/cover/", "/admin/accounts/invitation/"),
]
QUERIES = [
    *(
        "client__email__startswith=owner",
        "email__startswith=owner",
        "user__email=owner@example.org",
    ),
    *("enrolments__client__email__startswith=o", "clinic__memberships__user__email__contains=o"),
    *("password__startswith=a", "_to_field=email", "_popup=1", "_popup=1&_to_field=password"),
    *("e=1", "q=owner", "o=-1.2.3", "o=client", "p=0", "all=1", "_facets=True", "id__in=1,2,3"),
]
STRANGERS = ("colleague", "elsewhere", "withdrawn", "stand_in_over", "clerk", "lead")
OWNER = "owner@example.org"
FINE = {200, 302, 400, 403}


@pytest.mark.parametrize("path", LISTS)
def test_no_lookup_search_order_or_popup_names_a_client_of_others(world, path):
    # One stranger a query, and each of them some queries on every list.
    look(world, path, zip(cycle(STRANGERS), QUERIES))


@pytest.mark.long
@pytest.mark.parametrize("path", LISTS)
def test_no_lookup_search_order_or_popup_names_one_to_any_stranger(world, path):
    look(world, path, product(STRANGERS, QUERIES))


def look(world: World, path: str, asked: Iterable[tuple[str, str]]) -> None:
    """Ask for the list with each of these queries, as each of these strangers."""
    a = world.who["owner"]
    for actor, query in asked:
        answer = ask(world.browsers[actor], Case(path), "GET", f"{path}?{query}", None, a=a)
        assert answer.response.status_code in FINE, (actor, query)
        assert OWNER not in answer.text.replace(f'value="{OWNER}"', ""), (actor, query)
        assert WORDS not in answer.text, (actor, query)
        assert not answer.written, (actor, query)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("action", ["delete_selected", "end_links"])
def test_no_action_that_is_posted_by_hand_does_anything_for_a_stranger(world, path, action):
    a = world.who["owner"]
    ids = [world.enrolment.pk, world.link.pk, world.program.pk, world.app.pk, a.pk]
    body = {"action": action, "_selected_action": ids, "post": "yes", "select_across": "1"}
    for actor in (*STRANGERS, "physiotherapist"):
        answer = ask(world.browsers[actor], Case(path), "POST", path, body, a=a)
        assert not answer.written, actor
        assert not answer.is_about_a, actor


@pytest.mark.parametrize(
    ("app", "model", "field"),
    [
        ("coaching", "enrolment", "client"),
        ("accounts", "carelink", "client"),
        ("accounts", "invitation", "physiotherapist"),
        ("mfa", "authenticator", "user"),
        ("account", "emailaddress", "user"),
        ("coaching", "program", "clinic"),
        ("nothing", "nothing", "nothing"),
    ],
)
def test_autocomplete_answers_nobody_but_who_has_the_list(world, app, model, field):
    query = f"?app_label={app}&model_name={model}&field_name={field}&term=o"
    path = reverse("admin:autocomplete") + query
    for actor in (*STRANGERS, "physiotherapist"):
        answer = ask(world.browsers[actor], Case(path), "GET", path, None, a=world.who["owner"])
        assert answer.response.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND), actor
        assert OWNER not in answer.text


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_no_page_of_a_can_be_asked_for_by_what_it_was(world, header):
    value = "*" if header == "If-None-Match" else "Fri, 01 Jan 2100 00:00:00 GMT"
    for actor in ("owner", "neighbour", "anonymous"):
        path = f"/history/{world.done.uuid}/"
        plain = world.browsers[actor].get(path)
        asked = world.browsers[actor].get(path, headers={header: value})
        assert asked.status_code == plain.status_code != HTTPStatus.NOT_MODIFIED
        assert "ETag" not in asked.headers
        assert "Last-Modified" not in asked.headers


def test_who_may_see_nothing_finds_no_client_in_the_list_of_all_there_is(world):
    for path in ("/admin/", "/admin/accounts/", "/admin/coaching/", "/admin/mfa/"):
        answer = world.browsers["clerk"].get(path)
        assert answer.status_code in (200, 404)
        assert "enrolment" not in answer.text.lower()
        assert "accounts/user" not in answer.text


def test_a_page_that_is_not_there_says_nothing_of_what_was_asked(world):
    for actor in ("anonymous", "owner", "colleague"):
        answer = world.browsers[actor].get("/nowhere-zyx/")
        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert "zyx" not in answer.text
