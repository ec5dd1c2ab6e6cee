"""A workout and a stop sign without a network, in stock Firefox and in WebKitGTK, Safari's engine.

Chromium does the same and much more in the files beside this one. What the other two cannot do:

- Neither is a phone with a touch screen: taps are clicks.
- Playwright can tell Firefox that it is offline, but Firefox then loads pages all the same. So the
  cable is cut, for both, and they go on believing that they have a network.
- Nobody can tell WebKitGTK that the network is back: there the reports go with “Send now”, and in
  Firefox with the event `online`.
- WebKitGTK forgets everything when it is closed, so instead of the browser its tab begins anew.
- The driver of WebKitGTK tells nothing of the console: breaches of the policy and errors in scripts
  are watched for in Firefox only.
"""

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Playwright
from selenium.webdriver import Remote, WebKitGTKOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.service import Service

from accounts.models import User
from coaching.models import Delivery, Enrolment, SetReport, Workout
from coaching.rules.terms import Status
from coaching.services.settling import is_settled
from tests.browser.cable import Cable
from tests.browser.conftest import PATIENCE, PHONE, Witness, session, sign_in
from tests.browser.test_cable import events
from tests.browser.test_player import CLEAN, LEAD, REP, told
from tests.coaching.views.conftest import enrol

pytestmark = pytest.mark.long

FIND = """(kinds, name, question) => {
  const found = [...document.querySelectorAll(kinds)].find((each) => {
    const text = each.innerText.replace(/\\s+/g, " ").trim();
    const asked = each.closest("fieldset")?.querySelector("legend")?.innerText ?? "";
    return text.startsWith(name) && asked.includes(question) && each.checkVisibility();
  });
  if (!found) return null;
  found.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = found.getBoundingClientRect();
  const hit = document.elementFromPoint(x + width / 2, y + height / 2);
  return found.contains(hit) || hit === found.control ? found : null;
}"""
"""What somebody would tap, once a tap on it would reach it."""
SHOWS = "(text) => document.body.innerText.replace(/\\s+/g, ' ').includes(text)"
TIME_GOES_BY = """async (milliseconds) => {
  const from = performance.now();
  for (let gone = 0; gone < milliseconds;) {
    gone = Math.min(gone + 3_000, milliseconds);
    const now = from + gone;
    performance.now = () => now;
    await new Promise(requestAnimationFrame);
  }
}"""
"""The clock by which a set runs goes forward, and stands still from there on."""
PHONE_OF_PAGE = "const phone = await (await import('/static/js/phone/phone.js')).thisPhone();"
TAKE_BUNDLE = f"async () => {{ {PHONE_OF_PAGE} await phone.fetchBundle(); }}"
IS_SHELL_TAKEN = """async () => {
  await navigator.serviceWorker.ready;
  return Boolean(await caches.match("/player/"));
}"""
LEAVE_WHILE_WRITING = f"""async (path) => {{
  {PHONE_OF_PAGE}
  const draft = await phone.draft();
  const write = () => phone.saveDraft(draft).then(write, () => {{}});
  for (let busy = 0; busy < 9; busy += 1) write();
  setTimeout(() => location.assign(path), 100);
}}"""
TOLD = f"""async () => {{
  {PHONE_OF_PAGE}
  return (await phone.waiting()).flatMap(({{ id, body }}) => [id, body.workout?.id ?? id]);
}}"""
"""The ids of all that was told and has not arrived, and of its workout."""


class Hand(ABC):
    """Somebody at a browser, whoever drives it."""

    def __init__(self, cable: Cable) -> None:
        self.cable = cable

    @abstractmethod
    def open(self, path: str) -> None:
        """Go to a page."""

    @abstractmethod
    def reload(self) -> None:
        """Load the page again."""

    @abstractmethod
    def start_over(self) -> None:
        """All of the browser that can be ended ends, and begins anew."""

    @abstractmethod
    def run(self, script: str, *arguments: Any) -> Any:
        """What an asynchronous function in the page gives."""

    @abstractmethod
    def wait_for(self, script: str, *arguments: Any) -> Any:
        """What a function in the page gives, once it gives anything."""

    @abstractmethod
    def hear_of_network(self) -> None:
        """The page gets to know that it is worth trying again."""

    def tap(self, name: str) -> None:
        """Tap the first button or link in sight whose text begins like this."""
        self.wait_for(FIND, "button, a", name, "").click()

    def tick(self, answer: str, question: str = "") -> None:
        """Tick a box or a choice by its label."""
        self.wait_for(FIND, "label", answer, question).click()

    def see(self, text: str) -> None:
        """Wait until the page shows this."""
        self.wait_for(SHOWS, text)


