"""All that somebody told on their way is in the copy of their data, row by row."""

import json
import zipfile
from datetime import UTC, datetime
from uuid import uuid4

from accounts import personal, services
from coaching import services as coaching
from tests.coaching.life import CLEAN, LOST, Life

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def data_of(person):
    with services.export(person=person, now=NOW) as file, zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("data.json"))


def live(life):
    """A few days with something of most kinds."""
    workout = life.train(1, CLEAN, LOST)
    coaching.annotate_workout(
        client=life.client, workout=workout.uuid, uuid=uuid4(), text="MARKER note", now=NOW
    )
    life.morning(workout)
    life.feel(3, "numbness")


def test_every_row_in_the_database_about_somebody_is_in_their_copy(life, stranger):
    live(life)
    other = Life(stranger)
    other.answer_all()
    other.enrol(1)
    live(other)
    data = data_of(life.client)
    for rows in personal.rows_about(life.client):
        kind = rows.model._meta.label_lower.replace(".", "-")
        assert len(data.get(kind, [])) == rows.count(), kind
    assert {len(data[f"coaching-{kind}"]) for kind in ("workout", "note", "morningreport")} == {1}
    uuids = {row["uuid"] for row in data["coaching-setreport"]}
    assert uuids == {
        str(report.uuid)
        for workout in life.enrolment.workouts.all()
        for report in workout.set_reports.all()
    }
    assert data["coaching-note"][0]["text"] == "MARKER note"
    assert data["coaching-setreport"][0]["workout"] == data["coaching-workout"][0]["uuid"]


def test_a_long_history_is_read_in_as_many_queries_as_a_short_one(
    life, django_assert_max_num_queries
):
    life.train(1, CLEAN)
    life.train(2, CLEAN, CLEAN, CLEAN)
    with django_assert_max_num_queries(130):
        data_of(life.client)
