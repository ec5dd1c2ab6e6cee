import sqlite3
import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from accounts.models import User
from config import database, sqlite


@pytest.fixture
def file(tmp_path):
    """A connection as the site opens them, without Django in between."""
    found = sqlite3.connect(tmp_path / "x.sqlite3", factory=sqlite.Connection)
    found.executescript(database.SQLITE_OPTIONS["init_command"])
    yield found
    found.close()


def test_sqlite_is_new_enough_to_keep_its_log_whole():
    assert sqlite3.sqlite_version_info >= sqlite.OLDEST_SAFE


def test_a_sqlite_that_loses_data_is_refused_at_the_start(monkeypatch):
    monkeypatch.setattr(sqlite.dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(RuntimeError, match=r"3\.51\.3 or newer is needed"):
        sqlite.install()
    monkeypatch.setattr(sqlite.dbapi2, "sqlite_version_info", sqlite.OLDEST_SAFE)
    sqlite.install()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("secure_delete", 1),
        ("mmap_size", 0),
    ],
)
def test_every_connection_is_durable_and_strict(file, pragma, value):
    assert file.execute(f"PRAGMA {pragma}").fetchone()[0] == value


def test_replacing_a_row_fires_the_trigger_that_guards_it(file):
    file.executescript(
        "CREATE TABLE fact (id INTEGER PRIMARY KEY);"
        "CREATE TRIGGER guard BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'append only'); END;"
        "INSERT INTO fact VALUES (1);"
    )
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        file.execute("INSERT OR REPLACE INTO fact VALUES (1)")


def test_the_stated_limits_are_kept(file):
    most = file.getlimit(sqlite.LIMIT_VARIABLE_NUMBER)
    marks = ",".join("?" * most)
    assert file.execute(f"SELECT 1 WHERE 1 IN ({marks})", (1,) * most).fetchone() == (1,)


def test_django_splits_what_has_more_parameters_than_the_limit(db):
    Group.objects.bulk_create(Group(name=f"g{n}") for n in range(40_000))
    assert Group.objects.count() == 40_000
    assert len(Group.objects.in_bulk(list(range(40_000)))) <= 40_000


def test_people_who_write_at_once_lose_nothing(transactional_db):
    user = User.objects.create_user("ada@example.org", time_zone="0")
    barrier = threading.Barrier(4)

    def count_up():
        barrier.wait()
        for _ in range(25):
            with transaction.atomic():
                row = User.objects.select_for_update().get(pk=user.pk)
                row.time_zone = str(int(row.time_zone) + 1)
                row.save()
        connection.close()

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    user.refresh_from_db()
    assert user.time_zone == "100"
