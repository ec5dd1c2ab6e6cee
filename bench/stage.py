"""A place of its own for each run: nothing of the real site is read, written or slowed down."""

import atexit
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from tests.environment import ROOT, documented_variables

KEPT = ROOT / "var" / "bench"
KEPT.mkdir(mode=0o700, parents=True, exist_ok=True)
# On the same disk as the real database, so that a commit costs what it costs there.
SCRATCH = Path(tempfile.mkdtemp(prefix="run-", dir=KEPT))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

HOST = "127.0.0.1"


def prepare(**variables: str) -> None:
    """Forget what the developer has set; the settings then find a fresh folder and a free port.

    `variables` are what this process sets besides.
    """
    for name in documented_variables():
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        VAR_DIR=str(SCRATCH / "var"),
        PORT=str(free_port()),
        LOG_LEVEL="ERROR",
        **variables,
    )


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def announce(text: str) -> None:
    """Say what is being measured, beside the tables."""
    print(f"... {text}", file=sys.stderr, flush=True)
