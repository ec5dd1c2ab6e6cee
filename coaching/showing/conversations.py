"""A client's messages, by the care link under which they were written."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from accounts.models import CareLink, User
from coaching.models import Message

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What passed under one link: `waiting` is how many messages the client has not read."""

    link: CareLink
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CareNews:
    """How many messages the client has not read, None where there was never anybody to write.

    `words_changed`: they have not answered yet to what is new in the words they agreed to.
    """

    unread: int | None
    words_changed: bool


def conversations(client: User) -> list[Conversation]:
    """Every link that a client agreed to, the present ones first."""
    links = CareLink.objects.about(client).exclude(since=None)
    rows = links.select_related("physiotherapist", "clinic").order_by("ended_at", "since")
    waiting = Message.objects.of(client).for_the_client().unread().values_list("link", flat=True)
    unread = list(waiting)
    found = [Conversation(link=link, waiting=unread.count(link.pk)) for link in rows]
    return sorted(found, key=lambda each: not each.link.is_active)


def care_news(client: User) -> CareNews:
    """What today's page says of whoever cares for the client, in one query where all is read."""
    new = Q(messages__by_client=False, messages__read_at=None)
    own = CareLink.objects.about(client).exclude(since=None)
    links = list(own.annotate(unread=Count("messages", filter=new)))
    return CareNews(
        unread=sum(link.unread for link in links) if links else None,
        words_changed=any(link.is_outdated for link in links) and own.unanswered().exists(),
    )


def page_of(client: User, link: CareLink, number: str | None) -> Page[Message]:
    """One page of a conversation; the first has the newest, oldest of them first."""
    own = Message.objects.of(client).filter(link=link).select_related("author")
    page = Paginator(own, PAGE).get_page(number)
    page.object_list = list(page.object_list)[::-1]
    return page


def new_in(messages: Iterable[Message]) -> list[UUID]:
    """Which of them the client is about to read for the first time."""
    return [row.uuid for row in messages if not row.by_client and row.read_at is None]
