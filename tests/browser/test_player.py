"""The player on the floor: with a thumb, a keyboard, a screen reader, and in a cellar."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page, Request, expect

from accounts.models import User
from coaching.models import Decision, Enrolment, SetReport, SymptomReport, Workout
from coaching.rules.terms import Status
from tests.browser.conftest import (
    FLAGS,
    PHONE,
    Phone,
    Witness,
    executable,
    sign_in,
    wait_for_worker,
    wait_until,
)
from tests.coaching.views.conftest import enrol, set_post

Screenshot = Callable[[Page, str], Any]

LEAD, REP, REST = 12_050, 6_000, 60_050
"""Milliseconds: lock check and count, one repetition (3 + 0.5 + 2 + 0.5), one rest."""

WATCH = """
window.heard = [];
window.announced = [];
speechSynthesis.speak = ({ text }) => { if (text) heard.push(text); };
addEventListener("DOMContentLoaded", () => {
  for (const region of document.querySelectorAll("#spoken, #alert")) {
    new MutationObserver(() => {
      const text = region.textContent.replace(/\\s+/g, " ").trim();
      if (text) announced.push(text);
    }).observe(region, { childList: true, subtree: true });
  }
});
"""


@pytest.fixture
def enrolled(live_server: Any, person: User) -> Enrolment:
    """`person` on level 3 of the main program."""
    call_command("load_catalogue", verbosity=0)
    return enrol(person, level=3)


@pytest.fixture
def page(phone: Phone, person: User, enrolled: Enrolment) -> Page:
    """Their phone, on today."""
    page = phone(person)
    prepare(page)
    return page


def prepare(page: Page) -> None:
    page.add_init_script(WATCH)
    page.clock.install()
    page.goto("/today/")


def start(page: Page) -> None:
    """From today into the player; from here on its time is ours."""
    page.get_by_role("button", name="Start the workout").click()
    page.wait_for_url("/player/")
    at(page, "Set 1 of 3")
    stand_still(page)


def stand_still(page: Page) -> None:
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 5"))


def at(page: Page, heading: str) -> None:
    """The state has this heading, and the focus is on it."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert heading in page.title()


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


SETTLED = "() => getComputedStyle(document.querySelector('#player label')).pointerEvents !== 'none'"


def choose(page: Page, group: str, answer: str) -> None:
    page.wait_for_function(SETTLED)
    page.get_by_role("group", name=group).get_by_label(answer, exact=True).check(force=True)


def lead_in(page: Page) -> None:
    page.clock.fast_forward(LEAD)
    expect(page.get_by_role("button", name="It popped")).to_be_visible()


def go_on(page: Page, reps: int) -> None:
    """So many repetitions; in one step it would look as if the phone had slept."""
    for _ in range(reps):
        page.clock.fast_forward(REP)


def do_all(page: Page, reps: int = 8) -> None:
    go_on(page, reps)
    page.clock.run_for(50)


def told() -> list[dict[str, Any]]:
    """The sets that the server has, as last told."""
    facts = (
        "number",
        "reps",
        "lumbar_contact",
        "pops",
        "discomfort",
        "pop_repetitions",
        "pop_phase",
    )
    return list(SetReport.objects.as_last_told().order_by("number").values(*facts))


CLEAN = {
    "reps": 8,
    "lumbar_contact": "held",
    "pops": 0,
    "discomfort": 0,
    "pop_repetitions": None,
    "pop_phase": None,
}


