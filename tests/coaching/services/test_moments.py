"""When something happened: on the client's clock, and never before we heard of it."""

from datetime import UTC, datetime, timedelta

import pytest

from coaching.services import Moment

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ONE_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("ahead", "kept"), [(-1, -1), (0, 0), (1, 0), (400 * 86400, 0)])
def test_nothing_is_heard_of_before_it_happens(ahead, kept):
    moment = Moment(performed_at=NOW + ahead * ONE_SECOND, received_at=NOW)
    assert moment.performed_at == NOW + kept * ONE_SECOND
    assert moment.received_at == NOW


@pytest.mark.parametrize(
    ("zone", "minutes"),
    [("UTC", 0), ("Asia/Kathmandu", 345), ("America/St_Johns", -150), ("Pacific/Auckland", 720)],
)
def test_a_moment_knows_where_the_clients_clock_stood(make_person, zone, minutes):
    client = make_person("kim@example.org", time_zone=zone)
    assert Moment.at(client, NOW).utc_offset == minutes
    stamp = Moment.at(client, NOW).stamp("u")
    assert stamp == {
        "uuid": "u",
        "performed_at": NOW,
        "received_at": NOW,
        "utc_offset": minutes,
    }


def test_a_moment_from_before_the_zones_were_made_has_whole_minutes(make_person):
    client = make_person("kim@example.org", time_zone="Europe/Amsterdam")
    assert Moment.at(client, datetime(1900, 1, 1, tzinfo=UTC)).utc_offset in (17, 18, 19, 20)
