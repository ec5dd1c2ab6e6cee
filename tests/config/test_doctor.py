"""What `manage.py doctor` finds and advises; the faults are real where they can be had."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts import guards
from accounts.models import AuditHead
from accounts.services.auditing import record
from config import backups, checkup
from tests.config.smtp import Smtp

SECOND = timedelta(seconds=1)
AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def well(db, settings, tmp_path):
    """A place where all that this test run can have is well."""
    settings.VAR_DIR, settings.BACKUP_DIR = tmp_path, tmp_path / "backups"
    call_command("notify")
    settings.BACKUP_DIR.mkdir()
    return tmp_path


def copy_of(folder, age):
    at = datetime.now(UTC) - age
    (folder / "backups" / f"coach-{at:{backups.STAMP}}.sqlite3").touch()


def found(subject):
    return [finding for finding in checkup.examine() if finding.subject == subject]


def is_well(subject):
    return all(finding.is_well for finding in found(subject))


def test_where_all_is_well_it_says_so_and_ends_with_nothing(well, capsys, monkeypatch):
    copy_of(well, timedelta(hours=1))
    # The tests' PostgreSQL does not wait for the disk, which is not well.
    monkeypatch.setattr(checkup, "_postgres", checkup._clock)
    call_command("doctor")
    assert capsys.readouterr().out.endswith("All is well.\n")


def test_what_is_not_well_is_said_with_what_to_do_and_ends_with_a_failure(well, capsys):
    with pytest.raises(CommandError, match="to look at"):
        call_command("doctor")
    assert "LOOK  backup: no copy in" in (told := capsys.readouterr().out)
    assert "-> Let cron run `make backup` every day" in told


@pytest.mark.parametrize(("age", "well_so"), [(-60, True), (60, False)])
def test_a_copy_older_than_a_day_and_a_little_is_told(well, age, well_so):
    copy_of(well, checkup.OLDEST_BACKUP + age * SECOND)
    assert is_well("backup") is well_so


@pytest.mark.parametrize(("age", "well_so"), [(-5, True), (5, False)])
def test_a_worker_that_has_not_been_round_for_ten_minutes_is_told(well, age, well_so):
    (stamp,) = well.glob("*.stamp")
    past = stamp.stat().st_mtime - (checkup.LATEST_ROUND + age * SECOND).total_seconds()
    os.utime(stamp, (past, past))
    assert is_well("mails about stops") is well_so


def test_a_worker_that_was_never_there_is_told(well):
    for stamp in well.glob("*.stamp"):
        stamp.unlink()
    assert not is_well("mails about stops")


def test_a_database_that_is_not_up_to_date_is_told_and_the_rest_looked_at(well):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'coaching'")
    checkup.probes._migrations_missing.cache_clear()
    (finding,) = found("database")
    assert "migrations are missing" in finding.found
    assert "manage.py migrate" in finding.advice
    assert found("backup")


def test_a_disk_without_room_is_told(well, monkeypatch):
    monkeypatch.setattr(checkup, "LEAST_FREE", 10**18)
    assert not is_well("disk")


@pytest.mark.postgres
def test_a_database_that_does_not_wait_for_the_disk_is_told(well):
    (finding,) = found("database")
    assert "fsync off" in finding.found
    assert "power cut" in finding.advice


@pytest.mark.parametrize(
    ("theirs", "skew"),
    [(0, 0), (1, 0), (-0.5, 0.5), (1.5, 0.5), (-3, 3), (4, 3)],
)
def test_a_clock_is_off_by_what_cannot_be_the_time_it_took_to_ask(theirs, skew):
    """Asked between second 0 and second 1."""
    assert checkup._skew(AT, AT + theirs * SECOND, AT + SECOND) == skew * SECOND


def test_a_mail_server_that_lets_us_in_is_well(well, settings):
    with Smtp() as server:
        settings.MAIL_HOST = server.host
        settings.MAILERS = mailers(server.port)
        assert is_well("mail")


def test_a_mail_server_that_does_not_answer_is_told_without_its_words(well, settings):
    with Smtp() as server:
        port = server.port
    settings.MAIL_HOST = server.host
    settings.MAILERS = mailers(port)
    (finding,) = found("mail")
    assert finding.found == f"{server.host}: ConnectionRefusedError"
    assert "MAIL_PORT" in finding.advice


def mailers(port):
    options = {"host": Smtp.host, "port": port, "timeout": 5}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": options}}


def test_a_trail_that_was_tampered_with_is_told(well):
    record(actor=None, what="something")
    (whole,) = found("audit trail")
    assert whole.is_well
    assert whole.found == "whole, 1 entries"
    with connection.cursor() as cursor:
        for statement in guards.remove(connection.vendor):
            cursor.execute(statement)
    AuditHead.objects.update(number=2)
    (broken,) = found("audit trail")
    assert "breaks at entry 2" in broken.found
    assert "The audit trail" in broken.advice
