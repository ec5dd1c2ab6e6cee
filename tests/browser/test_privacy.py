"""The pages about one's data, and a phone that hears of an erasure."""

from http import HTTPStatus
from time import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from playwright.sync_api import expect

from accounts import services
from accounts.models import User
from tests.browser.conftest import wait_until

PAGES = {
    "privacy": "/privacy/",
    "agreement": "/privacy/agreement/",
    "withdraw": "/privacy/withdraw/",
    "my-data": "/data/",
    "erase": "/data/erase/",
}


@pytest.fixture
def ada(make_person, transactional_db):
    call_command("createcachetable", verbosity=0)
    return make_person("ada@example.org")


def prove(page, user):
    """Say again who one is."""
    (cookie,) = [each for each in page.context.cookies() if each["name"] == "sessionid"]
    session = SessionStore(cookie["value"])
    proof = {"method": "password", "at": time(), "reauthenticated": True}
    session["account_authentication_methods"] = [proof]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        (390, False),
        pytest.param(390, True, marks=pytest.mark.long),
        pytest.param(1280, False, marks=pytest.mark.long),
        pytest.param(1280, True, marks=pytest.mark.long),
    ],
)
def test_how_the_pages_look(phone, screenshot, ada, width, dark):
    page = phone(ada, dark=dark, viewport={"width": width, "height": 844})
    prove(page, ada)
    for name, address in PAGES.items():
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert Axe().run(page).response["violations"] == []
        screenshot(page, f"data-{name}-{width}-{'dark' if dark else 'light'}")


def test_a_phone_forgets_who_was_erased_elsewhere_and_says_so(phone, ada):
    page = phone(ada)
    page.goto("/privacy/")
    wait_until(page, "navigator.serviceWorker?.controller !== undefined")
    page.context.set_offline(True)
    page.evaluate(
        """async () => {
          const {href} = document.querySelector("link[href*='phone/phone']");
          const {thisPhone} = await import(href);
          const phone = await thisPhone();
          await phone.add({type: "symptom", symptoms: ["numbness"]}, {alarm: true});
        }"""
    )
    services.erase(user=User.objects.get(pk=ada.pk))
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_contain_text("This account was erased.")
    assert kept_of(page) == [0, 0, 0]


def kept_of(page):
    """How many keys, things and entries the phone has."""
    return page.evaluate(
        """() => new Promise((resolve) => {
          const opened = indexedDB.open("lumbar-lock");
          opened.onsuccess = () => {
            const stores = ["keys", "things", "entries"], counts = [];
            const transaction = opened.result.transaction(stores);
            for (const name of stores) {
              const counted = transaction.objectStore(name).count();
              counted.onsuccess = () => counts.push(counted.result);
            }
            transaction.oncomplete = () => { opened.result.close(); resolve(counts); };
          };
        })"""
    )


def test_a_phone_with_nothing_to_send_forgets_who_was_erased_elsewhere(phone, ada):
    page = phone(ada)
    page.goto("/privacy/")
    page.evaluate(
        """async () => {
          const {href} = document.querySelector("link[href*='phone/phone']");
          await (await (await import(href)).thisPhone()).saveDraft({reps: 8});
        }"""
    )
    assert kept_of(page) == [1, 1, 0]
    # Who is only signed out by then is not forgotten.
    page.context.clear_cookies()
    with page.expect_response("**/outbox/?account=*") as told:
        page.goto("/accounts/login/")
    assert told.value.status == HTTPStatus.UNAUTHORIZED
    assert kept_of(page) == [1, 1, 0]
    services.erase(user=User.objects.get(pk=ada.pk))
    page.goto("/accounts/login/")
    expect(page.locator("#waiting")).to_contain_text("This account was erased.")
    assert kept_of(page) == [0, 0, 0]


def test_a_phone_that_is_forgotten_while_it_lists_what_waits_says_that_nothing_does(phone, ada):
    page = phone(ada)
    page.goto("/privacy/")
    waiting = page.evaluate(
        """async () => {
          const {href} = document.querySelector("link[href*='phone/phone']");
          const phone = await (await import(href)).thisPhone();
          const [waiting] = await Promise.all([phone.waiting(), phone.forget()]);
          return waiting;
        }"""
    )
    assert waiting == []


def test_what_waits_after_a_withdrawal_stays_on_the_phone_and_says_why(phone, ada):
    page = phone(ada)
    page.goto("/privacy/")
    services.withdraw_processing(user=ada)
    page.evaluate(
        """async () => {
          const {href} = document.querySelector("link[href*='phone/phone']");
          const {thisPhone} = await import(href);
          await (await thisPhone()).add({type: "symptom", symptoms: ["numbness"]}, {alarm: true});
        }"""
    )
    expect(page.locator("#waiting")).to_contain_text("not sent: you have not agreed")
    page.get_by_role("button", name="Read and decide").click()
    page.wait_for_url("**/privacy/agreement/")
