"""The worklist: who needs an eye first, and everybody else in whatever order was asked for."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.texts import lazy
from coaching.admin.caseload import COVER, LEAD, OWN, Client
from coaching.admin.sparkline import sparks
from coaching.admin.tiers import BADGES, REGRESSIONS, Stop, Tier
from coaching.admin.words import Badge, level_words, told_words
from coaching.charts.spark import Spark
from coaching.models import Program
from coaching.receipts import in_the_readers_words
from coaching.rules.terms import REVERSE_CRUNCH, Status
from coaching.tongue import listed

A_PAGE = 50
MOST_STOPS = 3
"""Stops that a row names; of more it says how many."""

WHOSE = {OWN: lazy("Own clients"), COVER: lazy("I cover"), LEAD: lazy("Mine as lead")}

Key = Callable[[Client], Any]

ORDERS: dict[str, tuple[str, Key]] = {
    "client": (lazy("Client"), lambda client: client.email),
    "since": (lazy("Since"), lambda client: client.since),
    "level": (lazy("Level"), lambda client: client.level),
    "workout": (lazy("Last workout"), lambda client: client.facts.last_workout_at),
    "review": (lazy("Next review"), lambda client: client.review_on),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for, as it was typed: what nobody has fits nobody."""

    q: str = ""
    tier: str = ""
    program: str = ""
    level: str = ""
    whose: str = ""
    o: str = ""
    p: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Raises BadRequest for anything that the page does not offer."""
        if not set(query) <= {*cls.__slots__}:
            raise BadRequest(_("The worklist has no such filter."))
        return cls(**{name: query.get(name, "").strip() for name in cls.__slots__})

    @property
    def names(self) -> list[str]:
        """What was asked by, without what was asked for."""
        return [name for name in self.__slots__ if getattr(self, name)]

    @property
    def for_ended(self) -> bool:
        """Whether programs that have ended are asked for."""
        return self.tier == slug(Tier.ENDED)

    @property
    def order(self) -> str:
        """The column that was asked for; nothing for the order of urgency."""
        name = self.o.removeprefix("-")
        return name if name in ORDERS else ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anybody may be left out."""
        return any([self.q, self.tier, self.program, self.level, self.whose])

    @property
    def hidden(self) -> dict[str, str]:
        """What the form of the filters has to carry along."""
        return {name: value for name, value in (("tier", self.tier), ("o", self.o)) if value}

    def address(self, **changed: str) -> str:
        """The query of the same page, but for what is changed."""
        again = replace(self, **{"p": "", **changed})
        told = {name: getattr(again, name) for name in self.__slots__ if getattr(again, name)}
        return f"?{urlencode(told)}"

    def fits(self, client: Client) -> bool:
        """Whether a client is asked for, whatever their tier."""
        return (
            self.q.lower() in client.email
            and self.program in ("", client.program.slug)
            and self.level in ("", str(client.level))
            and self.whose in ("", client.whose)
        )


def slug(tier: Tier) -> str:
    """A tier in an address."""
    return tier.name.lower()


def in_order(clients: Sequence[Client], asked: Asked) -> list[Client]:
    """Open stops first, by tier and since when; then the rest, as it was asked for."""
    stops = [client for client in clients if client.tier.is_stop]
    others = [client for client in clients if not client.tier.is_stop]
    return [*sorted(stops, key=_urgency), *_sorted(others, asked)]


def _urgency(client: Client) -> tuple[Any, ...]:
    return client.tier, client.since, client.email, client.pk


def _sorted(clients: Sequence[Client], asked: Asked) -> list[Client]:
    """Blanks last, whichever way round."""
    found = sorted(clients, key=_urgency)
    if not asked.order:
        return found
    _label, key = ORDERS[asked.order]
    told = [client for client in found if key(client) is not None]
    blank = [client for client in found if key(client) is None]
    return [*sorted(told, key=key, reverse=asked.o.startswith("-")), *blank]


# The words of a row


def reasons(client: Client, now: datetime) -> list[str]:
    """Why a client stands where they stand."""
    stops = client.facts.stops
    if client.tier is Tier.SEEN:
        return [*_stops_in_words(stops), _("Seen, and still open")]
    if client.tier.is_stop:
        return _stops_in_words([stop for stop in stops if not stop.is_seen])
    return [line for line in (_reason(client), _silence(client, now)) if line]


