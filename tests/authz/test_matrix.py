"""Who gets what at each address, as `authz.toml` says; what is not yours and what is not there."""

import pytest

from tests.authz.asking import ask, path_of, undone
from tests.authz.cases import BESIDE, Case, every_case
from tests.authz.table import METHODS, Row, table
from tests.authz.world import WORDS, World
from tests.routes import every_address

pytestmark = pytest.mark.django_db

CASES = every_case()
ACTORS, ROWS = table()

MOSTLY = ("GET", "POST")
"""What the gate asks by; `make long` asks by every method."""


def test_the_table_names_every_address_once_and_none_that_is_gone():
    beside = {path.removeprefix("/") for path in BESIDE}
    routes = {address.route for address in every_address()}
    assert {case.route for case in CASES} == routes | beside
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
    assert unlike_the_table(world, case, asked, in_the_gate(case)) == []


@pytest.mark.long
@each(CASES)
def test_everybody_gets_what_the_table_says_by_every_method(world, case, asked):
    assert unlike_the_table(world, case, asked, dict.fromkeys(METHODS, ACTORS)) == []


def in_the_gate(case: Case) -> dict[str, list[str]]:
    """Who asks by which method: all by what opens something of A's, else each by one of the two in
    turn. By both the first of each answer, and those for whom nothing of health is looked into.
    """
    row, turn = ROWS[case.name], CASES.index(case)
    return {
        method: ACTORS
        if opens(row, method)
        else sorted(
            {*ACTORS[(turn + i) % 2 :: 2], *first_of_each_answer(row.answers[method]), *row.blind}
        )
        for i, method in enumerate(MOSTLY)
    }


def opens(row: Row, method: str) -> bool:
    """Whether it shows or writes something that not everybody sees, or changes A."""
    answers = row.answers[method]
    gets = {answers[actor] for actor in row.sees}
    return any(got.startswith("200") or "writes" in got for got in gets) or any(
        "changes A" in answer for answer in answers.values()
    )


def unlike_the_table(world, case, asked, asking):
    body, ids, _ = asked
    path, row, a = path_of(case.route, ids), ROWS[case.name], world.who["owner"]
    unlike = []
    for method, actors in asking.items():
        for actor in actors:
            answer = ask(world.browsers[actor], case, method, path, body, a=a)
            got, told = answer.words, row.answers[method][actor]
            if method == "HEAD":
                # What opening a page notes, asking for its headers may note or not.
                got, told = got.removesuffix(" changes A"), told.removesuffix(" changes A")
            if got != told:
                unlike.append(f"{method} {actor}: {got}, and the table says {told}")
            if actor not in row.sees and case.missing and WORDS in answer.text:
                unlike.append(f"{method} {actor}: reads words of A")
            if actor in row.blind and answer.read:
                unlike.append(f"{method} {actor}: looks into {sorted(answer.read)}")
    return unlike


@each([case for case in CASES if case.missing])
def test_what_is_not_yours_looks_like_what_is_not_there(world, case, asked):
    opening = [method for method in MOSTLY if opens(ROWS[case.name], method)] or MOSTLY
    assert told_apart(world, case, asked, opening, first_of_each_answer) == []


@pytest.mark.long
@each([case for case in CASES if case.missing])
def test_nobody_can_tell_what_is_not_theirs_by_any_method(world, case, asked):
    assert told_apart(world, case, asked, METHODS, list) == []


def told_apart(world, case, asked, methods, some):
    """How `some` of those who shall not tell could."""
    body, ids, gone = asked
    row, a = ROWS[case.name], world.who["owner"]
    paths = path_of(case.route, ids), path_of(case.route, gone)
    unlike = []
    for method in methods:
        answers = row.answers[method]
        for actor in some({actor: answers[actor] for actor in ACTORS if actor not in row.sees}):
            browser = world.browsers[actor]
            own, missing = (ask(browser, case, method, path, body, a=a) for path in paths)
            if own.seen([*ids, *gone]) != missing.seen([*ids, *gone]):
                unlike.append(f"{method} {actor}: {own.words}, {missing.words}")
            if own.queries != missing.queries:
                unlike.append(f"{method} {actor}: {own.queries} and {missing.queries} queries")
    return unlike


def first_of_each_answer(answers: dict[str, str]) -> list[str]:
    """Of those who get the same, one."""
    return list({answer: actor for actor, answer in reversed(answers.items())}.values())


@pytest.mark.long
def test_how_much_is_asked():
    sizes = len({case.route for case in CASES}), len(CASES), len(ACTORS)
    gate = sum(len(actors) for case in CASES for actors in in_the_gate(case).values())
    asked = gate, len(CASES) * len(ACTORS) * len(METHODS)
    print("\n{} addresses, {} cases, {} actors".format(*sizes))  # noqa: T201
    print("requests: {} in the gate, {} in the long run".format(*asked))  # noqa: T201
    assert all(set(ACTORS) == set().union(*in_the_gate(case).values()) for case in CASES)
