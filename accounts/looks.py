"""Who of the staff opened a client's record, in that client's words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, User
from accounts.texts import lazy

A_PAGE = 50
NOT_DONE = (409, 422)
"""Answers to an act that was not done: the page was shown instead."""
READ = lazy("read your page")
ELSE = lazy("opened something about you")
WORDS = {
    "admin:coaching_enrolment_change GET": READ,
    "admin:coaching_enrolment_history GET": lazy("read what was done for you"),
    "admin:coaching_enrolment_report GET": lazy("read the report on you"),
    "admin:coaching_enrolment_act POST": lazy("did something for your plan"),
    "admin:coaching_enrolment_write POST": lazy("wrote to you, or made a note"),
    "admin:coaching_enrolment_bulk POST": lazy("did something for you and others at once"),
    "admin:accounts_invitation_end POST": lazy("stopped looking after you"),
    "admin:accounts_user_change GET": lazy("looked at your account"),
    "admin:accounts_user_change POST": lazy("changed your account"),
    "admin:accounts_user_history GET": lazy("looked at your account"),
    "admin:accounts_carelink_change GET": lazy("looked at whom you share with"),
    "admin:accounts_carelink_history GET": lazy("looked at whom you share with"),
    "admin:accounts_carelink_add POST": lazy("asked you to share with somebody"),
    "command report": lazy("saved the report on you as a file"),
}
"""By the name of an address and the method, or of a command."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody did the same on one day: so often, the last time then. `who` may be gone."""

    day: date
    who: str
    what: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Looks:
    """One page of them, by days, the newest first."""

    page: Page[Any]
    days: list[tuple[date, list[Looked]]]


def looks_at(client: User, page: str | None) -> Looks:
    """What the trail tells this client, on their calendar."""
    entries = AuditEntry.objects.concerning(client).not_refused().exclude(actor=client.public_id)
    rows = (
        entries.annotate(day=TruncDate("at", tzinfo=client.zone))
        .values("day", "actor", "what", "outcome")
        .annotate(times=Count("number"), last=Max("at"))
        .order_by("-day", "-last")
    )
    found = Paginator(rows, A_PAGE).get_page(page)
    told = _together(found)
    return Looks(found, [(day, list(of)) for day, of in groupby(told, lambda look: look.day)])


def _together(rows: Iterable[Mapping[str, Any]]) -> Iterator[Looked]:
    """The same words of the same person on the same day once, however it was asked for."""
    rows = list(rows)
    actors = User.objects.filter(public_id__in={row["actor"] for row in rows} - {None})
    names = {user.public_id: user.email for user in actors}
    found: dict[tuple[date, str, str], Looked] = {}
    for row in rows:
        who = names.get(row["actor"], _("Somebody who is not here any more"))
        if row["actor"] is None:
            who = _("Whoever runs this site")
        key = (row["day"], who, words_for(row["what"], row["outcome"]))
        before = found.get(key)
        times = row["times"] + (before.times if before else 0)
        found[key] = Looked(*key, times, max(row["last"], before.last if before else row["last"]))
    return iter(found.values())


def words_for(what: str, outcome: int = 200) -> str:
    """What somebody did, for whom it was about."""
    if outcome in NOT_DONE:
        return READ
    return WORDS.get(" ".join(what.split()[:2]), ELSE)
