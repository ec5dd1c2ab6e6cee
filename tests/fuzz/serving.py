"""The site as `manage.py serve` runs it, in a folder of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.environment import ROOT, documented_variables

MOST_SECONDS = 300
"""Until it answers: the demo tells weeks of sixty people first."""
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Site:
    """A site that answers. `log` is what it has said so far."""

    port: int
    var: Path
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{HOST}:{self.port}"

    def run(self, program: str) -> str:
        """What a Python program in the site's own environment prints."""
        line = [sys.executable, "-c", f"import django; django.setup()\n{program}"]
        done = subprocess.run(
            line, cwd=ROOT, env=environment(self.var, self.port), check=True, capture_output=True
        )
        return done.stdout.decode().strip()


def environment(var: Path, port: int, **more: str) -> dict[str, str]:
    """What a site of its own is told, and nothing of this run."""
    ours = {"DATABASE_URL", *documented_variables()}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(var),
        "PORT": str(port),
        "WORKERS": "2",
        **more,
    }


def free_port() -> int:
    """One that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(var: Path, *options: str, **more: str) -> Iterator[Site]:
    """From its start to its end."""
    port, log = free_port(), var / "log.txt"
    line = [sys.executable, "manage.py", "serve", *options]
    with log.open("wb") as told:
        process = subprocess.Popen(
            line, cwd=ROOT, env=environment(var, port, **more), stdout=told, stderr=told
        )
    try:
        _wait(process, port, log)
        yield Site(port, var, log, process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    ends = time.monotonic() + MOST_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended: {log.read_text()[-2_000:]}")
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"The server did not answer: {log.read_text()[-2_000:]}")
