"""Copies of the database that can be trusted, taken while the site runs, and their way back."""

import os
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pysqlite3
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

SUFFIXES = {"sqlite": ".sqlite3", "postgresql": ".dump"}
STAMP = "%Y%m%dT%H%M%SZ"


class Failed(Exception):
    """Why there is no copy, or it was not put back; `str()` of it says what to do."""


def take(folder: Path, *, at: datetime) -> Path:
    """A copy of the database as it is at one moment, whole and checked. Raises Failed.

    It has its name only once it is both: what a crash leaves behind ends in `.part`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"coach-{at.astimezone(UTC):{STAMP}}{SUFFIXES[connection.vendor]}"
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    if path.exists():
        raise Failed(f"{path} is there already.")
    # Health records: nobody else on this machine may look, not even for a moment.
    part.touch(mode=0o600)
    if connection.vendor == "sqlite":
        _copy_sqlite(part)
    else:
        _run_postgres("pg_dump", "--format=custom", "--no-owner", f"--file={part}")
    check(part)
    _write_through(part)
    part.rename(path)
    _write_through(folder)
    return path


def check(path: Path) -> None:
    """Raise Failed unless the copy can be read from its first page to its last."""
    if connection.vendor == "sqlite":
        _check_sqlite(path)
    else:
        # To nowhere: reads all that is in it, and not only its list.
        _run("pg_restore", "--file=/dev/null", str(path))


def put_back(path: Path) -> None:
    """Make the database what it was when the copy was taken: all of it or nothing. Raises Failed.

    Nobody else may use the database meanwhile.
    """
    if not path.is_file():
        raise Failed(f"There is no file {path}.")
    check(path)
    if connection.vendor == "sqlite":
        _put_back_sqlite(path)
    else:
        options = ("--clean", "--if-exists", "--no-owner", "--exit-on-error")
        _run_postgres("pg_restore", *options, "--single-transaction", last=str(path))


def taken(folder: Path) -> list[Path]:
    """Every whole copy there, the newest last."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.glob("coach-*") if path.suffix in SUFFIXES.values())


def taken_at(path: Path) -> datetime:
    """When a copy was taken, by its name."""
    return datetime.strptime(path.stem.removeprefix("coach-"), STAMP).replace(tzinfo=UTC)


def prune(folder: Path, *, keep: timedelta, at: datetime) -> list[Path]:
    """Delete copies older than that, and say which. The newest one stays, however old it is."""
    old = [path for path in taken(folder)[:-1] if at - taken_at(path) > keep]
    for path in old:
        path.unlink()
    return old


# SQLite


def _copy_sqlite(part: Path) -> None:
    part.unlink()
    before = os.umask(0o077)
    try:
        # Reads as of one moment, and holds up nobody who writes meanwhile.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(part)])
    finally:
        os.umask(before)


def _check_sqlite(path: Path) -> None:
    try:
        with closing(pysqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy:
            (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    except pysqlite3.DatabaseError as error:
        raise Failed(f"{path} is no whole database: {error}") from error
    if found != "ok":
        raise Failed(f"{path} is no whole database: {found}")


def _put_back_sqlite(path: Path) -> None:
    connection.close()
    name = str(connection.settings_dict["NAME"])
    with (
        closing(pysqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy,
        closing(pysqlite3.connect(name)) as present,
    ):
        # One transaction of SQLite's own: a crash in the middle leaves what was there before.
        copy.backup(present)
        present.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# PostgreSQL


def _run_postgres(program: str, *options: str, last: str = "") -> None:
    """One of PostgreSQL's own programs, for the site's database."""
    told: dict[str, Any] = connection.settings_dict
    (_psql, *place, name), env = DatabaseClient.settings_to_cmd_args_env(told, [])
    _run(program, *place, *options, f"--dbname={name}", *filter(None, [last]), env=env)


def _run(program: str, *options: str, env: dict[str, str] | None = None) -> None:
    try:
        subprocess.run(  # noqa: S603  PostgreSQL's own programs, with options of ours
            [program, *options],
            env={**os.environ, **(env or {})},
            check=True,
            stderr=subprocess.PIPE,
            text=True,
        )
    except FileNotFoundError as error:
        raise Failed(f"{program} is missing: install PostgreSQL's client programs.") from error
    except subprocess.CalledProcessError as error:
        raise Failed(f"{program} failed: {error.stderr.strip()}") from error


def _write_through(path: Path) -> None:
    """Wait until it is on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