def test_a_workout_led_by_tempo(page: Page, enrolled: Enrolment, screenshot: Screenshot) -> None:
    start(page)
    tap(page, "Start set 1")
    page.clock.run_for(3_100)
    assert page.evaluate("heard") == [
        "Press your lower back gently down.",
        "Tuck your tailbone a little.",
    ]
    page.clock.fast_forward(LEAD)
    go_on(page, 2)
    page.clock.fast_forward(1_500)
    expect(page.locator(".player-count")).to_contain_text("3 of 8")
    expect(page.locator(".player-way")).to_have_text("Lower")
    for y in (10, 60, 150, 300, 420):
        assert page.evaluate("y => document.elementFromPoint(195, y).dataset.do", y) == "pop"
    page.touchscreen.tap(195, 150)
    expect(page.locator(".player-caption")).to_have_text("Pop noted: rep 3, on the way down")
    page.clock.fast_forward(3_000)
    expect(page.locator(".player-way")).to_have_text("Raise")
    page.touchscreen.tap(30, 60)
    tap(page, "Undo the pop")
    screenshot(page, "player-set")
    do_all(page, 6)

    at(page, "You marked 1 pop. Is that right?")
    expect(page.get_by_label("On which repetitions")).to_have_value("3")
    expect(page.get_by_label("On the way down")).to_be_checked()
    tap(page, "Save set 1")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert summary.locator("a").all_inner_texts() == [
        "Say how much it hurt. 0 is none.",
        "Tick what you felt, or “None of these signs”.",
    ]
    screenshot(page, "player-form")
    choose(page, "How much did it hurt?", "2")
    page.get_by_label("None of these signs").check(force=True)
    choose(page, "Where was the pop?", "Side of the hip")
    choose(page, "Did your back lift?", "No, it stayed down")
    tap(page, "Save set 1")

    at(page, "Rest before set 2")
    expect(page.locator(".said")).to_contain_text("A pop that felt uncomfortable")
    expect(page.locator(".player-change figure")).to_have_count(2)
    expect(page.locator(".player-change-to")).to_contain_text("two thirds of the way up")
    screenshot(page, "player-rest")
    page.clock.fast_forward(REST - 3_000)
    page.clock.run_for(3_000)
    at(page, "Set 2 of 3: get ready")  # by itself: both hands are under the back
    lead_in(page)
    do_all(page)
    tap(page, "All good: 8 reps")
    at(page, "Rest before set 3")
    tap(page, "Go on now")
    lead_in(page)
    do_all(page)
    tap(page, "All good: 8 reps")
    page.wait_for_url("/workout/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Workout done")
    popped = {"pops": 1, "discomfort": 2, "pop_repetitions": [3], "pop_phase": "lowering"}
    assert told() == [
        {**CLEAN, **popped, "number": 1},
        {**CLEAN, "number": 2},
        {**CLEAN, "number": 3},
    ]


TAKEN = """async () => {
  const phone = await (await import("/static/js/phone/phone.js")).thisPhone();
  return Boolean(await phone.bundle());
}"""


IN_A_SET = """async () => {
  const phone = await (await import("/static/js/phone/phone.js")).thisPhone();
  return (await phone.draft()).state === "set";
}"""


SENT = """async () => {
  const phone = await (await import("/static/js/phone/phone.js")).thisPhone();
  return (await phone.waiting()).length === 0;
}"""


def go_offline(page: Page) -> None:
    """Once the shell and the workout are kept, the network goes."""
    if page.url.endswith("/today/"):
        page.reload()
    wait_for_worker(page)
    wait_until(page, "async () => Boolean(await caches.match('/player/'))")
    wait_until(page, TAKEN)
    page.context.set_offline(True)


def told_offline(page: Page, answer: str) -> None:
    """Tell the set that was just done, without a network."""
    tap(page, answer)
    expect(page.locator("#waiting")).to_contain_text("saved on this phone")


