"""DATABASE_URL, turned into Django's words."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.sqlite import Connection

HINT = (
    "Write sqlite:///relative/path, sqlite:////absolute/path or"
    " postgres://user:password@host:5432/name (socket: postgres://user@/name?host=/run/postgresql)."
)

# SQLite's own `mmap_size` stays unset: it turns a truncated file into a crash.
SQLITE_OPTIONS = {
    # A transaction that reads before it writes would else fail at once when another one writes.
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,  # seconds
    "factory": Connection,
    "init_command": "".join(
        f"PRAGMA {pragma};"
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # what was acknowledged survives a power cut
            "foreign_keys=ON",
            "recursive_triggers=ON",  # else INSERT OR REPLACE slips past triggers on DELETE
            "secure_delete=ON",  # what was erased is not left in the file
            "journal_size_limit=67108864",  # bytes
            "cache_size=-16000",  # KiB
            "temp_store=MEMORY",
        )
    ),
}
# Connections of one process. Each worker has a handful of threads, so more would stay idle.
POSTGRES_POOL = {
    "min_size": 1,
    "max_size": 8,
    # Seconds. While PostgreSQL is away the pool tries at 0, 1, 3 and 4 and then gives up; whoever
    # asks next makes it begin anew. Left to itself it waits twice as long each time: after half a
    # minute nobody would be served for another. Who waits is told before anybody loses patience.
    "timeout": 5,
    "reconnect_timeout": 4,
}
POSTGRES_STATEMENTS = {
    # A page asks the same handful of questions of a few rows each: to plan them anew each time
    # costs the server more than to answer them.
    "server_side_binding": True,
    "prepare_threshold": 3,  # times that a connection asks before it is planned once for all
}
CONNECT_SECONDS = "4"
"""A machine that is gone answers nothing, not even no: the next one of several is tried then."""
POSTGRES_SCHEMES = ("postgres", "postgresql")


def parse(url: str, *, base: Path) -> dict[str, Any]:
    """One entry of DATABASES. Relative SQLite paths start at `base`.

    Raises ImproperlyConfigured for what is neither SQLite nor PostgreSQL.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme == "sqlite":
            return sqlite(_path(parts, base))
        if parts.scheme in POSTGRES_SCHEMES:
            return _postgres(parts)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}. {HINT}") from error
    # The URL itself stays out of the message: it may hold a password.
    raise ImproperlyConfigured(f"DATABASE_URL is neither SQLite nor PostgreSQL. {HINT}")


def sqlite(path: Path) -> dict[str, Any]:
    """A SQLite database in the file `path`."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": dict(SQLITE_OPTIONS),
        # Opening costs more than a query; a worker keeps one connection per thread.
        "CONN_MAX_AGE": 600,  # seconds
    }


def _path(parts: SplitResult, base: Path) -> Path:
    path = unquote(parts.path).removeprefix("/")
    if parts.netloc or not path or parts.query:
        raise ValueError("a SQLite URL is three slashes and a path, and nothing else")
    return base / path


def _postgres(parts: SplitResult) -> dict[str, Any]:
    options: dict[str, Any] = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    name = unquote(parts.path).removeprefix("/")
    if not name:
        raise ValueError("the name of the database is missing")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket's folder has slashes, so it comes as ?host=.
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": options.pop("port", None) or str(parts.port or ""),
        "OPTIONS": {
            "connect_timeout": CONNECT_SECONDS,
            **options,
            **POSTGRES_STATEMENTS,
            "pool": dict(POSTGRES_POOL),
        },
        # After a restart of PostgreSQL the pool's old connections are dead.
        "CONN_HEALTH_CHECKS": True,
    }
