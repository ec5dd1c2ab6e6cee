"""What a first visit costs, measured on the site as it is served: compressed, headers and all."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, Request

from accounts.models import User
from config.management.commands import serve
from tests.browser.conftest import PATIENCE, PHONE, sign_in, wait_for_worker
from tests.coaching.views.conftest import enrol
from tests.environment import ROOT

KB = 1024
MOST_FOR_TODAY = 60 * KB
"""Everything that a first visit fetches."""
MOST_SCRIPT = 25 * KB
"""Our own, of that."""
MOST_TO_SEE = 14 * KB
"""The page and its style sheets: what has to be there before anything is seen."""
MOST_FOR_A_STRANGER = 45 * KB
"""Everything that a first visit by somebody without an account fetches."""
FOR_STRANGERS = (
    "/",
    "/learn/",
    "/programs/",
    "/programs/knee-raise-to-straight-leg-raise/4/",
)
TO_PLAY_WITH = ("/learn/why-it-pops/", "/learn/lever/", "/learn/rules/")
MOST_TAKEN_ALONG = 50 * KB
"""What the next page fetches for days without a network: the shell, and the workout."""


@pytest.fixture
def site(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The address of the real server, on the database of this test."""
    with socket.socket() as probe:
        probe.bind((settings.LISTEN, 0))
        settings.PORT = probe.getsockname()[1]
    settings.WORKERS = 1
    call_command("load_catalogue", verbosity=0)
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "ERROR",
        "PORT": str(settings.PORT),
    }
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen(serve.server(), cwd=ROOT, env=environment, start_new_session=True)
    while not is_listening(settings.PORT):
        with contextlib.suppress(subprocess.TimeoutExpired):
            pytest.fail(f"The server ended with {server.wait(timeout=0.05)}.")
    yield f"http://{settings.LISTEN}:{settings.PORT}"
    os.killpg(server.pid, signal.SIGKILL)  # with its workers
    server.wait()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def weigh(request: Request) -> int:
    """Bytes on the wire; 0 where the browser had it already."""
    sizes = request.sizes()
    return max(0, sizes["responseBodySize"] + sizes["responseHeadersSize"])


def test_a_first_visit_to_today_is_light_and_the_next_takes_the_player_along(
    chromium: Browser, person: User, site: str
) -> None:
    enrol(person, level=3)
    context = chromium.new_context(base_url=site, **PHONE)
    context.set_default_timeout(PATIENCE)
    sign_in(context, person, site)
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    context.on("requestfinished", note)
    page = context.new_page()
    page.goto("/today/", wait_until="networkidle")
    first = {request.url: weigh(request) for request in finished}
    ours = {url: bytes_ for url, bytes_ in first.items() if "/static/js/" in url}
    assert sum(first.values()) <= MOST_FOR_TODAY, first
    assert ours
    assert sum(ours.values()) <= MOST_SCRIPT, ours
    assert not any(request.service_worker for request in finished)

    finished.clear()
    with page.expect_response("**/workout/bundle/"):
        page.reload()
    wait_for_worker(page)
    page.wait_for_load_state("networkidle")
    second = {request.url: weigh(request) for request in finished}
    context.close()
    assert f"{site}/workout/bundle/" in second
    assert f"{site}/player/?language=en-gb" in second
    assert sum(second.values()) - second[f"{site}/today/"] <= MOST_TAKEN_ALONG, second


SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) sum += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""


def look_at(where: str, chromium: Browser, site: str) -> tuple[list[Request], float]:
    """What a first visit fetches, and how far anything jumped."""
    context = chromium.new_context(base_url=site, **PHONE)
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    context.on("requestfinished", note)
    page = context.new_page()
    page.goto(where, wait_until="networkidle")
    return finished, page.evaluate(SHIFTS)


@pytest.mark.long
def test_a_stranger_sees_a_page_after_14_kb_and_has_all_of_it_after_45(
    chromium: Browser, site: str
) -> None:
    for where in (*FOR_STRANGERS, *TO_PLAY_WITH):
        finished, shifted = look_at(where, chromium, site)
        assert sum(map(weigh, finished)) <= MOST_FOR_A_STRANGER, where
        to_see = sum(
            request.sizes()["responseBodySize"]
            for request in finished
            if request.resource_type in ("document", "stylesheet")
        )
        assert where in TO_PLAY_WITH or to_see <= MOST_TO_SEE, (where, to_see)
        assert shifted == 0, where
