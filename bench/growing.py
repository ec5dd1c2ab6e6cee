"""What a page costs as a history and the whole site grow; and how fast a database is filled.

Each size is a site of its own, which is `bench.growth`. They are visited in turn, so that a machine
that is slow for a minute is so for every size.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, Self

from bench.stage import SCRATCH, announce
from bench.tables import Cell, Table
from coaching.demo.growing import SETS
from tests.environment import ROOT
from tests.postgres import Server

REPORTS = (100, 1_000, 10_000, 100_000)
"""Of one client, among others with few."""
OTHERS = 100
CLIENTS = (100, 1_000, 10_000)
"""On the whole site."""
ROUNDS = 25
FILLED = 3_334, 100
"""Clients, and workouts of each: just over a million set reports."""


class Site:
    """A site of one size."""

    def __init__(self, url: str, *, clients: int, workouts: int = 0) -> None:
        line = [sys.executable, "-m", "bench.growth", url, str(clients), str(workouts)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(line, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        self.queries: dict[str, int] = self.heard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        self.process.communicate()

    def heard(self) -> Any:
        """The next thing it says. Raises RuntimeError when it has ended."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("A site of one size has ended. What it said is above.")
        return json.loads(line)

    def milliseconds(self, visit: str) -> float:
        """What the server takes for one visit."""
        assert self.process.stdin
        self.process.stdin.write(f"{visit}\n")
        self.process.stdin.flush()
        return float(self.heard())


def measured() -> Iterator[Table]:
    """By the reports of one client, by clients, and the time of a million reports."""
    workouts = {size: {"clients": OTHERS, "workouts": round(size / SETS)} for size in REPORTS}
    clients = {size: {"clients": size} for size in CLIENTS}
    for database in ("SQLite", "PostgreSQL"):
        announce(f"Growth on {database}")
        yield grown(f"Growth of one history on {database}", "reports of a client", workouts)
        yield grown(f"Growth of the site on {database}", "clients", clients)
    yield filling()


def grown(title: str, by: str, sizes: dict[int, dict[str, int]]) -> Table:
    """A row a visit: its queries, its time at each size, and the most by the least."""
    place = SCRATCH / title.replace(" ", "-")
    with databases(place, len(sizes), is_postgres="PostgreSQL" in title) as urls, ExitStack() as on:
        sites = [
            on.enter_context(Site(url, **size))
            for url, size in zip(urls, sizes.values(), strict=True)
        ]
        rows = tuple(row(visit, sites) for visit in sites[0].queries)
    return Table(
        title=title,
        about=f"Columns: {by}. Server time of a visit in ms, the median of {ROUNDS}, each size in "
        "turn; the goal is 1.3.",
        columns=("", "queries", *(f"{size:,}" for size in sizes), "most by least"),
        rows=rows,
    )


def row(visit: str, sites: Sequence[Site]) -> tuple[Cell, ...]:
    """One visit to each of them, many times in turn."""
    rounds = [[site.milliseconds(visit) for site in sites] for _ in range(ROUNDS)]
    times = [median(own) for own in zip(*rounds, strict=True)]
    queries = sorted({site.queries[visit] for site in sites})
    return (visit, " or ".join(map(str, queries)), *times, max(times) / min(times))


@contextmanager
def databases(place: Path, many: int, *, is_postgres: bool) -> Iterator[list[str]]:
    """So many empty ones."""
    if not is_postgres:
        yield [f"sqlite:///{place}-{number}.sqlite3" for number in range(many)]
        return
    server = Server(place)
    try:
        server.start()
        for number in range(many):
            server.ask(f"CREATE DATABASE site{number}")
        yield [f"postgres://postgres@/site{number}?host={place}" for number in range(many)]
    finally:
        server.stop()


def filling() -> Table:
    """`manage.py grow` on an empty PostgreSQL."""
    clients, workouts = FILLED
    server = Server(SCRATCH / "filled")
    try:
        place = {"DATABASE_URL": server.start(), "VAR_DIR": str(SCRATCH / "filled-var")}
        manage(place, "migrate", "-v0")
        began = time.perf_counter()
        manage(place, "grow", "--clients", str(clients), "--workouts", str(workouts))
        took = time.perf_counter() - began
        megabytes = int(server.ask("SELECT pg_database_size('postgres')")) / 1e6
    finally:
        server.stop()
    return Table(
        title="Filling a database",
        about="manage.py grow, on PostgreSQL; the goal is under 180 s for a million.",
        columns=("", "set reports", "s", "MB"),
        rows=((f"{clients:,} clients", clients * workouts * SETS, took, megabytes),),
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
