"""Measure everything, print it, and keep it in var/bench/latest.json."""

import contextlib
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator

from bench.stage import announce, prepare

prepare()

import django  # noqa: E402  the environment had to come first

django.setup()

from bench import beside, desk, growing, lighthouse, pages, queries, rules, scene, tables  # noqa: E402
from bench.tables import Table  # noqa: E402

PARTS: dict[str, tuple[str, Callable[[], Iterator[Table]]]] = {
    "rules": ("The rules: one client with 10,000 workouts", rules.measured),
    "queries": ("Queries a page", queries.measured),
    "pages": ("A server, with 1 client and with 8 at once", pages.measured),
    "floor": ("The site beside a bare Django application", beside.measured),
    "desk": ("The worklist: 2,000 clients, a million set reports, PostgreSQL", desk.measured),
    "growth": ("Growth, and a million set reports", growing.measured),
    "lighthouse": ("Lighthouse", lighthouse.measured),
}
ON_THE_SCENE = {"queries", "pages", "floor", "lighthouse"}


def measured(names: Iterable[str]) -> Iterator[Table]:
    """Every table of these parts, as soon as it is known."""
    is_built = False
    for name in names:
        if name in ON_THE_SCENE and not is_built:
            announce("A database with clients of 1, 60 and 300 workouts")
            scene.build()
            is_built = True
        words, tables_of = PARTS[name]
        announce(words)
        yield from tables_of()


def main() -> int:
    """The exit code: 0 unless something could not be measured."""
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="*", choices=PARTS, help="all where none is named")
    names = parser.parse_args().part or list(PARTS)
    found = [tables.of_this_machine()]
    print(found[0])
    for table in measured(names):
        found.append(table)
        print(f"\n{table}", flush=True)
    print(f"\nKept in {tables.keep(found)}")
    return 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
