"""The demo's people: told through the services, so what they show is what the rules say."""

import io
from collections import Counter
from http import HTTPStatus
from random import Random

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts import services as accounts
from accounts.models import CareLink, Clinic, Cover, Invitation, Membership, User
from coaching import services
from coaching.admin.caseload import caseload
from coaching.admin.tiers import Tier
from coaching.demo import cast, crowd, people, staff
from coaching.demo.cast import CAST
from coaching.management.commands.demo import EVERYBODY
from coaching.models import (
    Decision,
    DeskNote,
    Enrolment,
    FunctionReport,
    LimitTrial,
    Message,
    MorningReport,
    Note,
    PlannedReview,
    ProgramDraft,
    Review,
    SetReport,
    StopNotice,
    Workout,
)
from coaching.rules.terms import Prescription
from coaching.services import drafting, watching

TWELVE = tuple(person.email for person in CAST)
SOME_KINDS = (crowd.seen, crowd.slipping, crowd.held, crowd.overdue, crowd.paused, crowd.unasked)
"""With the twelve they hold every tier, and what else a desk has to show."""

OTHERS = tuple(crowd.OF_KIND[kind][0].email for kind in SOME_KINDS)

TIERS = {
    crowd.urgent: Tier.EMERGENCY,
    **dict.fromkeys((crowd.numb, crowd.overdue), Tier.STOP),
    crowd.seen: Tier.SEEN,
    crowd.sore: Tier.REFER,
    crowd.slipping: Tier.REGRESSED,
    **dict.fromkeys((crowd.held, crowd.doubting), Tier.HELD),
    crowd.silent: Tier.SILENT,
}
"""Of each kind that is not fine."""


def say(*only: str) -> str:
    out = io.StringIO()
    call_command("demo", *(("--only", *only) if only else ()), stdout=out, stderr=out)
    return out.getvalue()


def current_code() -> str:
    """What `manage.py totp` says."""
    out = io.StringIO()
    with override_settings(DEMO=True):
        call_command("totp", stdout=out)
    return out.getvalue().split()[0]


def test_the_code_is_told_in_the_demo_alone() -> None:
    with pytest.raises(CommandError, match="not the demo"):
        call_command("totp")


