"""How everyday life goes: kept as it was told, asked every 28 days, shared where agreed."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts import services as accounts
from accounts.models import CareLink
from coaching import services
from coaching.models import Decision, Enrolment, FunctionReport
from coaching.rules.terms import LumbarContact
from coaching.services import Activity, AlreadyReported
from coaching.services.function import ASKED_EVERY
from coaching.showing.function import measures_of
from tests.coaching.admin.clients import enrol, moment, one_set, train

A_SECOND = timedelta(seconds=1)
STAIRS, SHOES = Activity("Climb stairs", 4), Activity("Tie my shoes", None)


@pytest.fixture
def client_at_work(person, physiotherapist, programs):
    """`person`, on a program and linked to `physiotherapist`."""
    enrol(person)
    return person


def report(client, *activities, change=None, day=1, uuid=None):
    return services.report_function(
        client=client,
        uuid=uuid or uuid4(),
        activities=activities,
        change=change,
        moment=moment(client, day),
    )


def test_it_is_kept_as_it_was_told_and_unanswered_is_no_zero(client_at_work):
    row = report(client_at_work, STAIRS, SHOES, Activity("Sit", 0), change=None)
    row.refresh_from_db()
    assert [activity["score"] for activity in row.activities] == [4, None, 0]
    assert row.change is None
    assert row.is_answered
    assert not report(client_at_work, SHOES).is_answered


def test_sent_twice_it_counts_once_and_another_body_or_person_is_refused(client_at_work, stranger):
    uuid = uuid4()
    first = report(client_at_work, STAIRS, change=5, uuid=uuid)
    assert report(client_at_work, STAIRS, change=5, uuid=uuid) == first
    for told in ({"change": None}, {"change": 6}):
        with pytest.raises(AlreadyReported):
            report(client_at_work, STAIRS, uuid=uuid, **told)
    with pytest.raises(AlreadyReported):
        report(stranger, STAIRS, change=5, uuid=uuid)
    assert FunctionReport.objects.get() == first


@pytest.mark.parametrize("number", [-1, 11])
def test_a_number_off_the_scale_is_no_answer(client_at_work, number):
    with pytest.raises(ValueError, match="scale"):
        Activity("Sit", number)
    with pytest.raises(ValueError, match="scale"):
        report(client_at_work, change=number)
    with pytest.raises(ValueError, match="three"):
        report(client_at_work, *[STAIRS] * 4)


def test_it_is_asked_after_the_first_workout_and_28_days_after_each_answer_or_skip(client_at_work):
    start = moment(client_at_work, 1).performed_at
    assert not services.is_function_due(client_at_work, start)
    train(client_at_work, 1, *[one_set()] * 3)
    assert services.is_function_due(client_at_work, start)
    for activities in ([STAIRS], []):
        told = report(client_at_work, *activities, day=2)
        again = told.performed_at + ASKED_EVERY
        assert not services.is_function_due(client_at_work, again - A_SECOND)
        assert services.is_function_due(client_at_work, again)
        told.delete()


def test_change_is_asked_once_the_first_workout_is_28_days_back(client_at_work):
    begin = train(client_at_work, 1, *[one_set()] * 3).performed_at
    assert not services.asks_for_change(client_at_work, begin + ASKED_EVERY - A_SECOND)
    assert services.asks_for_change(client_at_work, begin + ASKED_EVERY)


def test_a_skip_forgets_no_name(client_at_work):
    report(client_at_work, STAIRS, SHOES, day=1)
    report(client_at_work, day=29)
    assert services.activities_named(client_at_work) == ["Climb stairs", "Tie my shoes"]


def test_it_moves_nobody(client_at_work):
    train(client_at_work, 1, one_set(lumbar_contact=LumbarContact.HELD))
    before = Enrolment.objects.values().get(), Decision.objects.count()
    report(client_at_work, Activity("Sit", 0), change=0)
    assert (Enrolment.objects.values().get(), Decision.objects.count()) == before


def test_a_physiotherapist_sees_it_once_the_client_agreed_to_the_words_that_say_so(
    client_at_work, physiotherapist, other_physiotherapist
):
    row = report(client_at_work, STAIRS)
    link = CareLink.objects.of(physiotherapist).get()
    CareLink.objects.update(text_version="1")
    assert not FunctionReport.objects.seen_by(physiotherapist).exists()
    accounts.accept(client=client_at_work, link=link.uuid, text_version="2")
    assert FunctionReport.objects.seen_by(physiotherapist).get() == row
    assert not FunctionReport.objects.seen_by(other_physiotherapist).exists()
    accounts.withdraw(client=client_at_work, link=link.uuid)
    assert not FunctionReport.objects.seen_by(physiotherapist).exists()


def test_the_mean_compares_what_was_answered_both_times(client_at_work):
    assert measures_of([report(client_at_work)]) is None
    report(client_at_work, STAIRS, Activity("Sit", 2), SHOES, day=2)
    report(client_at_work, Activity("climb stairs", 6), Activity("Sit", 4), change=7, day=30)
    report(client_at_work, Activity("Run", 9), Activity("Climb stairs", 7), change=8, day=58)
    found = measures_of(list(FunctionReport.objects.all()))
    assert found.activities == (
        ("Run", (None, None, 9)),
        ("Climb stairs", (4, 6, 7)),
        ("Sit", (2, 4, None)),
        ("Tie my shoes", (None, None, None)),
    )
    assert found.changes == (None, 7, 8)
    assert (found.first_mean, found.last_mean, found.difference) == (4, 7, 3)
    assert found.is_beyond_chance
    assert found.skipped == 1


@pytest.mark.parametrize(("score", "beyond"), [(5, False), (6, True), (3, False), (2, True)])
def test_two_points_of_the_mean_are_more_than_chance(client_at_work, score, beyond):
    report(client_at_work, STAIRS, day=1)
    report(client_at_work, Activity("Climb stairs", score), day=30)
    assert measures_of(list(FunctionReport.objects.all())).is_beyond_chance is beyond