class Firefox(Hand):
    """Driven by Playwright."""

    def __init__(self, cable: Cable, turn_on: Callable[[], BrowserContext]) -> None:
        super().__init__(cable)
        self.turn_on = turn_on
        self.page = turn_on().new_page()

    def open(self, path: str) -> None:
        self.page.goto(self.cable.url + path)

    def reload(self) -> None:
        self.page.reload()

    def start_over(self) -> None:
        self.page.context.close()
        self.page = self.turn_on().new_page()

    def run(self, script: str, *arguments: Any) -> Any:
        return self.page.evaluate(f"(given) => ({script})(...given)", arguments)

    def wait_for(self, script: str, *arguments: Any) -> Any:
        return self.page.wait_for_function(f"(given) => ({script})(...given)", arg=arguments)

    def hear_of_network(self) -> None:
        for is_offline in (True, False):
            self.page.context.set_offline(is_offline)


class WebKit(Hand):
    """Driven by WebDriver."""

    def __init__(self, cable: Cable, driver: Remote) -> None:
        super().__init__(cable)
        self.driver = driver

    def open(self, path: str) -> None:
        self.driver.get(self.cable.url + path)

    def reload(self) -> None:
        self.driver.refresh()

    def start_over(self) -> None:
        self.driver.switch_to.new_window("tab")
        new = self.driver.current_window_handle
        for old in set(self.driver.window_handles) - {new}:
            self.driver.switch_to.window(old)
            self.driver.close()
        self.driver.switch_to.window(new)

    def run(self, script: str, *arguments: Any) -> Any:
        fault, result = self.driver.execute_async_script(
            f"""const given = [...arguments], done = given.pop();
            const fails = (fault) => done([String(fault), null]);
            ({script})(...given).then((result) => done([null, result]), fails);""",
            *arguments,
        )
        assert fault is None, fault
        return result

    def wait_for(self, script: str, *arguments: Any) -> Any:
        return WebDriverWait(self.driver, PATIENCE / 1000, poll_frequency=0.05).until(
            lambda driver: driver.execute_script(f"return ({script})(...arguments);", *arguments),
            message=f"{arguments}",
        )

    def hear_of_network(self) -> None:
        self.tap("Send now")


@contextmanager
def firefox(request: pytest.FixtureRequest, cable: Cable, user: User) -> Iterator[Hand]:
    """Debian's, or any other that is not older."""
    playwright: Playwright = request.getfixturevalue("playwright")
    witness: Witness = request.getfixturevalue("witness")
    profile = request.getfixturevalue("tmp_path")

    def turn_on() -> BrowserContext:
        context = playwright.firefox.launch_persistent_context(
            profile,
            channel="moz-firefox",
            executable_path=found("firefox-esr", "firefox"),
            viewport=PHONE["viewport"],
        )
        context.set_default_timeout(PATIENCE)
        witness.watch(context)
        sign_in(context, user, cable.url)
        return context

    hand = Firefox(cable, turn_on)
    yield hand
    hand.page.context.close()


@contextmanager
def webkit(_request: pytest.FixtureRequest, cable: Cable, user: User) -> Iterator[Hand]:
    """MiniBrowser, on a screen that nobody sees."""
    with screen() as display, driver_of_webkit(display) as driver:
        driver.set_window_size(*PHONE["viewport"].values())
        driver.get(f"{cable.url}/learn/")
        driver.add_cookie({"name": settings.SESSION_COOKIE_NAME, "value": session(user)})
        yield WebKit(cable, driver)