def test_a_workout_in_a_cellar_with_a_tab_that_dies_and_a_phone_that_restarts(
    chromium: Browser,
    live_server: Any,
    witness: Witness,
    person: User,
    enrolled: Enrolment,
    tmp_path: Path,
) -> None:
    def turn_on() -> Page:
        context = chromium.browser_type.launch_persistent_context(
            tmp_path,
            executable_path=executable(),
            args=list(FLAGS),
            base_url=live_server.url,
            **PHONE,
        )
        witness.watch(context)
        sign_in(context, person, live_server.url)
        return context.new_page()

    page = turn_on()
    prepare(page)
    go_offline(page)
    start(page)
    tap(page, "Start set 1")
    lead_in(page)
    do_all(page)
    told_offline(page, "All good: 8 reps")
    at(page, "Rest before set 2")
    tap(page, "Go on now")
    lead_in(page)
    go_on(page, 2)
    page.clock.fast_forward(500)
    tap(page, "It popped")
    expect(page.locator(".player-caption")).to_contain_text("rep 3")

    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/player/")
    at(page, "This set was cut short")
    expect(page.get_by_text("You marked 1 pop before the break")).to_be_visible()
    context.close()

    page = turn_on()
    page.context.set_offline(True)
    page.clock.install()
    page.goto("/today/")
    at(page, "This set was cut short")
    tap(page, "Tell us about it")
    at(page, "You marked 1 pop")
    expect(page.get_by_role("spinbutton", name="How many")).to_have_value("2")
    choose(page, "How much did it hurt?", "0 None")
    page.get_by_label("None of these signs").check(force=True)
    choose(page, "Did your back lift?", "No, it stayed down")
    tap(page, "Save set 2")
    expect(page.locator(".said")).to_contain_text("Generally benign")
    expect(page.locator(".pattern")).to_contain_text("More")
    stand_still(page)
    tap(page, "Go on now")
    lead_in(page)
    do_all(page)
    told_offline(page, "All good: 8 reps")
    at(page, "Workout done")
    expect(page.locator(".receipt:not(.said)")).to_contain_text("Generally benign")
    assert told() == []

    page.context.set_offline(False)
    page.wait_for_url("/workout/*/")
    popped = {"reps": 2, "pops": 1, "pop_repetitions": [3], "pop_phase": "lowering"}
    assert told() == [
        {**CLEAN, "number": 1},
        {**CLEAN, **popped, "number": 2},
        {**CLEAN, "number": 3},
    ]
    assert Workout.objects.get().finished_at
    page.context.close()


