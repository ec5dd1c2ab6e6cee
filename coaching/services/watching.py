"""Mails about stops that nobody has seen: to whom, when, and each of them once.

What is due is found anew from what stands in the tables. So nothing has to be told of a stop for
its mail to go, and what did not go is tried again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from time import monotonic

from accounts.models import CareLink, Cover, Membership, User
from coaching import mailing
from coaching.models import Enrolment, StopNotice
from coaching.models.enrolment import OVERDUE_AFTER
from coaching.stops import acknowledged, received

Kind = StopNotice.Kind
Key = tuple[int, str, int, str]
"""What makes a notice one: its enrolment, stop, recipient and kind."""

ONE_TRY = timedelta(minutes=5)
"""So long a process may take to hand one mail over. If it died meanwhile, another one tries."""
ONE_ROUND = timedelta(minutes=2)
"""So long a process takes mails in hand: its `now` would be too old for `ONE_TRY` after that."""


@dataclass(frozen=True, slots=True)
class Mailed:
    """How many mails the mail server took, and how many it did not."""

    sent: int
    failed: int


def mail_notices(*, now: datetime) -> Mailed:
    """Send every mail that is due, each once however many processes do this at a time.

    A process that dies between the mail server's yes and its own note of it leaves a notice
    that is sent a second time. The other way round, it might never be sent.
    """
    find_notices(now=now)
    over_at = monotonic() + ONE_ROUND.total_seconds()
    due = StopNotice.objects.filter(sent_at=None, due_at__lte=now).select_related("to")
    in_time = takewhile(lambda _notice: monotonic() < over_at, due)
    results = [_send(notice, now) for notice in in_time]
    return Mailed(sent=results.count(True), failed=results.count(False))


def find_notices(*, now: datetime) -> None:
    """Write down which mails are due; what was not sent and is not needed any more goes."""
    wanted = dict(_wanted(now))
    unsent = StopNotice.objects.filter(sent_at=None)
    gone = [notice.pk for notice in unsent if _key(notice) not in wanted]
    unsent.filter(pk__in=gone).delete()
    known = {_key(notice) for notice in StopNotice.objects.filter(stop__in=_stops(wanted))}
    StopNotice.objects.bulk_create(
        (_notice(key, due_at) for key, due_at in wanted.items() if key not in known),
        ignore_conflicts=True,
    )


def _send(notice: StopNotice, now: datetime) -> bool | None:
    """Whether the mail server took it; None where another process has it in hand.

    A process takes a notice by putting off when it is due. It holds no lock meanwhile: on SQLite
    one lock is for everybody, and nobody could report anything while a mail server is slow.
    """
    own = StopNotice.objects.filter(pk=notice.pk, sent_at=None)
    if not own.filter(due_at__lte=now).update(due_at=now + ONE_TRY):
        return None
    try:
        mailing.mail_stop(notice)
    except OSError:
        own.update(due_at=now)
        return False
    own.update(sent_at=now)
    return True


# Who is to be told of what


def _wanted(now: datetime) -> Iterator[tuple[Key, datetime]]:
    """Every mail that a stop which nobody has seen calls for by now, and since when."""
    stopped = list(Enrolment.objects.stopped())
    seen = acknowledged(stopped)
    unseen = [(row, stop) for row in stopped for stop in row.where.open_stops if stop not in seen]
    heard = received(stop for _, stop in unseen)
    teams = _teams(now, {row.client_id for row, _ in unseen})
    for row, stop in unseen:
        for team in teams[row.client_id]:
            # A stop of unknown origin is taken to be old: one mail too many beats one too few.
            since = max(heard.get(stop, row.started_at), team.since)
            yield from _calls(team.nearest, row, stop, Kind.NEW, since)
            if now - since >= OVERDUE_AFTER:
                due_at = since + OVERDUE_AFTER
                yield from _calls(team.further, row, stop, Kind.OVERDUE, due_at)


def _calls(
    people: Iterable[int], row: Enrolment, stop: str, kind: StopNotice.Kind, due_at: datetime
) -> Iterator[tuple[Key, datetime]]:
    for person in people:
        yield (row.pk, stop, person, kind.value), due_at


@dataclass(frozen=True, slots=True)
class _Team:
    """Who is told about the stops of a link's client, at once and when they are overdue."""

    since: datetime
    nearest: set[int]
    further: set[int]


def _teams(now: datetime, clients: Iterable[int]) -> dict[int, list[_Team]]:
    """The people of each client, by their links. Only who may open the desk is told."""
    links = list(CareLink.objects.active().filter(client__in=list(clients)))
    clinics = {link.clinic_id for link in links if link.clinic_id}
    covers = _covers(now, clinics)
    leads = _leads(clinics)
    may_look = set(User.objects.physiotherapists().values_list("pk", flat=True))
    found: dict[int, list[_Team]] = defaultdict(list)
    for link in links:
        own = {link.physiotherapist_id} & may_look
        cover = covers[link.physiotherapist_id, link.clinic_id] & may_look
        # Where there is nobody else to tell, the same person is told again.
        further = cover | (leads[link.clinic_id] & may_look) or own
        found[link.client_id].append(_Team(link.since or now, own | cover, further))
    return found


def _covers(now: datetime, clinics: Collection[int]) -> dict[tuple[int, int | None], set[int]]:
    """Who covers at this moment, by who is away and in which clinic."""
    found: dict[tuple[int, int | None], set[int]] = defaultdict(set)
    for cover in Cover.objects.in_force(now).filter(clinic__in=clinics):
        found[cover.physiotherapist_id, cover.clinic_id].add(cover.cover_id)
    return found


def _leads(clinics: Collection[int]) -> dict[int | None, set[int]]:
    """Who leads, by clinic."""
    found: dict[int | None, set[int]] = defaultdict(set)
    for membership in Membership.objects.active().leads().filter(clinic__in=clinics):
        found[membership.clinic_id].add(membership.user_id)
    return found


def _stops(keys: Iterable[Key]) -> set[str]:
    return {stop for _, stop, _, _ in keys}


def _key(notice: StopNotice) -> Key:
    return notice.enrolment_id, notice.stop, notice.to_id, notice.kind


def _notice(key: Key, due_at: datetime) -> StopNotice:
    enrolment, stop, to, kind = key
    return StopNotice(enrolment_id=enrolment, stop=stop, to_id=to, kind=kind, due_at=due_at)
