"""A caseload on the PostgreSQL of the first argument, and what its pages cost, as JSON.

python -m bench.caseload postgres://… 7
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from bench.stage import HOST, prepare

prepare(DATABASE_URL=sys.argv[1])

import django  # noqa: E402  the environment had to come first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.test import Client  # noqa: E402

from accounts import services  # noqa: E402
from accounts.models import CareLink, User  # noqa: E402
from bench import scene  # noqa: E402
from bench.queries import count, sign_in  # noqa: E402
from coaching.catalogue import builtin  # noqa: E402
from coaching.models import Decision, Enrolment, SetReport, Workout  # noqa: E402
from coaching.services.publishing import publish  # noqa: E402
from config.management.commands.serve import collect_static  # noqa: E402

CLIENTS = 2_000
WORKOUTS = 167
"""Of three sets each, so that 2,000 clients have told 1,002,000."""
DESK = "/admin/coaching/enrolment/"
UNCHECKED = "SET session_replication_role = replica"
"""No reference and no trigger. The visits need those of the audit trail again."""
VISITS = {
    "first page": DESK,
    "page 20": f"{DESK}?p=20",
    "search": f"{DESK}?q=crowd77",
    "tier": f"{DESK}?tier=held",
    "program": f"{DESK}?program=knee-raise-to-straight-leg-raise",
    "level": f"{DESK}?level=4",
    "own": f"{DESK}?whose=own",
    "by last workout": f"{DESK}?o=-workout",
    "table (CSV)": f"{DESK}export/",
    "another page of the desk": "/admin/password_change/",
}


def main(rounds: int) -> None:
    """Build, measure, double, measure again."""
    once = build()
    first = measure(rounds)
    train(once, first=WORKOUTS)
    second = measure(rounds)
    print(json.dumps([[name, *first[name], *second[name]] for name in VISITS]))


def build() -> Enrolment:
    """Copies of one client who came through the services."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    publish(builtin())
    collect_static()
    # A million rows that fit together by the way they are made: no reference needs a check.
    run(UNCHECKED)
    once = scene.of_the_crowd(0)
    scene.make_client(once, workouts=1)
    client = User.objects.get(email=once)
    physiotherapist = services.promote(user=User.objects.create_user("desk@example.org"))
    services.link(physiotherapist=physiotherapist, client=client)
    copy(
        client,
        f"generate_series(1, {CLIENTS - 1}) AS number",
        email="'crowd' || number || '@example.org'",
        public_id="gen_random_uuid()",
    )
    others = f"accounts_user AS other WHERE other.email LIKE 'crowd%' AND other.id <> {client.pk}"
    copy(CareLink.objects.get(), others, client_id="other.id", uuid="gen_random_uuid()")
    enrolment = Enrolment.objects.get()
    copy(
        enrolment,
        others,
        client_id="other.id",
        uuid="gen_random_uuid()",
        level="other.id % 10",
        refer="other.id % 40 = 0",
        regressions="(other.id % 31 = 0)::int * 2",
        moved_at="now() - (other.id % 25) * interval '1 day'",
        last_workout_at="now() - (other.id % 13) * interval '1 day'",
    )
    train(enrolment, first=0)
    stop_some()
    return enrolment


def train(enrolment: Enrolment, *, first: int) -> None:
    """So many workouts more for each, every other day, and what was decided on each set."""
    run(UNCHECKED)
    workout = Workout.objects.filter(enrolment=enrolment).earliest("pk")
    copy(
        workout,
        f"coaching_enrolment AS e, generate_series({first}, {first + WORKOUTS - 1}) AS number",
        enrolment_id="e.id",
        uuid="gen_random_uuid()",
        performed_at="now() - number * interval '2 days'",
        received_at="now() - number * interval '2 days'",
        finished_at="now() - number * interval '2 days'",
    )
    untold = "NOT EXISTS (SELECT 1 FROM coaching_setreport t WHERE t.workout_id = w.id)"
    copy(
        SetReport.objects.filter(workout=workout).earliest("number"),
        f"coaching_workout AS w, generate_series(1, 3) AS nth WHERE {untold}",
        workout_id="w.id",
        number="nth",
        uuid="gen_random_uuid()",
        pops="(random() < 0.1)::int",
        lumbar_contact="CASE WHEN random() < 0.05 THEN 'lost' ELSE 'held' END",
        reported_at="w.performed_at",
    )
    said = Decision.objects.filter(enrolment=enrolment, workout=workout)
    undecided = (
        "coaching_workout AS w{} WHERE NOT EXISTS "
        "(SELECT 1 FROM coaching_decision d WHERE d.workout_id = w.id AND d.about = '{}')"
    )
    of_workout = {"enrolment_id": "w.enrolment_id", "workout_id": "w.id"}
    copy(
        said.filter(about="set").earliest("pk"),
        undecided.format(" JOIN coaching_setreport r ON r.workout_id = w.id", "set"),
        **of_workout,
        set_report_id="r.id",
        subject="r.uuid",
        performed_at="w.performed_at",
    )
    copy(
        said.filter(about="workout").earliest("pk"),
        undecided.format("", "workout"),
        **of_workout,
        subject="w.uuid",
        performed_at="w.performed_at",
    )
    run("ANALYZE")


def stop_some() -> None:
    """Every 33rd client, by numbness in the last set."""
    run(
        """
        WITH last AS (
            SELECT DISTINCT ON (e.id) e.id AS enrolment, r.id AS report, r.uuid
            FROM coaching_enrolment e
            JOIN coaching_workout w ON w.enrolment_id = e.id
            JOIN coaching_setreport r ON r.workout_id = w.id
            WHERE e.id % 33 = 0 AND w.performed_at > now() - interval '3 days'
            ORDER BY e.id, w.performed_at DESC, r.number DESC
        ), told AS (
            UPDATE coaching_setreport r SET symptoms = '["numbness"]'
            FROM last WHERE r.id = last.report
        )
        UPDATE coaching_enrolment e SET status = 'stopped',
            position = jsonb_set(e.position, '{open_stops}', jsonb_build_array(last.uuid::text))
        FROM last WHERE e.id = last.enrolment
        """
    )


def copy(row: Model, source: str, **columns: str) -> None:
    """Rows like this one, but for these columns, one for each row of the source."""
    meta = row._meta  # noqa: SLF001  Django documents it
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(columns.get(field.column, f'copied."{field.column}"') for field in fields)
    one = f"(SELECT * FROM {meta.db_table} WHERE id = {row.pk}) AS copied"
    run(f"INSERT INTO {meta.db_table} ({names}) SELECT {values} FROM {one}, {source}")


def run(statement: str) -> None:
    """Straight in the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


# The visits


def measure(rounds: int) -> dict[str, tuple[int, float]]:
    """Queries and milliseconds of each visit."""
    run("SET session_replication_role = DEFAULT")
    browser = Client(SERVER_NAME=HOST)
    sign_in(browser, User.objects.get(email="desk@example.org"))
    found = {}
    for name, path in VISITS.items():
        visit = visit_to(browser, path)
        found[name] = (count(name, visit), median(seconds(visit) for _ in range(rounds)) * 1000)
    return found


def visit_to(browser: Client, path: str) -> Callable[[], Any]:
    """A visit to that page."""
    return lambda: browser.get(path)


def seconds(visit: Callable[[], Any]) -> float:
    """How long it took."""
    began = time.perf_counter()
    visit()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[2]))
