"""What each table of the catalogue must hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coaching.strict import (
    Reader,
    angle,
    anything,
    fields,
    list_of,
    one_of,
    refuse,
    text,
    whole,
)

LONGEST_LIST = 60


@dataclass(frozen=True)
class Shape:
    """The keys of one table and how each is read. `read` raises Fault."""

    required: Mapping[str, Reader]
    optional: Mapping[str, Reader] = field(default_factory=dict)

    def read(self, table: Any) -> dict[str, Any]:
        """The table, every value checked."""
        if not isinstance(table, dict):
            refuse("is no table")
        return fields(table, required=self.required, optional=self.optional)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        refuse("must be true or false")
    return value


def _list(read: Reader) -> Reader:
    read_all = list_of(read, most=LONGEST_LIST)
    return lambda value: list(read_all(value))


def _text_or_empty(value: Any) -> str:
    return "" if value == "" else TEXT(value)


def _slug(value: Any) -> str:
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        refuse("must be small letters and digits, with hyphens between words")
    return str(text(60)(value))


def _source(value: Any) -> str:
    if not _SOURCE.fullmatch(TEXT(value)):
        refuse(f'must be a statement of the article, A1 to A{STATEMENTS}, or begin with "ext: "')
    return str(value)


def _some(read: Reader) -> Reader:
    read_all = _list(read)
    return lambda value: read_all(value) or refuse("must have at least one entry")


STATEMENTS = 45
"""How many the article has."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SOURCE = re.compile(r"A([1-9]|[1-3]\d|4[0-5])|ext: \S.*", re.DOTALL)

TEXT = text(2_000)
TEXTS = _list(TEXT)

FAULT = Shape({"sign": TEXT, "mend": TEXT})
OURS = Shape({"text": TEXT, "source": TEXT})

VARIATION = Shape(
    {
        "slug": text(60),
        "title": TEXT,
        "also_called": TEXTS,
        "kind": one_of(("leg-lowering", "reverse-crunch")),
        "legs": whole(1, 2),
        "purpose": TEXT,
        "setup": TEXTS,
        "movement": TEXTS,
        "breathing": TEXT,
        "faults": _list(FAULT.read),
        "why": TEXT,
        "cues": TEXTS,
        "sources": TEXTS,
    },
    {"knee_flexion": whole(0, 120)},
)

PROGRAM = Shape(
    {
        "slug": _slug,
        "title": text(200),
        "summary": TEXT,
        "for_whom": TEXT,
        "challenging": _flag,
        "sets": whole(1, 10),
        "rep_steps": _list(whole(1, 100)),
        "lowering_seconds": whole(1, 30),
        "raising_seconds": whole(1, 30),
        "rest_seconds": whole(0, 600),
        "days_per_week": whole(1, 7),
        "substitute": text(60),
        "start_level": whole(0, 100),
        "hardest_start_level": whole(0, 100),
        "sources": _some(_source),
    },
    {"leads_into": text(60), "policy": anything},
)

DOSED = (
    "sets",
    "rep_steps",
    "days_per_week",
    "lowering_seconds",
    "raising_seconds",
    "rest_seconds",
)
"""What of a program a physiotherapist may set for one client."""

LOCK_CUES = ("flat", "natural")
"""How the lower back lies: pressed flat, as the article has it, or in its natural curve."""

DOSES = Shape(
    {},
    {name: PROGRAM.required[name] for name in DOSED}
    | {"rep_steps": _some(whole(1, 100)), "lock_cue": one_of(LOCK_CUES)},
)

LEVEL = Shape({"variation": text(60), "thigh_angle": angle})

CARD = Shape(
    {
        "slug": text(60),
        "level": one_of(("non-urgent", "urgent", "emergency")),
        "heading": TEXT,
        "lead": TEXT,
        "bullets": TEXTS,
        "actions": TEXTS,
        "sources": TEXTS,
    },
    {"actions_without_plan": TEXTS},
)

QUESTION = Shape(
    {
        "slug": text(60),
        "text": TEXT,
        "hint": TEXT,
        "card_yes": text(60),
        "card_unsure": text(60),
        "sources": TEXTS,
    }
)

RULE_TEXT = Shape(
    {
        "name": text(60),
        "title": TEXT,
        "because": TEXT,
        "article": _text_or_empty,
        "ours": _text_or_empty,
        "would_change": TEXT,
        "next_set": TEXT,
    },
    {"because_unanswered": TEXT, "because_earlier": TEXT},
)

SECTION = Shape(
    {"slug": text(60), "title": TEXT, "answer": TEXT, "paragraphs": TEXTS, "statements": TEXTS},
    {"ours": _list(OURS.read)},
)

LINK = Shape(
    {
        "slug": text(60),
        "text": TEXT,
        "from_load": whole(0, 100),
        "held": _flag,
        "sources": TEXTS,
    }
)

OUTCOME = Shape({"slug": text(60), "text": TEXT, "sources": TEXTS})

TERM = Shape({"slug": text(60), "title": TEXT, "meaning": TEXT}, {"sources": TEXTS})

LOCK = Shape({"flat": TEXT, "natural": TEXT})

CUE = Shape({"name": text(60), "say": text(60)}, {"sources": TEXTS})

PATTERN = Shape(
    {
        "name": text(60),
        "title": TEXT,
        "text": TEXT,
        "article": TEXT,
        "ours": TEXT,
        "our_source": TEXT,
        "sources": TEXTS,
    }
)

LINE = Shape({"name": text(60), "text": TEXT, "sources": TEXTS})
