"""The real server, asked in ways that are no HTTP: it answers, or hangs up, and goes on."""

import re
import socket
from collections.abc import Iterator
from random import Random

import pytest

from tests.fuzz.requests import HUGE, MARKER
from tests.fuzz.sending import LONGEST_ANSWER
from tests.fuzz.serving import HOST, Site, serving

pytestmark = pytest.mark.long

SEED = 20260105
COUNT = 400
PATIENCE = 20  # seconds
UNFINISHED = 1
"""Seconds to wait for an answer to what may be no whole request."""
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
PATHS = ("/", "/learn/", "/outbox/", "/accounts/login/", "/static/", "/static/../x", "/admin/", "*")
PLAIN = b"Host: 127.0.0.1\r\n"

WHOLE = (
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: \r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /\r\n",
    b"GET  /  HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /\xff%ff%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET http://example.org/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET //example.org/%2e%2e/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"CONNECT example.org:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 300,
    b"\x00" * 5_000,
    b"\r\n" * 5_000,
    b"G" * 100_000,
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /?" + b"a=1&" * 12_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"A: b\r\n" * 3_000 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + b"a=b; " * 20_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA : b\r\n folded\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
)
"""Each is a request for itself."""

HEADS = (
    b"Content-Length: 3\r\n",
    b"Content-Length: 30000\r\n",
    b"Content-Length: -1\r\n",
    b"Content-Length: abc\r\n",
    b"Content-Length: 3\r\nContent-Length: 4\r\n",
    b"Content-Length: 99999999999999999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n",
    b"Transfer-Encoding: xchunked\r\n",
    b"Expect: 100-continue\r\nContent-Length: 3\r\n",
    b"Content-Type: application/json\r\nContent-Length: 3\r\n",
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5\r\n",
    b"Cookie: sessionid=\xff\x00\r\nContent-Length: 0\r\n",
    b"X-Forwarded-Proto: https\r\nX-Forwarded-For: \xff\r\n",
    b"Range: bytes=0-1,5-,99999999999999999999-\r\n",
    f"User-Agent: {MARKER}\r\n".encode(),
)
BODIES = (
    b"",
    b"a=1",
    b"3\r\na=1\r\n0\r\n\r\n",
    b"ffffffffffffffff\r\na=1\r\n0\r\n\r\n",
    b"-1\r\na\r\n",
    b"zz\r\n",
    b"3\r\na=",
    b"0\r\n\r\nGET /admin/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"\x00" * 3_000,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all."""
    with serving(tmp_path_factory.mktemp("site")) as found:
        yield found


def ask(site: Site, sent: bytes, *, hangs_up: bool = False, patience: float = PATIENCE) -> bytes:
    """All that comes back until either side has had enough."""
    said = b""
    with socket.create_connection((HOST, site.port), timeout=patience) as line:
        try:
            line.sendall(sent)
            if hangs_up:
                return said
            while len(said) <= LONGEST_ANSWER and (part := line.recv(65_536)):
                said += part
        except (ConnectionError, TimeoutError):
            # It hung up in the middle, or waits for what never comes: both end here.
            return said
    return said


def is_well(site: Site) -> bool:
    return ask(site, b"GET / HTTP/1.1\r\nConnection: close\r\n" + PLAIN + b"\r\n").startswith(
        b"HTTP/1.1 200"
    )


def requests() -> Iterator[bytes]:
    yield from WHOLE
    rng = Random(SEED)
    for _ in range(COUNT - len(WHOLE)):
        method = rng.choice((b"GET", b"POST", b"POST", b"PUT", b"HEAD", b"get", b"\xff", b"BREW"))
        path = rng.choice(PATHS).encode()
        heads = b"".join(rng.sample(HEADS, rng.randint(1, 2)))
        yield b"%s %s HTTP/1.1\r\n%sConnection: close\r\n%s\r\n%s" % (
            *(method, path, PLAIN, heads),
            rng.choice(BODIES),
        )


def test_what_is_no_http_breaks_nothing_and_is_not_logged(site):
    statuses: dict[str, int] = {}
    for sent in requests():
        said = ask(site, sent, patience=UNFINISHED)
        found = [int(status) for status in STATUS.findall(said)]
        assert len(said) <= LONGEST_ANSWER, sent[:300]
        assert not [status for status in found if status >= 500 and status != 505], sent[:300]
        assert b"Traceback" not in said, sent[:300]
        for status in found or ["hung up"]:
            statuses[str(status)] = statuses.get(str(status), 0) + 1
    print(f"\nraw: {COUNT} requests: {statuses}")
    assert is_well(site)
    assert site.process.poll() is None
    log = site.log.read_text(errors="replace")
    assert MARKER not in log
    assert "status=5" not in log
    assert "Traceback" not in log


def test_who_hangs_up_in_the_middle_takes_nobody_along(site):
    head = b"POST /outbox/ HTTP/1.1\r\n" + PLAIN + b"Content-Length: 30000\r\n\r\nhalf"
    for _ in range(50):
        ask(site, head, hangs_up=True)
    assert is_well(site)


def test_ten_megabytes_are_answered_and_the_next_is_served(site):
    """Who refuses early hangs up before all was sent, so the log tells what was answered."""
    seen, body = len(site.log.read_text()), b"x" * HUGE
    for path in (b"/outbox/", b"/accounts/login/", b"/learn/check/", b"/"):
        head = b"POST %s HTTP/1.1\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
        ask(site, head % (path, PLAIN, len(body)) + body)
    assert is_well(site)
    answered = re.findall(r"status=(\d{3})", site.log.read_text()[seen:])
    assert len(answered) >= 5
    assert max(answered) < "500"
