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

from bench.stage import KEPT
from tests.environment import ROOT

Cell = str | int | float


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
    """Write every table down; the path is relative to the checkout."""
    path = KEPT / "latest.json"
    content = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
    path.write_text(json.dumps(content | {"tables": [asdict(table) for table in found]}, indent=1))
    return path.relative_to(ROOT)


def of_this_machine() -> Table:
    """What one must know to compare two runs."""
    return Table(
        title="This machine",
        about="Load above 0 before the start is somebody else's work: the figures suffer from it.",
        columns=("", ""),
        rows=(
            ("processors", os.cpu_count() or 0),
            ("load before the start", os.getloadavg()[0]),
            ("Python", platform.python_version()),
            ("Django", django.get_version()),
            ("SQLite", sqlite3.sqlite_version),
        ),
    )
