"""The line is cut at every point of a post; the same is sent again, and counts once."""

import os
import select
import socket
import struct

import pytest

from tests.faults.sites import PATIENCE, site
from tests.faults.telling import tell
from tests.faults.training import Course, Ledger, Teller, batch, entries_of, one_set, raw
from tests.fuzz.serving import HOST

IS_LONG = bool(os.environ.get("LONG"))
ROUNDS = 50 if IS_LONG else 1
NO_GOODBYE = struct.pack("ii", 1, 0)
"""A socket that lingers for 0 seconds is reset when it is closed."""
IN_HEAD = (0.1, 0.4, 0.7, 0.99)
IN_BODY = (1, 2, 3, 10, 20, 40, 60, 80)
"""Bytes that are missing at the end."""
IN_ANSWER = (0, 1, 9, 15, 60, 200, 500)
"""Bytes of the answer that arrive: with 0 the server has given it, so it is stored."""
POINTS = [
    *(("head", part) for part in IN_HEAD),
    *(("body", missing) for missing in IN_BODY),
    ("body", 0),
    *(("answer", size) for size in IN_ANSWER),
]


def cut(where: str, place: float, request: bytes, port: int, *, resets: bool) -> None:
    """Send it up to that point, and be gone: with or without a goodbye."""
    head = request.index(b"\r\n\r\n")
    end = {"head": round(head * place), "body": len(request) - int(place)}
    with socket.create_connection((HOST, port), timeout=PATIENCE) as line:
        if resets:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_GOODBYE)
        line.sendall(request[: end.get(where, len(request))])
        if where != "answer" and not resets:
            line.shutdown(socket.SHUT_WR)
        if where == "answer" or not resets:
            # It has done with it what it does.
            select.select([line], [], [], PATIENCE)
        if where == "answer" and place:
            line.recv(int(place))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"] if IS_LONG else ["sqlite"])
def test_what_is_sent_again_after_a_cut_at_any_point_counts_once(kind):
    with site(kind) as found:
        found.start()
        with Teller(found) as teller, Ledger(found.folder / "ledger") as ledger:
            course, half = Course(teller), len(found.people) // 2
            for number in range(ROUNDS):
                page, phone = found.people[number % half], found.people[half + number % half]
                for where, place in POINTS:
                    forms = (page, one_set(*course.next(page)))
                    for person, message in (forms, (phone, batch(entries_of(phone, sets=1)))):
                        ledger.write("offered", message)
                        request = raw(message, person, found.port)
                        cut(where, place, request, found.port, resets=bool(number % 2))
                        assert teller.tell(person, message) == "yes", (where, place, teller.said)
                        ledger.write("promised", message)
        verdict = found.check(ledger.path)
    cuts = 2 * ROUNDS * len(POINTS)
    tell(f"{kind}: {cuts} cuts at {len(POINTS)} points of a form and of a batch", verdict)
    assert verdict.is_clean, verdict
