"""What a draft would have done with what really happened: read, folded, and not kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from coaching import chronicle
from coaching.chronicle import Told
from coaching.models import Enrolment, Program
from coaching.models.report import Performed
from coaching.rules import terms
from coaching.rules.terms import Outcome, Status

PAGE = 20
"""Histories that are folded for one page."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A decision: what it did, and where it led."""

    outcome: Outcome
    position: terms.Position


@dataclass(frozen=True, slots=True)
class Difference:
    """The first decision that would have been another one."""

    at: datetime
    really: Moved
    drafted: Moved


@dataclass(frozen=True, slots=True)
class Compared:
    """One client. Who is stopped now (`is_stopped`) stays so, whatever the draft says."""

    enrolment: Enrolment
    is_stopped: bool
    drafted: Program
    difference: Difference | None = None
    stands: terms.Position | None = None
    """Where the draft would have led them by now; None where it cannot be compared."""
    obstacle: str = ""
    """Why it cannot be compared."""


def compare(enrolments: list[Enrolment], drafted: Program) -> list[Compared]:
    """Fold the histories of these, a page of them, through their program and through the draft.

    Levels are matched by their numbers. Nothing is written, whatever is called on the way.
    """
    with _nothing_written():
        prefetch_related_objects(enrolments, "workouts", "mornings", "symptom_reports", "reviews")
        return [_compared(enrolment, drafted) for enrolment in enrolments]


@contextmanager
def _nothing_written() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _compared(enrolment: Enrolment, drafted: Program) -> Compared:
    is_stopped = enrolment.is_stopped
    obstacle = _obstacle(enrolment, drafted)
    if obstacle:
        return Compared(enrolment, is_stopped, drafted, obstacle=obstacle)
    as_drafted = copy(enrolment)
    as_drafted.program = drafted
    really, instead = list(chronicle.tell_all(enrolment)), list(chronicle.tell_all(as_drafted))
    stands = (instead[-1].decision if instead else chronicle.begin(as_drafted)).position
    if is_stopped:
        # A looser number in the draft closes no stop: somebody has to clear it.
        stands = replace(stands, status=Status.STOPPED)
    return Compared(enrolment, is_stopped, drafted, _first_difference(really, instead), stands)


def _first_difference(really: Sequence[Told], instead: Sequence[Told]) -> Difference | None:
    # An event's id, and with it its place among others of the same moment, may be another one
    # where the draft sees an alarm in another set.
    by_row = {_key(told.entry.row): told for told in instead}
    for told in really:
        other = by_row[_key(told.entry.row)]
        if _moved(told) != _moved(other):
            return Difference(told.entry.event.at, _as_moved(told), _as_moved(other))
    return None


def _key(row: Performed) -> tuple[str, int]:
    return type(row).__name__, row.pk


def _as_moved(told: Told) -> Moved:
    return Moved(told.decision.outcome, told.decision.position)


def _moved(told: Told) -> tuple[Outcome, int, int, Status]:
    position = told.decision.position
    return told.decision.outcome, position.level, position.rep_step, position.status


def _obstacle(enrolment: Enrolment, drafted: Program) -> str:
    """Why the numbers of a history mean nothing in the draft, if they do not."""
    named = [enrolment.start_level, *(review.level or 0 for review in enrolment.reviews.all())]
    last = drafted.rules.ladder.last
    if max(named) <= last:
        return ""
    return _("Level %(named)s was named for them, and the draft ends at level %(last)s.") % {
        "named": max(named),
        "last": last,
    }
