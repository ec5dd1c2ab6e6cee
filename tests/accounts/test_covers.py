"""Covers: on those days, those clients, and nothing else."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from accounts import services
from accounts.models import Cover, User
from accounts.services.covers import LONGEST
from tests.accounts.clinics import DAY, LEAD, MINUTE, NOW, cover, join


def seen_by(user, at):
    return set(User.objects.clients_of(user, at=at))


@pytest.fixture
def agreed_long_ago(clinic):
    """The clients agreed before the days of these tests."""
    clinic.care_links.update(since=NOW - 30 * DAY)


@pytest.mark.usefixtures("agreed_long_ago")
class TestDays:
    @pytest.mark.parametrize(
        ("moment", "sees"),
        [
            (datetime(2026, 9, 9, 23, 59, tzinfo=UTC), False),
            (datetime(2026, 9, 10, 0, 0, tzinfo=UTC), True),
            (datetime(2026, 9, 11, 12, 0, tzinfo=UTC), True),
            (datetime(2026, 9, 12, 23, 59, tzinfo=UTC), True),
            (datetime(2026, 9, 13, 0, 0, tzinfo=UTC), False),
        ],
    )
    def test_the_first_and_the_last_day_are_whole(
        self, petra, otto, person, stranger, moment, sees
    ):
        cover(petra, otto, first=10, last=12)
        assert seen_by(otto, moment) == ({person, stranger} if sees else {stranger})
        assert seen_by(petra, moment) == {person}

    @pytest.mark.parametrize(
        ("away", "stand_in", "client"),
        [
            ("Asia/Tokyo", "America/Los_Angeles", "Europe/London"),
            ("America/Los_Angeles", "Asia/Tokyo", "Asia/Tokyo"),
        ],
    )
    def test_the_days_are_those_of_who_is_away_wherever_the_others_are(
        self, petra, otto, person, away, stand_in, client
    ):
        for user, zone in ((petra, away), (otto, stand_in), (person, client)):
            user.time_zone = zone
            user.save()
        cover(petra, otto, first=10, last=10)
        midnight = datetime(2026, 9, 10, tzinfo=ZoneInfo(away))
        assert person not in seen_by(otto, midnight - MINUTE)
        assert person in seen_by(otto, midnight)
        assert person in seen_by(otto, midnight + DAY - MINUTE)
        assert person not in seen_by(otto, midnight + DAY)

    def test_a_journey_of_who_is_away_does_not_move_the_days(self, petra, otto, person):
        cover(petra, otto, first=10, last=10)
        petra.time_zone = "Pacific/Auckland"
        petra.save()
        assert person in seen_by(otto, datetime(2026, 9, 10, 23, 59, tzinfo=UTC))

    def test_an_hour_that_is_lost_or_doubled_belongs_to_its_day(self, petra, otto):
        petra.time_zone = "Europe/Berlin"
        petra.save()
        named = cover(
            petra, otto, first_day=date(2026, 10, 25), last_day=date(2026, 10, 25), uuid=uuid4()
        )
        assert (named.ends_at - named.starts_at).total_seconds() == 25 * 3600

    def test_an_end_comes_at_once(self, petra, otto, person):
        named = cover(petra, otto)
        services.end_cover(by=petra, cover=named.uuid, now=NOW + MINUTE)
        assert person in seen_by(otto, NOW)
        assert person not in seen_by(otto, NOW + MINUTE)

    def test_who_withdrew_is_not_seen_by_the_cover(self, petra, otto, person):
        cover(petra, otto)
        link = petra.client_links.get()
        services.withdraw(client=person, link=link.uuid, now=NOW + MINUTE)
        assert person not in seen_by(otto, NOW + MINUTE)

    def test_a_cover_does_not_pass_on_what_they_cover(self, petra, otto, person, make_person):
        anna = services.promote(user=make_person("anna@example.org"))
        join(anna)
        cover(petra, otto, first=1, last=3)
        cover(otto, anna, first=4, last=6)
        assert person not in seen_by(anna, datetime(2026, 9, 4, 12, tzinfo=UTC))


def test_who_agreed_without_the_clinic_is_not_shown_to_its_cover(petra, otto, person):
    petra.client_links.update(clinic=None, since=NOW - DAY)
    cover(petra, otto)
    assert person not in seen_by(otto, NOW)
    assert person in seen_by(petra, NOW)


@pytest.mark.parametrize(
    ("first", "last", "fits"), [(1, 9, True), (1, 10, False), (12, 14, False), (13, 14, True)]
)
def test_nobody_is_covered_for_twice_on_one_day(petra, otto, make_person, first, last, fits):
    anna = services.promote(user=make_person("anna@example.org"))
    join(anna)
    cover(petra, otto, first=10, last=12)
    if fits:
        cover(petra, anna, first=first, last=last)
    else:
        with pytest.raises(services.Refused, match="already"):
            cover(petra, anna, first=first, last=last)
    assert Cover.objects.count() == 1 + fits


def test_days_that_were_called_off_are_free_again(petra, otto):
    named = cover(petra, otto)
    services.end_cover(by=petra, cover=named.uuid)
    cover(petra, otto)


def test_who_is_away_covers_for_nobody_and_who_covers_is_not_away(petra, otto, make_person):
    anna = services.promote(user=make_person("anna@example.org"))
    join(anna)
    cover(petra, otto, first=10, last=12)
    with pytest.raises(services.Refused, match="is away"):
        cover(anna, petra, first=12, last=14)
    with pytest.raises(services.Refused, match="covers for somebody else"):
        cover(otto, anna, first=12, last=14)


def test_nobody_covers_for_themself(petra):
    with pytest.raises(services.Refused, match="themself"):
        cover(petra, petra)
    with pytest.raises(IntegrityError):
        Cover.objects.create(
            clinic=services.clinic_of(petra),
            physiotherapist=petra,
            cover=petra,
            first_day=NOW,
            last_day=NOW,
            starts_at=NOW,
            ends_at=NOW + DAY,
            named_by=petra,
            named_at=NOW,
        )


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (date(2026, 8, 31), date(2026, 9, 2), "passed"),
        (date(2026, 9, 2), date(2026, 9, 1), "before the first"),
        (date(2026, 9, 1), date(2026, 9, 1) + LONGEST, "366 days"),
        (date(2026, 9, 1) + LONGEST, date(2026, 9, 1) + LONGEST, "within a year"),
        (date.max, date.max, "within a year"),
    ],
)
def test_days_that_do_not_fit_are_refused(petra, otto, first, last, why):
    with pytest.raises(services.Refused, match=why):
        cover(petra, otto, first_day=first, last_day=last)
    assert not Cover.objects.exists()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 9, 1), date(2026, 9, 1)),
        (date(2026, 9, 1), date(2026, 8, 31) + LONGEST),
        (date(2026, 8, 31) + LONGEST, date(2026, 8, 31) + LONGEST),
    ],
)
def test_today_alone_and_a_whole_year_fit(petra, otto, first, last):
    assert cover(petra, otto, first_day=first, last_day=last)


def test_only_people_of_the_clinic_cover(petra, make_person):
    hilde = services.promote(user=make_person("hilde@example.org"))
    join(hilde, name="Hill Clinic", role=LEAD)
    alone = services.promote(user=make_person("anna@example.org"))
    for stand_in in (hilde, alone):
        with pytest.raises(services.NotFound):
            cover(petra, stand_in)
    with pytest.raises(services.NotFound):
        cover(petra, alone, by=hilde)
    with pytest.raises(services.NotFound):
        cover(alone, petra)


def test_only_who_is_away_or_leads_names_and_ends_a_cover(petra, otto, make_person):
    anna = services.promote(user=make_person("anna@example.org"))
    join(anna)
    with pytest.raises(services.NotFound):
        cover(petra, anna, by=otto)
    named = cover(otto, anna, by=petra)
    for who in (anna, make_person("root@example.org", is_staff=True, is_superuser=True)):
        with pytest.raises(services.NotFound):
            services.end_cover(by=who, cover=named.uuid)
    assert services.end_cover(by=otto, cover=named.uuid).ended_at


def test_who_is_no_physiotherapist_covers_for_nobody(petra, make_person):
    manager = make_person("mara@example.org")
    join(manager, role=LEAD)
    with pytest.raises(services.Refused, match="not a physiotherapist"):
        cover(petra, manager)


def test_sent_twice_it_is_one_and_something_else_is_refused(petra, otto):
    uuid = uuid4()
    assert cover(petra, otto, uuid=uuid) == cover(petra, otto, uuid=uuid)
    with pytest.raises(services.Refused, match="Load the page again"):
        cover(petra, otto, uuid=uuid, last=4)
