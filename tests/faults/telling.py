"""What each fault came to: printed, and of the long counts a row of docs/figures.md."""

import json
import os
from collections.abc import Mapping

from bench.tables import Table, place, put
from tests.faults.sites import Verdict

IS_LONG = bool(os.environ.get("LONG"))
TITLE = "Faults"
ABOUT = (
    "tests/faults with LONG=1: what was acknowledged while it happened, looked for afterwards."
    " Lost, there twice, or kept otherwise than the events fold to."
)
COLUMNS = ("", "acknowledged", "lost", "twice", "differ", "")


def tell(fault: str, verdict: Verdict, note: str = "") -> None:
    """Say it; and where all of it was run, keep it for `python -m bench.figures`."""
    print(f"\n{fault}: {note}{', ' if note else ''}{verdict}")
    if not IS_LONG:
        return
    path = place(TITLE)
    kept = json.loads(path.read_text())["rows"] if path.exists() else []
    rows = {row[0]: tuple(row) for row in kept}
    rows[fault] = (fault, verdict.promised, verdict.lost, verdict.doubled, verdict.differ, note)
    put(Table(title=TITLE, about=ABOUT, columns=COLUMNS, rows=tuple(rows.values())))


def counted(answers: Mapping[str, int]) -> str:
    """How often each was answered: "1,010 × yes, 2 × 503"."""
    return ", ".join(f"{count:,} × {answer}" for answer, count in answers.items())
