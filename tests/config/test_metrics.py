import os
import subprocess
import sys

import pytest

from config import metrics
from config.management.commands import serve

TOKEN = "a-token-of-the-tests"


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN
    return {"Authorization": f"Bearer {TOKEN}"}


def counted(client, token, line):
    """The value of one line."""
    text = client.get("/metrics", headers=token).text
    found = [row for row in text.splitlines() if row.startswith(line)]
    return float(found[0].rpartition(" ")[2]) if found else 0.0


def test_without_a_token_in_the_settings_there_is_nothing(client, db, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "sent", ["", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer \u00e9"]
)
def test_without_the_right_token_it_is_not_there(client, db, token, sent):
    assert client.get("/metrics", headers={"Authorization": sent}).status_code == 404


def test_an_answer_is_counted_by_the_name_of_its_address(client, db, token):
    line = 'coach_request_seconds_count{method="GET",route="learn",status="200"}'
    before = counted(client, token, line)
    client.get("/learn/")
    assert counted(client, token, line) == before + 1


def test_what_was_asked_is_never_a_word_in_it(client, db, token):
    client.get("/care/invitations/SECRET-TOKEN/")
    client.get("/no-such-SECRET/")
    client.generic("SECRETMETHOD", "/learn/")
    told = client.get("/metrics", headers=token).text
    assert "SECRET" not in told
    assert 'method="other"' in told
    assert 'route="none"' in told


COUNT = """
import django
django.setup()
from django.test import Client
Client().get("/learn/", headers={"host": "127.0.0.1"})
"""


def test_the_workers_of_a_machine_count_together(tmp_path, monkeypatch, settings):
    settings.METRICS_TOKEN = TOKEN
    settings.VAR_DIR = tmp_path
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_1.db").write_text("of the run before")
    monkeypatch.setenv(metrics.SHARED, "as it was")
    serve.count_together()
    told = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", COUNT], env=os.environ | told, check=True)
    line = 'coach_request_seconds_count{method="GET",route="learn",status="200"} 2.0'
    monkeypatch.setattr(metrics.Stops, "collect", lambda self: [])
    assert line in metrics._counted().decode()


def test_nothing_is_counted_on_disk_where_nobody_can_ask(tmp_path, monkeypatch, settings):
    settings.METRICS_TOKEN, settings.VAR_DIR = "", tmp_path
    monkeypatch.delenv(metrics.SHARED, raising=False)
    serve.count_together()
    assert metrics.SHARED not in os.environ
    assert list(tmp_path.iterdir()) == []
