"""The pages in every language, light and dark: axe finds nothing, nothing sticks out, nothing is
left in English."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from coaching.models import Enrolment, Workout
from tests.browser import test_desk, test_learn
from tests.browser.conftest import Phone

pytestmark = pytest.mark.long

desk = test_desk.desk

LANGUAGES = [code for code, _name in settings.LANGUAGES]
OTHER_LETTERS = "ar"
"""The language in whose pages a word of English shows."""

OF_A_CLIENT = (
    *("/today/", "/history/", "/phone/", "/install/", "/report/", "/function/", "/messages/"),
    *("/privacy/", "/care/", "/accounts/email/", "/accounts/sessions/"),
)
OF_A_STRANGER = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
AT_THE_DESK = (
    "/admin/",
    "/admin/accounts/invitation/",
    "/admin/coaching/program/",
    "/admin/coaching/programdraft/",
)

TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  const isOther = (at) => at.closest("script, style, template, code, [lang=en], .tongue, bdi");
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.data.trim() && !isOther(node.parentElement)) found.push(node.data.trim());
  }
  return found;
}"""
ENGLISH = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,})+")
"""Two words in a row."""
OTHER = re.compile(r"[\u0600-\u06ff]")
NAMES = re.compile(
    r"Lumbar Lock|[\w.]+@[\w.]+|Europe/\w+|iPhone|Safari|Android|Chrome|Edge"
    r"|Felt easy, hands under my back"  # somebody's own words
    r"|Orthopedic Reviews|The myth of core stability|[A-Z]\w+ (?:and others|et al)"
)


def is_left(text: str) -> bool:
    """Whether that is English, and more than the name of a work within a sentence."""
    return bool(ENGLISH.search(NAMES.sub("", text))) and not OTHER.search(text)


def look_at(page: Page, where: str, language: str) -> None:
    """One page: whatever is wrong with it fails here."""
    answer = page.goto(where)
    assert answer
    assert answer.status == HTTPStatus.OK, where
    assert page.evaluate("document.documentElement.lang.toLowerCase()") == language, where
    found = Axe().run(page)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], where
    if language == OTHER_LETTERS:
        assert [text for text in page.evaluate(TEXTS) if is_left(text)] == [], where


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_strangers_pages_are_whole(phone: Phone, language: str, dark: bool) -> None:
    page = phone(dark=dark)
    for where in (*test_learn.PAGES, *OF_A_STRANGER):
        look_at(page, f"{where}?language={language}", language)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clients_pages_are_whole(phone: Phone, desk: User, language: str, dark: bool) -> None:
    User.objects.update(language=language)
    page = phone(test_desk.named("ada"), dark=dark)
    done = Workout.objects.filter(enrolment=test_desk.enrolment_of("ada")).first()
    for where in (*OF_A_CLIENT, reverse("history_workout", args=[done.uuid])):
        look_at(page, where, language)
    stopped = phone(test_desk.named("emil"), dark=dark)
    look_at(stopped, "/today/", language)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_the_desk_are_whole(
    phone: Phone, desk: User, language: str, dark: bool
) -> None:
    User.objects.update(language=language)
    options: Any = {**test_desk.WIDE, "dark": dark}
    page = phone(desk, **options)
    clients = [
        reverse(f"admin:coaching_enrolment_{name}", args=[enrolment.uuid])
        for enrolment in Enrolment.objects.filter(client__email__in=("ada@example.org",))
        for name in ("change", "history", "report")
    ]
    for where in (*AT_THE_DESK, *clients):
        look_at(page, where, language)
