"""Requests that nobody should send: every address and method, with all that can be wrong."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django import forms

from tests.routes import Address, every_address

MARKER = "PLANTED-HEALTH-WORDS"
"""Never in a log, whatever happens to the request that carries it."""

SAMPLE = re.compile(r"^(nothing|4|00000000-.*|.*-nothing)$")
"""What `tests/routes.py` puts in the place of an argument."""

METHODS = ("GET", "POST", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW")
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
    "application/json; charset=utf-7",
    "text/plain",
    "application/octet-stream",
    "",
    "nonsense/\x7f",
)
WORDS = (
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "1e308",
    "NaN",
    "Infinity",
    "-0",
    "9" * 400,
    "99999999999999999999",
    "²",
    "١٢",
    "true",
    "null",
    "[]",
    "{}",
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202eright to left",
    "🦴" * 50,
    "é" * 10_000,
    "<script>alert(1)</script>",
    "'; DROP TABLE coaching_workout; --",
    "{{ 7*7 }}{% debug %}",
    "../../etc/passwd",
    "2026-13-45",
    "9999-12-31T23:59:59+23:59",
    "0001-01-01",
    "2026-02-30T25:61:00Z",
    "Asia/Nowhere",
    "javascript:alert(1)",
    "//example.org/",
    "http://[::1",
    str(UUID(int=0)),
    "00000000-0000-0000-0000-00000000000",
    "held",
    "lost",
    "numbness",
    f"{MARKER}",
)
JUNK_BODIES = (
    b"",
    b"\xff\xfe\x00",
    b"{" * 10_000,
    b"[" * 10_000 + b"]" * 10_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"entries": 1e999}',
    b'{"entries": NaN}',
    b'{"entries": ["\\ud800"]}',
    b"&".join(b"f%d=1" % number for number in range(3_000)),
    b'--x\r\nContent-Disposition: form-data; name="uuid"\r\n\r\n\xff\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="../x"\r\n\r\nx\r\n--x--',
    b"--x\r\n" * 300,
    b"x" * 3_000_000,
    b"\x00" * 1_000,
)
HEADERS = (
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Target": "\x7f" * 50, "HX-Current-URL": "http://[::1"},
    {"Accept": "application/json"},
    {"Accept": "*/*;q=abc"},
    {"Accept-Language": "x" * 3_000},
    {"If-None-Match": '"' * 300, "If-Modified-Since": "yesterday"},
    {"Range": "bytes=0-,5-1,-1"},
    {"X-Forwarded-For": ", , 999.1.1.1, ::1"},
    {"X-Request-ID": "x" * 500},
    {"Sec-Fetch-Site": "cross-site"},
    {"Referer": "http://[::1"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Authorization": "Bearer \x7f"},
    {"Content-Encoding": "gzip"},
    {"User-Agent": f"{MARKER} " + "x" * 2_000},
)
COOKIES = (
    {"time_zone": "\x7f" * 100},
    {"time_zone": "../../etc/passwd"},
    {"waiting": "1; path=/"},
    {"messages": '[["__json_message"'},
    {"csrftoken": "x" * 5_000},
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, as the test client takes it."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        body = repr(self.body[:200]) + f"… ({len(self.body)} bytes)" * (len(self.body) > 200)
        return f"{self.method} {self.path[:300]} {self.content_type} {self.headers} {body}"


def field_names() -> list[str]:
    """The names of all fields of all forms of ours."""
    found: set[str] = set()
    todo: list[type[forms.BaseForm]] = [forms.BaseForm]
    while todo:
        form = todo.pop()
        todo += form.__subclasses__()
        if form.__module__.startswith(("accounts", "coaching", "allauth")):
            found |= set(getattr(form, "base_fields", {}))
    extra = {"answer", "text_version", "action", "_popup", "_to_field", "next", "page", "q", "o"}
    return sorted(found | extra)


class Sender:
    """Chooses, by chance that can be repeated."""

    def __init__(self, seed: int, ids: Sequence[str]) -> None:
        """`ids` are of rows that are there."""
        self.rng, self.ids = Random(seed), ids
        self.addresses, self.names = every_address(), field_names()

    def requests(self, count: int) -> Iterator[Sent]:
        """So many."""
        for _ in range(count):
            yield self._request()

    def _request(self) -> Sent:
        rng = self.rng
        path = self._path(rng.choice(self.addresses))
        if rng.random() < 0.5:
            path += "?" + self._form(rng.randint(1, 4))
        return Sent(
            method=rng.choice(METHODS),
            path=path,
            body=self._body(),
            content_type=rng.choice(TYPES),
            headers=rng.choice(HEADERS) if rng.random() < 0.4 else {},
            cookies=rng.choice(COOKIES) if rng.random() < 0.15 else {},
        )

    def _path(self, address: Address) -> str:
        parts = address.path.split("/")
        given = [place for place, part in enumerate(parts) if SAMPLE.search(part)]
        for place in given:
            parts[place] = quote(self._value()[:300], safe="") or "x"
        return "/".join(parts)

    def _value(self) -> str:
        rng = self.rng
        return rng.choice(self.ids) if self.ids and rng.random() < 0.35 else rng.choice(WORDS)

    def _form(self, most: int) -> str:
        return urlencode([(self.rng.choice(self.names), self._value()) for _ in range(most)])

    def _body(self) -> bytes:
        rng, kind = self.rng, self.rng.random()
        if kind < 0.6:
            return self._form(rng.randint(0, 12)).encode()
        if kind < 0.85:
            return json.dumps(self._json(0)).encode()
        return rng.choice(JUNK_BODIES)

    def _json(self, depth: int) -> Any:
        rng = self.rng
        if depth > 4 or rng.random() < 0.3:
            return rng.choice((self._value(), None, True, -1, 1e308, 10**30, [], {}))
        if rng.random() < 0.3:
            return [self._json(depth + 1) for _ in range(rng.randint(0, 4))]
        names = (*self.names, "entries", "kind", "id", "account", "said", "sets", "told", "offered")
        return {rng.choice(names): self._json(depth + 1) for _ in range(rng.randint(0, 6))}
