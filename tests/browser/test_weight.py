"""What a first visit costs, measured on the site as it is served: compressed, headers and all."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, Page, Request

from accounts.models import User
from config.management.commands import serve
from tests.browser.cable import Cable
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
MOST_TAKEN_ALONG = 58 * KB
"""What the next page fetches for days without a network: itself, the service worker, the shell,
and the workout."""


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


WEIGHED = """() => performance.getEntries()
  .filter(({ transferSize }) => transferSize !== undefined)
  .map(({ name, transferSize, encodedBodySize }) => [name, transferSize, encodedBodySize])"""


class Weight(NamedTuple):
    """What a page or a part of one weighs, by the browser's own book."""

    sent: int
    """Bytes on the wire, 300 of them for a head; 0 where the browser had it already."""
    body: int
    """Bytes, compressed as they came."""


def weigh(page: Page) -> dict[str, Weight]:
    """The weight of the page and of every part that it fetched, by address."""
    return {name: Weight(*sizes) for name, *sizes in page.evaluate(WEIGHED)}


def test_a_first_visit_to_today_is_light_and_the_next_takes_the_player_along(
    chromium: Browser, person: User, site: str
) -> None:
    enrol(person, level=3)
    with Cable(site) as cable:
        context = chromium.new_context(base_url=cable.url, **PHONE)
        context.set_default_timeout(PATIENCE)
        sign_in(context, person, cable.url)
        finished: list[Request] = []

        def note(request: Request) -> None:
            finished.append(request)

        context.on("requestfinished", note)
        page = context.new_page()
        page.goto("/today/", wait_until="networkidle")
        first = cable.carried
        assert 0 < first <= MOST_FOR_TODAY
        ours = {url: each.sent for url, each in weigh(page).items() if "/static/js/" in url}
        assert ours
        assert sum(ours.values()) <= MOST_SCRIPT, ours
        assert not any(request.service_worker for request in finished)

        finished.clear()
        with page.expect_response("**/workout/bundle/"):
            page.reload()
        wait_for_worker(page)
        page.wait_for_load_state("networkidle")
        assert cable.carried - first <= MOST_TAKEN_ALONG
        context.close()
        addresses = {request.url.removeprefix(cable.url) for request in finished}
        assert addresses >= {"/workout/bundle/", "/player/?language=en-gb"}


SHIFTS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) sum += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""


def look_at(where: str, chromium: Browser, site: str) -> tuple[dict[str, Weight], float]:
    """What a first visit fetches, and how far anything jumped."""
    context = chromium.new_context(base_url=site, **PHONE)
    page = context.new_page()
    page.goto(where, wait_until="networkidle")
    return weigh(page), page.evaluate(SHIFTS)


@pytest.mark.long
def test_a_stranger_sees_a_page_after_14_kb_and_has_all_of_it_after_45(
    chromium: Browser, site: str
) -> None:
    for where in (*FOR_STRANGERS, *TO_PLAY_WITH):
        weights, shifted = look_at(where, chromium, site)
        assert sum(each.sent for each in weights.values()) <= MOST_FOR_A_STRANGER, where
        to_see = sum(
            each.body
            for url, each in weights.items()
            if url == f"{site}{where}" or "/static/css/" in url
        )
        assert where in TO_PLAY_WITH or to_see <= MOST_TO_SEE, (where, to_see)
        assert shifted == 0, where
