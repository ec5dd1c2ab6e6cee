"""The rules, openly: made from the tables that decide, so that the page cannot go stale."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings

from accounts.texts import lazy as _
from coaching.catalogue import spoken
from coaching.rules import policy
from coaching.rules.judgement import NEXT_MORNING, RULES, Response, Rule
from coaching.tongue import by_language

DOES = {
    Response.EMERGENCY: _("Ends the workout, stops the plan and asks for help at once."),
    Response.STOP: _("Ends the workout and stops the plan until a professional has checked."),
    Response.REGRESS: _("Takes a step back, to an easier level."),
    Response.HOLD: _("Stays where it is."),
    Response.GO_ON: _("Goes on: one small step, once every set of the workout was like this."),
}
"""What a rule does, as a lay person reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRule:
    """One rule, told. `statements` are numbers of the article, `ours` what is not from it."""

    name: str
    title: str
    looks_at: str
    does: str
    why: str
    article: str
    ours: str
    would_change: str
    statements: tuple[str, ...]
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNumber:
    """One number of the policy, as it is where a program sets none of its own."""

    name: str
    title: str
    value: int
    unit: str
    low: int
    high: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStatement:
    """One statement of the article in our own words, and the rules that live by it."""

    number: str
    says: str
    rules: tuple[tuple[str, str], ...]
    lessons: tuple[tuple[str, str], ...]


@by_language()
def open_rules() -> tuple[OpenRule, ...]:
    """Every rule in the order of care, then that of the morning after."""
    return tuple(_told(rule) for rule in (*RULES, NEXT_MORNING))


@by_language()
def open_numbers() -> tuple[OpenNumber, ...]:
    """Every number of the policy."""
    return tuple(
        OpenNumber(
            name=number.name,
            title=_(number.name.replace("_", " ").capitalize()),
            value=getattr(policy.Policy(), number.name),
            unit=_(number.metadata["unit"]),
            low=number.metadata["low"],
            high=number.metadata["high"],
            source=_(number.metadata["source"]),
        )
        for number in fields(policy.Policy)
    )


@by_language()
def open_statements() -> tuple[OpenStatement, ...]:
    """Every statement of the article, in its order."""
    sections = spoken().sections.values()
    return tuple(
        OpenStatement(
            number=number,
            says=_(home["says"]),
            rules=tuple(
                (rule.name, rule.title) for rule in open_rules() if number in rule.statements
            ),
            lessons=tuple(
                (section["slug"], section["title"])
                for section in sections
                if number in section["statements"]
            ),
        )
        for number, home in _homes().items()
    )


def _told(rule: Rule) -> OpenRule:
    text = spoken().rule_texts[rule.name]
    return OpenRule(
        name=rule.name,
        title=text["title"],
        looks_at=_(rule.says),
        does=str(DOES[rule.response]),
        why=text["because"],
        article=text["article"],
        ours=text["ours"],
        would_change=text["would_change"],
        statements=tuple(source for source in rule.sources if not source.startswith("ext: ")),
        outside=tuple(
            _(source).removeprefix("ext: ") for source in rule.sources if source.startswith("ext: ")
        ),
    )


def _homes() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((settings.BASE_DIR / "docs" / "traceability.toml").read_text("utf-8"))