def _stops_in_words(stops: Sequence[Stop]) -> list[str]:
    lines = [listed([told_words(stop.symptoms, stop.discomfort), stop.told]) for stop in stops]
    more = len(lines) - MOST_STOPS
    return lines if more <= 0 else [*lines[:MOST_STOPS], _("and %(more)s more") % {"more": more}]


def _reason(client: Client) -> str:
    facts = client.facts
    match client.tier:
        case Tier.REFER:
            return _("Painful workouts in a row: an eye was asked for")
        case Tier.REGRESSED:
            if facts.regressions == REGRESSIONS:
                return _("Stepped back twice in a row")
            return ngettext(
                "Stepped back %(times)s time in a row",
                "Stepped back %(times)s times in a row",
                facts.regressions,
            ) % {"times": facts.regressions}
        case Tier.HELD:
            return _("At the same level and repetitions since %(day)s") % {"day": day(client.since)}
        case Tier.ENDED:
            return _("The program has ended")
        case _:
            return ""


def _silence(client: Client, now: datetime) -> str:
    facts = client.facts
    if client.tier is Tier.ENDED:
        return ""
    if facts.pauses(now):
        return (
            _("Paused until %(day)s") % {"day": day(facts.paused_until)}
            if facts.paused_until
            else _("Paused")
        )
    if facts.is_silent(now):
        last = facts.last_workout_at
        return _("No workout since %(day)s") % {"day": day(last)} if last else _("No workout yet")
    if client.tier is not Tier.FINE:
        return ""
    return _("Completed, keeps it up") if facts.status is Status.COMPLETED else _("Nothing open")


def day(moment: datetime) -> str:
    """3 Nov, or 3 Nov 2025 in another year: on the clock of the person who looks."""
    local, today = timezone.localtime(moment), timezone.localdate()
    return date_format(local, _("j M") if local.year == today.year else _("j M Y"))


def minute(moment: datetime) -> str:
    """3 Nov, 10:05."""
    return listed([day(moment), f"{timezone.localtime(moment):%H:%M}"])


def levels_of(clients: Iterable[Client]) -> dict[tuple[int, int], str]:
    """Level 4 of 10: half-bent leg raise. By program and level, each put into words once."""
    pairs = {(client.program, client.level) for client in clients}
    return {
        (program.pk, level): level_words(program, level).partition(",")[0]
        for program, level in pairs
    }


def level_name(number: int) -> str:
    """A level, whichever program it is of."""
    return (
        _("Reverse crunch")
        if number == REVERSE_CRUNCH
        else _("Level %(number)s") % {"number": number}
    )


# The page


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A client as the page shows them."""

    client: Client
    badge: Badge
    reasons: list[str]
    since: str
    trained: str
    level: str
    spark: Spark | None
    is_overdue: bool


def rows_of(
    clients: Collection[Client], now: datetime, drawn: Mapping[int, Spark] | None = None
) -> Iterator[Row]:
    """What is said of each client."""
    levels = levels_of(clients)
    for client in clients:
        level = levels[client.program.pk, client.level]
        yield _row_of(client, now, level, (drawn or {}).get(client.pk))


def _row_of(client: Client, now: datetime, level: str, spark: Spark | None) -> Row:
    trained_at = client.facts.last_workout_at
    return Row(
        client=client,
        badge=BADGES[client.tier],
        reasons=reasons(client, now),
        since=(minute if client.tier.is_stop else day)(client.since),
        trained=day(trained_at) if trained_at else "",
        level=level,
        spark=spark,
        is_overdue=is_overdue(client.review_on),
    )


def is_overdue(review_on: date | None) -> bool:
    """Whether the day of a review is over on the calendar of the person who looks."""
    return review_on is not None and review_on < timezone.localdate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to filter by."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pill:
    """A tier with how many there are, and the address of only those."""

    badge: Badge
    count: int | None
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column that the list can be ordered by."""

    words: str
    address: str
    sort: str


