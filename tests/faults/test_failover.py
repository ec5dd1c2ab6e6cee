"""The primary PostgreSQL dies under people who train, and its synchronous standby takes over."""

import os

from tests.faults.sites import pair_of, site
from tests.faults.telling import counted, tell
from tests.faults.training import training

IS_LONG = bool(os.environ.get("LONG"))
BETWEEN = 500 if IS_LONG else 30
"""Acknowledged posts before and after."""
WRITES_AGAIN_WITHIN = 30
"""Seconds, as docs/operations.md says."""


def test_what_a_primary_acknowledged_before_it_died_its_standby_has():
    with site("postgres") as found, pair_of(found.database, found.folder / "standby") as pair:
        found.url = pair.url
        found.start()
        with training(found) as people:
            people.had(BETWEEN)
            pair.primary.crash()
            people.saw("503", 1)
            pair.standby.lead()
            back = people.had(1, within=WRITES_AGAIN_WITHIN)
            people.had(BETWEEN)
        assert pair.standby.ask("SELECT pg_is_in_recovery()") == "f"
        verdict = found.check(people.ledger.path)
    note = f"writes back {back:.1f} s after the standby led, {counted(people.tally.answers)}"
    tell("postgres: failover to a synchronous standby", verdict, note)
    assert verdict.is_clean, verdict
