"""The site beside the floor, in one run: only so do ratios carry over to another machine."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from statistics import median
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings

from bench.scene import CROWD_WORKOUTS, of_the_crowd
from bench.server import Server
from bench.stage import HOST, SCRATCH, free_port
from bench.tables import Table
from bench.visitor import Visitor
from config.management.commands.serve import server
from tests.environment import ROOT

ROUNDS = 7
SECONDS = 1.5
TODAY, LOG, LOG_BARE, MEMORY = (
    "today, beside a page with three queries",
    "log a set, beside the same queries bare",
    "log a set, beside one row inserted",
    "memory a worker",
)
AT_MOST = {TODAY: 1.5, LOG: 2.0, MEMORY: 1.5}
"""How often the floor's figure, at most: what we mean to keep to."""

Visit = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared: one request to the site and one to the floor."""

    site: Visit
    floor: Visit


class Somebody:
    """The floor's only person: a connection that stays open, and cookies."""

    def __init__(self, floor: "Floor") -> None:
        """Sign in."""
        self.workout = floor.workout
        self.connection = http.client.HTTPConnection(HOST, floor.port, timeout=30)
        self.cookies: SimpleCookie = SimpleCookie()
        self.ask("GET", "/enter/")
        self.look()

    def look(self) -> None:
        """Read the page."""
        self.ask("GET", "/")

    def log(self, path: str = "/log/") -> None:
        """Send a set."""
        told = {"workout": self.workout, "uuid": uuid4(), "reps": 8, "pops": 0, "discomfort": 0}
        token = self.cookies["csrftoken"].value
        self.ask("POST", path, urlencode({**told, "csrfmiddlewaretoken": token}))

    def decide(self) -> None:
        """Send a set to where as many queries are made as by the site."""
        self.log("/decide/")

    def ask(self, method: str, path: str, body: str | None = None) -> None:
        """One request, to the end of its answer."""
        headers = {"Cookie": self.cookies.output(attrs=[], header="", sep=";").strip()}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        response.read()
        for value in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(value)
        if response.status >= http.HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{method} {path} answered {response.status}")


class Floor(Server):
    """The bare application, by the same server with the same options."""

    def __init__(self) -> None:
        """With tables and a person; nothing runs yet."""
        environment = os.environ | {
            "FLOOR_DATABASE": f"sqlite:///{SCRATCH / 'floor.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "bench.floor.settings",
        }
        self.workout = subprocess.run(
            [sys.executable, "-m", "bench.floor.fill"],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.strip()
        port = free_port()
        command = server(port=port, application="bench.floor.wsgi:application")
        super().__init__(command, port=port, environment=environment)


def measured() -> Iterator[Table]:
    """Processor time a request and memory, and how often the floor's that is."""
    with Server(server()) as site, Floor() as floor, Visitor(of_the_crowd(0)) as visitor:
        somebody = Somebody(floor)
        pairs = {
            TODAY: Pair(lambda: visitor.get("/today/"), somebody.look),
            LOG: Pair(visitor.train_on, somebody.decide),
            LOG_BARE: Pair(visitor.train_on, somebody.log),
        }
        rows = [row(name, *compared(pair, site, floor)) for name, pair in pairs.items()]
        rows.append(row(MEMORY, site.worker_megabytes(), floor.worker_megabytes()))
    yield Table(
        title="Beside the floor",
        about=(
            f"The site and a bare Django application, {settings.WORKERS} workers each, on SQLite;"
            f"\na client with {CROWD_WORKOUTS} workouts or more; {ROUNDS} rounds of {SECONDS} s in"
            " turn, the medians.\nCPU ms a request of the server; MB."
        ),
        columns=("", "site", "floor", "ratio", "at most"),
        rows=tuple(rows),
    )


def compared(pair: Pair, site: Server, floor: Server) -> tuple[float, float]:
    """CPU milliseconds a request of both, in turn, so that what slows one slows the other."""
    rounds = [(cpu_of(pair.site, site), cpu_of(pair.floor, floor)) for _ in range(ROUNDS + 1)]
    of_site, of_floor = zip(*rounds[1:], strict=True)
    return median(of_site), median(of_floor)


def cpu_of(visit: Visit, of: Server) -> float:
    """CPU milliseconds of the server for each of some seconds of requests."""
    until, count = time.perf_counter() + SECONDS, 0
    before = of.cpu_seconds()
    while time.perf_counter() < until:
        visit()
        count += 1
    return 1000 * (of.cpu_seconds() - before) / count


def row(name: str, site: float, floor: float) -> tuple[str | float, ...]:
    """Both, and the one by the other."""
    return name, site, floor, site / floor, AT_MOST.get(name, "")
