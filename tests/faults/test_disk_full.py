"""The disk with the SQLite file is full, and then is not. A small disk of the server's own."""

import os
import shutil
from pathlib import Path

from tests.environment import ROOT
from tests.faults.sites import PATIENCE, site
from tests.faults.telling import counted, tell
from tests.faults.training import training

IS_LONG = bool(os.environ.get("LONG"))
TIMES = 10 if IS_LONG else 1
ROOM = 16
"""Megabytes beside what is there."""
NAMESPACES = ("--user", "--mount", "--preserve-credentials", f"--wd={ROOT}", "--")
SMALL_DISK = (
    'mount -t tmpfs -o "size=$1" none "$2" && cp "$3" "$2" && shift 3 && exec "$@"',
    "small-disk",
)


def fill(disk):
    """Write until nothing more goes in; return the file that is in the way."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as filler:
        try:
            while filler.write(bytes(65_536)):
                pass
        except OSError:
            return path


def test_a_full_disk_is_answered_for_with_503_pages_are_read_and_nothing_promised_is_lost():
    with site("sqlite") as found:
        file, disk = found.folder / "coach.sqlite3", found.folder / "disk"
        disk.mkdir()
        found.url = f"sqlite:///{disk / file.name}"
        size = file.stat().st_size + ROOM * 2**20
        unshare = [shutil.which("unshare"), "--user", "--map-root-user", "--mount", "--"]
        found.start(*unshare, "sh", "-c", *SMALL_DISK, str(size), str(disk), str(file))
        # The disk is mounted for the server alone; this is where others see it.
        seen = Path(f"/proc/{found.process.pid}/root{disk}")
        with training(found) as people:
            for _ in range(TIMES):
                people.had(10)
                filler = fill(seen)
                people.saw("503", 10)
                for path in ("/today/", "/history/"):
                    assert found.status_for(found.people[0], path) == 200
                filler.unlink()
                back = people.had(1, within=5 if IS_LONG else PATIENCE)
            people.had(10)
        # SQLite would follow the way to where it leads from here.
        found.within = [shutil.which("nsenter"), f"--target={found.process.pid}", *NAMESPACES]
        verdict = found.check(people.ledger.path)
    note = f"back after {back:.1f} s, {counted(people.tally.answers)}"
    tell(f"sqlite: disk full {TIMES} times", verdict, note)
    assert verdict.is_clean, verdict
