"""`python -m bench.figures`: docs/figures.md, of the newest of every table that was measured.

A table that was not measured in this checkout stays on the page as it was, with its day.
"""

import json
import re

from bench.tables import EACH, Table, markdown
from tests.environment import ROOT

PAGE = ROOT / "docs" / "figures.md"
HEAD = """# Figures

Made by `python -m bench.figures` of what was measured last: by `make bench`, by `make long` for the
faults, and by `python -m bench.load` for the load. Only figures of one machine and one day can be
compared; client and server are on the same machine, and share its processors.
"""
FIRST = "This machine"


def main() -> None:
    """Write the page."""
    told = [json.loads(path.read_text()) for path in EACH.glob("*.json")]
    sections = earlier(PAGE.read_text()) | {each["title"]: section(each) for each in told}
    titles = sorted(sections, key=lambda title: (title != FIRST, title))
    PAGE.write_text("\n".join([HEAD, *(sections[title] for title in titles)]))


def earlier(page: str) -> dict[str, str]:
    """The sections of a page that was made before, by title."""
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0].removeprefix("## "): f"{part.rstrip()}\n" for part in parts}


def section(told: dict[str, object]) -> str:
    """One table, with its day."""
    day = str(told.pop("measured_at"))[:10]
    rows = tuple(tuple(row) for row in told["rows"])  # type: ignore[attr-defined]
    table = Table(**{**told, "rows": rows})  # type: ignore[arg-type]
    about = " ".join(table.about.split())
    return f"## {table.title}\n\n{about} Measured on {day}.\n\n{markdown(table)}\n"


if __name__ == "__main__":
    main()
