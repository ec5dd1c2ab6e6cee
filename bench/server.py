"""The real server in processes of its own, and what it uses."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from django.conf import settings

from bench.stage import HOST
from tests.environment import ROOT

TICKS = os.sysconf("SC_CLK_TCK")
MOST_SECONDS = 60
PROC = Path("/proc")


SERVE = (sys.executable, "manage.py", "serve")
"""What `make run` runs: it prepares the database and the static files, then serves."""


class Server:
    """A server, from its command to the last worker's end."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        port: int | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Nothing runs yet. The site's own port, and this process's environment, unless told."""
        self.command, self.environment = command, environment
        self.port = port or settings.PORT
        self.started_in = self.started_with = 0.0

    def __enter__(self) -> Self:
        began = time.perf_counter()
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL
        )
        try:
            self._wait(until=began + MOST_SECONDS)
        except BaseException:
            self.__exit__()
            raise
        self.started_in = time.perf_counter() - began
        self.started_with = self.cpu_seconds()
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self, *, until: float) -> None:
        while time.perf_counter() < until:
            if self.process.poll() is not None:
                raise RuntimeError("The server ended before it answered.")
            if answers(self.port):
                return
            time.sleep(0.01)
        raise RuntimeError(f"The server did not answer within {MOST_SECONDS} seconds.")

    def cpu_seconds(self) -> float:
        """Processor time so far, of the workers and of what started them."""
        return sum(cpu_seconds(pid) for pid in (self.process.pid, *self.workers()))

    def workers(self) -> list[int]:
        """The processes that answer."""
        return children(self.process.pid)

    def worker_megabytes(self) -> float:
        """Resident memory of a worker, the mean over them."""
        sizes = [resident_megabytes(pid) for pid in self.workers()]
        return sum(sizes) / len(sizes)


def answers(port: int) -> bool:
    """Whether the front page comes, or leads on to where one signs in."""
    connection = http.client.HTTPConnection(HOST, port, timeout=MOST_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.HTTPStatus.BAD_REQUEST
    except OSError:
        return False
    finally:
        connection.close()


def children(parent: int) -> list[int]:
    """The processes that `parent` started and that still run."""
    listed = (PROC / str(parent) / "task" / str(parent) / "children").read_text()
    return [int(pid) for pid in listed.split()]


def cpu_seconds(pid: int) -> float:
    """User and system time of one process."""
    after_name = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    user, system = after_name[11:13]
    return (int(user) + int(system)) / TICKS


def resident_megabytes(pid: int) -> float:
    """What of a process lies in memory now."""
    status = (PROC / str(pid) / "status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in status if line.startswith("VmRSS:"))
    return int(kilobytes) / 1024
