"""The log of the real server, at its most talkative: nothing that anybody sent is in it."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as the_sites
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from config.management.commands import serve
from tests.environment import ROOT
from tests.routes import every_address

MARKER = "zyxmarker"
ENDS_THE_SESSION = {"account_logout", "erase", "withdraw", "usersessions_list"}
FIELDS = """activity_1 change clinic code discomfort email level login lumbar_contact message
name next note oldpassword password password1 password2 pops q reason reps symptoms text title
uuid"""
"""Of forms, each filled with a marker; of the rest nobody knows the name."""
TOKEN = "a" * 32
TRY = f"login={MARKER}%40example.org&password={MARKER}".encode()


@pytest.fixture
def server(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The real server on the database of this test; where it writes its log."""
    with socket.socket() as probe:
        probe.bind((settings.LISTEN, 0))
        settings.PORT = probe.getsockname()[1]
    settings.WORKERS = 1
    call_command("load_catalogue", verbosity=0)
    environment = {
        **os.environ,
        "DATABASE_URL": address_of_the_database(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "DEBUG",
        "PORT": str(settings.PORT),
    }
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    path = tmp_path / "log"
    with path.open("wb") as log:
        served = subprocess.Popen(
            serve.server(),
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            stdout=log,
            stderr=log,
        )
        while not is_listening(settings.PORT):
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.fail(f"The server ended with {served.wait(timeout=0.05)}.")
        yield path
        os.killpg(served.pid, signal.SIGKILL)  # with its workers
        served.wait()


def address_of_the_database() -> str:
    told = connection.get_connection_params()
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['database']}"
    return f"postgres://{told['user']}@/{told['dbname']}?host={told['host']}"


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def ask(server: Path, settings: Any) -> Callable[..., int]:
    """`ask("POST", "/report/", user=ada)` -> the status; a marker is wherever one fits."""
    sessions: dict[int, str] = {}

    def session_of(user: User) -> str:
        if user.pk not in sessions:
            browser = Client()
            browser.force_login(user)
            sessions[user.pk] = browser.cookies[the_sites.SESSION_COOKIE_NAME].value
        return sessions[user.pk]

    def send(
        method: str,
        path: str,
        *,
        user: User | None = None,
        body: bytes | None = None,
        **headers: str,
    ) -> int:
        fields = urlencode([(name, f"{MARKER} {name}") for name in FIELDS.split()]).encode()
        session = session_of(user) if user else MARKER
        told = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}; other={MARKER}",
            "X-CSRFToken": TOKEN,
            "User-Agent": MARKER,
            "Referer": f"http://127.0.0.1/{MARKER}",
            "X-Request-ID": MARKER,
            "Accept-Language": MARKER,
            "X-Forwarded-For": MARKER,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        sent = {} if method == "GET" else {"body": body or fields}
        line = http.client.HTTPConnection(settings.LISTEN, settings.PORT, timeout=30)
        line.request(method, f"{path}?{MARKER}={MARKER}", headers=told | headers, **sent)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status

    return send


@pytest.mark.long
def test_whatever_is_sent_to_any_address_none_of_it_is_in_the_log(
    server: Path, ask: Callable[..., int], person: User, superuser: User
) -> None:
    met = set()
    for address in every_address():
        path = address.path.replace("nothing", MARKER)
        if address.name in ENDS_THE_SESSION:
            continue
        who = superuser if path.startswith("/admin/") else person
        met |= {ask("GET", path), ask("GET", path, user=who), ask("POST", path, user=who)}
    broken = b'{"sent_at": "' + MARKER.encode() + b'"}'
    met |= {
        ask("GET", f"/{MARKER}/{uuid.uuid4()}/"),
        ask("GET", "/", Host=f"{MARKER}.example.org"),
        ask("POST", "/report/", **{"X-CSRFToken": MARKER}),
        ask("POST", "/outbox/", user=person, body=broken, **{"Content-Type": "application/json"}),
        ask("DELETE", "/today/", user=person),
        *(ask("POST", "/accounts/login/", body=TRY) for _ in range(6)),
    }
    assert met >= {200, 302, 400, 403, 404, 405, 422, 429}
    assert max(met) < 500
    log = server.read_text(errors="replace")
    assert log.count("\n") > 300
    assert "DEBUG" in log
    found = [row for row in log.splitlines() if MARKER in row.lower()]
    assert not found, found[:5]
    assert "example.org" not in log
    assert TOKEN not in log
