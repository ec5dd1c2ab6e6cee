"""The tables can be cut by client: their keys are such that each piece keeps them by itself."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.forms import model_to_dict

from coaching.models import Decision, Delivery, MorningReport, SetReport, Workout
from tests.coaching.life import LOST, Life, one_set
from tests.coaching.test_plans import visits
from tests.environment import ROOT

pytestmark = pytest.mark.postgres
TABLES = (Workout, SetReport, MorningReport, Decision, Delivery)


def cut() -> None:
    """As docs/operations.md says."""
    with connection.cursor() as cursor:
        cursor.execute((ROOT / "docs" / "cut-by-client.sql").read_text())


def train(life: Life, day: int) -> Workout:
    """A workout and the morning after it."""
    workout = life.train(day, one_set(10), one_set(10, pops=1), one_set(10))
    life.morning(workout, 1)
    return workout


def rows(model: type[Model]) -> list[dict[str, Any]]:
    """All that a table holds."""
    return [model_to_dict(row) | {"pk": row.pk} for row in model.objects.order_by("pk")]


def pieces(asked: QuerySet[Any]) -> set[str]:
    """Which tables a question reads."""
    sql, params = asked.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (told,) = cursor.fetchone()
    return set(_tables(json.loads(told) if isinstance(told, str) else told))


def _tables(plan: Any) -> Iterator[str]:
    if isinstance(plan, list):
        for each in plan:
            yield from _tables(each)
    elif isinstance(plan, dict):
        if "Relation Name" in plan:
            yield plan["Relation Name"]
        yield from _tables(list(plan.values()))


def test_what_was_there_is_there_still(life: Life) -> None:
    train(life, 1)
    before = {model: rows(model) for model in TABLES}
    cut()
    assert {model: rows(model) for model in TABLES} == before


def test_whoever_trains_on_notices_nothing(life: Life, capsys: Any) -> None:
    first = train(life, 1)
    cut()
    workout = train(life, 3)
    assert workout.pk > first.pk
    life.correct(first.set_reports.get(number=1), LOST)
    life.undo(train(life, 5))
    sign = life.feel(7, "numbness", late=1)
    assert life.is_stopped
    life.clear_myself(sign, day=9)
    assert not life.is_stopped
    call_command("rebuild", "--check")
    assert "0 of 1 differ" in capsys.readouterr().out


def test_every_hot_page_answers(db: None) -> None:
    call_command("grow", clients=20, workouts=3, each=10, verbosity=0)
    cut()
    answers = {name: visit().status_code for name, visit in visits()}
    assert set(answers.values()) <= {200, 302}, answers


@pytest.mark.parametrize("model", TABLES)
def test_a_question_about_one_client_reads_one_piece(life: Life, model: Any) -> None:
    cut()
    assert len(pieces(model.objects.filter(client=life.client).order_by())) == 1


def again(row: Model, **changes: Any) -> None:
    """The same row once more, but for what is changed."""
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    with transaction.atomic():
        row.save(force_insert=True)
        connection.check_constraints()


def test_one_clients_id_counts_once_and_is_another_clients_to_use(life: Life, make_person) -> None:
    row = train(life, 1)
    other = make_person("bea@example.org")
    cut()
    with pytest.raises(IntegrityError, match="uuid"):
        again(row, performed_at=row.performed_at + timedelta(days=1))
    again(row, client=other)
    assert Workout.objects.filter(uuid=row.uuid).count() == 2


def test_a_decision_is_superseded_once(life: Life) -> None:
    workout = train(life, 1)
    life.correct(workout.set_reports.get(number=1), LOST)
    cut()
    with pytest.raises(IntegrityError, match="supersedes"):
        again(Decision.objects.exclude(supersedes=None).latest("pk"))


def test_there_is_one_workout_under_way(life: Life) -> None:
    row = life.start(1)
    cut()
    with pytest.raises(IntegrityError, match="client_id, enrolment_id"):
        again(row, uuid=uuid4())


def test_a_set_points_to_a_workout_of_its_own_client(life: Life, make_person) -> None:
    row = train(life, 1).set_reports.get(number=1)
    other = make_person("bea@example.org")
    cut()
    with pytest.raises(IntegrityError, match="foreign key"):
        again(row, uuid=uuid4(), number=9, client=other)
