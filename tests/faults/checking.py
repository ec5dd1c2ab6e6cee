"""A ledger of what was promised, against what is kept. Runs in the environment of a site."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import batched
from pathlib import Path
from uuid import UUID

from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, Model

from coaching.models import Decision, Delivery, Enrolment, SetReport, Workout
from coaching.services.rebuilding import differs

KINDS: dict[str, type[Model]] = {"workout": Workout, "set": SetReport, "entry": Delivery}


def compare(ledger: Path) -> None:
    """Print what is not as it should be: a `Verdict` as JSON."""
    said = [line.split() for line in ledger.read_text().splitlines()]
    offered = {(kind, UUID(uuid)) for word, kind, uuid in said if word == "offered"}
    promised = {(kind, UUID(uuid)) for word, kind, uuid in said if word == "promised"}
    there = Counter(
        (kind, uuid)
        for kind, model in KINDS.items()
        for uuid in kept(model, [uuid for of, uuid in offered if of == kind])
    )
    print(
        json.dumps(
            {
                "offered": len(offered),
                "promised": len(promised),
                "lost": len(promised - there.keys()),
                "doubled": sum(many > 1 for many in there.values()) + doubled_places(),
                "strays": strays(offered),
                "differ": sum(map(differs, Enrolment.objects.values_list("pk", flat=True))),
                "says": rebuild_says(),
                "file": file_is(),
            }
        )
    )


def kept(model: type[Model], uuids: Iterable[UUID]) -> Iterator[UUID]:
    """Those of them that are rows, once for each row."""
    for some in batched(uuids, 1_000):
        yield from model._default_manager.filter(uuid__in=some).values_list("uuid", flat=True)


def doubled_places() -> int:
    """Sets of a workout that stand twice, and sets that were decided on twice."""
    places = SetReport.objects.as_last_told().values("workout", "number")
    decided = Decision.objects.standing().filter(about=Decision.About.SET).values("set_report")
    return sum(
        rows.annotate(many=Count("pk")).filter(many__gt=1).count() for rows in (places, decided)
    )


def strays(offered: set[tuple[str, UUID]]) -> int:
    """Sets in workouts of the ledger that nobody told."""
    workouts = [uuid for kind, uuid in offered if kind == "workout"]
    return sum(
        ("set", uuid) not in offered
        for some in batched(workouts, 1_000)
        for uuid in SetReport.objects.filter(workout__uuid__in=some).values_list("uuid", flat=True)
    )


def rebuild_says() -> str:
    """The command that operators run."""
    out = StringIO()
    try:
        call_command("rebuild", check=True, stdout=out)
    except CommandError as error:
        return str(error)
    return out.getvalue().strip()


def file_is() -> str:
    """SQLite's own look at every page; PostgreSQL has no such word."""
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])
