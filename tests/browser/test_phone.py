"""What the phone keeps and sends: nothing that was said is lost, and nothing is left behind."""

import json
import os
import re
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request, Response, Route, expect

from accounts.models import User
from coaching.models import Delivery, Enrolment, MorningReport, SetReport, SymptomReport
from coaching.services.settling import is_settled
from coaching.views import phone as phone_views
from tests.browser.conftest import (
    FLAGS,
    PHONE,
    Phone,
    executable,
    sign_in,
    wait_for_worker,
)
from tests.coaching.views.conftest import enrol

Screenshot = Callable[[Page, str], Any]

OUTBOX = "**/outbox/"
BUNDLE = "**/workout/bundle/"
DAY = 24 * 3600 * 1000
"""Milliseconds."""

KEPT = """async () => {
  const db = await new Promise((resolve) => {
    const request = indexedDB.open("lumbar-lock");
    request.onsuccess = () => resolve(request.result);
  });
  const kept = {};
  for (const name of db.objectStoreNames) {
    kept[name] = await new Promise((resolve) => {
      const request = db.transaction(name).objectStore(name).getAll();
      request.onsuccess = () => resolve(request.result);
    });
  }
  db.close();
  return JSON.stringify(kept, (_, value) => {
    if (value instanceof ArrayBuffer) return String.fromCharCode(...new Uint8Array(value));
    return value instanceof CryptoKey ? { extractable: value.extractable } : value;
  });
}"""
CACHED = """async () => {
  const pages = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      pages[new URL(url).pathname] = await (await cache.match(url)).text();
    }
  }
  return pages;
}"""
MOVED_DOWN = """() => new Promise((resolve) => {
  const told = ({ node, previousRect, currentRect }) =>
    [`${node?.nodeName}.${node?.className}`, previousRect.toJSON(), currentRect.toJSON()];
  // A form in a row that grows wider while the page arrives moves sideways.
  const down = ({ previousRect, currentRect }) => previousRect.top !== currentRect.top;
  new PerformanceObserver((list) => {
    const moves = list.getEntries().flatMap(({ sources }) => sources.filter(down).map(told));
    if (moves.length) resolve(moves);
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(resolve, 300, []);
})"""
AGE = """(days) => new Promise((resolve) => {
  const request = indexedDB.open("lumbar-lock");
  request.onsuccess = () => {
    const transaction = request.result.transaction("entries", "readwrite");
    const store = transaction.objectStore("entries");
    store.getAll().onsuccess = ({ target }) => {
      target.result.forEach((row, place) => {
        store.put({ ...row, acknowledged: Date.now() - days[place] * 24 * 3600 * 1000 });
      });
    };
    transaction.oncomplete = () => { request.result.close(); resolve(); };
  };
})"""


@pytest.fixture(autouse=True)
def programs(live_server: Any) -> None:
    """The catalogue is loaded."""
    call_command("load_catalogue", verbosity=0)


@pytest.fixture
def enrolled(person: User) -> Enrolment:
    """`person` on the main program."""
    return enrol(person, level=3)


@pytest.fixture
def page(phone: Phone, person: User, enrolled: Enrolment) -> Page:
    """Their phone, on today, with everything taken along."""
    page = phone(person)
    open_today(page)
    return page


def open_today(page: Page) -> None:
    """Today, once the service worker is there."""
    page.goto("/today/")
    page.reload()
    wait_for_worker(page)


def on(page: Page, script: str, told: Any = None) -> Any:
    """What a script says that has `phone` and `told`."""
    begin = "const phone = await (await import('/static/js/phone/phone.js')).thisPhone();"
    return page.evaluate(f"async (told) => {{ {begin} {script} }}", told)


def tell(page: Page, **body: Any) -> str:
    """Add an entry; its id."""
    alarm = {"alarm": "symptoms" in body}
    body = {"type": "morning", "discomfort": 1, "symptoms": [], **body}
    return on(page, "return (await phone.add(...told)).id", [body, alarm])


def tell_a_sign(page: Page) -> str:
    """Add an entry with an emergency sign, as the player does it."""
    body = {"type": "symptom", "symptoms": ["leg_weakness"]}
    on(page, "await phone.stop('emergency')")
    return on(page, "return (await phone.add(told, { alarm: true })).id", body)


