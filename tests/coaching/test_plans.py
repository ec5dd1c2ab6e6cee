"""No page reads a whole table that grows with use, however many clients and reports there are."""

import functools
import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import CareLink, User
from bench.queries import clean_set
from coaching.demo.growing import address
from coaching.models import Enrolment

CLIENTS, WORKOUTS = 300, 8
SOMEBODY = address(0)
SMALL = {
    *(model._meta.db_table for model in apps.get_app_config("contenttypes").get_models()),
    *(
        f"coaching_{name}"
        for name in ("program", "variation", "advice", "question", "ruletext", "learntopic")
    ),
    "accounts_clinic",
    "auth_group",
    "accounts_audithead",
    "django_cache",
    "django_site",
    "subquery",
}
"""Tables that do not grow with use, or are asked by their key alone."""

A_HANDFUL = 20
ELSEWISE = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
"""The ways that are quicker as long as a table is small."""
Asked = tuple[str, Any]


class Ear:
    """Hears each statement, with its values."""

    def __init__(self) -> None:
        self.heard: list[Asked] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if not many and sql.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            self.heard.append((sql, params))
        return execute(sql, params, many, context)


@pytest.fixture
def site(db: None) -> None:
    """As large as makes the databases choose."""
    call_command("grow", clients=CLIENTS, workouts=WORKOUTS, each=10, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def visits() -> Iterator[tuple[str, Callable[[], Any]]]:
    """The ten that are asked for most, each with what it takes."""
    client = User.objects.get(email=SOMEBODY)
    link = CareLink.objects.get(client=client)
    plan = Enrolment.objects.of(client).active().get().uuid
    floor, desk = Client(), Client()
    floor.force_login(client)
    desk.force_login(link.physiotherapist)
    workout, entry = uuid4(), {"type": "workout", "id": str(uuid4())}
    now = timezone.now().isoformat()
    entry |= {"at": now, "account": str(client.public_id), "plan": str(plan)}
    batch = {"sent_at": now, "device": str(uuid4()), "offered": [], "entries": [entry]}
    worklist = "/admin/coaching/enrolment/"
    yield "today", lambda: floor.get("/today/")
    yield "bundle", lambda: floor.get("/workout/bundle/")
    yield "begin", lambda: floor.post("/workout/begin/", {"uuid": workout})
    yield "log a set", lambda: floor.post("/workout/", clean_set(workout, 1))
    yield "outbox", lambda: floor.post("/outbox/", batch, content_type="application/json")
    yield "history", lambda: floor.get("/history/")
    yield "messages", lambda: floor.get("/messages/")
    yield "who looked", lambda: floor.get("/care/looks/")
    yield "worklist", lambda: desk.get(worklist)
    yield "worklist, searched", lambda: desk.get(f"{worklist}?q=client")
    yield "client page", lambda: desk.get(f"{worklist}{plan}/change/")


def whole_reads(asked: Asked) -> set[str]:
    """Which growing tables a statement reads from end to end, as the database plans it."""
    sql, params = asked
    read = _read_on_postgres if connection.vendor == "postgresql" else _read_on_sqlite
    return read(sql, params) - SMALL


def _read_on_postgres(sql: str, params: Any) -> set[str]:
    """With no index that serves, the planner has to read the table though it is told not to.

    It may do so along an index that sorts out nothing, so what is asked is carried out, and the
    rows that are read are counted.
    """
    runs = "ANALYZE, " if sql.startswith("SELECT") else ""
    with connection.cursor() as cursor:
        for way in ELSEWISE:
            cursor.execute(f"SET LOCAL {way} = off")
        cursor.execute(f"EXPLAIN ({runs}FORMAT JSON) {sql}", params)
        (told,) = cursor.fetchone()
        for way in ELSEWISE:
            cursor.execute(f"RESET {way}")
    plan = json.loads(told) if isinstance(told, str) else told
    read = list(_read_by(plan[0]["Plan"]))
    return {table for table, rows in read if rows >= rows_in(table)}


def _read_by(node: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Each table that is read, with how many rows at most in one go."""
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"], math.inf
    elif "Relation Name" in node:
        counts = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
        yield node["Relation Name"], sum(node.get(each, 0) for each in counts)
    for child in node.get("Plans", ()):
        yield from _read_by(child)


@functools.cache
def rows_in(table: str) -> float:
    """How many there are; of a handful nobody minds that all are read."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (count,) = cursor.fetchone()
    return count if count > A_HANDFUL else math.inf


def _read_on_sqlite(sql: str, params: Any) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        steps = [step for *_, step in cursor.fetchall()]
    tables = {alias: table for table, alias in re.findall(r'"(\w+)" "?([A-Z]\d+)"?', sql)}
    scanned = (re.match(r"SCAN (\w+)\b", step) for step in steps)
    return {tables.get(found[1], found[1]) for found in scanned if found}


def test_no_hot_page_reads_a_growing_table_from_end_to_end(site: None) -> None:
    faults: dict[str, set[str]] = {}
    counted = 0
    for name, visit in visits():
        ear = Ear()
        with connection.execute_wrapper(ear):
            answer = visit()
        assert answer.status_code in {200, 302}, (name, answer.status_code)
        for asked in ear.heard:
            counted += 1
            if found := whole_reads(asked):
                faults.setdefault(f"{name}: {asked[0]}", set()).update(found)
    assert faults == {}, "\n".join(f"{v} {k}" for k, v in faults.items())
    assert counted > 60


def test_a_table_that_is_read_from_end_to_end_is_noticed(db: None) -> None:
    sql = 'SELECT "coaching_setreport"."id" FROM "coaching_setreport" WHERE "reps" = %s'
    assert whole_reads((sql, [7])) == {"coaching_setreport"}
