"""The line is cut at every point of a post; the same is sent again, and counts once."""

import os
import select
import socket
import struct
from itertools import cycle
from uuid import uuid4

import pytest

from tests.faults.sites import PATIENCE, Person, site
from tests.faults.training import Ledger, Message, Teller, batch, begun, entries_of, one_set
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


def raw(message: Message, person: Person, port: int) -> bytes:
    """The whole request as it goes over the line."""
    fields = {"Host": f"{HOST}:{port}", "Content-Length": len(message.body)}
    lines = [f"{name}: {value}" for name, value in (fields | message.headers(person)).items()]
    head = "\r\n".join([f"POST {message.path} HTTP/1.1", *lines, "", ""])
    return head.encode() + message.body


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
        ledger, cuts = Ledger(found.folder / "ledger"), 0
        people = cycle(found.people[:2] if ROUNDS == 1 else found.people)
        with Teller(found) as teller:
            for _ in range(ROUNDS):
                person, workout = next(people), str(uuid4())
                assert teller.tell(person, begun(workout)) == "yes"
                number = 0
                for where, place in POINTS:
                    number += 1
                    if number > 3:
                        number, workout = 1, str(uuid4())
                        assert teller.tell(person, begun(workout)) == "yes"
                    message = one_set(workout, number)
                    ledger.write("offered", message)
                    cut(where, place, raw(message, person, found.port), found.port)
                    cuts += 1
                    assert teller.tell(person, message) == "yes", (where, place)
                    ledger.write("promised", message)
                person = next(people)
                for where, place in POINTS:
                    message = batch(entries_of(person, sets=1))
                    ledger.write("offered", message)
                    cut(where, place, raw(message, person, found.port), found.port)
                    cuts += 1
                    assert teller.tell(person, message) == "yes", (where, place)
                    ledger.write("promised", message)
        ledger.close()
        verdict = found.check(ledger.path)
    print(f"\n{kind}: {cuts} cuts at {len(POINTS)} points of a form and of a batch, {verdict}")
    assert verdict.is_clean, verdict