@contextmanager
def driver_of_webkit(display: str) -> Iterator[Remote]:
    """A browser, and the service through which it is driven."""
    # Its sandbox needs more of the system than a container gives; it sees our own pages only.
    more = {"DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    service = Service(found("WebKitWebDriver"), env={**os.environ, **more})
    service.start()
    try:
        at = RemoteConnection(client_config=ClientConfig(service.service_url))
        with Remote(at, options=WebKitGTKOptions()) as driver:
            yield driver
    finally:
        service.stop()


@contextmanager
def screen() -> Iterator[str]:
    """The name of a display of our own."""
    reading, writing = os.pipe()
    command = [found("Xvfb"), "-displayfd", str(writing), "-screen", "0", "1280x1024x24"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as number:
            name = f":{number.readline().strip()}"
        try:
            yield name
        finally:
            server.terminate()


def found(*names: str) -> str:
    """The path of the first of these programs that is there."""
    paths = [path for name in names if (path := shutil.which(name))]
    if not paths:
        raise pytest.UsageError(f"No {names[0]} found. Run tests/browsers.sh.")
    return paths[0]


@pytest.fixture
def origin(cable: Cable) -> str:
    """The site is at the other end of the cable."""
    return cable.url


@pytest.fixture
def enrolled(live_server: Any, person: User) -> Enrolment:
    """`person` on level 3 of the main program."""
    call_command("load_catalogue", verbosity=0)
    return enrol(person, level=3)


@pytest.fixture(params=[firefox, webkit], ids=["firefox", "webkit"])
def hand(
    request: pytest.FixtureRequest, cable: Cable, person: User, enrolled: Enrolment
) -> Iterator[Hand]:
    """`person` in the player with everything taken along, and the network is gone."""
    cache.clear()
    with request.param(request, cable, person) as hand:
        hand.open("/today/")
        hand.run(TAKE_BUNDLE)
        hand.tap("Start the workout")
        hand.see("Set 1 of 3")
        assert hand.run(IS_SHELL_TAKEN)
        cable.cut()
        yield hand


def begin_set(hand: Hand, name: str) -> None:
    hand.tap(name)
    hand.see("get ready")
    hand.run(TIME_GOES_BY, LEAD)
    hand.see("It popped")


def do_all(hand: Hand) -> None:
    hand.run(TIME_GOES_BY, 8 * REP)
    hand.tap("All good: 8 reps")


def test_a_workout_without_a_network_arrives_whole_and_once(
    hand: Hand, cable: Cable, enrolled: Enrolment
) -> None:
    begin_set(hand, "Start set 1")
    do_all(hand)
    hand.see("Rest before set 2")
    hand.tap("Undo")
    hand.tap("All good: 8 reps")
    hand.see("Rest before set 2")
    hand.run(LEAVE_WHILE_WRITING, "/history/")
    hand.wait_for("() => location.pathname === '/history/'")
    hand.see("Rest before set 2")
    hand.reload()
    hand.see("Rest before set 2")

    begin_set(hand, "Go on now")
    hand.run(TIME_GOES_BY, 2 * REP + 500)
    hand.see("3 of 8")
    hand.tap("It popped")
    hand.see("Pop noted: rep 3, on the way down")
    hand.start_over()
    hand.open("/history/")
    hand.see("This set was cut short")
    hand.tap("Tell us about it")
    hand.tick("2", "How much did it hurt?")
    hand.tick("None of these signs")
    hand.tick("Side of the hip", "Where was the pop?")
    hand.tick("No, it stayed down", "Did your back lift?")
    hand.tap("Save set 2")
    hand.see("A pop that felt uncomfortable")
    hand.see("two thirds of the way up")

    begin_set(hand, "Go on now")
    do_all(hand)
    hand.see("Workout done")
    hand.tap("Send now")
    hand.see("No network right now")
    ids = sorted(set(hand.run(TOLD)))
    assert len(ids) == len(["workout", "set 1", "undo", "set 1", "set 2", "set 3"])
    assert told() == []

    cable.cut_in_answer(-1)
    hand.hear_of_network()
    cable.wait_until_cut()
    hand.see("saved on this phone")
    assert events() == ids
    cable.mend()
    hand.reload()
    hand.see("All sent.")
    assert events() == ids
    assert sorted(map(str, Delivery.objects.values_list("uuid", flat=True))) == ids
    popped = {
        "reps": 2,
        "pops": 1,
        "discomfort": 2,
        "pop_repetitions": [3],
        "pop_phase": "lowering",
    }
    assert told() == [
        {**CLEAN, "number": 1},
        {**CLEAN, **popped, "number": 2},
        {**CLEAN, "number": 3},
    ]
    assert Workout.objects.get().finished_at
    enrolled.refresh_from_db()
    assert is_settled(enrolled)


def test_a_stop_sign_without_a_network_acts_at_once_and_arrives(
    hand: Hand, cable: Cable, enrolled: Enrolment
) -> None:
    begin_set(hand, "Start set 1")
    hand.run(TIME_GOES_BY, 4 * REP + 1_000)
    hand.see("5 of 8")
    hand.tap("Stop")
    hand.see("What happened?")
    hand.tick("Numbness between the legs")
    hand.tap("Stop and show me what to do")
    see_the_stop(hand)
    hand.reload()
    see_the_stop(hand)
    hand.open("/workout/")
    see_the_stop(hand)
    ids = sorted(set(hand.run(TOLD)))
    assert not SetReport.objects.exists()

    cable.mend()
    hand.hear_of_network()
    hand.see("Your report has arrived")
    hand.tap("Go on")
    hand.see("Your plan is paused")
    assert events() == ids
    report = SetReport.objects.get()
    assert (report.reps, report.symptoms, report.pops) == (4, ["saddle_numbness"], None)
    enrolled.refresh_from_db()
    assert enrolled.status == Status.STOPPED
    assert is_settled(enrolled)


def see_the_stop(hand: Hand) -> None:
    hand.see("Get emergency help now")
    hand.see("Your physiotherapist has not seen this yet.")
