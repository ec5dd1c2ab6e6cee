"""A phone with the site on it.

    def test_a_set_is_logged_with_one_tap(phone, live_server, person):
        page = phone(person)
        page.goto("/today/")
        page.get_by_role("button", name="Done").tap()

Whatever the page does wrong besides fails the test at its end: a breach of the content security
policy, an error in a script, an answer of 500, a request to another site.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    sync_playwright,
)

from accounts.models import User
from coaching.management import chromium as chromium_of_this_machine
from tests.browser.cable import Cable

# Playwright's synchronous face runs an event loop in this thread, which Django would mistake
# for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parent.parent.parent
SCREENS = ROOT / "var" / "screens"
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "en-GB",
    "timezone_id": "Europe/London",
}
# What has not happened by then will not (milliseconds).
PATIENCE = 10_000

Phone = Callable[..., Page]


def executable() -> str:
    """The Chromium to drive; `tests/chromium.sh` installs one."""
    found = chromium_of_this_machine.find()
    if found is None:
        raise pytest.UsageError("No Chromium found. Run tests/chromium.sh, or set CHROMIUM=/path.")
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """There can be only one."""
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser for the run; every test gets contexts of its own."""
    browser = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
    yield browser
    browser.close()


class Witness:
    """Writes down what a page does wrong."""

    def __init__(self, origin: str) -> None:
        self.host = urlsplit(origin).netloc
        self.complaints: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Watch every page of the context."""
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("response", self.on_response)
        context.on("request", lambda request: self.on_address(request.url))

    def on_console(self, message: ConsoleMessage) -> None:
        """Breaches of the policy are told to the console, whatever the page does."""
        if "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def on_response(self, response: Response) -> None:
        """The site must not fail."""
        if response.status >= 500:
            self.complaints.append(f"{response.status}: {response.url}")

    def on_address(self, url: str) -> None:
        """Pages need this site and nothing else."""
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.complaints.append(f"another site: {url}")


@pytest.fixture
def cable(live_server: Any) -> Iterator[Cable]:
    """A network between the browser and the live server, which can be cut."""
    with Cable(live_server.url) as laid:
        yield laid


@pytest.fixture
def origin(live_server: Any) -> str:
    """Where the site is for the browser; a test with a cable says the address of that."""
    return str(live_server.url)


@pytest.fixture
def witness(origin: str) -> Iterator[Witness]:
    """Fails the test at its end if a page did anything wrong.

    A test that provokes a fault on purpose empties `witness.complaints`.
    """
    found = Witness(origin)
    yield found
    assert not found.complaints, "\n".join(found.complaints)


@pytest.fixture
def phone(chromium: Browser, origin: str, witness: Witness) -> Iterator[Phone]:
    """`phone(person, dark=True, java_script_enabled=False)` -> a page on a 390 × 844 phone.

    Signed in as the first argument, if there is one. Further arguments go to Playwright's
    `new_context`. Addresses are relative to `origin`.
    """
    contexts: list[BrowserContext] = []
    cache.clear()  # rate limits of the test before: this table is not emptied between tests

    def take(user: User | None = None, *, dark: bool = False, **options: Any) -> Page:
        scheme = "dark" if dark else "light"
        context = chromium.new_context(base_url=origin, color_scheme=scheme, **{**PHONE, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        witness.watch(context)
        if user:
            sign_in(context, user, origin)
        return context.new_page()

    yield take
    for context in contexts:
        context.close()


def sign_in(context: BrowserContext, user: User, origin: str) -> None:
    """Give the browser a session of this person, without the login page."""
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session(user), "url": origin}]
    )


def session(user: User) -> str:
    """A new session of this person, as the cookie says it."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


WORKER = """(patience) => Promise.race([
  navigator.serviceWorker.ready.then(() => "ready"),
  new Promise((resolve) => setTimeout(resolve, patience, "late")),
])"""


def wait_for_worker(page: Page) -> None:
    """Until the service worker has taken along what it keeps.

    That is not before the second page: a first look costs no more than the page itself.
    """
    assert page.evaluate(WORKER, PATIENCE) == "ready"


def wait_until(page: Page, question: str) -> None:
    """Until an asynchronous function in the page says yes.

    Playwright's own `wait_for_function` takes its promise for a yes, and a page's clock may stand.
    """
    ends = monotonic() + PATIENCE / 1000
    while not page.evaluate(question):
        assert monotonic() < ends, question
        page.wait_for_timeout(50)


@pytest.fixture
def screenshot() -> Callable[[Page, str], Path]:
    """`screenshot(page, "today-dark")` -> the whole page, as var/screens/today-dark.png.

    Not where tests run side by side: nobody looks then, and a picture takes a second.
    """
    is_watched = "PYTEST_XDIST_WORKER" not in os.environ

    def take(page: Page, name: str) -> Path:
        path = SCREENS / f"{name}.png"
        if is_watched:
            SCREENS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=True)
        return path

    return take
