"""What people and scripts are told when the database is away. Real faults, on both databases."""

import threading
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, connection
from django.test import Client

from coaching.models import SymptomReport
from config import faults

HTMX = {"HX-Request": "true"}
SIGN = {"symptoms": ["numbness"], "uuid": str(uuid4())}


@pytest.fixture
def site(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


@pytest.fixture
def read_only(db):
    """The database takes no changes: a full disk on SQLite, a standby on PostgreSQL."""
    is_postgres = connection.vendor == "postgresql"
    on, off = (
        ("SET TRANSACTION READ ONLY", None)
        if is_postgres
        else ("PRAGMA query_only=ON", "PRAGMA query_only=OFF")
    )
    with connection.cursor() as cursor:
        cursor.execute(on)
    yield
    if off:
        with connection.cursor() as cursor:
            cursor.execute(off)


def report(site, **headers):
    return site.post("/report/", SIGN, headers=headers)


def test_what_could_not_be_saved_is_said_on_a_page_of_its_own(site, read_only):
    response = report(site)
    assert (response.status_code, response["Retry-After"]) == (503, str(faults.TRY_AGAIN_AFTER))
    assert "was not saved" in response.text
    assert "local emergency number" in response.text
    assert not SymptomReport.objects.exists()


def test_in_a_part_of_a_page_it_is_a_line_above_it_and_the_form_stays(site, read_only):
    response = report(site, **HTMX)
    assert (response.status_code, response["Retry-After"]) == (503, str(faults.TRY_AGAIN_AFTER))
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#alert", "innerHTML")
    assert "What you typed is still here" in response.text
    assert "<html" not in response.text


def test_a_script_is_told_so_as_data(site, read_only):
    response = report(site, Accept="application/json")
    assert (response.status_code, response["Content-Type"]) == (503, "application/json")


def test_the_page_is_kept_nowhere_and_has_the_policies_of_all_others(site, read_only):
    response = report(site)
    assert response["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_connection_that_was_cut_before_the_session_was_read_is_a_503_and_the_next_one_works(
    person,
):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    cut = threading.Thread(target=end_backend, args=[pid])
    cut.start()
    cut.join()
    assert client.get("/today/").status_code == 503
    connection.close()
    assert client.get("/report/").status_code == 200


def end_backend(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
    connection.close()


@pytest.mark.parametrize("error", [ValueError(), IntegrityError(), DataError(), None])
def test_what_trying_again_does_not_mend_stays_a_500(rf, error):
    assert not faults.is_away(error)
    assert faults.broken(rf.get("/")).status_code == 500
