"""Measure everything, print it, and keep it in var/bench/latest.json."""

import contextlib
import sys
from collections.abc import Iterator

from bench.stage import SCRATCH, announce, prepare

prepare()

import django  # noqa: E402  the environment had to come first

django.setup()

from bench import desk, lighthouse, pages, queries, rules, scene, tables  # noqa: E402
from bench.tables import Table  # noqa: E402


def measured() -> Iterator[Table]:
    """Every table, as soon as it is known."""
    announce("The rules: one client with 10,000 workouts")
    yield from rules.measured(SCRATCH)
    announce("A database with clients of 1, 60 and 300 workouts")
    scene.build()
    announce("Queries a page")
    yield queries.measured()
    announce("A server, with 1 client and with 8 at once")
    yield from pages.measured()
    announce("The worklist: 2,000 clients with a million set reports, on PostgreSQL")
    yield from desk.measured()
    announce("Lighthouse")
    yield from lighthouse.measured()


def main() -> int:
    """The exit code: 0 unless something could not be measured."""
    found = [tables.of_this_machine()]
    print(found[0])
    for table in measured():
        found.append(table)
        print(f"\n{table}", flush=True)
    print(f"\nKept in {tables.keep(found)}")
    return 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
