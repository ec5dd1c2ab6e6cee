"""How many queries a page asks, as the history behind it grows."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from time import time
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.scene import HISTORIES, with_history
from bench.stage import HOST
from bench.tables import Table

NO_QUERIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
FINE = (HTTPStatus.OK, HTTPStatus.FOUND)


def measured() -> Iterator[Table]:
    """One row a page, one column a length of history."""
    columns = [counts(workouts) for workouts in HISTORIES]
    yield Table(
        title="Queries a page",
        about="With the session and the user; without BEGIN and COMMIT. Columns: workouts so far.",
        columns=("", *(f"{workouts}" for workouts in HISTORIES)),
        rows=tuple((name, *(column[name] for column in columns)) for name in columns[0]),
    )


def sign_in(browser: Client, user: User) -> None:
    """As somebody who has just signed in, and proved a second factor."""
    browser.force_login(user)
    session, now = browser.session, time()
    session["began_at"] = session["seen_at"] = now
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": now}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def counts(workouts: int) -> dict[str, int]:
    """Queries by page, for the client with so many workouts."""
    browser = Client(SERVER_NAME=HOST)
    browser.force_login(User.objects.get(email=with_history(workouts)))
    workout = uuid4()
    visits: dict[str, Callable[[], Any]] = {
        "today": lambda: browser.get("/today/"),
        "begin a workout": lambda: browser.post("/workout/begin/", {"uuid": workout}),
        "workout": lambda: browser.get("/workout/"),
        "log a set": lambda: browser.post("/workout/", clean_set(workout, 1)),
        "history": lambda: browser.get("/history/"),
    }
    browser.get("/today/")  # what is read once a process
    return {name: count(name, visit) for name, visit in visits.items()}


def count(name: str, visit: Callable[[], Any]) -> int:
    """The queries of one request. Raises RuntimeError when the page was not there."""
    with CaptureQueriesContext(connection) as captured:
        response = visit()
    if response.status_code not in FINE:
        raise RuntimeError(f"{name} answered {response.status_code}")
    return sum(not query["sql"].startswith(NO_QUERIES) for query in captured.captured_queries)


def clean_set(workout: object, number: int) -> dict[str, object]:
    """What one tap on "All good" sends."""
    return {
        "uuid": uuid4(),
        "workout": workout,
        "number": number,
        "reps": 12,
        "lumbar_contact": "held",
        "pops": 0,
        "discomfort": 0,
    }
