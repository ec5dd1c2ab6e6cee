import os
import socket
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from config.management.commands import serve


@pytest.fixture
def listening():
    """A port that something else listens on."""
    with socket.socket() as other:
        other.bind((settings.LISTEN, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_busy_port_is_refused_with_another_one_to_try(listening):
    with pytest.raises(CommandError, match=f"Port {listening} .*PORT={listening + 1} make run"):
        serve.refuse_busy(listening)


def test_a_free_port_is_taken(listening):
    with socket.socket() as probe:
        probe.bind((settings.LISTEN, 0))
        free = probe.getsockname()[1]
    serve.refuse_busy(free)


def test_the_busy_port_is_noticed_before_anything_is_changed(listening, settings, monkeypatch):
    settings.PORT = listening
    monkeypatch.setattr(serve.Command, "prepare", lambda self: pytest.fail("too late"))
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("serve")


def test_the_demo_never_starts_on_the_real_database(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="--demo"):
        call_command("serve", "--demo")


@pytest.fixture
def collected(settings, tmp_path, monkeypatch):
    """The names of the commands that collecting calls."""
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    called = []
    monkeypatch.setattr(serve, "call_command", lambda name, **_: called.append(name))
    return called


def test_static_files_are_collected_once(collected, settings):
    serve.collect_static()
    settings.STATIC_ROOT.mkdir()
    serve.collect_static()
    assert collected == ["collectstatic"]


def test_static_files_are_collected_again_when_one_has_changed(collected, settings, monkeypatch):
    settings.STATIC_ROOT.mkdir()
    serve.collect_static()
    monkeypatch.setattr(serve, "static_files", lambda: ["changed"])
    serve.collect_static()
    assert collected == ["collectstatic"] * 2


def test_the_server_listens_on_this_machine_only(settings):
    line = " ".join(serve.server())
    assert f"--host 127.0.0.1 --port {settings.PORT}" in line
    assert "--interface wsgi" in line


SERVER = """
import sys
import django
django.setup()
from config.management.commands import serve
serve.keep_mailing(every=0.05)
serve.become([sys.executable, "-c", "import sys; sys.stdin.read()"])
"""
"""What `serve` does, with a server that ends when its standard input does."""


def test_mails_go_out_as_long_as_the_server_runs_whatever_fails_and_no_longer(tmp_path):
    """There is no table in its database, so every try fails, and says so."""
    told = {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(tmp_path)}
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVER],
        env=env | told,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        tries = (line for line in server.stderr if "Mails about stops could not be sent" in line)
        assert [next(tries), next(tries)]
        # Its standard error ends when both processes have let go of it.
        server.communicate(timeout=60)
    assert server.returncode == 0
