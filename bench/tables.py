"""Figures in rows, for people and for later comparison."""

import json
import os
import platform
import sqlite3  # the newer one, by which config.sqlite has replaced it
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import django
from django.utils.text import slugify

from bench.stage import KEPT
from tests.environment import ROOT

Cell = str | int | float
EACH = KEPT / "tables"
"""The newest of every table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`about` says what was measured and how; the first column names the rows."""

    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __str__(self) -> str:
        lines = [self.columns, *([shown(cell) for cell in row] for row in self.rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.columns))]
        return "\n".join([self.title, self.about, *(aligned(line, widths) for line in lines)])


def shown(cell: Cell) -> str:
    """Three digits are as many as such a measurement is worth."""
    if not isinstance(cell, float):
        return f"{cell:,}" if isinstance(cell, int) else cell
    digits = 0 if cell >= 100 else 1 if cell >= 10 else 2
    return f"{cell:,.{digits}f}"


def aligned(line: Iterable[str], widths: list[int]) -> str:
    """The first cell to the left, numbers to the right."""
    first, *rest = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(line, widths, strict=True))
    )
    return "  " + "   ".join([first, *rest])


def keep(found: list[Table]) -> Path:
    """Write every table down, each for `bench.figures` too; the path within the checkout."""
    path = KEPT / "latest.json"
    content = {"measured_at": now(), "tables": [asdict(table) for table in found]}
    path.write_text(json.dumps(content, indent=1))
    for table in found:
        put(table)
    return path.relative_to(ROOT)


def put(table: Table) -> None:
    """Write one down for `bench.figures`."""
    EACH.mkdir(exist_ok=True)
    place(table.title).write_text(json.dumps({"measured_at": now()} | asdict(table)))


def place(title: str) -> Path:
    """Where the newest of the tables with this title is kept."""
    return EACH / f"{slugify(title)}.json"


def now() -> str:
    """The moment, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def markdown(table: Table) -> str:
    """The table for `docs/`."""
    rows = [table.columns, *([shown(cell) for cell in row] for row in table.rows)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|".join(["", " --- ", *[" ---: "] * (len(table.columns) - 1), ""]))
    return "\n".join(lines)


def of_this_machine() -> Table:
    """What one must know to compare two runs."""
    return Table(
        title="This machine",
        about="Load above 0 before the start is somebody else's work: the figures suffer from it.",
        columns=("", ""),
        rows=(
            ("processor", processor()),
            ("processors", os.cpu_count() or 0),
            ("memory, GB", os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 10**9),
            ("load before the start", os.getloadavg()[0]),
            ("Python", platform.python_version()),
            ("Django", django.get_version()),
            ("SQLite", sqlite3.sqlite_version),
        ),
    )


def processor() -> str:
    """Its name, where the system tells it."""
    book = Path("/proc/cpuinfo")
    lines = book.read_text().splitlines() if book.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