def send(page: Page) -> dict[str, Any]:
    """Send now, and how it went."""
    return on(page, "return phone.send()")


def waiting(page: Page) -> list[tuple[str, str]]:
    """Ids and states."""
    return [
        tuple(each)
        for each in on(page, "return (await phone.waiting()).map((e) => [e.id, e.state])")
    ]


def delivered() -> set[str]:
    """The ids that the server has."""
    return {str(uuid) for uuid in Delivery.objects.values_list("uuid", flat=True)}


@pytest.fixture
def posted(page: Page) -> list[dict[str, Any]]:
    """The batches that reach for the server, as they are sent."""
    batches: list[dict[str, Any]] = []

    def look(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/outbox/"):
            batches.append(request.post_data_json)

    page.context.on("request", look)
    return batches


def banner(page: Page) -> Any:
    return page.locator("#waiting")


def kept(page: Page) -> dict[str, Any]:
    """What lies in the database of the browser, ciphertexts as they are."""
    stores = json.loads(page.evaluate(KEPT))
    return {name: rows for name, rows in stores.items() if rows}


class Door:
    """Stands before the server's outbox; without `answer` it is open."""

    def __init__(self, context: BrowserContext) -> None:
        self.answer: Callable[[Route], None] | None = None
        context.route(OUTBOX, self.knock)

    def knock(self, route: Route) -> None:
        """Somebody wants in."""
        (self.answer or Route.continue_)(route)

    def shut(self) -> None:
        """Nobody gets through."""
        self.answer = Route.abort

    def say(self, **answer: Any) -> None:
        """Somebody else answers."""
        self.answer = lambda route: route.fulfill(**answer)

    def open(self) -> None:
        """The server answers."""
        self.answer = None


@pytest.fixture
def door(page: Page) -> Door:
    """The way to the outbox of the server."""
    return Door(page.context)


def test_what_is_told_without_a_network_waits_in_sight_and_goes_when_it_is_back(
    page, person, screenshot
):
    assert banner(page).is_hidden()
    page.context.set_offline(True)
    ids = {tell(page), tell(page, discomfort=2)}
    expect(banner(page)).to_contain_text(
        "2 reports are saved on this phone. Your physiotherapist has not seen them yet."
    )
    banner(page).get_by_role("button", name="Send now").tap()
    expect(banner(page)).to_contain_text("No network right now.")

    page.goto("/phone/")
    expect(page.locator("#list-waiting li")).to_have_count(2)
    expect(page.locator("#list-waiting li").first).to_contain_text("The morning after")
    expect(page.locator("#status")).to_contain_text("2 reports")
    page.goto("/history/")
    expect(page.locator("#player")).to_be_visible()
    expect(banner(page)).to_contain_text("2 reports")

    assert kept(page)["keys"][0]["key"] == {"extractable": False}
    assert not re.search("morning|discomfort|numb|knee|stop|symptom", json.dumps(kept(page)))
    assert delivered() == set()

    page.context.set_offline(False)
    expect(banner(page)).to_contain_text("All sent.")
    assert delivered() == ids
    page.goto("/history/")
    expect(page.get_by_role("heading", level=1)).to_have_text("History")
    assert banner(page).is_hidden()
    cached = page.evaluate(CACHED)
    assert {"/player/", "/phone/"} == {path for path in cached if not path.startswith("/static/")}
    assert not any(
        str(person.public_id) in text or person.email in text for text in cached.values()
    )


def test_a_restarted_phone_has_it_still_and_tells_a_server_that_lost_it_again(
    chromium, person, enrolled, live_server, witness, tmp_path
):
    def start() -> BrowserContext:
        context = chromium.browser_type.launch_persistent_context(
            tmp_path,
            executable_path=executable(),
            args=list(FLAGS),
            base_url=live_server.url,
            **PHONE,
        )
        witness.watch(context)
        sign_in(context, person, live_server.url)
        return context

    context = start()
    page = context.new_page()
    open_today(page)
    context.set_offline(True)
    first, second = tell(page), tell(page, discomfort=2)
    context.close()

    context = start()
    context.set_offline(True)
    page = context.new_page()
    page.goto("/today/")
    assert waiting(page) == [(first, "waiting"), (second, "waiting")]
    context.set_offline(False)
    assert send(page)["waiting"] == 0
    assert delivered() == {first, second}

    # A backup is put back; the newer of the two ids is a day too old to be asked for.
    page.evaluate(AGE, [6.9, 7.1])
    MorningReport.objects.all().delete()
    Delivery.objects.all().delete()
    page.close()
    page = context.new_page()
    page.goto("/learn/")
    expect(banner(page)).to_be_hidden()
    send(page)
    assert delivered() == {first}
    context.close()


@pytest.mark.parametrize(
    "dark", [False, pytest.param(True, marks=pytest.mark.long)], ids=["light", "dark"]
)
def test_the_pages_about_the_phone_are_accessible(phone, person, enrolled, screenshot, dark):
    page = phone(person, dark=dark, viewport={"width": 320, "height": 640})
    Door(page.context).shut()
    page.goto("/learn/")
    tell(page)
    for path in ("/phone/", "/install/", "/accounts/logout/"):
        page.goto(path)
        if path == "/accounts/logout/":
            page.locator("main").get_by_role("button", name="Log out").tap()
            expect(page.locator("#unsent")).to_be_visible()
        expect(banner(page)).to_contain_text("1 report")
        screenshot(page, f"keeps-{path.strip('/').split('/')[-1]}-{'dark' if dark else 'light'}")
        violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(each["id"], [n["html"] for n in each["nodes"]]) for each in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_two_tabs_send_every_entry_once(page):
    page.context.set_offline(True)
    other = page.context.new_page()
    other.goto("/phone/")
    ids = [tell(page), tell(other), tell(page)]
    expect(banner(other)).to_contain_text("3 reports")
    answered: list[str] = []

    def look(response: Response) -> None:
        if response.url.endswith("/outbox/"):
            answered.extend(entry["id"] for entry in response.request.post_data_json["entries"])

    page.context.on("response", look)
    page.context.set_offline(False)
    for tab in (page, other):
        expect(banner(tab)).to_contain_text("All sent.")
    assert sorted(answered) == sorted(ids)
    assert delivered() == set(ids)


PORTAL = "<!doctype html><title>Welcome to the gym</title>"


def test_nothing_that_a_server_says_or_does_not_say_loses_an_entry(page, door, witness):
    door.shut()
    told = tell(page)
    send(page)
    everything = [(told, "waiting")]
    for status in (400, 401, 403, 413, 429, 500, 503):
        door.say(status=status, json={"why": "no"})
        expected = {401: "signed-out", 400: None, 413: None}.get(status, "server")
        assert send(page)["reason"] == expected, status
        assert waiting(page) == everything, status
    for answer in [
        {"body": PORTAL, "content_type": "text/html"},
        {"json": {"results": [{"id": told, "status": "waits"}], "account": "somebody else"}},
        {"json": {"results": [], "account": on(page, "return phone.account")}},
        {"status": 302, "headers": {"Location": "/learn/"}},
    ]:
        door.say(**answer)
        send(page)
        assert waiting(page) == everything, answer
    witness.complaints.clear()
    door.open()
    assert send(page) == {"sent": 1, "waiting": 0, "reason": None}
    assert delivered() == {told}


def test_what_the_server_refuses_is_listed_with_its_reason_until_it_is_taken_off(page):
    foreign = {
        "id": "0b8f3e0c-8a53-4c13-8b0e-94a0fd6d3f6e",
        "at": "2026-11-20T08:00:00+00:00",
        "plan": "f5a6ab2e-9d7c-4d55-9a38-0c1f6e5b7a11",
    }
    refused = tell(page, type="finish", workout=foreign, discomfort=None)
    fine = tell(page)
    send(page)
    assert waiting(page) == [(refused, "refused")]
    assert delivered() == {fine}
    banner(page).get_by_role("button", name="Look").tap()
    expect(page.locator("#list-refused li")).to_contain_text("The end of a workout")
    page.get_by_role("button", name="Remove from this list").tap()
    expect(page.locator("#list-none")).to_be_visible()


def log_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Log out").tap()


def test_logging_out_with_a_full_outbox_has_three_ways_out(
    page, door, person, live_server, screenshot
):
    door.shut()
    first = tell(page)
    log_out(page)
    expect(page.get_by_role("heading", name="1 report is not sent yet")).to_be_focused()
    screenshot(page, "phone-logout")
    page.get_by_role("link", name="Stay logged in").tap()
    expect(banner(page)).to_contain_text("1 report is saved on this phone.")
    assert page.evaluate(MOVED_DOWN) == [], "the banner moved the page"

    log_out(page)
    expect(page.get_by_role("heading", name="1 report is not sent yet")).to_be_visible()
    # A network that hangs holds nobody up.
    held: list[Route] = []
    door.answer = held.append
    page.get_by_role("button", name="Send now, then log out").tap()
    expect(page.get_by_text("Sending now")).to_be_visible()
    expect(page.get_by_role("button", name="Log out and delete them")).to_be_enabled()
    door.shut()
    for route in held:
        route.abort()
    expect(page.get_by_text("There is no network right now.")).to_be_visible()
    door.open()
    page.get_by_role("button", name="Send now, then log out").tap()
    page.wait_for_url(f"{live_server.url}/")
    assert delivered() == {first}
    assert page.evaluate("caches.keys()") == []

    sign_in(page.context, person, live_server.url)
    open_today(page)
    del held[:]
    door.answer = held.append
    second = tell(page)
    asked: list[Route] = []

    def give_up_sending(route: Route) -> None:
        asked.append(route)
        while held:
            held.pop().abort()
        route.continue_()

    log_out(page)
    expect(page.get_by_text("Sending now")).to_be_visible()
    page.route("**/accounts/logout/", give_up_sending)
    page.get_by_role("button", name="Log out and delete them").tap()
    page.wait_for_url(f"{live_server.url}/")
    assert len(asked) == 1, "logged out twice"
    door.open()
    assert kept(page) == {}
    sign_in(page.context, person, live_server.url)
    open_today(page)
    assert send(page)["sent"] == 0
    assert second not in delivered()
    # Somebody goes back to a page that the browser kept from before.
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.wait_for_url("**/accounts/login/**")


def test_what_one_account_told_is_never_read_or_sent_under_another(
    page, person, stranger, live_server, posted
):
    enrol(stranger, level=1)
    page.context.set_offline(True)
    told = tell(page)
    sign_in(page.context, stranger, live_server.url)
    page.context.set_offline(False)
    page.goto("/learn/")
    expect(banner(page)).to_contain_text("Reports of another account wait on this phone.")
    del posted[:]
    own = tell(page)
    send(page)
    assert [entry["id"] for batch in posted for entry in batch["entries"]] == [own]
    assert on(page, "return (await phone.waiting())[0]") == {
        "id": told, "body": None, "alarm": False, "state": "another-account", "why": None,
    }  # fmt: skip
    log_out(page)
    page.wait_for_url(f"{live_server.url}/")
    sign_in(page.context, person, live_server.url)
    page.goto("/learn/")
    send(page)
    assert Delivery.objects.get(uuid=told).client == person
    assert Delivery.objects.get(uuid=own).client == stranger


def test_an_old_tab_sends_nothing_once_somebody_else_has_signed_in(
    page, door, stranger, live_server, posted
):
    door.shut()
    told = tell(page)
    sign_in(page.context, stranger, live_server.url)
    other = page.context.new_page()
    other.goto("/learn/")
    on(other, "return phone.account")
    door.open()
    del posted[:]
    assert send(page)["reason"] == "signed-out"
    assert [entry for batch in posted for entry in batch["entries"]] == []
    assert waiting(page) == [(told, "waiting")]


def tell_numbness(page: Page) -> None:
    page.get_by_text("Numbness", exact=True).tap()
    page.get_by_role("button", name="Stop and show me what to do").tap()


def test_a_stop_sign_without_a_network_acts_at_once_and_goes_first(
    page, enrolled, posted, screenshot
):
    page.goto("/report/")
    wait_for_worker(page)
    on(page, "return phone.account")
    page.context.set_offline(True)
    other = tell(page)
    tell_numbness(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop now and rest")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(banner(page)).to_contain_text(
        "Your plan is paused on this phone. Your physiotherapist has not seen this yet."
    )
    screenshot(page, "phone-stopped")
    [(alarm, _), _] = waiting(page)
    assert on(page, "return (await phone.locked()).card") == "stop"

    # Once more, where the page itself has to come from the phone.
    page.goto("/report/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Something feels wrong")
    tell_numbness(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop now and rest")
    [_, (second, _), _] = waiting(page)

    page.context.set_offline(False)
    expect(page.get_by_text("Your report has arrived")).to_be_visible()
    assert [entry["id"] for entry in posted[-1]["entries"]] == [alarm, second, other]
    enrolled.refresh_from_db()
    assert enrolled.is_stopped
    assert SymptomReport.objects.filter(uuid__in=[alarm, second]).count() == 2


def test_an_alarm_from_before_the_agreement_was_asked_for_shows_its_advice_and_is_sent_after_it(
    page, person, enrolled, screenshot
):
    page.context.set_offline(True)
    other, alarm = tell(page), tell_a_sign(page)
    User.objects.filter(pk=person.pk).update(agreed_to="")
    page.wait_for_url("**/player/")
    page.goto("about:blank")  # the page that is left would lead on itself, once it is online
    page.context.set_offline(False)
    page.goto("/today/")
    page.wait_for_url("**/privacy/agreement/**")
    expect(banner(page)).to_contain_text(
        "Your plan is paused. Kept on this phone, not sent: you have not agreed that we keep it."
    )
    screenshot(page, "phone-alarm-before-agreement")
    banner(page).get_by_role("button", name="What to do now").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Get emergency help now")
    assert not Delivery.objects.exists()
    banner(page).get_by_role("button", name="Read and decide").tap()
    page.locator("label[for=agreed]").tap()
    with page.expect_response(lambda told: told.url.endswith("/outbox/") and told.ok):
        page.get_by_role("button", name="Go on").tap()
    assert delivered() == {alarm, other}
    enrolled.refresh_from_db()
    assert enrolled.is_stopped
    expect(page.get_by_role("heading", level=1)).to_contain_text("Get emergency help now")


def test_no_page_leads_into_a_workout_while_the_server_does_not_know_of_a_stop(
    page, door, enrolled
):
    door.shut()
    page.goto("/learn/")
    tell_a_sign(page)
    for path in ("/today/", "/workout/"):
        page.goto(path, wait_until="commit")
        page.wait_for_url("**/player/")
    assert on(page, "return (await phone.bundle()).status") == "stopped"
    # A bundle from before the server knew does not open the plan again.
    on(page, "await phone.fetchBundle()")
    assert on(page, "return (await phone.locked()).card") == "emergency"
    door.open()
    send(page)
    # Nor does somebody in between, who says that there is nothing here.
    page.context.route(BUNDLE, lambda route: route.fulfill(status=404))
    on(page, "await phone.fetchBundle()")
    assert on(page, "return (await phone.locked()).card") == "emergency"
    page.context.unroute(BUNDLE)
    on(page, "await phone.fetchBundle()")
    assert on(page, "return (await phone.locked()).card") == "emergency"
    page.goto("/today/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Get emergency help now")


def test_a_sign_that_reaches_the_server_leads_to_its_page(page, enrolled):
    page.goto("/report/")
    tell_numbness(page)
    page.wait_for_url("**/today/")
    expect(page.locator("body")).to_have_class(re.compile("stop-screen"))
    enrolled.refresh_from_db()
    assert enrolled.is_stopped


def test_a_store_that_never_answers_holds_no_sign_up(page, enrolled):
    page.add_init_script("IDBFactory.prototype.open = () => ({})")
    page.goto("/report/")
    on(page, "return phone.account")
    page.context.set_offline(True)
    tell_numbness(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop now and rest")
    expect(banner(page)).to_contain_text("Your plan is paused on this page: keep it open.")
    page.context.set_offline(False)
    page.wait_for_url("**/today/")
    assert SymptomReport.objects.count() == 1


def test_a_shared_phone_keeps_nothing(page, door, screenshot):
    page.context.set_offline(True)
    tell(page)
    page.goto("/phone/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("switch", name="This is a shared phone").tap()
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    page.context.set_offline(False)
    page.goto("/today/")
    door.shut()
    told = tell(page)
    expect(banner(page)).to_contain_text("only on this page")
    assert kept(page) == {}
    assert page.evaluate(CACHED) == {}
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )
    door.open()
    send(page)
    assert delivered() == {told}

    page.goto("/report/")
    on(page, "return phone.account")
    page.context.set_offline(True)
    tell_numbness(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop now and rest")
    expect(banner(page)).to_contain_text("Your plan is paused on this page: keep it open.")
    page.context.set_offline(False)
    page.wait_for_url("**/today/")
    assert SymptomReport.objects.get().symptoms == ["numbness"]


def test_a_new_release_takes_over_only_where_no_other_page_is_open(page, monkeypatch):
    monkeypatch.setattr(phone_views, "_version", lambda _language: "next")
    other = page.context.new_page()
    other.goto("/learn/")
    version = "caches.keys().then((names) => names.join())"
    page.evaluate("""async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration.update();
      const worker = registration.installing ?? registration.waiting;
      const turn = () => new Promise(requestAnimationFrame);
      while (worker.state === "installing") await turn();
    }""")
    idle = "navigator.serviceWorker.controller.postMessage({ type: 'idle' })"
    other.evaluate(idle)
    other.goto("/phone/")
    assert "shell-next" in page.evaluate(version)
    assert page.evaluate(version) != "shell-next"
    page.close()
    other.evaluate(idle)
    other.evaluate("""async () => {
      const turn = () => new Promise(requestAnimationFrame);
      while ((await caches.keys()).join() !== "shell-next") await turn();
    }""")


def told_in_workouts(enrolment: Enrolment, workouts: int) -> list[dict[str, Any]]:
    """Entries of so many clean workouts, the first 50 days ago, as the player writes them."""
    entries: list[dict[str, Any]] = []
    for nth in range(workouts):
        began = timezone.now() - timedelta(days=50) + nth * timedelta(hours=11)
        own = {"account": str(enrolment.client.public_id), "at": began.isoformat()}
        named = {"id": str(uuid4()), "at": own["at"], "plan": str(enrolment.uuid)}
        entries.append({"type": "workout", **own, "id": named["id"], "plan": named["plan"]})
        for number in (1, 2, 3):
            answers = {"reps": 8, "lumbar_contact": "held", "pops": 0, "discomfort": 0}
            asked = {"asked": {"level": 3, "rep_step": 0}, "symptoms": []}
            place = {"workout": named, "number": number, "id": str(uuid4())}
            entries.append({"type": "set", **own, **answers, **asked, **place})
        entries.append({"type": "finish", **own, "id": str(uuid4()), "workout": named})
    return entries


@pytest.mark.long
def test_a_shuffled_outbox_sent_five_times_from_two_phones_loses_and_doubles_nothing(
    page: Page, phone: Phone, person: User, enrolled: Enrolment, posted: list[dict[str, Any]]
) -> None:
    entries = told_in_workouts(enrolled, 100 if os.environ.get("LONG") else 4)
    last_set = next(each for each in reversed(entries) if each["type"] == "set")
    page.context.set_offline(True)
    Random("shuffled").shuffle(entries)
    on(page, "for (const entry of told) await phone.add(entry)", entries)
    assert len(waiting(page)) == len(entries)

    tablet = phone(person)
    open_today(tablet)
    tablet.context.set_offline(True)
    again = {**last_set, "id": str(uuid4()), "lumbar_contact": "lost"}
    on(tablet, "await phone.add(told)", again)
    tablet.context.set_offline(False)
    send(tablet)

    page.context.set_offline(False)
    while send(page)["waiting"]:
        assert posted
    again_and_again = """for (let time = 0; time < 5; time += 1) {
      const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
      const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
      for (const batch of told) {
        await fetch("/outbox/", { method: "POST", headers, body: JSON.stringify(batch) });
      }
    }"""
    on(page, again_and_again, list(posted))

    assert delivered() == {entry["id"] for entry in [*entries, again]}
    told = {entry["id"] for entry in [*entries, again] if entry["type"] == "set"}
    assert {str(row.uuid) for row in SetReport.objects.all()} == told
    assert SetReport.objects.filter(is_double=True).count() == 1
    assert len(SetReport.objects.as_last_told()) == len(told) - 1
    enrolled.refresh_from_db()
    assert is_settled(enrolled)
