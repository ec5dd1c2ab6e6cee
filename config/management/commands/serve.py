"""`manage.py serve`: from a fresh checkout to an answering site."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config.metrics import SHARED
from config.probes import leaving

# Per worker: one can answer while the other waits for the disk or the database. With more, whoever
# writes to SQLite holds its one lock for longer, for Python runs them in turn.
THREADS = 2
STOP_SECONDS = 5
MAIL_SECONDS = 60


class Command(BaseCommand):
    """Prepares the database and the static files, then becomes the server."""

    help = "Prepare the database and the static files, then serve the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be said."""
        parser.add_argument(
            "--demo", action="store_true", help="with made-up people, in a database of their own"
        )

    def handle(self, *, demo: bool, **options: Any) -> None:
        """Never returns: the server takes over this process."""
        if demo and not settings.DEMO:
            raise CommandError("Say it as `manage.py serve --demo`, or set DEMO=1.")
        refuse_busy(settings.PORT)
        self.prepare()
        self.announce()
        leaving().unlink(missing_ok=True)
        count_together()
        keep_mailing()
        become(server())

    def prepare(self) -> None:
        """Bring the database and the static files up to date; quick when they are."""
        quiet = {"verbosity": 0, "stdout": self.stdout, "stderr": self.stderr}
        call_command("migrate", interactive=False, **quiet)
        call_command("createcachetable", **quiet)
        call_command("load_catalogue", **quiet)
        collect_static()
        if settings.DEMO:
            call_command("demo", stdout=self.stdout, stderr=self.stderr)

    def announce(self) -> None:
        """Say where the site is and what to do next."""
        command = f"{'DEMO=1 ' * settings.DEMO}{os.path.relpath(sys.executable)} {sys.argv[0]}"
        self.stdout.write(f"Lumbar Lock: {settings.SITE_URL}   (Ctrl-C stops it)")
        if settings.SITE.https:
            self.stdout.write(
                f"Listening for the proxy on http://{settings.LISTEN}:{settings.PORT}"
            )
        if not settings.MAIL_HOST:
            self.stdout.write(f"Mail is not sent but kept in {settings.VAR_DIR / 'mail'}")
        self.stdout.write(f"Be a physiotherapist: {command} physiotherapist you@example.org")
        self.stdout.flush()


def refuse_busy(port: int) -> None:
    """Raise CommandError when something else listens on the port."""
    with socket.socket() as probe:
        # As servers do: a connection that was closed a moment ago does not make a port busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.LISTEN, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Stop what runs there, or choose"
                f" another: PORT={port + 1 if port < 65535 else 8000} make run"
            ) from error


def count_together() -> None:
    """Let all workers count into one folder, begun anew: `config/metrics.py`."""
    folder = settings.VAR_DIR / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    if settings.METRICS_TOKEN:
        folder.mkdir(mode=0o700)
        os.environ[SHARED] = str(folder)


def collect_static() -> None:
    """Collect and compress the static files, unless none has changed since last time."""
    stamp = settings.VAR_DIR / "static.stamp"
    wanted = static_digest()
    if settings.STATIC_ROOT.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)


def static_digest() -> str:
    """Changes when any static file does."""
    return hashlib.sha256("\n".join(sorted(static_files())).encode()).hexdigest()


def static_files() -> Iterator[str]:
    """One line per static file: where it is, its size and when it changed."""
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            yield f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}"


def server(*, port: int | None = None, application: str = "config.wsgi:application") -> list[str]:
    """The command that serves the site, or what is measured beside it."""
    options = {
        "host": settings.LISTEN,
        "port": port or settings.PORT,
        "interface": "wsgi",
        "http": 1,
        "workers": settings.WORKERS,
        "blocking-threads": THREADS,
        "workers-kill-timeout": STOP_SECONDS,
        "log-level": "warning",
        "working-dir": settings.BASE_DIR,
    }
    pairs = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    switches = ["--no-ws", "--respawn-failed-workers"]
    return [sys.executable, "-m", "granian", *pairs, *switches, application]


def keep_mailing(*, every: float = MAIL_SECONDS) -> None:
    """Start the process that mails about stops. It ends when this process does.

    It waits for the end of a pipe that this process holds, and that the server holds after it.
    """
    reader, writer = os.pipe()
    command = [
        sys.executable,
        str(settings.BASE_DIR / "manage.py"),
        "notify",
        "--every",
        str(every),
    ]
    # A session of its own: Ctrl-C is for the server.
    subprocess.Popen(command, stdin=reader, start_new_session=True)  # noqa: S603  our own command
    os.close(reader)
    os.set_inheritable(writer, True)


def become(command: list[str]) -> None:
    """Replace this process, so that signals reach the server itself."""
    connections.close_all()
    os.execv(command[0], command)  # noqa: S606  no shell is wanted
