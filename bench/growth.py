"""What a page costs as one history, and as the whole site, grows. Runs in a process of its own.

python -m bench.growth postgres://…   (or sqlite:///…), as JSON
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any
from uuid import uuid4

from bench.stage import HOST, prepare

if __name__ == "__main__":
    prepare(DATABASE_URL=sys.argv[1])

    import django

    django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import CareLink, User
from bench.queries import clean_set, count, sign_in
from coaching.demo.growing import SETS, Wanted, address, grow
from coaching.models import Enrolment
from config.management.commands.serve import collect_static

REPORTS = (100, 1_000, 10_000, 100_000)
"""Of one client."""
CLIENTS = (100, 1_000, 10_000)
"""On the whole site, a hundred of them each physiotherapist's."""
EACH = 100
FEW_WORKOUTS = 4
ROUNDS = 9
Cost = tuple[int, float]
"""Queries, and the median of the milliseconds."""


def main() -> None:
    """Grow and measure in turn, and print what came out."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    collect_static()
    print(json.dumps({"reports": list(by_reports()), "clients": list(by_clients())}))


def by_reports() -> Iterator[tuple[int, dict[str, Cost]]]:
    """One client after another, each with a longer history."""
    for number, reports in enumerate(REPORTS):
        add(clients=1, workouts=max(1, round(reports / SETS)))
        yield reports, of_a_client(address(number)) | of_a_desk(address(number))


def by_clients() -> Iterator[tuple[int, dict[str, Cost]]]:
    """The same client and desk, among more and more others."""
    there = len(REPORTS)
    for clients in CLIENTS:
        add(clients=clients - there, workouts=FEW_WORKOUTS)
        last = address(clients - 1)
        there = clients
        yield clients, of_a_client(last) | of_a_desk(last)


def add(*, clients: int, workouts: int) -> None:
    """So many more, with their physiotherapists."""
    wanted = Wanted(clients=clients, workouts=workouts, each=EACH, password="not for signing in")
    for _made in grow(wanted, now=timezone.now()):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def of_a_client(email: str) -> dict[str, Cost]:
    """The client's pages, and one set after another, each logged as the next."""
    client = User.objects.get(email=email)
    browser = visitor(client)
    pages = {
        path: cost(path, lambda path=path: browser.get(path)) for path in ("/today/", "/history/")
    }
    workout = uuid4()
    browser.post("/workout/begin/", {"uuid": workout})
    numbers = iter(range(1, ROUNDS + 3))
    return pages | {
        "log a set": cost(
            "log a set", lambda: browser.post("/workout/", clean_set(workout, next(numbers)))
        )
    }


def of_a_desk(email: str) -> dict[str, Cost]:
    """The worklist of the client's physiotherapist, and the client's page there."""
    link = CareLink.objects.select_related("physiotherapist", "client").get(client__email=email)
    browser = visitor(link.physiotherapist)
    enrolment = Enrolment.objects.of(link.client).active().get()
    worklist = "/admin/coaching/enrolment/"
    pages = {"worklist": worklist, "client page": f"{worklist}{enrolment.uuid}/change/"}
    return {name: cost(name, lambda path=path: browser.get(path)) for name, path in pages.items()}


def visitor(user: User) -> Client:
    """Somebody's browser."""
    browser = Client(SERVER_NAME=HOST)
    sign_in(browser, user)
    return browser


def cost(name: str, visit: Callable[[], Any]) -> Cost:
    """The queries of one visit, and how long the server takes for one."""
    visit()
    queries = count(name, visit)
    return queries, 1000 * median(seconds(visit) for _ in range(ROUNDS))


def seconds(visit: Callable[[], Any]) -> float:
    """How long one took."""
    began = time.perf_counter()
    visit()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
