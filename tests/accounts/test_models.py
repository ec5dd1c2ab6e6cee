from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import CareLink, User

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_an_address_is_stored_in_one_spelling(make_person):
    assert make_person("  Ada@Example.ORG ").email == "ada@example.org"


@pytest.mark.parametrize("spelling", ["ada@example.org", "ADA@example.org", "ada@EXAMPLE.org"])
def test_an_address_belongs_to_one_person_however_it_is_spelt(person, spelling):
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email=spelling)])


def test_a_form_says_that_an_address_is_taken(person):
    with pytest.raises(ValidationError, match="already exists"):
        User(email="ADA@example.org", password="x").full_clean()


def test_a_person_is_found_however_the_address_is_spelt(person):
    assert User.objects.get_by_natural_key(" ADA@example.org") == person


def test_an_account_needs_an_address(db):
    with pytest.raises(ValueError, match="needed"):
        User.objects.create_user("")


def test_nobody_can_sign_in_without_a_password(person):
    assert not person.has_usable_password()


def test_the_number_in_urls_says_nothing_about_the_person(person, stranger):
    assert person.public_id.version == 4
    assert person.public_id != stranger.public_id


def test_a_day_begins_where_the_person_is(make_person):
    assert make_person("ada@example.org", time_zone="Asia/Tokyo").zone == ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "europe/london "])
def test_a_time_zone_that_does_not_exist_is_refused(person, name):
    person.time_zone = name
    with pytest.raises(ValidationError):
        person.full_clean(exclude=["password"])


def test_a_client_is_no_physiotherapist(person):
    assert not person.is_physiotherapist


def test_a_physiotherapist_is_one(physiotherapist):
    assert User.objects.get(pk=physiotherapist.pk).is_physiotherapist
    assert list(User.objects.physiotherapists()) == [physiotherapist]


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_whoever_is_locked_out_or_left_the_staff_is_no_physiotherapist(physiotherapist, field):
    User.objects.filter(pk=physiotherapist.pk).update(**{field: False})
    assert not User.objects.get(pk=physiotherapist.pk).is_physiotherapist
    assert not User.objects.physiotherapists().exists()


def test_clients_are_those_in_this_care_and_no_others(
    physiotherapist, other_physiotherapist, person, stranger
):
    assert list(User.objects.clients_of(physiotherapist)) == [person]
    assert list(User.objects.clients_of(other_physiotherapist)) == [stranger]


def test_a_pair_has_one_active_link(physiotherapist, person):
    with pytest.raises(IntegrityError):
        CareLink.objects.create(physiotherapist=physiotherapist, client=person)


def test_a_link_does_not_end_before_it_begins(physiotherapist, stranger):
    with pytest.raises(IntegrityError):
        CareLink.objects.create(
            physiotherapist=physiotherapist,
            client=stranger,
            text_version="1",
            since=NOON,
            ended_by="client",
            ended_at=NOON - MINUTE,
        )


def test_a_link_joins_two_people(physiotherapist):
    with pytest.raises(IntegrityError):
        CareLink.objects.create(physiotherapist=physiotherapist, client=physiotherapist)


@pytest.mark.parametrize(
    ("moment", "held"),
    [
        (NOON - MINUTE, False),
        (NOON, True),
        (NOON + MINUTE, True),
        (NOON + 2 * MINUTE, False),
    ],
)
def test_a_link_holds_from_its_beginning_until_its_end(physiotherapist, person, moment, held):
    CareLink.objects.update(since=NOON, ended_at=NOON + 2 * MINUTE, ended_by="client")
    assert CareLink.objects.active(moment).exists() is held
    assert User.objects.clients_of(physiotherapist, at=moment).exists() is held


def test_a_link_without_an_end_goes_on(physiotherapist):
    CareLink.objects.update(since=NOON)
    assert CareLink.objects.active(NOON + timedelta(days=36_500)).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": NOON},
        {"text_version": "1"},
        {"ended_at": NOON},
        {"ended_by": "client"},
    ],
    ids=["agreed to nothing", "a text without a yes", "ended by nobody", "an end without a time"],
)
def test_a_link_says_what_was_agreed_to_and_who_ended_it(physiotherapist, stranger, wrong):
    with pytest.raises(IntegrityError):
        CareLink.objects.create(
            physiotherapist=physiotherapist, client=stranger, route="code", **wrong
        )
