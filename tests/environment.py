"""What must be true of the environment before the settings load.

The tests keep everything they write in a scratch folder, in memory where the system has such a
place. The process that makes the folder removes it; test workers that it starts share it.
"""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
IN_MEMORY = Path("/dev/shm")
ENGINES = ("sqlite", "postgres")


def documented_variables() -> set[str]:
    """The names in .env.example: all that the site reads."""
    return set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def prepare() -> Path:
    """Forget what the developer has set, choose the database, return the scratch folder."""
    for name in documented_variables():
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    if "TEST_SCRATCH" not in os.environ:
        begin()
    scratch = Path(os.environ["TEST_SCRATCH"])
    os.environ["VAR_DIR"] = str(scratch / "var")
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    return scratch


def begin() -> None:
    """Make the scratch folder, and start PostgreSQL if it was asked for."""
    engine = os.environ.get("TEST_DATABASE", "sqlite")
    if engine not in ENGINES:
        raise SystemExit(f"TEST_DATABASE={engine!r}: write one of {', '.join(ENGINES)}.")
    place = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
    scratch = Path(tempfile.mkdtemp(prefix="lumbar-lock-", dir=place))
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    url = f"sqlite:///{scratch / 'test.sqlite3'}"
    if engine == "postgres":
        server = postgres.Server(scratch / "postgres")
        atexit.register(server.stop)
        url = server.start()
    os.environ.update(TEST_SCRATCH=str(scratch), TEST_DATABASE_URL=url)
