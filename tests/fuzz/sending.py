"""Sending requests, judging answers, and making the one that broke something small."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from io import BytesIO
from time import thread_time

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils.module_loading import import_string

from accounts.models import User
from tests.fuzz.requests import MARKER, Sender, Sent

LONGEST_ANSWER = 1_500_000
"""Bytes. The largest page of all shows every rule with its sources; nothing comes near this."""
SLOW = 2.0
"""Seconds of the processor; a fuller machine makes nothing slow."""
BLOCK = 50
"""Requests after which everything is as it was at the beginning."""
TRACEBACK = b"Traceback (most recent call last)"


class Kept(logging.Handler):
    """All that was logged, as the site would write it."""

    def __init__(self) -> None:
        """Nothing was logged yet."""
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        told = dict(settings.LOGGING["formatters"]["line"])
        self.setFormatter(import_string(told.pop("()"))(**told))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(self.format(record))


@contextmanager
def listening() -> Iterator[Kept]:
    """What the site logs meanwhile, at the level of a site that runs; nobody else hears it."""
    kept = Kept()
    loggers = [logging.getLogger(name) for name in (None, *settings.LOGGING["loggers"])]
    heard = {each: each.handlers for each in loggers if each.name == "root" or not each.propagate}
    for each in heard:
        each.handlers = [kept]
    yield kept
    for each, handlers in heard.items():
        each.handlers = handlers


@dataclass(slots=True)
class Run:
    """A number of requests by one person, or by nobody."""

    actor: User | None
    sender: Sender
    sent: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    """Addresses, methods and statuses: what was asked, how, and what came."""
    slow: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def go(self, count: int) -> None:
        """Send so many."""
        with listening() as log:
            while self.sent < count:
                self._block(log, min(BLOCK, count - self.sent))

    def told(self) -> dict[str, int]:
        """What was sent and what came, as counts that can be added up."""
        spoilt = {f"spoilt {kind}": count for kind, count in self.sender.spoilt.items()}
        return {"requests": self.sent, **self.seen, **spoilt}

    def _block(self, log: Kept, count: int) -> None:
        cache.clear()
        with transaction.atomic():
            client = self._client()
            for _ in range(count):
                sent = self.sender.next()
                if why := self._fault(client, sent, log):
                    self.faults.append(f"{why}\n  {self._smaller(sent, log)}")
                    break
            transaction.set_rollback(True)
        self.sent += count

    def _client(self) -> Client:
        client = Client(raise_request_exception=False)
        if self.actor:
            client.force_login(self.actor)
        return client

    def _fault(self, client: Client, sent: Sent, log: Kept) -> str:
        """What is wrong with the answer, or nothing."""
        session = client.cookies.output(header="", sep=";")
        client.cookies.load(sent.cookies)
        began, seen = thread_time(), len(log.lines)
        # The test client's own stream fails where more is announced than comes; a line just ends.
        line = {"wsgi.input": BytesIO(sent.body)}
        response = client.generic(
            sent.method, sent.path, sent.body, sent.content_type, headers=sent.headers, **line
        )
        content = b"".join(response.streaming_content) if response.streaming else response.content
        took = thread_time() - began
        # Who logged out, or was given another session, is who they were again.
        client.cookies = SimpleCookie(session)
        self.seen.update(
            (f"address {sent.name}", f"method {sent.method}", f"status {response.status_code}")
        )
        if took > SLOW:
            self.slow.append(f"{took:.1f} s: {sent}")
        is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
        if is_page and "Content-Encoding" not in response:
            self.sender.met(content.decode(), sent.path)
        lines = log.lines[seen:]
        wrong = {
            f"status {response.status_code}: {lines[-1:]}": response.status_code >= 500,
            "a traceback": TRACEBACK in content,
            f"{len(content)} bytes": len(content) > LONGEST_ANSWER,
            f"logged: {[line for line in lines if MARKER in line]}": MARKER in "".join(lines),
        }
        return "; ".join(why for why, is_so in wrong.items() if is_so)

    def _smaller(self, sent: Sent, log: Kept) -> Sent:
        """The same fault with less, as far as it comes without what was sent before."""
        is_smaller = True
        while is_smaller:
            is_smaller = False
            for less in lesser(sent):
                if self._breaks(less, log):
                    sent, is_smaller = less, True
                    break
        return sent

    def _breaks(self, sent: Sent, log: Kept) -> bool:
        with transaction.atomic():
            breaks = bool(self._fault(self._client(), sent, log))
            transaction.set_rollback(True)
        return breaks


def lesser(sent: Sent) -> Iterator[Sent]:
    """The request without one of its parts."""
    if sent.headers:
        yield replace(sent, headers={})
    if sent.cookies:
        yield replace(sent, cookies={})
    path, _, query = sent.path.partition("?")
    if query:
        yield from (
            replace(sent, path=f"{path}?{less}" if less else path) for less in without_one(query)
        )
    if sent.body:
        yield replace(sent, body=b"")
        if len(sent.body) < 100_000:
            less_told = without_one(sent.body.decode("latin-1"))
            yield from (replace(sent, body=less.encode("latin-1")) for less in less_told)


def without_one(pairs: str) -> Iterator[str]:
    """A form without one of its fields."""
    parts = pairs.split("&")
    if 1 < len(parts) < 100:
        yield from ("&".join(parts[:at] + parts[at + 1 :]) for at in range(len(parts)))
