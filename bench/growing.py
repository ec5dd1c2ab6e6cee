"""What a page costs as a history and the whole site grow; and how fast a database is filled.

Each database in a process of its own, which is `bench.growth`.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from bench.stage import SCRATCH, announce
from bench.tables import Cell, Table
from coaching.demo.growing import SETS
from tests.environment import ROOT
from tests.postgres import Server

CLIENTS, WORKOUTS = 3_334, 100
"""Just over a million set reports."""
Told = Sequence[tuple[int, dict[str, tuple[int, float]]]]


def measured() -> Iterator[Table]:
    """By the reports of one client, by clients, and the time of a million reports."""
    for database in ("SQLite", "PostgreSQL"):
        announce(f"Growth on {database}")
        told = grown(database)
        yield table(f"Growth of one history on {database}", "reports of a client", told["reports"])
        yield table(f"Growth of the site on {database}", "clients", told["clients"])
    yield filling()


def grown(database: str) -> dict[str, Told]:
    """What `bench.growth` says."""
    if database == "SQLite":
        return ask(f"sqlite:///{SCRATCH / 'grown.sqlite3'}")
    server = Server(SCRATCH / "grown")
    try:
        return ask(server.start())
    finally:
        server.stop()


def ask(url: str) -> dict[str, Told]:
    """Grow and measure on that database."""
    line = [sys.executable, "-m", "bench.growth", url]
    done = subprocess.run(line, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    found: dict[str, Told] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(title: str, by: str, told: Told) -> Table:
    """A row a page: its queries, its time at each size, and the last by the first."""
    sizes = [size for size, _costs in told]
    rows: list[tuple[Cell, ...]] = []
    for name in told[0][1]:
        queries = {costs[name][0] for _size, costs in told}
        times = [costs[name][1] for _size, costs in told]
        shown = " to ".join(map(str, sorted({min(queries), max(queries)})))
        rows.append((name, shown, *times, max(times) / min(times)))
    return Table(
        title=title,
        about=f"Columns: {by}. Server time of a visit in ms, the median of nine; the goal is 1.3.",
        columns=("", "queries", *(f"{size:,}" for size in sizes), "most by least"),
        rows=tuple(rows),
    )


def filling() -> Table:
    """`manage.py grow` on an empty PostgreSQL."""
    server = Server(SCRATCH / "filled")
    try:
        place = {"DATABASE_URL": server.start(), "VAR_DIR": str(SCRATCH / "filled-var")}
        manage(place, "migrate", "-v0")
        began = time.perf_counter()
        manage(place, "grow", "--clients", str(CLIENTS), "--workouts", str(WORKOUTS))
        took = time.perf_counter() - began
        megabytes = int(server.ask("SELECT pg_database_size('postgres')")) / 1e6
    finally:
        server.stop()
    return Table(
        title="Filling a database",
        about="manage.py grow, on PostgreSQL; the goal is under 180 s for a million.",
        columns=("", "set reports", "s", "MB"),
        rows=((f"{CLIENTS:,} clients", CLIENTS * WORKOUTS * SETS, took, megabytes),),
    )


def manage(place: dict[str, str], *line: str) -> None:
    """One of the site's commands, on another database."""
    subprocess.run(
        [sys.executable, "manage.py", *line],
        cwd=ROOT,
        env={**os.environ, **place},
        check=True,
        stdout=subprocess.DEVNULL,
    )
