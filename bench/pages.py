"""How fast the pages come, with one client and with several at once."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median, quantiles

from bench.scene import CROWD, CROWD_WORKOUTS, of_the_crowd
from bench.server import SERVE, Server
from bench.tables import Table
from bench.visitor import Visitor
from config.management.commands.serve import server

SECONDS = 1.5
ROUNDS = 3
WARM_SECONDS = 0.5

VISITS: dict[str, Callable[[Visitor], None]] = {
    "today": lambda visitor: visitor.get("/today/"),
    "history": lambda visitor: visitor.get("/history/"),
    "workout: the next set": Visitor.next_set,
    "log sets (POST; each 4th begins a workout)": Visitor.train_on,
}
"""What is timed, by name; each call is one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a few seconds of requests came to; `waits` are seconds."""

    seconds: float
    cpu_seconds: float
    waits: list[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.waits) / self.seconds


def measured() -> Iterator[Table]:
    """The pages, then what the server needed."""
    with Server(SERVE) as served:
        pass
    with Server(server()) as alone:
        yield pages(alone)
        yield needs(served, alone)


def pages(alone: Server) -> Table:
    """Every visit, by one client and by the crowd."""
    with ExitStack() as stack:
        crowd = [stack.enter_context(Visitor(of_the_crowd(number))) for number in range(CROWD)]
        rows = [row(alone, name, crowd[:count]) for name in VISITS for count in (1, CROWD)]
    return Table(
        title="Pages",
        about=(
            f"Client and server on this machine; clients with {CROWD_WORKOUTS} workouts or more;"
            f"\n{ROUNDS} rounds of {SECONDS} s, the median one. CPU is the server's."
        ),
        columns=("", "clients", "requests/s", "p50 ms", "p95 ms", "CPU ms/request"),
        rows=tuple(rows),
    )


def needs(served: Server, alone: Server) -> Table:
    """Time to start, and memory."""
    return Table(
        title="Server",
        about="On a database and static files that are up to date.",
        columns=("", "", "unit"),
        rows=(
            ("manage.py serve, to the first answer", served.started_in, "s"),
            ("  its CPU until then", served.started_with, "s"),
            ("the server alone, to the first answer", alone.started_in, "s"),
            ("  its CPU until then", alone.started_with, "s"),
            ("workers", len(alone.workers()), ""),
            ("memory a worker, after the above", alone.worker_megabytes(), "MB"),
        ),
    )


def row(
    alone: Server, name: str, visitors: list[Visitor]
) -> tuple[str, int, float, float, float, float]:
    """The round in the middle by rate."""
    play(alone, name, visitors, WARM_SECONDS)
    rounds = [play(alone, name, visitors, SECONDS) for _ in range(ROUNDS)]
    middle = sorted(rounds, key=lambda played: played.rate)[ROUNDS // 2]
    return (
        name,
        len(visitors),
        middle.rate,
        1000 * median(middle.waits),
        1000 * quantiles(middle.waits, n=20)[-1],
        1000 * middle.cpu_seconds / len(middle.waits),
    )


def play(alone: Server, name: str, visitors: list[Visitor], seconds: float) -> Round:
    """All visitors at once, each as fast as the answers come."""
    visit = VISITS[name]
    cpu, began = alone.cpu_seconds(), time.perf_counter()
    with ThreadPoolExecutor(len(visitors)) as pool:
        turns = pool.map(lambda visitor: repeat(visit, visitor, until=began + seconds), visitors)
        waits = [wait for turn in turns for wait in turn]
    return Round(
        seconds=time.perf_counter() - began,
        cpu_seconds=alone.cpu_seconds() - cpu,
        waits=waits,
    )


def repeat(visit: Callable[[Visitor], None], visitor: Visitor, *, until: float) -> list[float]:
    """How long each answer took, in seconds; at least two, so that there is a middle."""
    waits: list[float] = []
    while len(waits) < 2 or time.perf_counter() < until:
        asked = time.perf_counter()
        visit(visitor)
        waits.append(time.perf_counter() - asked)
    return waits
