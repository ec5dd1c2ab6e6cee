"""The catalogue in the reader's language.

What is stored, and what the rules go by, is always the catalogue as it is written.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext

from coaching.catalogue.reading import Catalogue, Table, builtin
from coaching.tongue import by_language

WORDS = frozenset(
    {
        "actions",
        "actions_without_plan",
        "answer",
        "also_called",
        "article",
        "because",
        "because_earlier",
        "because_unanswered",
        "breathing",
        "bullets",
        "cues",
        "for_whom",
        "heading",
        "hint",
        "lead",
        "meaning",
        "mend",
        "movement",
        "natural",
        "next_set",
        "our_source",
        "ours",
        "paragraphs",
        "purpose",
        "say",
        "says",
        "setup",
        "sign",
        "summary",
        "text",
        "title",
        "why",
        "would_change",
    }
)
"""The keys under which a person reads something."""
SOURCES = frozenset({"source", "sources"})
"""The keys of sources: a number of a statement, or words."""
STATEMENT = re.compile(r"A\d+")


@by_language()
def spoken() -> Catalogue:
    """The built-in catalogue in the language that is spoken now."""
    written = builtin()
    return Catalogue(
        **{field.name: in_words(getattr(written, field.name)) for field in fields(written)}
    )


def in_words(told: Any, key: str = "") -> Any:
    """The same values; of texts their translations, where there are some."""
    if isinstance(told, Mapping):
        return {name: in_words(value, name) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return type(told)(in_words(value, key) for value in told)
    return gettext(told) if is_text(told, key) else told


def is_text(told: Any, key: str) -> bool:
    """Whether that is something to read, and so to translate."""
    if not isinstance(told, str) or not told.strip():
        return False
    return key in WORDS or (key in SOURCES and not STATEMENT.fullmatch(told))


def in_natural_curve(catalogue: Catalogue, slug: str) -> Table:
    """A variation for who keeps the natural curve of the back, in the catalogue's words."""
    variation = catalogue.variations[slug]
    changed = {
        part: [_unpressed(line, catalogue) for line in variation[part]]
        for part in ("cues", "setup", "movement")
    }
    return {**variation, **changed}


def _unpressed(line: str, catalogue: Catalogue) -> str:
    for flat, words in catalogue.natural_curve.items():
        line = line.replace(flat, words["natural"])
    return line
