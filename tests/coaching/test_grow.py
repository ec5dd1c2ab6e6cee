"""A grown database is one that could have come about: what is kept is what the events fold to."""

import io
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import CareLink, User
from coaching.demo.growing import address
from coaching.models import Decision, Enrolment, MorningReport, SetReport, Workout

NINE = 9


def grow(clients=NINE, workouts=2, each=4):
    call_command("grow", clients=clients, workouts=workouts, each=each, stdout=io.StringIO())


def test_everybody_has_as_many_reports_as_was_said_and_all_of_their_own(db):
    grow(clients=20)
    assert Enrolment.objects.count() == 20
    for enrolment in Enrolment.objects.all():
        own = Workout.objects.filter(enrolment=enrolment)
        reports = SetReport.objects.filter(workout__in=own)
        assert (own.count(), reports.count()) == (2, 6)
        said = Decision.objects.filter(enrolment=enrolment)
        assert set(said.exclude(set_report=None).values_list("set_report", flat=True)) == set(
            reports.values_list("pk", flat=True)
        )
        assert MorningReport.objects.get(enrolment=enrolment).workout in own


def test_what_is_kept_of_everybody_is_what_their_events_fold_to(db, capsys):
    grow(clients=30, workouts=3)
    call_command("rebuild", "--check")
    assert "0 of 30 differ" in capsys.readouterr().out


def test_some_are_stopped_each_by_a_report_of_their_own(db):
    grow(clients=30)
    stopped = list(Enrolment.objects.stopped())
    assert len(stopped) > 1
    for enrolment in stopped:
        (stop,) = enrolment.where.open_stops
        assert SetReport.objects.get(uuid=UUID(stop)).workout.enrolment_id == enrolment.pk


def test_each_client_has_one_physiotherapist_who_has_no_more_than_was_said(db):
    grow(clients=NINE, each=4)
    shares = [CareLink.objects.of(user).count() for user in User.objects.physiotherapists()]
    assert sorted(shares) == [1, 4, 4]


def test_it_grows_further_when_asked_again(db, capsys):
    grow(clients=3)
    grow(clients=2)
    assert User.objects.filter(email=address(4)).exists()
    call_command("rebuild", "--check")
    assert "0 of 5 differ" in capsys.readouterr().out


def test_what_is_grown_can_be_added_to(db):
    grow(clients=14)
    last = Workout.objects.latest("pk")
    row = Workout.objects.create(
        client_id=last.client_id,
        enrolment=last.enrolment,
        uuid=UUID(int=7),
        performed_at=last.performed_at,
        received_at=last.received_at,
        finished_at=last.finished_at,
    )
    assert row.pk > last.pk


def test_nobody_is_grown_among_real_people(person):
    with pytest.raises(CommandError, match="take an empty one"):
        grow()
    assert not Enrolment.objects.exists()


def test_nobody_is_grown_on_a_public_site(db, settings):
    settings.SITE = type("Public", (), {"loopback": False})
    with pytest.raises(CommandError, match="known password"):
        grow()


@pytest.mark.parametrize("few", [{"clients": 0}, {"workouts": 0}, {"each": 0}])
def test_nothing_is_not_a_number_to_grow_to(db, few):
    with pytest.raises(CommandError, match="At least one"):
        grow(**few)
