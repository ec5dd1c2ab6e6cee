"""The worklist of a physiotherapist with 2,000 clients and a million set reports, on PostgreSQL.

This process starts the database; the site runs in one of its own, which is `bench.caseload`.
"""

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.stage import SCRATCH
from bench.tables import Table
from tests.environment import ROOT
from tests.postgres import Server

ROUNDS = 7


def measured() -> Iterator[Table]:
    """Queries and time a page; the same with twice the reports a client."""
    server = Server(SCRATCH / "postgres")
    try:
        told = subprocess.run(
            [sys.executable, "-m", "bench.caseload", server.start(), str(ROUNDS)],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        )
    finally:
        server.stop()
    yield Table(
        title="The worklist",
        about=f"2,000 clients on PostgreSQL; server time in ms, the median of {ROUNDS} visits. "
        "Reports: sets of all clients.",
        columns=("", "queries", "ms", "queries, 2 million", "ms, 2 million"),
        rows=tuple(tuple(row) for row in json.loads(told.stdout)),
    )
