"""Clinics: their code, who works there, and what ends when somebody leaves."""

from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts import services
from accounts.models import CareLink, Clinic, CodeTry, Cover, Membership, User
from accounts.models.clinics import ALPHABET, new_join_code
from accounts.services.clinics import MOST_TRIES, TRIES_COUNT_FOR
from tests.accounts.clinics import DAY, LEAD, MINUTE, NOW, cover, invite, join


def try_code(client, code="WRONG222", now=NOW):
    return services.clinic_with_code(client=client, code=code, now=now)


def test_a_code_is_eight_characters_that_nobody_mixes_up():
    assert len(new_join_code()) == 8
    assert not set("0O1IL") & set(ALPHABET)
    assert new_join_code() != new_join_code()


def test_a_code_is_found_however_it_is_typed(clinic, newcomer):
    written = clinic.code_in_print
    for typed in (written, written.lower(), clinic.join_code, f" {written.replace('-', ' – ')} "):
        assert try_code(newcomer, typed) == clinic


@pytest.mark.parametrize("typed", ["", "-", "AAAA", "%"])
def test_what_is_no_code_finds_nothing(clinic, newcomer, typed):
    assert try_code(newcomer, typed) is None


def test_after_ten_wrong_codes_even_the_right_one_waits(clinic, newcomer):
    for _ in range(MOST_TRIES):
        assert try_code(newcomer) is None
    with pytest.raises(services.Refused, match="hour"):
        try_code(newcomer, clinic.join_code)


def test_the_last_try_still_counts_as_one(clinic, newcomer):
    for _ in range(MOST_TRIES - 1):
        try_code(newcomer)
    assert try_code(newcomer, clinic.join_code) == clinic


@pytest.mark.parametrize(
    ("after", "waits"),
    [(TRIES_COUNT_FOR - MINUTE, True), (TRIES_COUNT_FOR, False), (TRIES_COUNT_FOR + MINUTE, False)],
)
def test_wrong_codes_are_forgotten_after_an_hour(clinic, newcomer, after, waits):
    for _ in range(MOST_TRIES):
        try_code(newcomer)
    if waits:
        with pytest.raises(services.Refused):
            try_code(newcomer, clinic.join_code, NOW + after)
    else:
        assert try_code(newcomer, clinic.join_code, NOW + after) == clinic
        assert not CodeTry.objects.exists()


def test_wrong_codes_of_one_account_hold_up_nobody_else(clinic, newcomer, stranger):
    for _ in range(MOST_TRIES):
        try_code(newcomer)
    assert try_code(stranger, clinic.join_code) == clinic


def test_a_new_code_shuts_the_old_one_out(petra, clinic, newcomer):
    old = clinic.join_code
    new = services.renew_code(lead=petra, seen=old).join_code
    assert try_code(newcomer, old) is None
    assert try_code(newcomer, new) == clinic


def test_a_page_that_is_sent_twice_renews_once(petra, clinic):
    first = services.renew_code(lead=petra, seen=clinic.join_code).join_code
    assert services.renew_code(lead=petra, seen=clinic.join_code).join_code == first


def test_only_who_leads_renews_the_code(otto, clinic, person):
    for who in (otto, person):
        with pytest.raises(services.NotFound):
            services.renew_code(lead=who, seen=clinic.join_code)
    assert Clinic.objects.get().join_code == clinic.join_code


def test_two_clinics_never_have_one_name(clinic):
    with pytest.raises(IntegrityError):
        Clinic.objects.create(name=clinic.name.upper())


def test_joining_twice_is_once_and_another_role_is_a_further_row(otto, clinic):
    join(otto)
    assert Membership.objects.of(otto).count() == 1
    join(otto, role=LEAD)
    assert [m.role for m in Membership.objects.of(otto).order_by("pk")] == [
        "physiotherapist",
        "lead",
    ]
    assert Membership.objects.of(otto).active().get().role == LEAD


def test_nobody_works_in_two_clinics_at_once(otto):
    with pytest.raises(services.Refused, match="Harbour"):
        join(otto, name="Hill Clinic")
    with pytest.raises(IntegrityError):
        Membership.objects.create(
            clinic=Clinic.objects.create(name="Hill Clinic"), user=otto, role=LEAD
        )


class TestLeaving:
    def leave(self, lead, member, **more):
        membership = Membership.objects.of(member).first()
        return services.leave(lead=lead, membership=membership.uuid, **more)

    def test_what_clients_agreed_to_for_this_clinic_ends_with_it(self, petra, otto, stranger):
        _, token = invite(otto)
        soon = timezone.now() + DAY
        days = {"first_day": soon.date(), "last_day": soon.date()}
        named = cover(otto, petra, **days, now=timezone.now())
        self.leave(petra, otto)
        link = CareLink.objects.of(otto).get()
        assert link.ended_by == CareLink.EndedBy.LEAD
        assert not User.objects.clients_of(otto).exists()
        assert services.opened(token=token) is None
        assert not Cover.objects.filter(pk=named.pk, ended_at=None).exists()

    def test_what_clients_agreed_to_without_it_goes_on(
        self, petra, clinic, physiotherapist_alone, person
    ):
        join(physiotherapist_alone)
        self.leave(petra, physiotherapist_alone)
        assert list(User.objects.clients_of(physiotherapist_alone)) == [person]

    def test_the_membership_is_kept_and_leaving_twice_is_once(self, petra, otto):
        first = self.leave(petra, otto, now=petra.date_joined + DAY)
        assert self.leave(petra, otto).ended_at == first.ended_at
        assert Membership.objects.of(otto).count() == 1

    def test_the_last_lead_stays(self, petra, otto):
        with pytest.raises(services.Refused, match="lead"):
            self.leave(petra, petra)
        join(otto, role=LEAD)
        self.leave(petra, petra)
        assert services.clinic_of(petra) is None

    def test_nobody_lets_go_whom_they_do_not_lead(self, petra, otto, make_person):
        hill = services.promote(user=make_person("hilde@example.org"))
        join(hill, name="Hill Clinic", role=LEAD)
        for lead, member in ((hill, otto), (otto, petra)):
            with pytest.raises(services.NotFound):
                self.leave(lead, member)
        with pytest.raises(services.NotFound):
            services.leave(lead=petra, membership=uuid4())
        assert Membership.objects.active().count() == 3


@pytest.fixture
def physiotherapist_alone(make_person, person):
    """Was linked with `person` before there was a clinic."""
    user = services.promote(user=make_person("anna@example.org"))
    services.link(physiotherapist=user, client=person)
    return user
