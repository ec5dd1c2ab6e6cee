"""A real site to break: its database, its people, and server processes that can be killed."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pysqlite3

from tests import postgres
from tests.environment import ROOT
from tests.fuzz.serving import HOST, environment, free_port

PATIENCE = 120
"""Seconds: for what takes two on a machine that does nothing else."""
PEOPLE = 6
MAKE = f"from tests.faults.people import make; make({PEOPLE})"
CHECK = "from pathlib import Path; from tests.faults.checking import compare; compare(Path({!r}))"
PAUSE = threading.Event()
"""Nobody sets it: `PAUSE.wait(seconds)` lets time pass in which something else happens."""


@dataclass(frozen=True, slots=True)
class Person:
    """A client: the ids of their account and enrolment, and the cookie of their session."""

    account: str
    plan: str
    session: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a ledger and the database say about each other: counts, but for the last two."""

    offered: int
    promised: int
    lost: int
    doubled: int
    strays: int
    differ: int
    says: str
    file: str

    @property
    def is_clean(self) -> bool:
        """Nothing lost, nothing twice, nothing that nobody told, and every cache its fold."""
        wrong = self.lost + self.doubled + self.strays + self.differ
        return not wrong and self.says.startswith("0 of") and self.file == "ok"


class Site:
    """A site with people who are signed in, and the processes that `manage.py serve` becomes."""

    def __init__(self, folder: Path, database: postgres.Server | None, url: str) -> None:
        self.folder, self.database, self.url = folder, database, url
        self.var, self.log = folder / "var", folder / "log"
        self.port = free_port()
        self.people: list[Person] = []
        self.command: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None
        self.within: list[str] = []
        """A command that runs the one which follows it where the database can be seen."""

    @property
    def environment(self) -> dict[str, str]:
        """Of every process of this site."""
        path = f"{postgres.BINARIES}{os.pathsep}{os.environ['PATH']}"
        return environment(self.var, self.port, DATABASE_URL=self.url, PATH=path, LOG_LEVEL="ERROR")

    def learn(self, said: str) -> None:
        """Who is there, and how the server is started."""
        told = json.loads(said.splitlines()[-1])
        self.people = [Person(**each) for each in told["people"]]
        self.command = told["server"]
        self.command[self.command.index("--port") + 1] = str(self.port)

    def beside(self, name: str) -> "Site":
        """Another server of the same site, on a port and in a folder of its own."""
        folder = self.folder / name
        folder.mkdir()
        found = Site(folder, None, self.url)
        shutil.copytree(self.var, found.var)
        found.people, found.command = self.people, list(self.command)
        found.command[found.command.index("--port") + 1] = str(found.port)
        return found

    def run(self, program: str) -> str:
        """What a Python program in the site's environment prints."""
        return self._ask("-c", f"import django; django.setup()\n{program}")

    def manage(self, *line: str) -> str:
        """What a command of the site says."""
        return self._ask("manage.py", *line)

    def _ask(self, *line: str) -> str:
        command, env = [*self.within, sys.executable, *line], self.environment
        done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True)
        if done.returncode:
            raise RuntimeError(f"{line}: {done.stderr.decode()[-3_000:]}")
        return done.stdout.decode().strip()

    def start(self, *wrapper: str) -> None:
        """Return when it answers. `wrapper` is a command that runs the one which follows it."""
        with self.log.open("ab") as told:
            self.process = subprocess.Popen(
                [*wrapper, *self.command],
                cwd=ROOT,
                env=self.environment,
                stdout=told,
                stderr=told,
                start_new_session=True,
            )
        for _ in range(PATIENCE * 20):
            if self.process.poll() is not None:
                break
            if self.answers("/healthz") == HTTPStatus.OK:
                return
            PAUSE.wait(0.05)
        raise RuntimeError(f"The server did not start: {self.log.read_text()[-3_000:]}")

    def answers(self, path: str, **headers: str) -> int | None:
        """The status of a page, or None where nobody is there."""
        line = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            line.request("GET", path, headers=headers)
            return line.getresponse().status
        except (OSError, HTTPException):
            return None
        finally:
            line.close()

    def status_for(self, person: Person, path: str) -> int | None:
        """The status of a page of theirs."""
        return self.answers(path, Cookie=f"sessionid={person.session}")

    def kill(self) -> None:
        """Every process of the server at once, without a word."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As an operator does. Raises RuntimeError where a part of the server outlives it."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
                raise RuntimeError("A process of the server went on after it had ended.")

    @contextmanager
    def held(self) -> Iterator[None]:
        """While somebody else writes to the SQLite file and does not come to an end."""
        with closing(pysqlite3.connect(self.folder / "coach.sqlite3", isolation_level=None)) as own:
            own.execute("BEGIN EXCLUSIVE")
            yield
            own.execute("ROLLBACK")

    def check(self, ledger: Path) -> Verdict:
        """What is kept, against what was promised."""
        return Verdict(**json.loads(self.run(CHECK.format(str(ledger)))))


class Pair:
    """A PostgreSQL, and a standby that has every yes of it before anybody hears of it."""

    def __init__(self, primary: postgres.Server, standby: postgres.Server) -> None:
        """Both run."""
        self.primary, self.standby = primary, standby

    @property
    def url(self) -> str:
        """Of whichever may be written to."""
        hosts = f"{self.primary.folder},{self.standby.folder}"
        return f"postgres://postgres@/postgres?host={hosts}&target_session_attrs=read-write"


@contextmanager
def pair_of(primary: postgres.Server, folder: Path) -> Iterator[Pair]:
    """The same server with a synchronous standby."""
    standby = primary.copied_to(folder, follows=True)
    standby.begin()
    try:
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.ask("SELECT pg_reload_conf()")
        for _ in range(PATIENCE * 20):
            if primary.ask("SELECT sync_state FROM pg_stat_replication") == "sync":
                break
            PAUSE.wait(0.05)
        else:
            raise RuntimeError("The standby does not follow.")
        yield Pair(primary, standby)
    finally:
        standby.stop()


@contextmanager
def site(kind: str) -> Iterator[Site]:
    """On a database of that kind, with people in it, and not started yet."""
    # Short: a socket's path has at most 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="fault-"))
    database = None
    try:
        url = f"sqlite:///{folder / 'coach.sqlite3'}"
        if kind == "postgres":
            database = postgres.Server(folder / "pg", durable=True)
            url = database.start()
        found = Site(folder, database, url)
        found.var.mkdir(mode=0o700)
        populate(found)
        try:
            yield found
        finally:
            found.stop()
    finally:
        if database:
            database.stop()
        shutil.rmtree(folder, ignore_errors=True)


def populate(found: Site) -> None:
    """Everybody; on SQLite from a file that is made once in a run."""
    if found.database:
        found.learn(found.run(MAKE))
        return
    kept = Path(os.environ["TEST_SCRATCH"]) / "faults"
    kept.mkdir(exist_ok=True)
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (kept / "told").exists():
            first = Site(kept, None, f"sqlite:///{kept / 'coach.sqlite3'}")
            first.var.mkdir(mode=0o700)
            (kept / "told").write_text(first.run(MAKE))
    shutil.copy(kept / "coach.sqlite3", found.folder)
    # The key that sessions are signed with lies there.
    shutil.copytree(kept / "var", found.var, dirs_exist_ok=True)
    found.learn((kept / "told").read_text())
