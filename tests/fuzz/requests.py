"""Requests that nobody should send: every address and method, with all that can be wrong."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django import forms
from django.urls import Resolver404, resolve

from tests.fuzz.forms import Form, Pairs, forms_in, spoilt
from tests.routes import Address, every_address

MARKER = "PLANTED-HEALTH-WORDS"
"""Never in a log, whatever happens to the request that carries it."""

SAMPLE = re.compile(r"^(nothing|4|00000000-.*|.*-nothing)$")
"""What `tests/routes.py` puts in the place of an argument."""

METHODS = (
    *("GET", "GET", "POST", "POST", "POST"),
    *("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"),
)
FORM = "application/x-www-form-urlencoded"
TYPES = (
    *(FORM, FORM, FORM),
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    f"multipart/form-data; boundary={'x' * 300}",
    "application/json",
    "application/json; charset=utf-7",
    f"{FORM}; charset=no-such",
    "text/plain",
    "application/octet-stream",
    "",
    "nonsense/\x7f",
)
SURROGATE = "\ud800"
WORDS = (
    *("", " ", "0", "-1", "1.5", "1e308", "-1e308", "1e999", "NaN", "Infinity", "-0", "0x10"),
    *("9" * 400, "9" * 5_000, "99999999999999999999", "2147483648", "9223372036854775808"),
    *("²", "١٢", "½", "true", "null", "[]", "{}", "\x00", "a\x00b", "\r\nSet-Cookie: a=b"),
    *("\u202eright to left", "\u2028", "\ufeff", "🦴" * 50, "é" * 10_000, "x" * 100_000),
    *("<script>alert(1)</script>", "'; DROP TABLE coaching_workout; --", "%00", "%", "%s%n{0}"),
    *("{{ 7*7 }}{% debug %}", "../../etc/passwd", "javascript:alert(1)", "//example.org/"),
    *(
        "2026-13-45",
        "9999-12-31",
        "0001-01-01",
        "9999-12-31T23:59:59+23:59",
        "2026-02-30T25:61:00Z",
    ),
    *(
        "0001-01-01T00:00:00+14:00",
        "Asia/Nowhere",
        "http://[::1",
        "=cmd|' /C calc'!A0",
        "[" * 2_000,
    ),
    *(str(UUID(int=0)), "00000000-0000-0000-0000-00000000000", "{" + str(UUID(int=0)) + "}"),
    *("held", "lost", "numbness", "last", "emergency", f"a{MARKER}@example.org", MARKER, MARKER),
    *(SURROGATE, f"a{SURROGATE}b"),
)
"""What a field may hold. A lone surrogate is sent as the bytes that it would be in UTF-8."""

VALUES = (
    *(None, True, False, -1, 0, 10**30, -(10**400), 1e308, -1e308, 0.1, [], {}, [[]], "", MARKER),
    *(float("nan"), float("inf"), SURROGATE, "\x00", [None] * 60, {"": None}, "9" * 5_000),
)
DEEP = 10_000
MANY = 10_000
HUGE = 10_000_000
BODIES = (
    b"",
    b"\xff\xfe\x00",
    b"[" * DEEP + b"]" * DEEP,
    b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    b'{"entries": ' + b"[" * 900 + b"]" * 900 + b"}",
    b'{"entries": 1e999}',
    b'{"entries": NaN}',
    b'{"entries": ["\\ud800"]}',
    b'{"entries": [], "entries": []}',
    b'{"sent_at": ' + b"9" * 10_000 + b"}",
    b"&".join(b"f%d=1" % number for number in range(MANY)),
    b"&" * MANY,
    b"uuid=%ff%fe&text=%ed%a0%80&%00=%00",
    b'--x\r\nContent-Disposition: form-data; name="uuid"\r\n\r\n\xff\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="../x"\r\n\r\nx\r\n--x--',
    b"--x\r\nContent-Disposition: form-data; name*=utf-8''%ff\r\n\r\nx\r\n--x--\r\n",
    (
        b"--x\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: form-data; name="uuid"\r\n\r\n!\r\n--x--\r\n'
    ),
    b"--x\r\n" * 300,
    b"--x\r\n" + b"A: b\r\n" * 3_000 + b"\r\n--x--",
    b"\x00" * 1_000,
)
HUGE_BODIES = (
    b"x" * HUGE,
    b'{"entries": "' + b"x" * HUGE + b'"}',
    b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + b"x" * HUGE + b"\r\n--x--",
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    + b"x" * HUGE
    + b"\r\n--x--",
)
HEADERS = (
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Target": "\x7f" * 50, "HX-Current-URL": "http://[::1"},
    {"HX-Request": "true", "HX-Current-URL-URI-AutoEncoded": "true", "HX-Current-URL": "%ff"},
    {"Accept": "application/json"},
    {"Accept": "*/*;q=abc"},
    {"Accept-Encoding": "gzip;q=x, \x7f"},
    {"Accept-Language": "x" * 3_000},
    {"If-None-Match": '"' * 300, "If-Modified-Since": "yesterday"},
    {"If-Modified-Since": "Mon, 99 Xxx 99999 99:99:99 GMT"},
    {"If-Unmodified-Since": "Sun, 06 Nov 1994 08:49:37 GMT", "If-Match": "*"},
    {"Range": "bytes=0-,5-1,-1"},
    {"X-Forwarded-For": ", , 999.1.1.1, ::1"},
    {"X-Forwarded-Proto": "gopher"},
    {"X-Forwarded-Host": "example.org"},
    {"Host": "example.org"},
    {"Host": "a b:99999999"},
    {"X-Request-ID": "x" * 500},
    {"Sec-Fetch-Site": "cross-site"},
    {"Referer": "http://[::1"},
    {"Origin": "null"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Authorization": "Bearer \x7f"},
    {"Authorization": "Basic !!!"},
    {"Content-Encoding": "gzip"},
    {"Transfer-Encoding": "chunked"},
    {"Expect": "100-continue"},
    {"Content-Length": "-1"},
    {"Content-Length": "x"},
    {"Content-Length": "5"},
    {"Content-Length": "99999999999999999999"},
    {"X-CSRFToken": "\x7f"},
    {"User-Agent": f"{MARKER} " + "x" * 2_000},
    {"User-Agent": "é\x00" + "🦴".encode().decode("latin-1")},
)
COOKIES = (
    *({"time_zone": zone} for zone in ("\x7f" * 100, "../../etc/passwd", "x" * 4_000, MARKER)),
    *({"sessionid": key} for key in ("", "x", "\x7f", "x" * 5_000, "../../x", "a\\000b", MARKER)),
    {"waiting": "1; path=/"},
    {"messages": '[["__json_message"'},
    {"csrftoken": "x" * 5_000},
    {"csrftoken": "\xff"},
)
READ_AGAIN = 0.1
"""How often a page whose forms are known is read again: what they say may have changed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, as the test client takes it, to the address of this name."""

    name: str
    method: str
    path: str
    body: bytes = b""
    content_type: str = FORM
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        body = repr(self.body[:400]) + f"… ({len(self.body)} bytes)" * (len(self.body) > 400)
        told = (self.path[:400], self.content_type, self.headers, self.cookies, body)
        return f"{self.method} {' '.join(str(part)[:500] for part in told)}"


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
    desk = {"tier", "p", "all", "e", "id__in", "seen_page", "thigh", "knee", "core", "z", "f"}
    return sorted(found | extra | desk)


def encoded(pairs: Pairs) -> str:
    """As a form sends it, with whatever cannot be sent."""
    return urlencode(pairs, errors="surrogatepass")


class Sender:
    """Chooses, by chance that can be repeated. `spoilt` counts what was done, by kind."""

    def __init__(self, seed: int, ids: Sequence[str], batch: dict[str, Any] | None = None) -> None:
        """`ids` are of rows that are there; `batch` is what a phone of theirs would send."""
        self.rng, self.ids, self.batch = Random(seed), list(ids), batch
        self.addresses, self.names = every_address(), field_names()
        self.read, self.meddled = self._in_turn(), self._in_turn()
        self.forms: dict[tuple[str, ...], Form] = {}
        self.pages: set[str] = set()
        self.hopes = [*WORDS, *self.ids, *self.ids]
        self.spoilt: Counter[str] = Counter()

    def next(self) -> Sent:
        """The next request."""
        kind = self.rng.random()
        if kind < 0.4 and self.forms:
            return self._form_sent()
        if kind < 0.5 and self.batch:
            return self._batch_sent()
        if kind < 0.7:
            address = next(self.read)
            return Sent(address.name, "GET", self._path(address, hope=0.9) + self._query())
        return self._junk()

    def met(self, page: str, at: str) -> None:
        """Remember the forms of a page that came: of each the newest, so that none crowds."""
        path = at.partition("?")[0]
        if path in self.pages and self.rng.random() > READ_AGAIN:
            return
        self.pages.add(path)
        for form in forms_in(page, at):
            fields = sorted({*dict(form.fixed), *form.choices})
            self.forms[form.method, form.action.partition("?")[0], *fields] = form

    def _in_turn(self) -> Iterator[Address]:
        """Every address before any a second time."""
        while True:
            yield from self.rng.sample(self.addresses, len(self.addresses))

    def _form_sent(self) -> Sent:
        rng = self.rng
        form = rng.choice(list(self.forms.values()))
        name = name_of(form.action.partition("?")[0])
        told = encoded(spoilt(form.filled(rng), rng, self.hopes, self.names, self.spoilt))
        if form.method == "GET":
            return Sent(name, "GET", f"{form.action.partition('?')[0]}?{told[:20_000]}")
        return Sent(name, "POST", form.action, told.encode(), headers=self._headers(0.15))

    def _batch_sent(self) -> Sent:
        told: Any = deepcopy(self.batch)
        for _ in range(self.rng.choice((0, 1, 1, 2, 4))):
            self._spoil(told)
        body = json.dumps(told).encode()
        return Sent("outbox", "POST", "/outbox/", body, "application/json")

    def _spoil(self, told: Any) -> None:
        """Change something, at any depth."""
        rng = self.rng
        places = list(told) if isinstance(told, dict) else list(range(len(told)))
        if not places:
            return
        place = rng.choice(places)
        if isinstance(told[place], dict | list) and told[place] and rng.random() < 0.8:
            self._spoil(told[place])
        elif rng.random() < 0.2:
            self.spoilt["entry: gone"] += 1
            del told[place]
        elif rng.random() < 0.2 and isinstance(told, dict):
            self.spoilt["entry: more"] += 1
            told[rng.choice((*self.names, "sets", "workout", "plan", ""))] = self._thing()
        else:
            self.spoilt["entry: value"] += 1
            told[place] = self._thing()

    def _thing(self) -> Any:
        rng = self.rng
        return deepcopy(rng.choice((rng.choice(VALUES), rng.choice(self.hopes), self.batch)))

    def _junk(self) -> Sent:
        rng, address = self.rng, next(self.meddled)
        return Sent(
            name=address.name,
            method=rng.choice(METHODS),
            path=self._path(address, hope=0.4) + self._query(),
            body=self._body(),
            content_type=rng.choice(TYPES),
            headers=self._headers(0.4),
            cookies=self._cookies(0.15),
        )

    def _headers(self, often: float) -> dict[str, str]:
        if self.rng.random() > often:
            return {}
        self.spoilt["headers"] += 1
        return self.rng.choice(HEADERS)

    def _cookies(self, often: float) -> dict[str, str]:
        if self.rng.random() > often:
            return {}
        self.spoilt["cookies"] += 1
        return self.rng.choice(COOKIES)

    def _path(self, address: Address, *, hope: float) -> str:
        """With an id that is there, by so much hope, or anything."""
        parts = address.path.split("/")
        for place, part in enumerate(parts):
            if SAMPLE.search(part):
                is_hoped = self.rng.random() < hope
                self.spoilt["path"] += not is_hoped
                value = self.rng.choice(self.ids if is_hoped else WORDS)[:300]
                parts[place] = quote(value, safe="", errors="surrogatepass") or "x"
        return "/".join(parts)

    def _query(self) -> str:
        if self.rng.random() > 0.5:
            return ""
        self.spoilt["query"] += 1
        return f"?{self._pairs(self.rng.randint(1, 4))[:20_000]}"

    def _pairs(self, most: int) -> str:
        rng = self.rng
        return encoded([(rng.choice(self.names), rng.choice(self.hopes)) for _ in range(most)])

    def _body(self) -> bytes:
        rng, kind = self.rng, self.rng.random()
        if kind < 0.6:
            self.spoilt["body: any fields"] += 1
            return self._pairs(rng.randint(0, 12)).encode()
        if kind < 0.75:
            self.spoilt["body: any JSON"] += 1
            return json.dumps([rng.choice(VALUES), {rng.choice(self.names): 1}]).encode()
        if kind < 0.99:
            self.spoilt["body: malformed"] += 1
            return rng.choice(BODIES)
        self.spoilt["body: ten megabytes"] += 1
        return rng.choice(HUGE_BODIES)


def name_of(path: str) -> str:
    """The name of the address that this path leads to, or nothing."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
