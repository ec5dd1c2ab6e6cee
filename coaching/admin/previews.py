"""A preview in words: who would have moved otherwise, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from coaching.admin.words import OUTCOMES, level_words
from coaching.models import Enrolment, Program
from coaching.rules.terms import Position, Status
from coaching.showing.previewing import Compared, Difference, Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One client who would have moved otherwise; places are in words."""

    enrolment: Enrolment
    is_stopped: bool
    at: datetime
    really: str
    drafted: str
    stands_really: str
    stands_drafted: str


def told(compared: Iterable[Compared]) -> dict[str, Any]:
    """Those of one page, in three groups."""
    every = list(compared)
    same = [it for it in every if not it.difference and not it.obstacle]
    return {
        "moved": [_row(it, it.difference) for it in every if it.difference],
        "obstacles": [it for it in every if it.obstacle],
        "same": len(same),
        "same_stopped": sum(it.is_stopped for it in same),
        "count": len(every),
    }


def _row(compared: Compared, difference: Difference) -> Row:
    enrolment, stands = compared.enrolment, compared.stands
    return Row(
        enrolment=enrolment,
        is_stopped=compared.is_stopped,
        at=difference.at,
        really=_moved(enrolment.program, difference.really),
        drafted=_moved(compared.drafted, difference.drafted),
        stands_really=_place(enrolment.program, enrolment.where),
        stands_drafted=_place(compared.drafted, stands) if stands else "",
    )


def _moved(program: Program, moved: Moved) -> str:
    return f"{OUTCOMES[moved.outcome]}: {_place(program, moved.position)}"


def _place(program: Program, position: Position) -> str:
    words = _("%(level_words)s, %(position)s reps") % {
        "level_words": level_words(program, position.level),
        "position": program.rules.reps(position),
    }
    return (
        _("%(words)s (stopped)") % {"words": words} if position.status is Status.STOPPED else words
    )
