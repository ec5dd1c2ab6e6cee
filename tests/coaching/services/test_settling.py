"""What is kept equals the fold of the events, and nothing that was said is ever edited."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from coaching.models import Decision, Enrolment, MorningReport, SetReport, Workout
from coaching.rules.terms import Outcome
from coaching.services.rebuilding import differs, rebuild
from tests.coaching.life import LOST, POPPED, About, one_set

TEN = [one_set(10)] * 3


def stored():
    """Every byte of every decision."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM coaching_decision ORDER BY id")
        return [tuple(map(str, row)) for row in cursor.fetchall()]


def test_what_was_said_is_never_edited(life):
    life.train(1)
    life.train(3, *TEN)
    before = stored()
    life.feel(2, "numbness", late=3)
    life.correct(SetReport.objects.get(number=1, workout__performed_at__day=2), LOST)
    after = stored()
    assert after[: len(before)] == before
    assert len(after) > len(before)


def test_a_late_report_supersedes_what_came_out_differently_and_nothing_else(life):
    first, second = life.train(1), life.train(3, *TEN)
    third = life.train(5, POPPED)
    life.finish(third)
    life.morning(second, 5, day=4, late=4)
    assert life.outcomes(first) == [Outcome.ADVANCE]
    assert life.outcomes(second) == [Outcome.ADVANCE]
    assert life.outcomes(third) == [Outcome.HOLD, Outcome.HOLD]
    assert life.standing(third).said["before"]["level"] == 0
    assert life.place == (0, 0)


def test_a_late_report_that_changes_nothing_supersedes_nothing(life):
    first = life.train(1)
    life.train(3, *TEN)
    count = Decision.objects.count()
    life.morning(first, 0, day=2, late=3)
    assert Decision.objects.count() == count + 1
    assert not Decision.objects.exclude(supersedes=None).exists()


def test_chains_of_superseded_decisions_end_in_one_that_stands(life):
    workout = life.train(1)
    told = SetReport.objects.get(number=2)
    for report in (POPPED, LOST, one_set(7), one_set(discomfort=2)):
        told = life.correct(told, report)
    rules = list(
        Decision.objects.filter(subject=workout.uuid).order_by("pk").values_list("rule", flat=True)
    )
    assert rules == ["clean", "painless-pop", "lumbar-lock-lost", "incomplete", "mild-discomfort"]
    chain = [life.standing(workout)]
    while chain[-1].supersedes:
        chain.append(chain[-1].supersedes)
    assert len(chain) == 5
    standing = Decision.objects.standing().values_list("about", "subject")
    assert len(standing) == len(set(standing))


def test_an_open_workout_is_decided_on_when_it_ends_and_not_by_a_recompute(life):
    life.train(1)
    workout = life.start(3)
    life.log(workout, 1, one_set(10))
    life.feel(2, "numbness", late=3)
    assert life.outcomes(workout) == [Outcome.IGNORED]


def test_late_workouts_are_folded_in_where_they_happened(life):
    life.train(5)
    late = life.start(2)
    for number in (1, 2, 3):
        life.log(late, number, late=4)
    assert life.place == (1, 1)
    assert [row.outcome for row in Decision.objects.standing().filter(about=About.WORKOUT)] == [
        Outcome.HOLD,
        Outcome.ADVANCE,
    ]


# The check


def check(*arguments):
    out = StringIO()
    call_command("rebuild", *arguments, stdout=out)
    return out.getvalue().strip()


def a_past(life):
    """Something of everything."""
    workout = life.train(1)
    life.morning(workout, 1)
    life.train(3, one_set(10), one_set(10, pops=1), one_set(10))
    report = life.feel(4, "numbness")
    life.clear_myself(report, day=5)
    life.train(6)


def test_nothing_differs_from_the_fold(life):
    a_past(life)
    assert check("--check") == "0 of 1 differ"
    assert check() == "0 of 1 rebuilt"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("level", 10),
        ("status", "completed"),
        ("last_event", "x"),
        ("last_at", None),
        ("last_received_at", None),
        ("last_workout_at", None),
        ("position", None),
        ("position_before", None),
    ],
)
def test_the_check_finds_every_column_that_was_tampered_with(life, column, value):
    a_past(life)
    kept = life.enrolment
    if column.startswith("position"):
        value = getattr(kept, column) | {"level": 10}
    Enrolment.objects.filter(pk=kept.pk).update(**{column: value})
    with pytest.raises(CommandError):
        check("--check")
    assert differs(kept.pk)
    assert check() == "1 of 1 rebuilt"
    assert check("--check") == "0 of 1 differ"
    assert getattr(life.enrolment, column) == getattr(kept, column)


def test_the_check_changes_nothing(life):
    a_past(life)
    Enrolment.objects.update(level=10)
    with pytest.raises(CommandError):
        check("--check")
    assert life.enrolment.level == 10


def test_the_check_finds_a_decision_that_is_not_the_folds(life):
    a_past(life)
    Decision.objects.filter(about=About.WORKOUT, outcome=Outcome.ADVANCE).update(outcome="hold")
    assert differs(life.enrolment.pk)
    count = Decision.objects.count()
    assert rebuild(life.enrolment.pk)
    assert not differs(life.enrolment.pk)
    assert Decision.objects.count() > count


@pytest.mark.parametrize("model", [Workout, SetReport, MorningReport, Decision])
def test_a_row_that_strayed_to_another_client_is_noticed_and_brought_back(life, make_person, model):
    a_past(life)
    astray = model.objects.latest("pk").pk
    model.objects.filter(pk=astray).update(client=make_person("bea@example.org"))
    assert differs(life.enrolment.pk)
    assert rebuild(life.enrolment.pk)
    assert model.objects.get(pk=astray).client == life.client
    assert not differs(life.enrolment.pk)


def test_the_check_is_content_with_sets_taken_back_and_workouts_under_way(life):
    workout = life.train(1)
    life.undo(workout)
    assert check("--check") == "0 of 1 differ"


def test_the_check_is_content_with_somebody_who_has_only_begun(enrolled):
    assert check("--check") == "0 of 1 differ"
