import os
import subprocess
import sys

import pytest
from django.db.migrations.recorder import MigrationRecorder

from config import probes

ELSEWHERE = {"HTTP_HOST": "10.0.0.7:8000"}


@pytest.fixture(autouse=True)
def _ask_anew():
    probes._migrations_missing.cache_clear()
    yield
    probes._migrations_missing.cache_clear()


def test_a_process_that_answers_is_alive_without_a_question_to_the_database(client):
    response = client.get(probes.ALIVE)
    assert (response.status_code, response.text) == (200, "ok\n")


def test_ready_is_who_has_a_database_with_every_migration(client, db):
    assert client.get(probes.READY).status_code == 200


def test_a_missing_migration_is_not_ready_until_it_is_there(client, db):
    last = MigrationRecorder.Migration.objects.filter(app="coaching").latest("pk")
    last.delete()
    response = client.get(probes.READY)
    assert (response.status_code, response.text) == (
        503,
        "1 migrations are missing: run `manage.py migrate`\n",
    )
    last.save()
    assert client.get(probes.READY).status_code == 200


def test_a_ready_process_asks_one_thing(client, db, django_assert_num_queries):
    client.get(probes.READY)
    with django_assert_num_queries(1):
        client.get(probes.READY)


@pytest.mark.parametrize("path", [probes.ALIVE, probes.READY])
def test_a_probe_may_ask_by_any_name_and_without_https(client, db, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(path, **ELSEWHERE)
    assert response.status_code == 200
    assert (response["Cache-Control"], response.cookies) == ("no-store", {})


ASK = """
import django
django.setup()
from django.test import Client
response = Client().get("/readyz")
print(response.status_code, response.text)
"""


def test_a_database_that_is_away_is_not_ready_and_is_not_described(tmp_path):
    told = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "sqlite:////no-such-folder/secret.sqlite3",
    }
    ran = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | told,
        check=True,
        capture_output=True,
        text=True,
    )
    assert ran.stdout == "503 the database does not answer\n\n"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_probe_is_read_only(client, db, method):
    assert getattr(client, method)(probes.READY).status_code == 404
