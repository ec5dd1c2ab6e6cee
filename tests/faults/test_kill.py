"""kill -9 of every process of the server, again and again, while people train."""

import os

import pytest

from tests.faults.sites import site
from tests.faults.telling import counted, tell
from tests.faults.training import training

IS_LONG = bool(os.environ.get("LONG"))
KILLS = 100 if IS_LONG else 3
BETWEEN = 100 if IS_LONG else 10
"""Acknowledged posts, so that kills come at every moment of one."""


@pytest.mark.parametrize("kind", ["sqlite", "postgres"] if IS_LONG else ["sqlite"])
def test_a_server_that_is_killed_while_people_log_loses_nothing_and_doubles_nothing(kind):
    with site(kind) as found:
        found.start()
        with training(found) as people:
            for number in range(KILLS):
                people.had(BETWEEN + number % 7)
                found.kill()
                found.start()
            people.had(BETWEEN)
        verdict = found.check(people.ledger.path)
    tell(f"{kind}: {KILLS} kills", verdict, counted(people.tally.answers))
    assert people.tally.answers["no answer"]
    assert verdict.offered == verdict.promised
    assert verdict.is_clean, verdict
