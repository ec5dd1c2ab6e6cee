"""Every statement of the article has a home, and every home is there."""

import re
import tomllib
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

from coaching import urls
from coaching.catalogue import builtin
from coaching.rules import terms
from coaching.rules.judgement import NEXT_MORNING, RULES, rule_named

ROOT = Path(__file__).resolve().parents[1]
STATEMENTS = tuple(f"A{number}" for number in range(1, 46))
HOMES = tomllib.loads((ROOT / "docs/traceability.toml").read_text())
ALL = [(statement, home) for statement in HOMES for home in HOMES[statement]["lives"]]
ALL_RULES = (*RULES, NEXT_MORNING)

BEHAVIOUR = ("rule:", "code:", "word:")
ASKS_FOR_BEHAVIOUR = (
    *("A6", "A10", "A16", "A18", "A19", "A20", "A22", "A23", "A24", "A25", "A27", "A28"),
    *("A29", "A30", "A35", "A37", "A38", "A39", "A40", "A43", "A44", "A45"),
)
"""What the software must do, rather than say."""


def texts_of(file):
    """The tables of a file of the catalogue, by slug."""
    catalogue = builtin()
    tables = {
        "variations.toml": [catalogue.variations],
        "advice.toml": [catalogue.cards],
        "screening.toml": [catalogue.questions],
        "learn.toml": [
            *(catalogue.sections, catalogue.glossary),
            *(catalogue.links, catalogue.outcomes),
        ],
        "cues.toml": [catalogue.cues],
        "patterns.toml": [catalogue.patterns, catalogue.pattern_lines],
    }
    if file.startswith("programs/"):
        slug = Path(file).stem
        return {slug: catalogue.programs[slug]}
    return {slug: table for group in tables[file] for slug, table in group.items()}


def statements_of(table):
    """What a table says that it is from."""
    return {*table.get("sources", ()), *table.get("statements", ())}


def check_rule(statement, name):
    assert statement in rule_named(name).sources


def check_text(statement, place):
    file, slug = place.split("#")
    assert (ROOT / "coaching/catalogue" / file).is_file()
    assert statement in statements_of(texts_of(file)[slug])


def check_word(_statement, name):
    owner, *rest = name.split(".")
    word = getattr(terms, owner)
    for part in rest:
        assert part in getattr(word, "__dataclass_fields__", getattr(word, "__members__", ()))


def check_code(_statement, path):
    module, names = re.fullmatch(r"((?:[a-z_]+\.)*[a-z_]+?)\.([A-Z].*|[a-z_]+)", path).groups()
    assert callable(reduce(getattr, names.split("."), import_module(module)))


def check_page(_statement, name):
    assert name in {pattern.name for pattern in urls.urlpatterns}


CHECKS = {
    "rule": check_rule,
    "text": check_text,
    "word": check_word,
    "code": check_code,
    "page": check_page,
}


def test_every_statement_of_the_article_is_listed_once_and_in_order():
    assert tuple(HOMES) == STATEMENTS


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_statement_is_said_in_our_words_and_lives_somewhere(statement):
    assert HOMES[statement]["says"].endswith(".")
    assert HOMES[statement]["lives"]
    assert any(home.startswith("text:learn.toml#") for home in HOMES[statement]["lives"])


@pytest.mark.parametrize("statement", ASKS_FOR_BEHAVIOUR)
def test_what_must_be_done_is_not_only_said(statement):
    assert any(home.startswith(BEHAVIOUR) for home in HOMES[statement]["lives"])


@pytest.mark.parametrize(
    ("statement", "home"), ALL, ids=[f"{statement} {home}" for statement, home in ALL]
)
def test_every_home_is_there_and_names_the_statement(statement, home):
    kind, _, place = home.partition(":")
    CHECKS[kind](statement, place)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.name)
def test_every_rule_names_its_source_and_is_listed_there(rule):
    assert rule.sources
    for source in rule.sources:
        if not source.startswith("ext: "):
            assert f"rule:{rule.name}" in HOMES[source]["lives"]


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.name)
def test_every_rule_stands_in_the_written_contract(rule):
    assert f"`{rule.name}`" in (ROOT / "docs/rules.md").read_text()


def test_every_statement_that_a_text_names_is_listed_there():
    files = (
        *("variations.toml", "advice.toml", "screening.toml", "learn.toml"),
        *("cues.toml", "patterns.toml"),
    )
    programs = tuple(f"programs/{slug}.toml" for slug in builtin().programs)
    for file in files + programs:
        for slug, table in texts_of(file).items():
            for statement in statements_of(table) & set(STATEMENTS):
                assert f"text:{file}#{slug}" in HOMES[statement]["lives"]


def test_what_the_code_says_of_the_documents_is_true():
    """Every document that a docstring points to is there."""
    for path in sorted((ROOT / "coaching").rglob("*.py")):
        for document in re.findall(r"\bdocs/[\w-]+\.(?:md|toml)", path.read_text()):
            assert (ROOT / document).is_file(), path
