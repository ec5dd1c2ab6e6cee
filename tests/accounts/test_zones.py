import pytest

from accounts.models import people


@pytest.fixture
def reads(monkeypatch):
    """How often the files of all zones were read."""
    found = []
    real = people.available_timezones
    monkeypatch.setattr(people, "available_timezones", lambda: found.append(1) or real())
    people.time_zones.cache_clear()
    yield found
    people.time_zones.cache_clear()


@pytest.mark.parametrize("cookie", ["", "Nowhere/Atlantis", "Asia/Tokyo"])
def test_the_zones_are_read_from_the_disk_once_however_many_report(client, person, reads, cookie):
    client.force_login(person)
    client.cookies["time_zone"] = cookie
    for _ in range(3):
        client.post("/report/")
    assert len(reads) <= 1
    person.refresh_from_db()
    assert person.time_zone == ("Asia/Tokyo" if cookie == "Asia/Tokyo" else "UTC")
