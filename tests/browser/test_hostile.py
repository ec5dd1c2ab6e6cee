"""What people type stays words: nothing of it runs, breaks a page, or stands over another."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from coaching import services
from tests.browser.conftest import Phone
from tests.browser.hostile import CORPORA, MEANT, MIXED, OURS, PLANTED, Cast, cast

WIDTHS = (390, 1280)
BROWSER = MIXED.encode("ascii", "ignore").decode()[:900]
TEXT = (models.CharField, models.TextField, models.JSONField)
ELSEWHERE = {
    # An address has a shape, and a cast of its own.
    "account.EmailAddress": ("email",),
    "accounts.Invitation": ("email",),
    "accounts.User": ("email",),
    # What a browser says of itself comes with a request, which the walks make.
    "usersessions.UserSession": ("user_agent",),
}
FORMULA_BEGINS = ("=", "+", "-", "@", "\t")

WITNESS = """addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content Security Policy: ${event.violatedDirective} ${event.sample}`);
});"""

HOSTILE = """(meant) => [
  document.documentElement.dataset.ran ? "a script ran" : "",
  document.querySelector(".hostile, [onerror], [onload], [onclick], [hx-on\\\\:load]")
    ? "words became an element" : "",
  document.body.innerText.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "").includes(meant)
    ? "words became a template" : "",
].filter(Boolean)"""

WIDER = """() => document.documentElement.scrollWidth > innerWidth
  ? [...document.body.querySelectorAll("*")]
      .filter((found) => found.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 3).map((found) => `wider than the page: ${found.outerHTML.slice(0, 160)}`)
  : []"""

OVERLAPPING = """() => {
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility() || parent.closest("svg, select, textarea"))
      continue;
    let clip = { left: 0, right: Infinity, top: -Infinity, bottom: Infinity }, skip = false;
    for (let up = parent; up; up = up.parentElement) {
      const style = getComputedStyle(up), box = up.getBoundingClientRect();
      if (["fixed", "sticky"].includes(style.position) || box.width <= 1) skip = true;
      if (style.clipPath !== "none" || style.clip !== "auto") skip = true;
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      if (up === document.body || up === document.documentElement) continue;
      clip = {
        left: Math.max(clip.left, box.left), right: Math.min(clip.right, box.right),
        top: Math.max(clip.top, box.top), bottom: Math.min(clip.bottom, box.bottom),
      };
    }
    if (skip) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    // One box of a text is enough, for its own lines stand one below the other.
    const box = range.getBoundingClientRect();
    boxes.push({
      text: node.data.trim().slice(0, 40), parent,
      left: Math.max(box.left, clip.left), right: Math.min(box.right, clip.right),
      top: Math.max(box.top, clip.top), bottom: Math.min(box.bottom, clip.bottom),
      inline: getComputedStyle(parent).display.startsWith("inline"),
      block: (function up(it) {
        return getComputedStyle(it).display.startsWith("inline") ? up(it.parentElement) : it;
      })(parent),
    });
  }
  const found = [];
  for (const [place, one] of boxes.entries())
    for (const other of boxes.slice(place + 1)) {
      if (one.block === other.block || one.block.contains(other.block)) continue;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      // Lines of a heading stand closer than its letters are high: under half is no overlap.
      const least = Math.min(one.bottom - one.top, other.bottom - other.top) / 2;
      if (wide > 3 && high > Math.max(4, least)) found.push(`“${one.text}” over “${other.text}”`);
    }
  return found.slice(0, 5);
}"""

LINKS = """() => [...document.querySelectorAll("a[href]")]
  .filter((found) => !found.hasAttribute("download")).map((found) => found.href)"""


def faults(page: Page) -> list[str]:
    """What is wrong with the page at both widths."""
    found: list[str] = page.evaluate(HOSTILE, MEANT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        found += [f"{width}: {each}" for each in page.evaluate(WIDER) + page.evaluate(OVERLAPPING)]
    return found


def walk(page: Page, starts: list[str], *, often: int) -> Iterator[str]:
    """Every address that can be reached by links, `often` times each; of files only the name."""
    waiting, seen, visits = list(reversed(starts)), set(), {}
    while waiting:
        address = waiting.pop()
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        name = name_of(parts.path)
        if path in seen or not name or visits.get(name, 0) >= often:
            continue
        seen.add(path)
        visits[name] = visits.get(name, 0) + 1
        response = page.goto(path)
        assert response, path
        assert response.status < 500, path
        yield path
        waiting += [link for link in page.evaluate(LINKS) if link not in seen]


def name_of(path: str) -> str:
    """Of the address, or nothing for what is no page of ours."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return "" if any(word in name for word in ("logout", "export", "jsi18n", "my_data")) else name


def look_around(phone: Phone, people: Cast, *, often: int) -> tuple[int, list[str]]:
    """How many pages were looked at, and what was wrong."""
    count, wrong = 0, []
    first = {"ada": ["/today/"], "petra": ["/admin/", "/today/"], "root": ["/admin/"]}
    for name, starts in first.items():
        page = phone(getattr(people, name), user_agent=BROWSER)
        page.add_init_script(WITNESS)
        for path in walk(page, [*starts, *people.starts.get(name, [])], often=often):
            count += 1
            wrong += [f"{name} {path}: {each}" for each in faults(page)]
    return count, wrong


def tables(user: User) -> Iterator[str]:
    """What the site gives for a spreadsheet."""
    client = Client()
    client.force_login(user)
    yield client.get("/admin/coaching/enrolment/export/").content.decode()


def check_what_leaves(people: Cast) -> None:
    """Tables and mails."""
    cells = [
        cell
        for table in tables(people.petra)
        for row in csv.reader(io.StringIO(table.lstrip("\ufeff")))
        for cell in row
    ]
    assert len(cells) > 9
    assert [cell for cell in cells if cell.startswith(FORMULA_BEGINS)] == []
    services.mail_notices(now=timezone.now())
    assert mail.outbox
    for sent in mail.outbox:
        assert not getattr(sent, "alternatives", None)
        assert not re.search(r"[\r\n]", sent.subject)
        assert MEANT not in sent.body


@pytest.fixture
def people(live_server: Any, request: pytest.FixtureRequest) -> Cast:
    """Everybody, with these words."""
    return cast(request.param)


@pytest.mark.parametrize("people", [MIXED], ids=["mixed"], indirect=True)
def test_nothing_on_the_pages_full_of_words_is_more_than_words(phone: Phone, people: Cast) -> None:
    """The pages with most words of people. `make long` looks at every other as well."""
    enrolment = people.ada.enrolments.get()
    draft = people.petra.program_drafts.get(published=None)
    desk = [
        reverse(f"admin:coaching_{name}", args=[row.uuid])
        for name, row in (
            ("enrolment_change", enrolment),
            ("enrolment_report", enrolment),
            ("programdraft_change", draft),
        )
    ]
    own = ["/history/", "/messages/", *people.starts["ada"]]
    wrong = []
    for user, paths in ((people.ada, own), (people.petra, desk)):
        page = phone(user, user_agent=BROWSER)
        page.add_init_script(WITNESS)
        for path in paths:
            response = page.goto(path)
            assert response
            assert response.status == 200, path
            wrong += [f"{path}: {each}" for each in faults(page)]
    assert not wrong, "\n".join(wrong)
    check_what_leaves(people)


@pytest.mark.django_db(transaction=True)
def test_every_field_that_holds_words_is_planted_or_known_to_be_the_sites_own() -> None:
    marked = "<b>planted</b>" * 20
    cast(marked)
    missing = []
    for model in apps.get_models():
        label = model._meta.label
        fields = [f for f in model._meta.concrete_fields if isinstance(f, TEXT) and not f.choices]
        told = PLANTED.get(label, set())
        assert {f.name for f in fields} == told | OURS.get(label, set()), label
        for name in told:
            kept = [json.dumps(value) for value in model.objects.values_list(name, flat=True)]
            if name not in ELSEWHERE.get(label, ()) and not any(
                marked[:14] in each for each in kept
            ):
                missing.append(f"{label}.{name}")
    assert not missing


@pytest.mark.long
@pytest.mark.parametrize("people", [MIXED], ids=["mixed"], indirect=True)
def test_nothing_that_was_typed_is_more_than_words(phone: Phone, people: Cast) -> None:
    count, wrong = look_around(phone, people, often=1)
    assert not wrong, "\n".join(wrong)
    assert count > 50
    check_what_leaves(people)


@pytest.mark.long
@pytest.mark.parametrize("people", CORPORA.values(), ids=CORPORA, indirect=True)
def test_nothing_of_each_kind_is_more_than_words_on_any_page(phone: Phone, people: Cast) -> None:
    count, wrong = look_around(phone, people, often=4)
    print(f"\n{count} pages")  # noqa: T201
    assert not wrong, "\n".join(wrong)
    check_what_leaves(people)


@pytest.mark.long
@pytest.mark.parametrize("people", ["Some words. " * 20], ids=["plain"], indirect=True)
def test_the_same_pages_are_well_with_plain_words(phone: Phone, people: Cast) -> None:
    assert not look_around(phone, people, often=1)[1]
