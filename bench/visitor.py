"""Somebody with a browser: one connection that stays open, real cookies, a real sign-in."""

import http.client
from http.cookies import SimpleCookie
from types import TracebackType
from typing import Self
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings

from bench.queries import clean_set
from bench.scene import PASSWORD
from bench.stage import HOST

SETS = 3
PATIENCE = 30
"""Seconds."""


class Visitor:
    """Signs in with a password, then asks for pages and logs sets."""

    def __init__(self, email: str) -> None:
        """Arrive at the sign-in page and sign in."""
        self.connection = http.client.HTTPConnection(HOST, settings.PORT, timeout=PATIENCE)
        self.cookies: SimpleCookie = SimpleCookie()
        self.workout = uuid4()
        self.sets = SETS
        self.get("/accounts/login/")
        self.post("/accounts/login/", {"login": email, "password": PASSWORD})
        if settings.SESSION_COOKIE_NAME not in self.cookies:
            raise RuntimeError(f"{email} could not sign in.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.connection.close()

    def get(self, path: str) -> None:
        """Read a page to its end."""
        self._ask("GET", path, expected=http.HTTPStatus.OK)

    def post(self, path: str, fields: dict[str, object]) -> None:
        """Send a form that leads on to another page."""
        token = self.cookies[settings.CSRF_COOKIE_NAME].value
        body = urlencode({**fields, "csrfmiddlewaretoken": token})
        self._ask("POST", path, body=body, expected=http.HTTPStatus.FOUND)

    def next_set(self) -> None:
        """Read the page of the set that is next."""
        if self.sets == SETS:
            self.train_on()
        self.get("/workout/")

    def train_on(self) -> None:
        """One tap on "All good"; after the last set of a workout, one that begins another."""
        if self.sets < SETS:
            self.sets += 1
            self.post("/workout/", clean_set(self.workout, self.sets))
        else:
            self.workout, self.sets = uuid4(), 0
            self.post("/workout/begin/", {"uuid": self.workout})

    def _ask(self, method: str, path: str, *, expected: int, body: str | None = None) -> None:
        headers = {"Cookie": self.cookies.output(attrs=[], header="", sep=";").strip()}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        response.read()
        for value in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(value)
        if response.status != expected:
            raise RuntimeError(f"{method} {path} answered {response.status}")
