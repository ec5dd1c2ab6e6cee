"""A query that takes too long is told by its text and never by its values."""

import logging

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse

from accounts.models import User
from config import slow

TYPED = "what-somebody-typed@example.org"


@pytest.fixture
def clock(monkeypatch):
    """`clock(0.5)`: each query takes half a second."""

    def takes(seconds):
        ticks = iter([0.0, seconds] * 99)
        monkeypatch.setattr(slow, "perf_counter", lambda: next(ticks))

    return takes


def asked(rf, view):
    return slow.queries(view)(rf.get("/"))


def seeking(_request):
    User.objects.filter(email=TYPED).exists()
    return HttpResponse()


@pytest.mark.parametrize(("seconds", "lines"), [(0.499, 0), (0.5, 1), (0.501, 1)])
def test_from_the_limit_on_a_query_is_slow(db, rf, settings, caplog, clock, seconds, lines):
    settings.SLOW_QUERY_MS = 500
    clock(seconds)
    asked(rf, seeking)
    assert len(caplog.records) == lines


def test_its_text_is_told_and_not_what_was_sought(db, rf, settings, caplog, clock):
    settings.SLOW_QUERY_MS = 500
    clock(2)
    asked(rf, seeking)
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("site.queries", logging.WARNING)
    assert record.fields["ms"] == 2000
    assert "accounts_user" in record.fields["sql"]
    assert TYPED not in str(vars(record))


def test_a_query_that_fails_after_long_is_told_too(transactional_db, rf, settings, caplog, clock):
    settings.SLOW_QUERY_MS = 500
    clock(31)

    def broken(_request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing_there")

    with pytest.raises(DatabaseError):
        asked(rf, broken)
    assert [record.fields["ms"] for record in caplog.records] == [31_000]


def test_outside_of_requests_nothing_is_timed(db, settings, caplog):
    settings.SLOW_QUERY_MS = 0
    seeking(None)
    assert caplog.records == []
