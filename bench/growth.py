"""A site of one size, which says what a visit costs. Runs in a process of its own.

python -m bench.growth postgres://… CLIENTS WORKOUTS   (or sqlite:///…)

Fills the database, prints the queries of each visit as JSON, then answers each line with the
milliseconds that the server takes for the visit of that name.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
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

EACH = 100
"""Clients of one physiotherapist."""
FEW_WORKOUTS = 4
Visits = dict[str, Callable[[], Callable[[], Any]]]
"""What readies each, and returns the visit itself."""


def main(clients: int, workouts: int) -> None:
    """So many clients with a few workouts, and where `workouts` are asked for, one with those.

    That one is visited; where there is none, the first.
    """
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    collect_static()
    add(clients=clients, workouts=FEW_WORKOUTS)
    if workouts:
        add(clients=1, workouts=workouts)
    known = visits(address(clients if workouts else 0))
    for ready in known.values():
        ready()()
    tell({name: count(name, ready()) for name, ready in known.items()})
    for line in sys.stdin:
        tell(milliseconds(known[line.strip()]()))


def tell(found: Any) -> None:
    """Answer whoever started this."""
    print(json.dumps(found), flush=True)


def add(*, clients: int, workouts: int) -> None:
    """So many more, with their physiotherapists."""
    wanted = Wanted(clients=clients, workouts=workouts, each=EACH, password="not for signing in")
    for _made in grow(wanted, now=timezone.now()):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def visits(email: str) -> Visits:
    """The client's pages, one set after another, and the pages of them at the desk."""
    link = CareLink.objects.select_related("physiotherapist", "client").get(client__email=email)
    floor, desk = visitor(link.client), visitor(link.physiotherapist)
    enrolment = Enrolment.objects.of(link.client).active().get()
    worklist = "/admin/coaching/enrolment/"
    following = sets(floor)
    return {
        "/today/": lambda: partial(floor.get, "/today/"),
        "/history/": lambda: partial(floor.get, "/history/"),
        "log a set": lambda: partial(floor.post, "/workout/", next(following)),
        "worklist": lambda: partial(desk.get, worklist),
        "client page": lambda: partial(desk.get, f"{worklist}{enrolment.uuid}/change/"),
    }


def sets(browser: Client) -> Iterator[dict[str, object]]:
    """What to send for one set after another, each of a workout that is under way."""
    while True:
        workout = uuid4()
        browser.post("/workout/begin/", {"uuid": workout})
        for number in range(1, SETS + 1):
            yield clean_set(workout, number)


def visitor(user: User) -> Client:
    """Somebody's browser."""
    browser = Client(SERVER_NAME=HOST)
    sign_in(browser, user)
    return browser


def milliseconds(visit: Callable[[], Any]) -> float:
    """How long one took."""
    began = time.perf_counter()
    visit()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
