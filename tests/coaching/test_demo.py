"""The demo's people: told through the services, so what they show is what the rules say."""

import io
from random import Random

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import CareLink, User
from coaching import services
from coaching.demo import cast, people
from coaching.models import (
    Decision,
    Enrolment,
    LimitTrial,
    MorningReport,
    Note,
    Review,
    SetReport,
    Workout,
)
from coaching.rules.terms import Prescription


def say() -> str:
    out = io.StringIO()
    call_command("demo", stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """What the command printed; everybody is there for the whole module, and gone after it."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, DEMO_PASSWORD="straight legs up"),
        transaction.atomic(),
    ):
        yield say()
        transaction.set_rollback(True)


@pytest.fixture
def everybody(told, db):
    """The cast in the database of this test."""


def enrolment_of(person):
    return Enrolment.objects.active().select_related("program").get(client__email=person.email)


def decisions_of(person):
    decisions = Decision.objects.standing().filter(enrolment__client__email=person.email)
    return decisions.exclude(about=Decision.About.SET)


@pytest.mark.usefixtures("everybody")
class TestEverybody:
    def test_it_says_who_can_sign_in(self, told):
        for person in cast.CAST:
            assert f"{person.email}  {person.story}" in told
        assert "straight legs up" in told

    @pytest.mark.parametrize(
        "email", [cast.PHYSIOTHERAPIST, cast.ADMINISTRATOR, "client07@example.org"]
    )
    def test_they_can_sign_in(self, email):
        assert User.objects.get(email=email).check_password("straight legs up")

    def test_the_staff_are_who_they_should_be(self):
        assert User.objects.get(email=cast.PHYSIOTHERAPIST).is_physiotherapist
        assert User.objects.get(email=cast.ADMINISTRATOR).is_superuser

    def test_the_physiotherapist_cares_for_all_but_one(self):
        cared_for = {
            link.client.email for link in CareLink.objects.active().select_related("client")
        }
        assert cared_for == {person.email for person in cast.CAST if person.is_linked}
        assert len(cared_for) == 11

    def test_a_second_run_adds_nothing(self, told):
        before = [model.objects.count() for model in (User, Workout, Decision, Review)]
        again = say()
        assert "Made up" not in again
        assert told.endswith(again)
        assert [model.objects.count() for model in (User, Workout, Decision, Review)] == before

    def test_what_is_kept_is_the_fold_of_what_was_told(self):
        out = io.StringIO()
        call_command("rebuild", "--check", stdout=out)
        assert out.getvalue().startswith("0 of 12 differ")

    def test_nothing_happens_in_the_future(self):
        now = timezone.now()
        for model in (Workout, MorningReport, Review, LimitTrial):
            assert not model.objects.filter(received_at__gt=now).exists()
        assert not SetReport.objects.filter(reported_at__gt=now).exists()

    def test_there_is_something_of_everything(self):
        assert Note.objects.exists()
        assert Decision.objects.exclude(supersedes=None).exists()
        assert MorningReport.objects.filter(discomfort=None).exists()
        assert SetReport.objects.exclude(pop_location=None).exists()
        assert {review.kind for review in Review.objects.all()} == set(Review.Kind.values)


@pytest.mark.usefixtures("everybody")
class TestStories:
    def test_the_climber_is_near_the_goal(self):
        assert enrolment_of(cast.CLIMBER).status == "active"
        assert enrolment_of(cast.CLIMBER).level >= 8

    def test_the_finisher_keeps_it_up(self):
        assert enrolment_of(cast.FINISHER).status == "completed"
        assert decisions_of(cast.FINISHER).filter(outcome="complete").count() == 1
        assert decisions_of(cast.FINISHER).first().outcome == "hold"

    def test_numbness_yesterday_waits_to_be_seen(self):
        enrolment = enrolment_of(cast.NUMB)
        assert enrolment.status == "stopped"
        assert enrolment.last_at.date() < timezone.now().date()
        assert not Review.objects.filter(enrolment=enrolment).exists()

    def test_the_emergency_is_of_today(self):
        enrolment = enrolment_of(cast.EMERGENCY)
        today = timezone.now().astimezone(enrolment.client.zone).date()
        assert enrolment.status == "stopped"
        assert decisions_of(cast.EMERGENCY).first().outcome == "emergency"
        assert enrolment.last_at.astimezone(enrolment.client.zone).date() == today

    def test_the_popper_steps_back_and_was_cleared(self):
        found = set(decisions_of(cast.POPPER).values_list("outcome", "rule"))
        assert {("regress", "recurring-pop"), ("stop", "stop-sign"), ("clear", "")} <= found
        assert enrolment_of(cast.POPPER).status == "active"

    def test_the_lifter_comes_back_from_the_reverse_crunch(self):
        assert decisions_of(cast.LIFTER).filter(outcome="substitute").exists()
        assert enrolment_of(cast.LIFTER).level >= 2

    def test_a_break_of_five_weeks_begins_easier(self):
        layoff = decisions_of(cast.AWAY).get(rule="layoff")
        assert layoff.said["after"]["level"] < layoff.said["before"]["level"]

    def test_two_painful_workouts_ask_for_a_look(self):
        workouts = decisions_of(cast.SORE).filter(about=Decision.About.WORKOUT)
        assert workouts.first().refer

    def test_the_silent_one_is_silent_for_twelve_days(self):
        enrolment = enrolment_of(cast.SILENT)
        today = timezone.now().astimezone(enrolment.client.zone).date()
        assert (today - enrolment.last_workout_at.date()).days == 12

    def test_one_leg_first_under_a_ceiling(self):
        enrolment = enrolment_of(cast.GENTLE)
        assert enrolment.program.slug == "one-leg-first"
        assert enrolment.where.ceiling == 5

    def test_the_new_one_has_one_workout(self):
        assert enrolment_of(cast.NEW).workouts.count() == 1

    def test_who_has_nobody_cleared_the_stop_alone(self):
        assert Review.objects.get(enrolment=enrolment_of(cast.ALONE)).by_client
        assert not services.has_physiotherapist(User.objects.get(email=cast.ALONE.email))
        assert enrolment_of(cast.ALONE).status == "active"


@pytest.mark.parametrize(
    ("demo", "url", "reason"),
    [
        (False, "http://127.0.0.1:8000", "not the demo's database"),
        (True, "https://coach.example.org", "public site"),
    ],
)
def test_the_real_site_is_refused(db, settings, demo, url, reason):
    settings.DEMO, settings.SITE_URL = demo, url
    before = User.objects.count()
    with pytest.raises(CommandError, match=reason):
        say()
    assert User.objects.count() == before


def asked(load, number=1):
    prescription = Prescription(
        level=1,
        exercise="knee-raise",
        knee_flexion=90,
        thigh_angle=75,
        legs=2,
        sets=3,
        reps=8,
        load=load,
    )
    return people.Asked(prescription=prescription, number=number, weeks=0)


def clean_share(load):
    body, rng = people.Body(ability=60, gain=3), Random(7)
    told = [people.answers(body, asked(load), rng).report for _ in range(500)]
    return sum(report.lumbar_contact == "held" for report in told) / len(told)


def test_what_is_harder_goes_wrong_more_often():
    shares = [clean_share(load) for load in (40, 55, 60, 65, 80)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.95
    assert shares[-1] < 0.05


def test_the_same_seed_tells_the_same_story():
    stories = [
        [people.answers(cast.POPPER.body, asked(60), rng) for _ in range(20)]
        for rng in (Random("ada"), Random("ada"))
    ]
    assert stories[0] == stories[1]