def test_a_sign_in_mid_set_stops_at_once_without_a_network(
    page: Page, enrolled: Enrolment, screenshot: Screenshot
) -> None:
    go_offline(page)
    start(page)
    tap(page, "Start set 1")
    lead_in(page)
    go_on(page, 4)
    page.clock.fast_forward(1_000)
    page.touchscreen.tap(195, 600)
    at(page, "What happened?")
    tap(page, "Stop and show me what to do")
    expect(page.locator(".error-summary")).to_be_focused()
    screenshot(page, "player-what-happened")
    page.get_by_label("Numbness between the legs").check(force=True)
    tap(page, "Stop and show me what to do")
    at(page, "Get emergency help now")
    kept = page.locator("main").get_by_text("Your physiotherapist has not seen this yet.")
    expect(kept).to_be_visible()
    expect(page.get_by_role("link", name="Go on")).to_be_hidden()
    screenshot(page, "player-stop")
    page.goto("/workout/")
    at(page, "Get emergency help now")
    assert not SetReport.objects.exists()

    page.context.set_offline(False)
    expect(page.get_by_text("Your report has arrived")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url("/today/")
    expect(page.get_by_text("Your plan is paused").first).to_be_visible()
    report = SetReport.objects.get()
    assert (report.reps, report.symptoms, report.pops) == (4, ["saddle_numbness"], None)
    enrolled.refresh_from_db()
    assert enrolled.status == Status.STOPPED


def test_something_feels_wrong_works_without_a_network_and_between_sets(
    page: Page, enrolled: Enrolment
) -> None:
    start(page)
    go_offline(page)
    page.get_by_role("link", name="Something feels wrong").click()
    at(page, "Something feels wrong")
    tap(page, "Back, without pausing the plan")
    at(page, "Set 1 of 3")
    page.get_by_role("link", name="Something feels wrong").click()
    page.get_by_label("Sharp pain").check(force=True)
    tap(page, "Stop and show me what to do")
    at(page, "Stop now and rest")
    page.context.set_offline(False)
    expect(page.get_by_text("Your report has arrived")).to_be_visible()
    assert SymptomReport.objects.get().symptoms == ["sharp_pain"]


FOCUSED = """() => {
  const { innerText, labels } = document.activeElement;
  const isControl = document.activeElement.matches("a, button, input, summary");
  return isControl ? innerText || labels?.[0]?.innerText || "" : "";
}"""


class Keyboard:
    """Somebody who cannot tap and may not see."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, name: str) -> None:
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if name in self.page.evaluate(FOCUSED):
                return
        raise AssertionError(f"{name} cannot be reached with the keyboard")

    def press(self, name: str, key: str = "Enter") -> None:
        self.reach(name)
        self.page.keyboard.press(key)


def test_with_a_keyboard_and_a_screen_reader(page: Page, enrolled: Enrolment) -> None:
    sent: list[dict[str, Any]] = []
    page.on("request", lambda request: sent.extend(entries_in(request)))
    start(page)
    keyboard = Keyboard(page)
    keyboard.press("Start set 1")
    at(page, "Set 1 of 3: get ready")
    page.clock.run_for(50)
    lead_in(page)
    at(page, "Set 1 of 3")
    page.clock.run_for(50)
    page.clock.fast_forward(REP)
    keyboard.press("It popped", "Space")
    page.clock.run_for(50)
    keyboard.press("Undo the pop")
    page.clock.run_for(50)
    expect(page.get_by_role("button", name="It popped")).to_be_focused()
    do_all(page, 7)
    at(page, "How was set 1?")
    page.clock.run_for(50)
    keyboard.press("Not all good")
    at(page, "How was set 1?")
    keyboard.reach("No, it stayed down")
    page.keyboard.press("Space")
    keyboard.press("Save set 1")
    at(page, "Rest before set 2")
    expect(page.locator(".toast")).to_contain_text("Set 1 saved")
    page.clock.run_for(50)
    keyboard.press("Undo set 1")
    at(page, "How was set 1?")
    page.clock.run_for(50)
    keyboard.press("All good: 8 reps")
    at(page, "Rest before set 2")
    page.clock.run_for(50)
    keyboard.press("Pause")
    page.clock.fast_forward(REST)
    expect(page.get_by_role("timer")).to_contain_text("60")
    keyboard.press("Go on resting")
    page.clock.run_for(50_100)
    page.clock.run_for(10_500)
    at(page, "Set 2 of 3: get ready")
    assert heard_in_order(
        page.evaluate("announced"),
        "Press your lower back gently down.",
        "1 of 8. Lower",
        "Pop noted: rep 2, on the way down",
        "Pop taken back",
        "Set done. Rest your legs.",
        "One answer is missing",
        "Set 1 taken back. Tell it again.",
        "Your back stayed down",
        "Ten seconds",
        "Time to get ready",
    )
    assert told() == [{**CLEAN, "number": 1}]
    undo, again = list({entry["id"]: entry for entry in sent}.values())[-2:]
    assert (undo["type"], again["after"]) == ("undo", undo["id"])


def entries_in(request: Request) -> list[dict[str, Any]]:
    """What a request brings to the outbox."""
    is_batch = request.method == "POST" and request.url.endswith("/outbox/")
    return request.post_data_json["entries"] if is_batch else []


def heard_in_order(announced: list[str], *texts: str) -> bool:
    """Whether each text was announced, after the one before it."""
    rest = iter(announced)
    missing = [text for text in texts if not any(text in each for each in rest)]
    assert missing == [], announced
    return True


def test_a_set_pauses_when_the_page_goes_out_of_sight(page: Page, enrolled: Enrolment) -> None:
    start(page)
    tap(page, "Start set 1")
    lead_in(page)
    go_on(page, 3)
    page.clock.fast_forward(1_000)
    tap(page, "It popped")
    page.evaluate("""() => {
      Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
      delete document.hidden;
    }""")
    at(page, "Paused at rep 4")
    page.clock.fast_forward(10 * REP)
    tap(page, "Go on from rep 4")
    page.clock.fast_forward(3_050)
    expect(page.locator(".player-count")).to_contain_text("4 of 8")
    do_all(page, 5)
    at(page, "You marked 1 pop")


def test_after_a_locked_phone_the_rest_is_right_and_waits_for_a_tap(
    page: Page, enrolled: Enrolment
) -> None:
    start(page)
    tap(page, "Start set 1")
    lead_in(page)
    do_all(page)
    tap(page, "All good: 8 reps")
    at(page, "Rest before set 2")
    page.clock.fast_forward(35_000)
    expect(page.get_by_role("timer")).to_contain_text("25")
    tap(page, "+ 15 seconds")
    expect(page.get_by_role("timer")).to_contain_text("40")
    page.clock.fast_forward(3_600_000)
    at(page, "Set 2 of 3")
    expect(page.get_by_role("button", name="Start set 2")).to_be_visible()


def test_a_plan_that_changed_elsewhere_is_taken_up(
    page: Page, enrolled: Enrolment, person: User
) -> None:
    start(page)
    other = Client()
    other.force_login(person)
    other.post("/workout/", set_post(Workout.objects.get(), lumbar_contact="lost"))
    tap(page, "Start set 1")
    lead_in(page)
    do_all(page)
    tap(page, "All good: 8 reps")
    expect(page.get_by_text("Your plan changed on another device")).to_be_visible()
    at(page, "Set 2 of 3")
    expect(page.get_by_text("two thirds of the way up").first).to_be_visible()


def do_set_offline(page: Page, number: int) -> None:
    go_offline(page)
    stand_still(page)
    tap(page, f"Start set {number}")
    lead_in(page)
    do_all(page)


@pytest.mark.long
def test_a_set_that_two_phones_told_without_a_network_counts_once_and_the_history_asks(
    page: Page, phone: Phone, person: User, enrolled: Enrolment, screenshot: Screenshot
) -> None:
    tablet = phone(person)
    prepare(tablet)
    start(page)
    wait_until(page, SENT)
    tablet.goto("/player/")
    at(tablet, "Set 1 of 3")
    do_set_offline(page, 1)
    tap(page, "All good: 8 reps")
    do_set_offline(tablet, 1)
    tap(tablet, "Not all good")
    choose(tablet, "Did your back lift?", "Yes, it lifted")
    tap(tablet, "Save set 1")
    for each in (page, tablet):
        at(each, "Rest before set 2")
        each.context.set_offline(False)
        wait_until(each, SENT)
    workout = Workout.objects.get()
    [first, second] = SetReport.objects.order_by("pk")
    assert (first.number, second.number, second.is_double) == (1, 1, True)
    assert told() == [{**CLEAN, "number": 1}]
    assert Decision.objects.standing().get(about="set").rule == "lumbar-lock-lost"

    page.clock.resume()
    page.goto(f"/history/{workout.uuid}/")
    expect(page.get_by_text("Told twice").first).to_be_visible()
    screenshot(page, "player-told-twice")
    assert Axe().run(page).violations_count == 0


def test_a_set_that_nobody_was_led_through_is_not_done(page: Page, enrolled: Enrolment) -> None:
    start(page)
    tap(page, "Start set 1")
    lead_in(page)
    go_on(page, 2)
    page.clock.fast_forward(500)
    page.clock.fast_forward(11_000)  # asleep, and no event told so
    at(page, "Paused at rep 3")


def test_a_clock_that_is_put_back_makes_no_rest_longer(page: Page, enrolled: Enrolment) -> None:
    start(page)
    tap(page, "Start set 1")
    lead_in(page)
    do_all(page)
    tap(page, "All good: 8 reps")
    at(page, "Rest before set 2")
    page.clock.run_for(10_000)
    page.clock.set_system_time(page.evaluate("Date.now() / 1000 - 3_600"))
    page.clock.run_for(1_000)
    expect(page.get_by_role("timer")).to_contain_text(re.compile("^(49|50)"))


LATE_TAP = """() => new Promise((resolve) => {
  new MutationObserver(() => {
    if (!document.body.classList.contains("at-how")) return;
    const hit = (button) => {
      const { x, y, width, height } = button.getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2)?.closest("button");
    };
    resolve([...document.querySelectorAll("#player button")].filter(hit).length);
  }).observe(document.body, { attributeFilter: ["class"] });
})"""


def test_what_was_meant_for_the_set_or_came_twice_is_no_answer(
    page: Page, enrolled: Enrolment
) -> None:
    start(page)
    tap(page, "Start set 1")
    lead_in(page)
    page.get_by_role("button", name="It popped").focus()
    page.keyboard.down("Enter")
    for _ in range(5):  # held down
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(page.locator(".player-caption")).to_contain_text("Pop noted: rep 1")
    tap(page, "Undo the pop")
    expect(page.get_by_role("button", name="Undo the pop")).to_be_hidden()
    page.evaluate(f"() => {{ window.lateTap = ({LATE_TAP})(); }}")
    do_all(page)
    at(page, "How was set 1?")
    assert page.evaluate("lateTap") == 0
    # What is told now is told with the set, not beside it.
    page.get_by_role("link", name="Something feels wrong").click()
    at(page, "What happened?")
    tap(page, "None of these")
    page.get_by_role("link", name="Something feels wrong").click()
    page.get_by_label("Sharp pain").check(force=True)
    tap(page, "Stop and show me what to do")
    expect(page.get_by_text("Your report has arrived")).to_be_visible()
    assert SetReport.objects.get().symptoms == ["sharp_pain"]


def test_a_sign_in_one_tab_stops_the_set_in_another_and_an_emergency_stays_one(
    page: Page, enrolled: Enrolment
) -> None:
    other = page.context.new_page()
    other.goto("/player/")
    start(page)
    go_offline(page)
    tap(page, "Start set 1")
    lead_in(page)
    other.get_by_role("link", name="Something feels wrong").click()
    other.get_by_label("Numbness between the legs").check(force=True)
    tap(other, "Stop and show me what to do")
    at(page, "Get emergency help now")
    page.get_by_role("link", name="Something feels wrong").click()
    page.get_by_label("Sharp pain").check(force=True)
    tap(page, "Stop and show me what to do")
    at(page, "Get emergency help now")
    page.context.set_offline(False)
    expect(page.get_by_text("Your report has arrived")).to_be_visible()
    page.goto("/player/")
    at(page, "Get emergency help now")


def test_a_sign_waits_for_nothing_and_never_is_said_to_have_arrived_where_it_did_not(
    phone: Phone, live_server: Any
) -> None:
    call_command("load_catalogue", verbosity=0)
    page = phone()  # nobody is logged in
    held: list[Any] = []

    def hang(route: Any) -> None:
        held.append(route)

    page.context.route("**/workout/bundle/", hang)
    page.goto("/player/")
    page.get_by_role("link", name="Something feels wrong").click()
    page.get_by_label("Sharp pain").check(force=True)
    tap(page, "Stop and show me what to do")
    at(page, "Stop now and rest")
    could_not = page.get_by_text("This could not be saved on this phone.")
    expect(could_not).to_be_visible()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 300))")
    expect(could_not).to_be_visible()
    for route in held:
        route.abort()
    page.context.unroute("**/workout/bundle/")
    page.reload()
    at(page, "Log in first")
    page.get_by_role("link", name="Log in").last.click()
    page.wait_for_url("/accounts/login/?next=/today/")


def test_nobody_begins_with_a_plan_that_was_changed_or_is_of_somebody_else(
    page: Page, enrolled: Enrolment, stranger: User, live_server: Any
) -> None:
    page.goto("/player/")
    at(page, "Knee raise")
    expect(page.get_by_text("halfway up").first).to_be_visible()
    enrolled.refresh_from_db()
    enrolled.position["level"] = 1
    enrolled.save()
    page.evaluate(
        "async () => (await (await import('/static/js/phone/phone.js')).thisPhone()).fetchBundle()"
    )
    tap(page, "Start the workout")
    expect(page.get_by_text("five sixths of the way up").first).to_be_visible()
    assert not Workout.objects.exists()
    # Days later, on the same page.
    page.clock.fast_forward(49 * 3_600_000)
    page.context.set_offline(True)
    tap(page, "Start the workout")
    at(page, "Connect first")
    page.context.set_offline(False)
    # Somebody else logs in, and no page has said so yet.
    sign_in(page.context, stranger, live_server.url)
    page.goto("/player/")
    page.wait_for_url("**/start/**")


def test_a_set_that_was_being_saved_when_the_tab_died_is_saved_once(
    page: Page, enrolled: Enrolment
) -> None:
    start(page)
    page.evaluate(
        """async () => {
          const phone = await (await import("/static/js/phone/phone.js")).thisPhone();
          const draft = await phone.draft();
          draft.telling = {
            type: "set", id: crypto.randomUUID(), at: draft.workout.at, workout: draft.workout,
            number: 1, asked: { level: 3, rep_step: 0 }, reps: 8,
            lumbar_contact: "held", pops: 0, discomfort: 0, symptoms: [],
          };
          await phone.add(draft.telling);
          await phone.saveDraft(draft);
        }"""
    )
    page.goto("/player/")
    at(page, "Rest before set 2")
    expect(page.locator(".said")).to_contain_text("Your back stayed down")
    assert told() == [{**CLEAN, "number": 1}]


def test_an_old_workout_can_be_finished_with_what_it_has(page: Page, enrolled: Enrolment) -> None:
    go_offline(page)
    start(page)
    tap(page, "Start set 1")
    lead_in(page)
    do_all(page)
    tap(page, "All good: 8 reps")
    at(page, "Rest before set 2")
    page.clock.fast_forward(5 * 3_600_000)
    page.goto("/player/")
    at(page, "An earlier workout is still open")
    expect(page.get_by_text("You told us about 1 set.")).to_be_visible()
    tap(page, "Finish it")
    at(page, "Workout done")
    expect(page.locator(".receipt").last).to_contain_text("Fewer than planned")
    tap(page, "Done")
    at(page, "Connect first")


def test_where_nothing_was_taken_along_the_server_leads(
    phone: Phone, person: User, enrolled: Enrolment
) -> None:
    page = phone(person)
    page.context.route("**/workout/bundle/", lambda route: route.abort())
    page.goto("/today/")
    tap(page, "Start the workout")
    page.wait_for_url("/workout/")
    expect(page.get_by_role("button", name="All good: 8 reps")).to_be_visible()
    page.context.unroute("**/workout/bundle/")
    page.get_by_role("link", name="The workout with sound").click()
    at(page, "Set 1 of 3")
    expect(page.get_by_role("button", name="Start set 1")).to_be_visible()


SMALL = {"viewport": {"width": 320, "height": 640}}
TWICE = {"viewport": {"width": 640, "height": 400}, "is_mobile": False, "has_touch": False}
"""A wide screen at 200 %."""


@pytest.mark.parametrize(
    ("dark", "screen"),
    [(False, SMALL), pytest.param(True, TWICE, marks=pytest.mark.long)],
    ids=["light, 320 px", "dark, 200 %"],
)
def test_every_state_is_accessible(
    phone: Phone,
    person: User,
    enrolled: Enrolment,
    screenshot: Screenshot,
    dark: bool,
    screen: dict[str, Any],
) -> None:
    page = phone(person, dark=dark, **screen)
    page.clock.install()
    page.goto("/today/")

    def check(state: str) -> None:
        expect(page.locator(f"body.at-{state}")).to_be_visible()
        found = Axe().run(page)
        assert found.violations_count == 0, f"{state}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state

    page.goto("/player/")
    check("home")
    tap(page, "Start the workout")
    check("ready")
    tap(page, "Start set 1")
    check("lead")
    page.clock.fast_forward(LEAD)
    page.clock.fast_forward(REP)
    tap(page, "It popped")
    check("set")
    tap(page, "Stop")
    check("signs")
    tap(page, "None of these")
    tap(page, "Save set 1")
    check("form")
    choose(page, "How much did it hurt?", "2")
    page.get_by_label("None of these signs").check(force=True)
    choose(page, "Where was the pop?", "Lower back")
    tap(page, "Save set 1")
    check("rest")
    tap(page, "Go on now")
    page.clock.fast_forward(LEAD)
    expect(page.locator("body.at-set")).to_be_visible()
    wait_until(page, IN_A_SET)
    page.reload()
    check("paused")
    page.clock.fast_forward(5 * 3_600_000)
    page.reload()
    check("old")
    tap(page, "Go on with it")
    tap(page, "Do the set again")
    tap(page, "Start set 2")
    page.clock.fast_forward(LEAD)
    do_all(page)
    check("how")
    page.context.set_offline(True)
    tap(page, "All good: 8 reps")
    page.clock.run_for(10_500)  # what offers to take the set back has gone
    page.get_by_text("Sound, and ending early").click()
    tap(page, "End the workout here")
    check("done")
    tap(page, "Done")
    check("connect")
    page.get_by_role("link", name="Something feels wrong").click()
    page.get_by_label("Numbness", exact=True).check(force=True)
    tap(page, "Stop and show me what to do")
    check("stop")
