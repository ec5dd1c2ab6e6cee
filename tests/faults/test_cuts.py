"""The line is cut at every point of a post; the same is sent again, and counts once."""

import os
import select
import socket
import struct

import pytest

from tests.faults.sites import PATIENCE, site
from tests.faults.training import Course, Ledger, Teller, batch, entries_of, one_set, raw
from tests.fuzz.serving import HOST

IS_LONG = bool(os.environ.get("LONG"))
ROUNDS = 50 if IS_LONG else 1
NO_GOODBYE = struct.pack("ii", 1, 0)
"""A socket that lingers for 0 seconds is reset when it is closed."""
IN_REQUEST = tuple(place / 13 for place in range(1, 14))
"""Parts of the request that arrive: the last is all of it, and nobody waits for the answer."""
IN_ANSWER = (0, 1, 9, 15, 60, 200, 500)
"""Bytes of the answer that arrive: with 0 the server has given it, so it is stored."""
POINTS = [("request", part) for part in IN_REQUEST] + [("answer", size) for size in IN_ANSWER]


def cut(where: str, place: float, request: bytes, port: int) -> None:
    """Send it, and be gone at that point."""
    with socket.create_connection((HOST, port), timeout=PATIENCE) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_GOODBYE)
        if where == "request":
            line.sendall(request[: round(len(request) * place)])
            return
        line.sendall(request)
        select.select([line], [], [], PATIENCE)
        if place:
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
                        cut(where, place, raw(message, person, found.port), found.port)
                        assert teller.tell(person, message) == "yes", (where, place)
                        ledger.write("promised", message)
        verdict = found.check(ledger.path)
    cuts = 2 * ROUNDS * len(POINTS)
    print(f"\n{kind}: {cuts} cuts at {len(POINTS)} points of a form and of a batch, {verdict}")
    assert verdict.is_clean, verdict
