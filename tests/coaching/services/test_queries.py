"""How often the database is asked, transactions included."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coaching import services
from coaching.stops import open_stops
from tests.coaching.life import CLEAN, LOST, NUMB, one_set, program


@pytest.fixture
def count():
    """`count(verb, …)` -> how many queries that took."""

    def ask(verb, *arguments, **named):
        with CaptureQueriesContext(connection) as queries:
            verb(*arguments, **named)
        return len(queries)

    return ask


@pytest.fixture
def trained(life):
    """Somebody with some weeks behind them."""
    for day, reps in ((1, 8), (3, 10), (5, 12), (7, 8), (9, 10)):
        life.morning(life.train(day, *[one_set(reps)] * 3), 0, day=day + 1)
    return life


@pytest.mark.parametrize("report", [CLEAN, LOST])
@pytest.mark.parametrize("number", [1, 2])
def test_a_set_asks_at_most_eight_times(trained, count, number, report):
    workout = trained.start(11)
    for earlier in range(1, number):
        trained.log(workout, earlier)
    assert count(trained.log, workout, number, report) <= 8


def test_the_last_set_asks_once_more(trained, count):
    workout = trained.start(11)
    trained.log(workout, 1)
    trained.log(workout, 2)
    assert count(trained.log, workout, 3) <= 9


def test_a_set_told_twice_asks_five_times(trained, count):
    workout = trained.start(11)
    told = trained.log(workout, 1)
    assert count(trained.log, workout, 1, uuid=told.uuid) <= 5


def test_an_alarm_may_ask_more_and_no_more_the_longer_one_trains(life, count):
    for day in (1, 15):
        workout = life.start(day)
        asked = count(life.log, workout, 1, NUMB)
        assert asked <= 16
        life.clear_myself(*life.position.open_stops, day=day + 1)


def test_other_verbs_ask_little(trained, count):
    workout = trained.start(11)
    trained.log(workout, 1)
    assert count(trained.undo, workout) <= 16
    trained.log(workout, 1)
    assert count(trained.finish, workout) <= 10
    assert count(trained.morning, workout, day=12) <= 11
    assert count(trained.start, 13) <= 11
    assert count(trained.feel, 14, "numbness") <= 26


def test_a_late_report_asks_as_much_of_a_long_history_as_of_a_short_one(life, count):
    asked = []
    for weeks in range(3):
        for day in range(1, 8, 2):
            life.train(weeks * 7 + day, LOST, LOST, LOST)
        last = life.train(weeks * 7 + 7.5)
        asked.append(count(life.morning, last, 0, day=weeks * 7 + 7.1, late=1))
    assert max(asked) <= 16
    assert len(set(asked)) == 1


def test_reading_where_one_stands_asks_little(trained, count):
    workout = trained.start(11)
    trained.log(workout, 1)
    enrolment = trained.enrolment
    assert count(services.underway, enrolment, workout) == 1
    assert count(services.screened, trained.client) == 3
    assert count(services.has_physiotherapist, trained.client) == 1
    assert count(services.trials_of, trained.client, program()) == 1
    assert count(services.next_program, enrolment) == 0
    assert count(lambda: (enrolment.where, enrolment.prescription)) == 0


def test_the_open_stops_are_read_with_two_queries(trained, count):
    for day in (11, 12):
        trained.feel(day, "numbness")
    enrolment = trained.enrolment
    assert count(open_stops, enrolment) == 2
    trained.clear_myself(*enrolment.where.open_stops)
    trained.log(trained.start(21), 1, NUMB)
    assert count(open_stops, trained.enrolment) == 2
