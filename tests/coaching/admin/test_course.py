"""How it goes: the charts, the pops, the measures and what was not answered, on a client's page."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import CareLink
from coaching import services
from coaching.charts import sets_chart
from coaching.charts.answers import Answers, Training
from coaching.models import FunctionReport, SetReport
from coaching.rules.terms import LumbarContact, Phase, PopLocation, Symptom
from coaching.services import Activity, Moment
from coaching.showing.course import course_of
from tests.coaching.admin.clients import one_set, train
from tests.coaching.admin.conftest import page_of


@pytest.fixture
def measured(person, enrolled):
    """`person`, whose everyday life is known twice."""
    now = timezone.now()
    for days, score in ((30, 3), (1, 6)):
        services.report_function(
            client=person,
            uuid=uuid4(),
            activities=[Activity("Climb stairs", score), Activity("Sit", None)],
            change=None,
            moment=Moment.at(person, now - timedelta(days=days)),
        )
    return enrolled


def test_a_client_without_a_workout_has_no_charts(desk, enrolled):
    page = desk.get(page_of(enrolled)).text
    assert "No workout yet." in page
    assert "<svg" in page
    assert "chart-range" not in page


def test_charts_say_in_words_what_they_draw(desk, person, enrolled):
    train(person, 1, one_set(pops=2), one_set(), one_set(lumbar_contact=None))
    page = desk.get(page_of(enrolled)).text
    assert "Last workout: pops 2 in 3 sets; arched back 0 of 2 sets answered of 3." in page
    assert 'aria-label="1 workout. With a pop: 1 of 1 answered.' in page
    assert "The dotted line is the plan: 3 workouts a week." in page


def answers(*given):
    return Answers.of(given)


def test_fewer_sets_are_not_better_and_no_answer_is_no_zero():
    def workout(day, *pops):
        return Training(
            day=timezone.now().date() + timedelta(days=day),
            exercise="Knee raise",
            angle=60,
            height="",
            pops=answers(*pops),
            arches=answers(*[None] * len(pops)),
            discomfort=answers(0),
            morning=None,
        )

    chart = sets_chart([workout(0, 1, 1, 1), workout(1, 1), workout(2, None), workout(3, 1, None)])
    assert chart.series[0].marks.count("M") == 3
    heights = {mark.split("V")[1] for mark in chart.series[0].line.split("M")[1:]}
    assert len(heights) == 1
    assert chart.series[1].marks == ""
    assert [row[1] for row in chart.rows] == [
        "1 in 1 set answered of 2",
        "not answered",
        "1 in 1 set",
        "3 in 3 sets",
    ]


def test_pops_are_counted_by_pattern_place_and_phase_and_never_beside_a_sign(person, enrolled):
    train(person, 1, one_set(pops=1), one_set(pops=2, discomfort=2), one_set(pops=None))
    train(person, 2, one_set(pops=1, symptoms=frozenset({Symptom.NUMBNESS})))
    SetReport.objects.filter(number=1, symptoms=[]).update(
        pop_location=PopLocation.FRONT_OF_HIP, pop_phase=Phase.LOWERING
    )
    pops = course_of(enrolled, timezone.now()).pops
    assert (pops.answered, pops.popped, pops.with_signs) == (3, 3, 1)
    assert (pops.painless, pops.painful, pops.unknown) == (1, 1, 0)
    assert dict(pops.places) == {"Front of the hip": 1, "not told": 1}
    assert dict(pops.phases) == {"On the way down": 1, "not told": 1}
    assert sum(count for _, count in pops.patterns) == 2


def test_what_was_not_answered_is_counted(person, enrolled):
    train(person, 1, one_set(), one_set(pops=None, lumbar_contact=None), one_set(discomfort=None))
    unknown = course_of(enrolled, timezone.now()).unanswered
    assert (unknown.sets, unknown.back, unknown.pops, unknown.discomfort) == (3, 1, 1, 1)
    assert (unknown.workouts, unknown.mornings) == (1, 1)


def test_a_week_without_an_answer_is_blank_and_one_with_none_is_nought(person, enrolled):
    now = Moment.now(person)
    workout = services.start_workout(client=person, uuid=uuid4(), moment=now)
    services.log_set(
        client=person,
        workout=workout.uuid,
        number=1,
        uuid=uuid4(),
        answers=services.SetAnswers(report=one_set(lumbar_contact=LumbarContact.UNSURE)),
        moment=now,
    )
    services.finish_workout(client=person, workout=workout.uuid, moment=now)
    *_, before, last = course_of(enrolled, timezone.now()).weeks
    assert (before.pops, before.discomfort) == (None, None)
    assert (last.pops, last.arches, last.discomfort, last.morning) == (0, None, 0, None)


def test_measures_are_shown_and_unanswered_is_said_to_be(desk, measured):
    page = desk.get(page_of(measured)).text
    assert "Climb stairs" in page
    assert "3.0 → 6.0, more than chance" in page
    assert "not answered" in page


def test_measures_stay_with_the_client_until_the_words_are_agreed_to(desk, measured):
    CareLink.objects.update(text_version="1")
    page = desk.get(page_of(measured)).text
    assert "Climb stairs" not in page
    assert "Not shared: the client has not agreed to it yet." in page


def test_measures_of_somebody_else_are_on_no_page(desk, enrolled, others):
    services.report_function(
        client=others.client,
        uuid=uuid4(),
        activities=[Activity("Juggle", 3)],
        change=5,
        moment=Moment.now(others.client),
    )
    assert FunctionReport.objects.count() == 1
    assert "Juggle" not in desk.get(page_of(enrolled)).text
