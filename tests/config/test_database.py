from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import database

BASE = Path("/site")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///var/coach.sqlite3", "/site/var/coach.sqlite3"),
        ("sqlite:////srv/coach.sqlite3", "/srv/coach.sqlite3"),
        ("sqlite:///my%20data.sqlite3", "/site/my data.sqlite3"),
    ],
)
def test_a_sqlite_url_names_a_file(url, path):
    assert database.parse(url, base=BASE)["NAME"] == path


def test_sqlite_transactions_take_the_lock_at_once():
    assert database.parse("sqlite:///x", base=BASE)["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_sqlite_never_maps_its_file_into_memory():
    assert "mmap" not in database.SQLITE_OPTIONS["init_command"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_postgres_url_names_who_where_and_what(scheme):
    found = database.parse(f"{scheme}://coach:p%40ss@db.example:5433/training", base=BASE)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"]) == ("coach", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "training")


def test_a_postgres_url_may_name_a_socket():
    found = database.parse("postgres://coach@/training?host=/run/postgresql", base=BASE)
    assert (found["HOST"], found["PORT"]) == ("/run/postgresql", "")
    assert "host" not in found["OPTIONS"]


def test_a_postgres_url_may_carry_options():
    found = database.parse("postgres://coach@db/training?sslmode=verify-full", base=BASE)
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    pool = found["OPTIONS"]["pool"]
    assert pool["max_size"] > 0
    # Who waits outlasts an attempt to connect, so that somebody is there to begin the next one.
    assert pool["reconnect_timeout"] < pool["timeout"]


def test_postgres_plans_once_what_a_connection_asks_again_and_again():
    found = database.parse("postgres://coach@db/training", base=BASE)["OPTIONS"]
    # Without the first, Django writes the values into the question, and no two are the same.
    assert found["server_side_binding"] is True
    assert found["prepare_threshold"] > 0


def test_a_postgres_that_is_gone_is_waited_for_no_longer_than_the_pool_waits():
    found = database.parse("postgres://coach@one,two/training", base=BASE)["OPTIONS"]
    assert int(found["connect_timeout"]) <= found["pool"]["reconnect_timeout"]
    own = database.parse("postgres://coach@db/training?connect_timeout=9", base=BASE)["OPTIONS"]
    assert own["connect_timeout"] == "9"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://coach@db/training",
        "coach.sqlite3",
        "sqlite://coach.sqlite3",
        "sqlite:///",
        "sqlite:///x?mode=ro",
        "postgres://coach@db",
        "postgres://coach@db/",
        "postgres://coach@db:x/training",
        "postgres://coach@db/training?sslmode",
    ],
)
def test_any_other_url_is_refused_with_a_hint(url):
    with pytest.raises(ImproperlyConfigured, match=r"Write sqlite:///"):
        database.parse(url, base=BASE)


def test_a_refusal_does_not_tell_the_password():
    with pytest.raises(ImproperlyConfigured) as caught:
        database.parse("mysql://coach:hush@db/training", base=BASE)
    assert "hush" not in str(caught.value)
