"""Clocks that are put forward and back, in every zone of the world.

The day of a workout is the one on the client's own clock: `at` carries its offset.
"""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

from tests.rules.makers import decisions, workout

FIRST, LAST = datetime(2026, 1, 6, tzinfo=UTC), datetime(2028, 1, 6, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def changes():
    """When a clock is changed, once for all zones that do it alike: (moment, before, after)."""
    found = set()
    for name in sorted(available_timezones()):
        zone, at = ZoneInfo(name), FIRST
        while at < LAST:
            if offset(zone, at) != offset(zone, at + DAY):
                low, high = at, at + DAY
                while high - low > MINUTE:
                    middle = low + (high - low) / 2
                    is_before = offset(zone, middle) == offset(zone, at)
                    low, high = (middle, high) if is_before else (low, middle)
                found.add(
                    (high.replace(second=0, microsecond=0), offset(zone, at), offset(zone, high))
                )
            at += DAY
    return sorted(found)


def offset(zone, at):
    return at.astimezone(zone).utcoffset()


def there(at, before, after, change):
    """A moment as a phone tells it: on a clock that is changed then."""
    return at.astimezone(timezone(before if at < change else after))


def test_a_client_advances_once_a_day_of_their_own_clock_however_it_is_changed():
    found = changes()
    assert len(found) > 100
    assert {after > before for _, before, after in found} == {True, False}
    for change, before, after in found:
        moments = [
            there(change + timedelta(minutes=minutes), before, after, change)
            for minutes in (-26 * 60, -90, -30, 30, 90, 26 * 60)
        ]
        decided = decisions(*(workout(f"{n}", at) for n, at in enumerate(moments)))
        rules = [decided[f"{n}"].rule for n in range(len(moments))]
        days = [at.date() for at in moments]
        first = [day not in days[:n] for n, day in enumerate(days)]
        expected = ["clean" if is_first else "same-day" for is_first in first]
        assert rules == expected, (change, before, after)
