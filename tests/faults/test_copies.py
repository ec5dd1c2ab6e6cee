"""A copy of the database that is taken while people train, and put back."""

import os

import pytest

from tests.faults.sites import site
from tests.faults.training import training

pytestmark = pytest.mark.long

IS_LONG = bool(os.environ.get("LONG"))
BETWEEN = 200 if IS_LONG else 20
"""Acknowledged posts before, between and after the copies."""
COPIES = 5 if IS_LONG else 1


def of_then(ledger, promised, path):
    """The ledger as it would be had nothing been promised after that many promises."""
    lines = ledger.read_text().splitlines(keepends=True)
    offered = [line for line in lines if line.startswith("offered")]
    kept = [line for line in lines if line.startswith("promised")][:promised]
    path.write_text("".join(offered + kept))
    return path


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_copy_that_is_taken_under_load_and_put_back_has_all_that_was_promised_by_then(kind):
    with site(kind) as found:
        found.start()
        copies = []
        with training(found) as people:
            for _ in range(COPIES):
                people.had(BETWEEN)
                promised = people.ledger.path.read_text().count("promised ")
                said = found.manage("backup")
                copies.append((promised, max((found.var / "backups").glob("coach-*")), said))
            people.had(BETWEEN)
        found.stop()
        promised, copy, _ = copies[-1]
        found.manage("restore", str(copy), "--yes")
        then = of_then(people.ledger.path, promised, found.folder / "ledger-then")
        verdict = found.check(then)
        assert verdict.is_clean, verdict
        assert 0 < verdict.promised < verdict.offered
        found.start()
        assert {found.status_for(person, "/today/") for person in found.people} == {200}
    print(f"\n{kind}: {COPIES} copies under load, the last one put back, {verdict}")
    print(f"{dict(people.tally.answers)}")
