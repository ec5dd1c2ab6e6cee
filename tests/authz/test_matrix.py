"""Who gets what at each address, as `authz.toml` says; what is not yours and what is not there."""

import os

import pytest

from tests.authz.asking import ask, path_of, undone
from tests.authz.cases import Case, every_case
from tests.authz.table import METHODS, Row, table
from tests.authz.world import WORDS, World
from tests.routes import every_address

pytestmark = pytest.mark.django_db

CASES = every_case()
ACTORS, ROWS = table()

LOOKED = METHODS if os.environ.get("LONG") else ("GET", "POST")


def test_the_table_names_every_address_once_and_none_that_is_gone():
    assert {case.route for case in CASES} == {address.route for address in every_address()}
    assert sorted(ROWS) == sorted(case.name for case in CASES)


def test_everybody_of_the_table_asks(world):
    assert sorted(world.browsers) == ACTORS


@pytest.fixture
def asked(world: World, case: Case):
    """What is sent, with whatever comes before it; undone after the test."""
    with undone():
        case.prepare(world)
        ids = [str(each) for each in case.ids(world)]
        gone = [str(each) for each in case.gone(world)]
        yield case.body(world), ids, gone
    for name in ("enrolment", "draft"):
        world.own[name].refresh_from_db()


def each(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


@each(CASES)
def test_everybody_gets_what_the_table_says(world, case, asked):
    body, ids, _ = asked
    path, row, a = path_of(case.route, ids), ROWS[case.name], world.who["owner"]
    unlike = []
    for method in LOOKED:
        for actor, browser in world.browsers.items():
            answer = ask(browser, case, method, path, body, a=a)
            told = row.answers[method][actor]
            if method == "HEAD":
                # What opening a page notes, asking for its headers need not.
                told = told.removesuffix(" changes A")
            if answer.words != told:
                unlike.append(f"{method} {actor}: {answer.words}, and the table says {told}")
            if actor not in row.sees and case.missing and WORDS in answer.text:
                unlike.append(f"{method} {actor}: reads words of A")
    assert unlike == []


@each([case for case in CASES if case.missing])
def test_what_is_not_yours_looks_like_what_is_not_there(world, case, asked):
    body, ids, gone = asked
    row, a = ROWS[case.name], world.who["owner"]
    paths = path_of(case.route, ids), path_of(case.route, gone)
    unlike = []
    for method in LOOKED:
        for actor in compared(row, method):
            browser = world.browsers[actor]
            own, missing = (ask(browser, case, method, path, body, a=a) for path in paths)
            if own.seen([*ids, *gone]) != missing.seen([*ids, *gone]):
                unlike.append(f"{method} {actor}: {own.words}, {missing.words}")
            if own.queries != missing.queries:
                unlike.append(f"{method} {actor}: {own.queries} and {missing.queries} queries")
    assert unlike == []


def compared(row: Row, method: str) -> list[str]:
    """Those who shall not tell: in the gate the first of each answer, in `make long` everybody."""
    told = {actor: row.answers[method][actor] for actor in ACTORS if actor not in row.sees}
    if os.environ.get("LONG"):
        return list(told)
    return list({answer: actor for actor, answer in reversed(told.items())}.values())
