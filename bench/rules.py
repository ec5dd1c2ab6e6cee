"""How fast the rules are: a lifetime of one client's workouts, folded from the start."""

import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from bench.stage import SCRATCH
from bench.tables import Table
from coaching.catalogue import builtin, program_from
from coaching.rules import terms
from coaching.rules.progression import fold
from coaching.wire import read_history
from tests.environment import ROOT

PROGRAM = "knee-raise-to-straight-leg-raise"
WORKOUTS = 10_000
SETS = 3
ROUNDS = 3
FIRST = datetime(2001, 1, 1, 8, tzinfo=UTC)


def measured() -> Iterator[Table]:
    """The fold alone, reading the lines, and the whole command."""
    lines = [json.dumps(event).encode() for event in history()]
    path = SCRATCH / "history.jsonl"
    path.write_bytes(b"\n".join(lines))
    programs = {PROGRAM: program_from(builtin().programs[PROGRAM])}
    program, start, events = read_history(lines, programs)
    yield Table(
        title="Rules",
        about=f"{WORKOUTS:,} workouts of {SETS} sets of one client; median of {ROUNDS}, or of 1.",
        columns=("", "seconds", "workouts/s"),
        rows=(
            row("fold", lambda: exhaust(fold(program, start, events))),
            row("read the lines strictly", lambda: read_history(lines, programs)),
            row("manage.py replay, all of it", lambda: replay(path), rounds=1),
        ),
    )


def row(what: str, act: Callable[[], object], rounds: int = ROUNDS) -> tuple[str, float, float]:
    """What it is, seconds, and workouts a second."""
    seconds = median(timed(act) for _ in range(rounds))
    return what, seconds, WORKOUTS / seconds


def timed(act: Callable[[], object]) -> float:
    """Seconds on the clock."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def exhaust(decisions: Iterator[object]) -> None:
    """Ask for every one and keep none."""
    deque(decisions, maxlen=0)


def replay(path: Path) -> None:
    """The command as one would call it: Python and Django have to start, too."""
    command = [sys.executable, "manage.py", "replay", str(path)]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def history() -> Iterator[dict[str, Any]]:
    """A start and its workouts, the same on every run; one set in ten is not clean."""
    chance = Random(10_000)
    yield {"type": "start", "at": FIRST.isoformat(), "program": PROGRAM}
    for number in range(WORKOUTS):
        at = FIRST + timedelta(days=2 * number)
        sets = [set_report(chance) for _ in range(SETS)]
        yield {"type": "workout", "id": f"w{number}", "at": at.isoformat(), "sets": sets}


def set_report(chance: Random) -> dict[str, Any]:
    """As many repetitions as the hardest step asks for."""
    lapses = chance.random() < 1 / 20
    return {
        "reps": 12,
        "lumbar_contact": terms.LumbarContact.LOST if lapses else terms.LumbarContact.HELD,
        "pops": int(chance.random() < 1 / 20),
        "discomfort": 0,
        "symptoms": [],
    }
