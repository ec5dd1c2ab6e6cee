"""Whatever is sent, the answer is never an error of ours, never a traceback, and bounded."""

import logging
from http.cookies import SimpleCookie

import pytest
from django.core.management import call_command
from django.test import Client

from tests.coaching.life import CLEAN, Life
from tests.fuzz.requests import MARKER, Sender

pytestmark = pytest.mark.long

SEED = 20260105
ACTORS = ("nobody", "person", "physiotherapist", "superuser")
EACH = 500
"""Requests of a round; with four actors and ten rounds 20,000."""
ROUNDS = range(10)
LONGEST_ANSWER = 1_500_000
"""Bytes. The largest page of all shows every rule with its sources; nothing comes near this."""
SIGN_IN_EVERY = 25
"""Requests: one of them may have been a log-out."""


class Kept(logging.Handler):
    """All that was logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.__dict__.get('fields', '')}")


@pytest.fixture
def log():
    """What the site logs meanwhile."""
    kept, root = Kept(), logging.getLogger()
    quiet = logging.getLogger("django")
    was_propagating, quiet.propagate = quiet.propagate, True
    root.addHandler(kept)
    yield kept
    root.removeHandler(kept)
    quiet.propagate = was_propagating


@pytest.fixture
def ids(db, person, physiotherapist):
    """Of rows that are there."""
    call_command("load_catalogue", verbosity=0)
    life = Life(person)
    life.answer_all()
    life.enrol(1)
    workout = life.train(1, CLEAN)
    life.feel(2, "numbness")
    link = person.care_links.get()
    return [
        *map(str, (workout.uuid, workout.set_reports.get().uuid, life.enrolment.uuid, link.uuid)),
        *("knee-raise-to-straight-leg-raise", "reverse-crunch-base", str(person.pk), "override"),
    ]


@pytest.mark.parametrize("round_", ROUNDS)
@pytest.mark.parametrize("who", ACTORS)
def test_no_request_breaks_the_site(request, ids, log, who, round_):
    actor = None if who == "nobody" else request.getfixturevalue(who)
    client = Client(raise_request_exception=False)
    sender = Sender(SEED + 100 * ACTORS.index(who) + round_, ids)
    for place, sent in enumerate(sender.requests(EACH)):
        if actor and place % SIGN_IN_EVERY == 0:
            client.force_login(actor)
        session = SimpleCookie(client.cookies.output(header="", sep=";"))
        client.cookies.load(sent.cookies)
        response = client.generic(
            sent.method, sent.path, sent.body, sent.content_type, headers=sent.headers
        )
        content = b"".join(response.streaming_content) if response.streaming else response.content
        client.cookies = session
        assert response.status_code < 500, sent
        assert b"Traceback (most recent call last)" not in content, sent
        assert len(content) < LONGEST_ANSWER, sent
    assert not [line for line in log.lines if MARKER in line]
