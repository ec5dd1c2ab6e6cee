"""Three servers behind the proxy, restarted one after the other under people who train."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from http import HTTPStatus

import pytest

from config import probes
from tests.environment import ROOT
from tests.faults.sites import PATIENCE, PAUSE, Site, site
from tests.faults.telling import counted, tell
from tests.faults.training import training
from tests.fuzz.serving import HOST

IS_LONG = bool(os.environ.get("LONG"))
ROUNDS = 5
BETWEEN = 100
"""Acknowledged posts between two restarts."""
SERVERS = 3
CADDYFILE = ROOT / "config" / "deploy" / "Caddyfile"


def test_a_server_that_is_about_to_stop_says_so_and_still_answers_whoever_comes():
    with site("sqlite") as found:
        found.start()
        assert found.answers(probes.READY) == HTTPStatus.OK
        found.manage("leave", "--seconds", "0")
        assert found.answers(probes.READY) == HTTPStatus.SERVICE_UNAVAILABLE
        assert found.status_for(found.people[0], "/today/") == HTTPStatus.OK


@pytest.mark.long
def test_servers_that_are_restarted_in_turn_behind_the_proxy_fail_no_request():
    with site("postgres") as found:
        servers = [found.beside(f"server-{number}") for number in range(SERVERS)]
        try:
            for server in servers:
                server.start()
            with proxied(found, servers), training(found) as people:
                for _ in range(ROUNDS):
                    for server in servers:
                        people.had(BETWEEN)
                        restart(server)
                people.had(BETWEEN)
        finally:
            for server in servers:
                server.stop()
        verdict = found.check(people.ledger.path)
    fault = f"postgres: {ROUNDS} × {SERVERS} servers restarted behind Caddy"
    tell(fault, verdict, counted(people.tally.answers))
    assert set(people.tally.answers) == {"yes"}
    assert verdict.is_clean, verdict


def restart(server: Site) -> None:
    """As systemd does by `lumbar-lock@.service`; `serve` takes back what `leave` said."""
    server.manage("leave")
    server.stop()
    (server.var / "leaving").unlink()
    server.start()


@contextmanager
def proxied(found: Site, servers: list[Site]):
    """Caddy with the file of `config/deploy`, but for names, listening on the site's own port."""
    caddy = shutil.which("caddy")
    assert caddy, "tests/faults/tools.sh installs it"
    own = CADDYFILE.read_text()
    own = own.replace("coach.example.org", f"http://{HOST}:{found.port}")
    upstreams = " ".join(f"{HOST}:{server.port}" for server in servers)
    own = own.replace("127.0.0.1:8000", upstreams)
    path = found.folder / "Caddyfile"
    path.write_text("{\n\tadmin off\n}\n" + own)
    home = {"HOME": str(found.folder), "XDG_DATA_HOME": str(found.folder)}
    with (found.folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(
            [caddy, "run", "--config", str(path), "--adapter", "caddyfile"],
            env={**os.environ, **home},
            stdout=log,
            stderr=log,
        )
    try:
        for _ in range(PATIENCE * 20):
            if found.answers("/healthz") == HTTPStatus.OK:
                break
            PAUSE.wait(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
