"""The same post many times at once, and two devices of one client at once, over real lines."""

import json
import os
import re
import socket
from collections import Counter
from contextlib import ExitStack
from itertools import cycle

import pytest

from tests.faults.sites import PATIENCE, site
from tests.faults.telling import tell
from tests.faults.training import Course, Ledger, Teller, batch, entries_of, one_set, raw
from tests.fuzz.serving import HOST

IS_LONG = bool(os.environ.get("LONG"))
DATABASES = ["sqlite", "postgres"] if IS_LONG else ["sqlite"]
KEYS = 200 if IS_LONG else 2
TIMES = 100 if IS_LONG else 20
PAIRS = 500 if IS_LONG else 10
STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")


def at_once(requests, port):
    """All answers to requests whose last bytes are sent in one go."""
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection((HOST, port), timeout=PATIENCE))
            for _ in requests
        ]
        for line, request in zip(lines, requests, strict=True):
            line.sendall(request[:-1])
        for line, request in zip(lines, requests, strict=True):
            line.sendall(request[-1:])
        return [whole(line) for line in lines]


def whole(line):
    said = b""
    while part := line.recv(65_536):
        said += part
    return said


def status(answer):
    return int(STATUS.match(answer)[1])


def results(answer):
    """What a batch was answered, chunked or not."""
    body = answer.partition(b"\r\n\r\n")[2]
    return json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])["results"]


def places(answers):
    """Where a form leads on to."""
    return {re.search(rb"(?i)\r\n(?:location|hx-redirect): (\S+)", each)[1] for each in answers}


@pytest.mark.parametrize("kind", DATABASES)
def test_the_same_post_many_times_at_once_counts_once_and_is_answered_alike(kind):
    with site(kind) as found, Teller(found) as teller, Ledger(found.folder / "ledger") as ledger:
        found.start()
        people, course = cycle(found.people), Course(teller)
        for number in range(KEYS):
            person = next(people)
            if number % 2:
                message = batch(entries_of(person, sets=1))
            else:
                message = one_set(*course.next(person))
            ledger.write("offered", message)
            answers = at_once([raw(message, person, found.port)] * TIMES, found.port)
            assert {status(answer) for answer in answers} <= {200, 302}
            if message.is_batch:
                told = Counter(each["status"] for answer in answers for each in results(answer))
                assert told == {"stored": 2, "known": 2 * TIMES - 2}
            else:
                assert len(places(answers)) == 1
            ledger.write("promised", message)
        verdict = found.check(ledger.path)
    tell(f"{kind}: {TIMES} identical posts at once × {KEYS} keys", verdict)
    assert verdict.is_clean, verdict


@pytest.mark.parametrize("kind", DATABASES)
def test_something_else_under_a_key_that_was_used_is_refused_and_the_first_stays(kind):
    with site(kind) as found, Teller(found) as teller, Ledger(found.folder / "ledger") as ledger:
        found.start()
        person = found.people[0]
        workout, _ = Course(teller).next(person)
        entries = entries_of(found.people[1], sets=1)
        page, phone = one_set(workout, 1), batch(entries)
        for who, message in ((person, page), (found.people[1], phone)):
            assert teller.tell(who, message) == "yes"
            ledger.write("offered", message)
            ledger.write("promised", message)
        other = one_set(workout, 1, uuid=page.rows[0][1], reps=3)
        entries[1]["reps"] = 3
        said = at_once(
            [
                raw(other, person, found.port),
                raw(batch(entries), found.people[1], found.port),
            ],
            found.port,
        )
        assert status(said[0]) == 409
        assert [each["status"] for each in results(said[1])] == ["known", "refused"]
        verdict = found.check(ledger.path)
    assert verdict.is_clean, verdict


@pytest.mark.parametrize("kind", DATABASES)
def test_two_devices_of_a_client_at_once_lose_nothing_and_the_set_counts_once(kind):
    refused = 0
    with site(kind) as found, Teller(found) as teller, Ledger(found.folder / "ledger") as ledger:
        found.start()
        people, course = cycle(found.people), Course(teller)
        for number in range(PAIRS):
            person = next(people)
            workout, place = course.next(person)
            told = entries_of(person, sets=1)[1] | {"number": place}
            told["workout"] = {**told["workout"], "id": workout}
            pair = [one_set(workout, place), batch([told])]
            pair = pair[:: -1 if number % 2 else 1]
            for message in pair:
                ledger.write("offered", message)
            answers = at_once([raw(each, person, found.port) for each in pair], found.port)
            for message, answer in zip(pair, answers, strict=True):
                if message.is_batch:
                    assert [each["status"] for each in results(answer)] == ["stored"]
                # A page that comes second is told that the set is saved already.
                elif status(answer) == 409:
                    refused += 1
                    continue
                else:
                    assert status(answer) in (200, 302)
                ledger.write("promised", message)
        verdict = found.check(ledger.path)
    tell(f"{kind}: {PAIRS} pairs of two devices", verdict, f"{refused} pages told so")
    assert verdict.is_clean, verdict
