"""Ask for something, and say what came of it in a few words."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.core.signals import request_finished
from django.db import close_old_connections, connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from accounts.models import User
from accounts.personal import rows_about, ways_to_person
from tests.authz.cases import Case

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

READING = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"', re.IGNORECASE)
OF_HEALTH = frozenset(
    model._meta.db_table
    for model in apps.get_app_config("coaching").get_models()
    if ways_to_person(model)
)
"""The tables that hold anything of somebody's health."""

NEUTRAL = {"django_session", "cache", "accounts_auditentry", "accounts_audithead"}
"""What is written down of any request: the session, the throttles, the audit trail."""

WRITING = re.compile(
    r'\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)',
    re.IGNORECASE,
)
ANY_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
TOKEN = re.compile(r"[A-Za-z0-9]{64}|[2-9A-Z]{4}(?:-[2-9A-Z]{4}){5}")

BY_CHANCE = {"X-Request-ID", "Content-Length", "Expires"}
"""Headers that differ from answer to answer; the length follows from the body, ids included."""

PLACES = {
    "/accounts/login/": "login",
    "/admin/login/": "door",
    "/accounts/2fa/needed/": "factor",
    "/privacy/agreement/": "agreement",
}


@dataclass(frozen=True)
class Answer:
    """What came back, which tables were written to, whether a row about A is another now, by how
    many queries, and which tables of health they looked into.
    """

    response: HttpResponseBase
    written: frozenset[str]
    is_about_a: bool
    queries: int
    read: frozenset[str]

    @property
    def words(self) -> str:
        """`200`, `302 login`, `302 writes`: as `authz.toml` has it."""
        status = str(self.response.status_code)
        if self.response.status_code in (301, 302):
            path = urlsplit(self.response.headers["Location"]).path
            status += f" {PLACES[path]}" if path in PLACES else ""
        if self.is_about_a:
            return f"{status} changes A"
        return f"{status} writes" if self.written else status

    @property
    def text(self) -> str:
        """The page; of a file nothing."""
        return "" if self.response.streaming else self.response.text

    def seen(self, ids: Iterable[str]) -> tuple[Any, ...]:
        """All that somebody who asked can tell: but for the ids themselves, and chance."""
        headers = {
            name: _plain(value, ids)
            for name, value in self.response.headers.items()
            if name not in BY_CHANCE
        }
        cookies = sorted(self.response.cookies)
        return self.response.status_code, headers, cookies, _plain(self.text, ids)


def _plain(text: str, ids: Iterable[str]) -> str:
    text = unquote(text)
    for found in sorted(ids, key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(found)}(?![\w-])", "ID", text)
    return TOKEN.sub("TOKEN", ANY_UUID.sub("ID", text))


def path_of(route: str, ids: Iterable[Any]) -> str:
    """The address with these in the places of its arguments; a whole path is taken as it is."""
    given = [str(each) for each in ids]
    if "<" not in route or "(" in route:
        return given[0] if given else f"/{route}"
    filling = iter(given)
    return "/" + re.sub(r"<[^>]+>", lambda _: next(filling), route)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in here was not."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(browser: Client, case: Case, method: str, path: str, body: Any, *, a: User) -> Answer:
    """One request, and nothing stays of it."""
    written: set[str] = set()
    read: set[str] = set()
    queries = 0

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal queries
        queries += 1
        if found := WRITING.match(sql):
            written.add(found[1])
        read.update(READING.findall(sql))
        return execute(sql, params, many, context)

    with undone():
        with connection.execute_wrapper(note):
            response = _sent(browser, case, method, path, body)
            if response.streaming:
                _read(response)
        tables = frozenset(written - NEUTRAL)
        after = _rows(a, tables)
    return Answer(response, tables, after != _rows(a, tables), queries, OF_HEALTH & read)


def _read(response: HttpResponseBase) -> None:
    """A file, to its end; closing it would close the database too, as after a real request."""
    b"".join(response.streaming_content)
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def _rows(person: User, tables: frozenset[str]) -> list[list[tuple[Any, ...]]]:
    """The rows about somebody in these tables."""
    found = []
    with connection.cursor() as cursor:
        for table, sql, params in _about(person.pk):
            if table in tables:
                cursor.execute(sql, params)
                found.append(cursor.fetchall())
    return found


@cache
def _about(person: int) -> list[tuple[str, str, tuple[Any, ...]]]:
    """Each table with what asks it for the rows about somebody: put together once, and not twice
    for every request that writes.
    """
    found = rows_about(User(pk=person))
    return [
        (rows.model._meta.db_table, *rows.values_list().query.sql_with_params())
        for rows in found
        if rows.model._meta.db_table not in NEUTRAL
    ]


def _sent(browser: Client, case: Case, method: str, path: str, body: Any) -> HttpResponseBase:
    kept = {name: morsel.value for name, morsel in browser.cookies.items()}
    try:
        if method != "POST":
            return browser.generic(method, path)
        if case.json:
            return browser.post(path, json.dumps(body), content_type="application/json")
        return browser.post(path, body)
    finally:
        browser.cookies.clear()
        for name, value in kept.items():
            browser.cookies[name] = value
