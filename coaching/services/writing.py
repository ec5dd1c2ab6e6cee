"""What client and physiotherapist write: that a stop was seen, notes, plans, messages.

Nothing of it moves anybody. Sent twice under one uuid it is one.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.models import CareLink, User
from accounts.texts import lazy
from coaching.models import Acknowledgement, DeskNote, Message, PlannedReview
from coaching.services.refusals import AlreadyReported, NotFound, OutOfOrder
from coaching.services.reviewing import locked_for
from coaching.services.settling import one_transaction

LONGEST = 2_000
"""Characters of a note or a message."""
MOST_MESSAGES = 20
"""Messages that one side may write under one link within `MESSAGES_COUNT_FOR`."""
MESSAGES_COUNT_FOR = timedelta(hours=1)

NOT_HERE = lazy("That client is not here.")


def acknowledge(
    *,
    physiotherapist: User,
    enrolment: UUID,
    uuid: UUID,
    stops: Iterable[str],
    reason: str,
    now: datetime,
) -> Acknowledgement:
    """Say that these stops were seen. They stay open: only a clearance ends one.

    Raises OutOfOrder unless each is open, and where no reason is given.
    """
    with one_transaction():
        found = locked_for(physiotherapist, enrolment)
        told: dict[str, Any] = {
            "enrolment_id": found.pk,
            "author_id": physiotherapist.pk,
            "reason": _words(reason, _("Write down the reason.")),
            "stops": sorted(set(stops)),
        }
        known = _known(Acknowledgement.objects.all(), uuid, told)
        if known:
            return known
        if not told["stops"]:
            raise OutOfOrder(_("Name the stops that you have seen."))
        if not set(told["stops"]) <= set(found.where.open_stops):
            raise OutOfOrder(_("One of these stops is not open any more."))
        return Acknowledgement.objects.create(uuid=uuid, written_at=now, **told)


def plan_review(
    *, physiotherapist: User, enrolment: UUID, uuid: UUID, on: date | None, now: datetime
) -> PlannedReview:
    """Name the day on which this client is to be looked at next; None takes it back.

    Raises OutOfOrder for a day that is over on the physiotherapist's own calendar.
    """
    with one_transaction():
        found = locked_for(physiotherapist, enrolment)
        told = {"enrolment_id": found.pk, "author_id": physiotherapist.pk, "on": on}
        known = _known(PlannedReview.objects.all(), uuid, told)
        if known:
            return known
        if on and on < now.astimezone(physiotherapist.zone).date():
            raise OutOfOrder(_("Choose today or a later day."))
        return PlannedReview.objects.create(uuid=uuid, written_at=now, **told)


def note_to_self(
    *, physiotherapist: User, enrolment: UUID, uuid: UUID, text: str, now: datetime
) -> DeskNote:
    """Write something down that nobody else reads."""
    with one_transaction():
        found = locked_for(physiotherapist, enrolment)
        words = _words(text, _("Write something first."))
        told = {"enrolment_id": found.pk, "author_id": physiotherapist.pk, "text": words}
        known = _known(DeskNote.objects.all(), uuid, told)
        return known or DeskNote.objects.create(uuid=uuid, written_at=now, **told)


def write_to_client(
    *, physiotherapist: User, client: User, uuid: UUID, text: str, now: datetime
) -> Message:
    """Write to a client under one's own link; a cover writes under the one that they cover.

    Raises NotFound where there is none, OutOfOrder after too many messages.
    """
    with one_transaction():
        link = _link_of(physiotherapist, client)
        return _write(link, physiotherapist, uuid, text, now, by_client=False)


def write_to_physiotherapist(
    *, client: User, link: UUID, uuid: UUID, text: str, now: datetime
) -> Message:
    """Write to the physiotherapist of a link that the client agrees to.

    Raises NotFound for somebody else's link, OutOfOrder for one that has ended, and after too
    many messages.
    """
    with one_transaction():
        found = _locked(CareLink.objects.about(client).filter(uuid=link))
        if found is None:
            raise NotFound(_("That conversation is not here."))
        if not found.is_active:
            raise OutOfOrder(_("You share nothing with them now, so they would not read it."))
        return _write(found, client, uuid, text, now, by_client=True)


def read_as_client(*, client: User, messages: Iterable[UUID], now: datetime) -> int:
    """The client has read these; how many of them were new."""
    shown = Message.objects.of(client).for_the_client().filter(uuid__in=list(messages))
    return shown.unread().update(read_at=now)


def read_as_physiotherapist(
    *, physiotherapist: User, messages: Iterable[UUID], now: datetime
) -> int:
    """The physiotherapist, or who covers for them, has read these; how many were new."""
    shown = Message.objects.seen_by(physiotherapist).for_the_physiotherapist()
    return shown.filter(uuid__in=list(messages)).unread().update(read_at=now)


def unread_for(physiotherapist: User) -> Counter[int]:
    """How many messages wait for this physiotherapist, by the key of their client."""
    waiting = Message.objects.seen_by(physiotherapist).for_the_physiotherapist().unread()
    return Counter(waiting.order_by().values_list("link__client", flat=True))


def _link_of(physiotherapist: User, client: User) -> CareLink:
    """The link that this physiotherapist writes under: their own comes before one they cover."""
    seen = CareLink.objects.seen_by(physiotherapist).about(client).order_by("since", "pk")
    link = _locked(seen.of(physiotherapist)) or _locked(seen)
    if link is None or not physiotherapist.is_physiotherapist:
        raise NotFound(NOT_HERE)
    return link


def _locked(links: QuerySet[CareLink]) -> CareLink | None:
    """Held until the transaction ends, so that nothing is written after a withdrawal."""
    return links.select_for_update(of=("self",), no_key=True).first()


def _write(
    link: CareLink, author: User, uuid: UUID, text: str, now: datetime, *, by_client: bool
) -> Message:
    words = _words(text, _("Write something first."))
    told = {"link_id": link.pk, "author_id": author.pk, "by_client": by_client, "text": words}
    known = _known(Message.objects.all(), uuid, told)
    if known:
        return known
    written = Message.objects.filter(link=link, by_client=by_client)
    if written.filter(written_at__gt=now - MESSAGES_COUNT_FOR).count() >= MOST_MESSAGES:
        raise OutOfOrder(_("That is a lot of messages in one hour. Try again later."))
    return Message.objects.create(uuid=uuid, written_at=now, **told)


def _words(text: str, missing: str) -> str:
    """What was written, as it is kept. Browsers send line ends as carriage return, line feed."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise OutOfOrder(missing)
    if len(words) > LONGEST:
        raise OutOfOrder(
            _("That is longer than %(LONGEST)s characters.") % {"LONGEST": f"{LONGEST:,}"}
        )
    return words


def _known[Row: Model](rows: QuerySet[Row], uuid: UUID, told: dict[str, Any]) -> Row | None:
    """The row that came under this uuid before. Raises AlreadyReported where it says otherwise."""
    known = rows.filter(uuid=uuid).first()
    if known and any(getattr(known, name) != value for name, value in told.items()):
        raise AlreadyReported(_("Something else was saved already. Load the page again."))
    return known
