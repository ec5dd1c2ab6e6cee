"""Copies of the database: real files and real programs, on both databases."""

import os
import threading
from datetime import UTC, datetime, timedelta
from stat import S_IMODE

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts.models import User
from config import backups
from tests import postgres

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_programs(monkeypatch):
    """PostgreSQL's programs of the version that the tests run."""
    monkeypatch.setenv("PATH", f"{postgres.BINARIES}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def folder(tmp_path, settings):
    settings.BACKUP_DIR = tmp_path / "backups"
    return settings.BACKUP_DIR


def people():
    return set(User.objects.values_list("email", flat=True))


def test_what_is_put_back_is_what_was_there(folder, make_person):
    make_person("before@example.org")
    path = backups.take(folder, at=NOW)
    make_person("after@example.org")
    backups.put_back(path)
    assert people() == {"before@example.org"}


def test_a_copy_is_for_its_owner_alone(folder):
    path = backups.take(folder, at=NOW)
    assert (S_IMODE(folder.stat().st_mode), S_IMODE(path.stat().st_mode)) == (0o700, 0o600)


def test_a_copy_is_taken_while_people_report_and_is_of_one_moment(folder, make_person):
    over = threading.Event()
    written = []

    def report():
        while not over.is_set():
            written.append(make_person(f"{len(written):05}@example.org").email)
        connection.close()

    writer = threading.Thread(target=report)
    writer.start()
    while len(written) < 20:
        over.wait(0.01)
    had = len(written)
    path = backups.take(folder, at=NOW)
    over.set()
    writer.join()
    backups.put_back(path)
    found = sorted(people())
    assert found == written[: len(found)]
    assert len(found) >= had


def test_a_broken_copy_is_refused_before_anything_is_changed(folder, make_person):
    path = backups.take(folder, at=NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    make_person("still@example.org")
    with pytest.raises(backups.Failed):
        backups.put_back(path)
    assert people() == {"still@example.org"}


def test_a_file_that_is_not_there_is_refused(folder):
    with pytest.raises(backups.Failed, match="There is no file"):
        backups.put_back(folder / "coach-20260101T000000Z.sqlite3")


def test_what_a_crash_left_behind_is_no_copy_and_is_in_nobodys_way(folder):
    path = backups.take(folder, at=NOW)
    part = path.with_name(f"{path.name}.part")
    path.rename(part)
    assert backups.taken(folder) == []
    assert backups.take(folder, at=NOW) == path
    assert not part.exists()


def test_a_copy_is_never_written_over(folder):
    backups.take(folder, at=NOW)
    with pytest.raises(backups.Failed, match="is there already"):
        backups.take(folder, at=NOW)


@pytest.mark.parametrize(("age", "is_gone"), [(30 * DAY, False), (30 * DAY + DAY / 86400, True)])
def test_a_copy_goes_when_it_is_older_than_it_may_be(folder, age, is_gone):
    folder.mkdir()
    old, new = (folder / f"coach-{at:{backups.STAMP}}.dump" for at in (NOW - age, NOW))
    for path in (old, new):
        path.touch()
    assert backups.prune(folder, keep=30 * DAY, at=NOW) == ([old] if is_gone else [])
    assert old.exists() is not is_gone


def test_the_newest_copy_stays_however_old_it_is(folder):
    folder.mkdir()
    (folder / f"coach-{NOW - 400 * DAY:{backups.STAMP}}.dump").touch()
    assert backups.prune(folder, keep=DAY, at=NOW) == []


def test_the_commands_say_what_they_did(folder, settings, capsys):
    settings.PORT = 0
    call_command("backup")
    (path,) = backups.taken(folder)
    assert f"{path}  " in capsys.readouterr().out
    call_command("restore", str(path), "--yes")
    assert "is the database now" in capsys.readouterr().out


def test_nothing_is_put_back_without_a_yes(folder, settings, monkeypatch, make_person):
    settings.PORT = 0
    path = backups.take(folder, at=NOW)
    make_person("still@example.org")
    monkeypatch.setattr("builtins.input", lambda _: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", str(path))
    assert people() == {"still@example.org"}


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path, settings):
    (tmp_path / "file").touch()
    settings.BACKUP_DIR = tmp_path / "file"
    with pytest.raises(CommandError):
        call_command("backup")
