"""A copy of the database that is taken while people train, and put back."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.faults.sites import PATIENCE, site
from tests.faults.telling import counted, tell
from tests.faults.training import training

IS_LONG = bool(os.environ.get("LONG"))
BETWEEN = 200 if IS_LONG else 20
"""Acknowledged posts before, between and after the copies."""
COPIES = 5 if IS_LONG else 1
LITESTREAM = str(Path(sys.executable).with_name("litestream"))


def of_then(ledger, promised, path):
    """The ledger as it would be had nothing been promised after that many promises."""
    lines = ledger.read_text().splitlines(keepends=True)
    offered = [line for line in lines if line.startswith("offered")]
    kept = [line for line in lines if line.startswith("promised")][:promised]
    path.write_text("".join(offered + kept))
    return path


@pytest.mark.parametrize("kind", ["sqlite", "postgres"] if IS_LONG else ["sqlite"])
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
    fault = f"{kind}: {COPIES} copies under load, the last one put back"
    tell(fault, verdict, counted(people.tally.answers))


def test_a_base_backup_that_is_taken_under_load_has_all_that_was_promised_by_then():
    with site("postgres") as found:
        found.start()
        with training(found) as people:
            people.had(BETWEEN)
            promised = people.ledger.path.read_text().count("promised ")
            copy = found.database.copied_to(found.folder / "base")
            people.had(BETWEEN)
        found.stop()
        copy.begin()
        try:
            found.url = f"postgres://postgres@/postgres?host={copy.folder}"
            verdict = found.check(
                of_then(people.ledger.path, promised, found.folder / "ledger-then")
            )
        finally:
            copy.stop()
    tell("postgres: a base backup under load, put back", verdict)
    assert verdict.is_clean, verdict
    assert 0 < verdict.promised < verdict.offered


@contextmanager
def streamed(database: Path, replica: Path):
    """While Litestream follows what is written to a SQLite file."""
    line = [LITESTREAM, "replicate", "-log-level", "error", str(database), f"file://{replica}"]
    follower = subprocess.Popen(line, cwd=ROOT)
    try:
        yield
    finally:
        # It sends what it has before it ends.
        follower.send_signal(signal.SIGINT)
        follower.wait(PATIENCE)


def test_what_litestream_followed_under_load_is_all_there_when_it_is_put_back():
    with site("sqlite") as found:
        database, replica = found.folder / "coach.sqlite3", found.folder / "replica"
        with streamed(database, replica):
            found.start()
            with training(found) as people:
                people.had(BETWEEN)
            found.stop()
        back = found.folder / "back.sqlite3"
        line = [LITESTREAM, "restore", "-o", str(back), f"file://{replica}"]
        subprocess.run(line, check=True)
        found.url = f"sqlite:///{back}"
        verdict = found.check(people.ledger.path)
    tell("sqlite: followed by Litestream and put back", verdict)
    assert verdict.is_clean, verdict
    assert verdict.promised > BETWEEN
