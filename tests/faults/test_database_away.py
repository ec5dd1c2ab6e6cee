"""The database goes away under people who train, and comes back."""

import os
import time

from tests.faults.sites import PATIENCE, PAUSE, site
from tests.faults.telling import counted, tell
from tests.faults.training import training

IS_LONG = bool(os.environ.get("LONG"))
AWAY = 30 if IS_LONG else 0
BACK_WITHIN = 5 if IS_LONG else PATIENCE
"""Seconds; `make long` holds what docs/operations.md says."""


def test_a_postgresql_that_crashes_is_answered_for_with_503_and_used_again_when_it_is_back():
    with site("postgres") as found:
        found.start()
        with training(found) as people:
            people.had(20)
            found.database.crash()
            ends = time.monotonic() + AWAY
            people.saw("503", 5)
            PAUSE.wait(ends - time.monotonic())
            assert found.answers("/healthz") == 200
            found.database.begin()
            back = people.had(1, within=BACK_WITHIN)
            all_back = people.everybody_had_one()
        verdict = found.check(people.ledger.path)
    note = f"first yes after {back:.1f} s, all {all_back:.1f} s, {counted(people.tally.answers)}"
    tell(f"postgres: away {AWAY} s", verdict, note)
    assert verdict.is_clean, verdict


def test_a_sqlite_that_somebody_holds_is_answered_for_with_503_and_used_again_when_it_is_free():
    with site("sqlite") as found:
        found.start()
        with training(found) as people:
            people.had(20)
            with found.held():
                people.saw("503", 1)
                assert found.answers("/") == 200
                PAUSE.wait(AWAY)
            back = people.had(1, within=BACK_WITHIN)
            all_back = people.everybody_had_one()
        verdict = found.check(people.ledger.path)
    note = f"first yes after {back:.1f} s, all {all_back:.1f} s, {counted(people.tally.answers)}"
    tell("sqlite: held by another process", verdict, note)
    assert verdict.is_clean, verdict
