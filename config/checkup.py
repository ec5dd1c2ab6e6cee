"""Is all well, and if not, what to do: the questions of `manage.py doctor`."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.mail import mailers
from django.db import DatabaseError, connection
from django.utils import timezone
from pysqlite3 import sqlite_version

from accounts.services import auditing
from coaching.management.commands.notify import LAST_ROUND
from coaching.models.enrolment import OVERDUE_AFTER
from coaching.stops import waiting_since
from config import backups, probes

MOST_SKEW = timedelta(seconds=2)
"""Between this machine and its database. Ours: a phone's clock is put right against ours, and what
people report in one minute has to stay in its order."""
OLDEST_BACKUP = timedelta(hours=26)
"""A daily copy, and two hours in which it may be late."""
LATEST_ROUND = timedelta(minutes=10)
"""`notify` looks every minute, and a slow mail server may hold up a round for some."""
LEAST_FREE = 1_000_000_000
"""Bytes. A year of reports of some thousand clients, and room for SQLite to copy itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at and found; `advice` is empty where all is well."""

    subject: str
    found: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        """Nothing to do."""
        return not self.advice


def examine() -> Iterator[Finding]:
    """Every finding, the most basic first; without a database the rest says less."""
    yield from _settings()
    yield from _database()
    yield _disk()
    yield _mail()
    yield _worker()
    yield _backup()
    for look in (_stops, _audit):
        with suppress(DatabaseError):
            yield look()


def _settings() -> Iterator[Finding]:
    found = checks.run_checks(include_deployment_checks=settings.SITE.https)
    serious = [each for each in found if each.level >= checks.WARNING]
    if not serious:
        where = settings.SITE_URL
        yield Finding(subject="settings", found=f"for {where}")
    for each in serious:
        yield Finding(
            subject="settings",
            found=f"{each.id}: {each.msg}",
            advice=each.hint or "See README, Settings.",
        )


def _database() -> Iterator[Finding]:
    try:
        probes.check_ready()
    except probes.NotReady as why:
        advice = (
            "Run `make run` once, or `manage.py migrate`. Is DATABASE_URL right, and the server up?"
        )
        yield Finding(subject="database", found=str(why), advice=advice)
        return
    looks: list[Callable[[], Finding]] = (
        [_sqlite] if connection.vendor == "sqlite" else [_postgres, _clock]
    )
    for look in looks:
        yield look()


def _sqlite() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
        cursor.execute("PRAGMA quick_check(1)")
        (whole,) = cursor.fetchone()
    advice = ""
    if mode != "wal":
        advice = "Keep the file on a local disk: this one does not allow WAL."
    if whole != "ok":
        advice = "Stop the site, keep the file, put the last copy back: `make restore`."
    return Finding(
        subject="database", found=f"SQLite {sqlite_version}, {mode}, {whole}", advice=advice
    )


def _postgres() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'),"
            " current_setting('synchronous_commit'), current_setting('fsync')"
        )
        version, commit, fsync = cursor.fetchone()
    is_durable = commit not in ("off", "local") and fsync == "on"
    return Finding(
        subject="database",
        found=f"PostgreSQL {version}, synchronous_commit {commit}, fsync {fsync}",
        advice="" if is_durable else "Set both on: what was acknowledged survives a power cut.",
    )


def _clock() -> Finding:
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    skew = _skew(before, theirs, timezone.now())
    found = f"{skew.total_seconds():.1f} s from the database's"
    advice = "Let NTP set both machines' clocks." if skew > MOST_SKEW else ""
    return Finding(subject="clock", found=found, advice=advice)


def _skew(before: datetime, theirs: datetime, after: datetime) -> timedelta:
    """By how much at least another clock is off that was read between two readings of ours."""
    return max(before - theirs, theirs - after, timedelta())


def _disk() -> Finding:
    free = shutil.disk_usage(settings.VAR_DIR).free
    advice = "" if free >= LEAST_FREE else "Make room: a full disk turns every report away."
    return Finding(
        subject="disk", found=f"{free / 1e9:.1f} GB free in {settings.VAR_DIR}", advice=advice
    )


def _mail() -> Finding:
    if not settings.MAIL_HOST:
        advice = "Set MAIL_HOST: nobody is told of a stop." if settings.SITE.https else ""
        return Finding(subject="mail", found="kept in files, not sent", advice=advice)
    try:
        server = mailers.default
        server.open()
        server.close()
    except OSError as error:
        # Its own words may name an account.
        return Finding(
            subject="mail",
            found=f"{settings.MAIL_HOST}: {type(error).__name__}",
            advice="Look at MAIL_HOST, MAIL_PORT, MAIL_USER, MAIL_PASSWORD and MAIL_TLS.",
        )
    return Finding(subject="mail", found=f"{settings.MAIL_HOST} lets us in")


def _worker() -> Finding:
    stamp = settings.VAR_DIR / LAST_ROUND
    advice = "Run the site with `make run`, or `manage.py notify` every minute: docs/operations.md."
    if not stamp.exists():
        return Finding(subject="mails about stops", found="nobody has looked yet", advice=advice)
    ago = _age(stamp)
    found = f"looked for {ago.total_seconds() / 60:.0f} min ago"
    return Finding(
        subject="mails about stops", found=found, advice=advice if ago > LATEST_ROUND else ""
    )


def _age(path: Path) -> timedelta:
    return timedelta(seconds=timezone.now().timestamp() - path.stat().st_mtime)


def _backup() -> Finding:
    advice = "Let cron run `make backup` every day: docs/operations.md, Backup."
    copies = backups.taken(settings.BACKUP_DIR)
    if not copies:
        found = f"no copy in {settings.BACKUP_DIR}"
        return Finding(subject="backup", found=found, advice=advice)
    ago = timezone.now() - backups.taken_at(copies[-1])
    found = f"{copies[-1].name}, {ago.total_seconds() / 3600:.0f} h old"
    return Finding(subject="backup", found=found, advice=advice if ago > OLDEST_BACKUP else "")


def _stops() -> Finding:
    since = waiting_since()
    if not since:
        return Finding(subject="stops", found="none waits for somebody to see it")
    ago = timezone.now() - min(since)
    found = f"{len(since)} nobody has seen, the oldest for {ago.total_seconds() / 3600:.0f} h"
    advice = "Somebody of the clinic has to look at the desk." if ago >= OVERDUE_AFTER else ""
    return Finding(subject="stops", found=found, advice=advice)


def _audit() -> Finding:
    broken = auditing.first_break()
    if broken is None:
        number = auditing.end_of_trail().number
        return Finding(subject="audit trail", found=f"whole, {number} entries")
    return Finding(
        subject="audit trail",
        found=f"breaks at entry {broken.number}: {broken.why}",
        advice="Somebody changed what staff did or read: docs/operations.md, The audit trail.",
    )
