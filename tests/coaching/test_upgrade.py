"""What an earlier version's rows become: they did not say by themselves whose they are."""

import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.models import User

BEFORE, AFTER = [("coaching", "0007_decisions_in_order")], [("coaching", "0010_of_client_always")]
NAMES = ("Workout", "SetReport", "MorningReport", "Decision")


def migrate(to):
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


def write_down_a_workout(apps, client):
    """As the earlier version kept it: everything but the enrolment points at what it is part of."""
    models = {name: apps.get_model("coaching", name) for name in (*NAMES, "Enrolment", "Program")}
    now = timezone.now()
    program, _new = models["Program"].objects.get_or_create(
        slug="old", version=1, defaults={"title": "Old", "definition": {}, "digest": "0" * 64}
    )
    enrolment = models["Enrolment"].objects.create(
        client_id=client.pk, program=program, started_at=now, start_level=1
    )
    told = {"enrolment": enrolment, "performed_at": now}
    heard = {"received_at": now}
    workout = models["Workout"].objects.create(uuid=uuid.uuid4(), finished_at=now, **told, **heard)
    models["SetReport"].objects.create(
        uuid=uuid.uuid4(), workout=workout, number=1, reps=8, reported_at=now
    )
    models["MorningReport"].objects.create(uuid=uuid.uuid4(), workout=workout, **told, **heard)
    models["Decision"].objects.create(
        about="workout", subject=workout.uuid, decided_at=now, outcome="hold", said={}, **told
    )


@pytest.mark.django_db(transaction=True)
def test_each_row_learns_whose_it_is():
    try:
        apps = migrate(BEFORE)
        emails = ["ada@example.org", "bea@example.org"]
        for email in emails:
            write_down_a_workout(apps, User.objects.create_user(email))
        apps = migrate(AFTER)
        for name in NAMES:
            rows = apps.get_model("coaching", name).objects.order_by("pk")
            assert list(rows.values_list("client__email", flat=True)) == emails, name
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