class Worklist:
    """The list as it was asked for. Everything in it comes from the caseload of who asks."""

    def __init__(self, clients: Sequence[Client], asked: Asked, now: datetime) -> None:
        """`clients` are all that this person sees."""
        self.clients = clients
        self.asked = asked
        self.now = now

    @cached_property
    def fitting(self) -> list[Client]:
        """Those asked for, of every tier."""
        return [client for client in self.clients if self.asked.fits(client)]

    @cached_property
    def listed(self) -> list[Client]:
        """Those asked for, the most urgent first: every page of them."""
        wanted = self.asked.tier
        found = [client for client in self.fitting if wanted in ("", slug(client.tier))]
        return in_order(found, self.asked)

    @cached_property
    def page(self) -> Page[Client]:
        """The page that was asked for, or the nearest that there is."""
        return Paginator(self.listed, A_PAGE).get_page(self.asked.p)

    @property
    def result_count(self) -> int:
        """How many there are on all pages."""
        return len(self.listed)

    @cached_property
    def rows(self) -> list[Row]:
        """What the page shows."""
        shown = list(self.page)
        return list(rows_of(shown, self.now, sparks([client.pk for client in shown], self.now)))

    @property
    def not_seen(self) -> int:
        """How many stops of all that this person sees nobody has acknowledged."""
        return sum(not stop.is_seen for client in self.clients for stop in client.facts.stops)

    @property
    def pills(self) -> Iterator[Pill]:
        """The tiers that somebody is in, then who has ended a program."""
        counts = Counter(client.tier for client in self.fitting)
        yield self._pill(None, len(self.fitting) if not self.asked.for_ended else None)
        for tier in sorted({*counts} - {Tier.ENDED}):
            yield self._pill(tier, counts[tier])
        yield self._pill(Tier.ENDED, None)

    def _pill(self, tier: Tier | None, count: int | None) -> Pill:
        wanted = slug(tier) if tier else ""
        return Pill(
            badge=BADGES[tier] if tier else Badge("everybody", _("Everybody")),
            count=count,
            address=self.asked.address(tier=wanted),
            is_chosen=self.asked.tier == wanted,
        )

    @property
    def programs(self) -> list[Choice]:
        """The programs of one's own clients."""
        titles = {
            client.program.slug: in_the_readers_words(client.program.title)
            for client in self.clients
        }
        pairs = sorted(titles.items(), key=lambda pair: pair[1])
        return _choices(pairs, self.asked.program)

    @property
    def usual(self) -> Program | None:
        """The program that most of one's clients are on: a row names any other."""
        counts = Counter(client.program.slug for client in self.clients)
        programs = {client.program.slug: client.program for client in self.clients}
        return min(
            programs.values(),
            key=lambda program: (-counts[program.slug], program.title),
            default=None,
        )

    @property
    def levels(self) -> list[Choice]:
        """The levels that somebody of one's own is on."""
        numbers = sorted({client.level for client in self.clients})
        return _choices([(str(n), level_name(n)) for n in numbers], self.asked.level)

    @property
    def whose(self) -> list[Choice]:
        """Own clients and those of others; nothing to choose where all are one's own."""
        known = {client.whose for client in self.clients}
        pairs = [(value, words) for value, words in WHOSE.items() if value in known]
        return _choices(pairs, self.asked.whose) if known - {OWN} else []

    @property
    def heads(self) -> dict[str, Head]:
        """The columns that can be ordered by."""
        return {name: self._head(name, words) for name, (words, _) in ORDERS.items()}

    def _head(self, name: str, words: str) -> Head:
        up, down = self.asked.o == name, self.asked.o == f"-{name}"
        return Head(
            words=words,
            address=self.asked.address(o=f"-{name}" if up else "" if down else name),
            sort="ascending" if up else "descending" if down else "",
        )

    @property
    def page_number(self) -> str:
        """The page that is shown."""
        return str(self.page.number)

    @property
    def export(self) -> str:
        """The query of the whole list as it was asked for."""
        return self.asked.address()

    @property
    def pages(self) -> list[tuple[str, str]]:
        """The pages around this one, each with its address; a gap has none."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_ends=1)
        return [
            (str(n), self.asked.address(p=str(n)) if isinstance(n, int) else "") for n in numbers
        ]


def _choices(pairs: Sequence[tuple[str, str]], chosen: str) -> list[Choice]:
    return [Choice(value=value, words=words, is_chosen=value == chosen) for value, words in pairs]