def tiers_of(email: str) -> dict[str, Tier]:
    """Where the worklist of this physiotherapist has each client."""
    clients = caseload(User.objects.get(email=email), timezone.now())
    return {client.email: client.tier for client in clients}


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """What the command printed; everybody is there for the whole module, and gone after it."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, DEMO_PASSWORD="straight legs up"),
        transaction.atomic(),
    ):
        yield say(*TWELVE) + say(*TWELVE, *OTHERS)
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
        for person in CAST:
            assert f"{person.email}  {person.story}" in told
        for colleague in staff.STAFF:
            assert f"{colleague.email}  physiotherapist; {colleague.story}" in told
        assert "straight legs up" in told

    @pytest.mark.parametrize(
        "email", [staff.PHYSIOTHERAPIST, staff.ADMINISTRATOR, "client07@example.org"]
    )
    def test_they_can_sign_in(self, email):
        assert User.objects.get(email=email).check_password("straight legs up")

    def test_staff_have_the_second_factor_that_is_printed(self, told):
        assert settings.DEMO_TOTP_SECRET in told
        for email in (staff.ADMINISTRATOR, *(colleague.email for colleague in staff.STAFF)):
            factor = Authenticator.objects.get(user__email=email)
            assert factor.wrap().validate_code(current_code()), email

    def test_three_physiotherapists_work_in_two_clinics_and_one_leads(self):
        assert User.objects.get(email=staff.ADMINISTRATOR).is_superuser
        assert User.objects.physiotherapists().count() == len(staff.STAFF) == 3
        assert Membership.objects.active().count() == 3
        assert Clinic.objects.count() == 2
        assert Membership.objects.active().leads().get().user.email == staff.LEAD

    def test_the_first_covers_for_the_lead_today(self):
        cover = Cover.objects.in_force(timezone.now()).get()
        assert (cover.physiotherapist.email, cover.cover.email) == (
            staff.LEAD,
            staff.PHYSIOTHERAPIST,
        )

    def test_everybody_shares_with_whom_the_cast_says(self):
        shared = {
            link.client.email: link.physiotherapist.email
            for link in CareLink.objects.active().select_related("client", "physiotherapist")
        }
        cared_for = [person for person in EVERYBODY if person.email in (*TWELVE, *OTHERS)]
        assert shared == {
            person.email: person.physiotherapist for person in cared_for if person.physiotherapist
        }

    def test_one_agreed_to_the_first_words_alone(self):
        outdated = CareLink.objects.unanswered().get()
        assert outdated.client.email == crowd.OF_KIND[crowd.unasked][0].email

    def test_an_invitation_is_open_under_the_link_that_was_printed(self, told, client):
        link = told.splitlines()[-1].partition("invitation: ")[2]
        assert client.get(link, follow=True).status_code == HTTPStatus.OK
        assert accounts.opened(token=staff.INVITATION)

    def test_a_draft_waits_for_the_eye_of_the_other_one_in_the_clinic(self):
        reader = User.objects.get(email=staff.PHYSIOTHERAPIST)
        draft = ProgramDraft.objects.visible_to(reader).under_way().get()
        assert draft.author.email == staff.LEAD
        assert not draft.is_reviewed
        assert not drafting.faults_of(draft)

    def test_the_worklist_of_the_first_has_every_tier(self):
        found = tiers_of(staff.PHYSIOTHERAPIST)
        assert set(found.values()) == set(Tier) - {Tier.ENDED}
        for kind in SOME_KINDS:
            assert found[crowd.OF_KIND[kind][0].email] == TIERS.get(kind, Tier.FINE)

    def test_a_run_that_was_cut_off_goes_on_with_the_others(self, told):
        made = [line for line in told.splitlines() if line.startswith("Made up")]
        assert made[11].startswith("Made up 12 of 12")
        assert made[12].startswith(f"Made up 13 of {12 + len(OTHERS)}")

    def test_a_second_run_adds_nothing(self, told):
        models = (User, Workout, Decision, Review, Message, Cover, Invitation, ProgramDraft)
        before = [model.objects.count() for model in models]
        again = say(*TWELVE, *OTHERS)
        assert "Made up" not in again
        assert told.endswith(again)
        assert [model.objects.count() for model in models] == before

    def test_what_is_kept_is_the_fold_of_what_was_told(self):
        out = io.StringIO()
        call_command("rebuild", "--check", stdout=out)
        assert out.getvalue().startswith(f"0 of {Enrolment.objects.count()} differ")

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
        assert {message.by_client for message in Message.objects.all()} == {True, False}
        assert Message.objects.for_the_physiotherapist().unread().exists()
        assert FunctionReport.objects.exclude(change=None).exists()
        assert PlannedReview.objects.filter(on__lt=timezone.localdate()).exists()
        assert PlannedReview.objects.filter(on__gt=timezone.localdate()).exists()
        assert DeskNote.objects.exists()
        assert Review.objects.filter(kind="pause", until__gt=timezone.now()).exists()
        assert Review.objects.filter(kind="override", until__gt=timezone.now()).exists()

    def test_a_stop_that_nobody_saw_for_a_day_goes_to_the_lead(self):
        watching.find_notices(now=timezone.now())
        overdue = StopNotice.objects.filter(kind="overdue").select_related("to")
        assert staff.LEAD in {notice.to.email for notice in overdue}


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


def test_sixty_people_are_of_every_kind():
    assert len(EVERYBODY) == len({person.email for person in EVERYBODY}) == 60
    assert all(crowd.OF_KIND.values())
    assert set(TIERS.values()) | {Tier.FINE} == set(Tier) - {Tier.ENDED}
    cared_for = Counter(person.physiotherapist for person in EVERYBODY)
    assert cared_for == {
        staff.PHYSIOTHERAPIST: 29,
        staff.LEAD: 18,
        staff.ELSEWHERE: 9,
        staff.NOBODY: 4,
    }


def test_nobody_but_these_is_made_up(db, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="Nobody of the demo"):
        say("client11@example.org", "nobody@example.org")


@pytest.mark.long
def test_all_sixty_arrive_and_each_has_the_tier_of_their_kind(db, settings):
    settings.DEMO = True
    say()
    found = {email: tier for one in staff.STAFF for email, tier in tiers_of(one.email).items()}
    told = {
        person.email: TIERS.get(kind, Tier.FINE)
        for kind, people in crowd.OF_KIND.items()
        for person in people
        if person.physiotherapist
    }
    assert {email: found[email] for email in told} == told
    out = io.StringIO()
    call_command("rebuild", "--check", stdout=out)
    assert out.getvalue().startswith("0 of 61 differ")


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
