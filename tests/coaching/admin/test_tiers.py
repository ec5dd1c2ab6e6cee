"""The tiers: each at its boundary, and the first that fits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from coaching.admin.tiers import HELD_FOR, SILENT_FOR, Facts, Stop, Tier, tier_of
from coaching.rules.terms import Status

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
HOUR, A_MOMENT = timedelta(hours=1), timedelta(microseconds=1)
FINE = Facts(
    status=Status.ACTIVE,
    started_at=NOW - timedelta(days=90),
    last_workout_at=NOW - HOUR,
    moved_at=NOW - HOUR,
)
STOPPED = replace(FINE, status=Status.STOPPED)


def stop(*signs, hours=1, seen=False):
    return Stop(received_at=NOW - hours * HOUR, symptoms=signs, is_seen=seen)


def tier(facts):
    return tier_of(facts, NOW)[0]


def since(facts):
    return (NOW - tier_of(facts, NOW)[1]) / HOUR


def test_an_unseen_emergency_is_first_and_since_the_oldest_of_them():
    stops = (stop("numbness", hours=9), stop("leg_weakness", hours=2), stop("leg_weakness"))
    facts = replace(STOPPED, stops=stops)
    assert (tier(facts), since(facts)) == (Tier.EMERGENCY, 2)


def test_an_emergency_that_was_seen_leaves_what_was_not():
    stops = (stop("leg_weakness", hours=9, seen=True), stop("numbness", hours=3))
    facts = replace(STOPPED, stops=stops)
    assert (tier(facts), since(facts)) == (Tier.STOP, 3)


def test_who_was_seen_stays_above_whatever_else_is_so():
    stops = (stop("leg_weakness", hours=9, seen=True), stop("numbness", hours=4, seen=True))
    facts = replace(STOPPED, stops=stops, refer=True, regressions=5)
    assert (tier(facts), since(facts)) == (Tier.SEEN, 9)


def test_a_stopped_client_whose_reports_are_not_found_is_still_a_stop():
    assert tier(STOPPED).is_stop


def test_refer_comes_before_regressions_and_counts_from_the_workout():
    facts = replace(FINE, refer=True, regressions=2)
    assert (tier(facts), since(facts)) == (Tier.REFER, 1)


@pytest.mark.parametrize(("times", "expected"), [(1, Tier.FINE), (2, Tier.REGRESSED)])
def test_once_is_no_pattern_and_twice_is_one(times, expected):
    assert tier(replace(FINE, regressions=times)) is expected


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (HELD_FOR - A_MOMENT, Tier.FINE),
        (HELD_FOR, Tier.HELD),
        (HELD_FOR + A_MOMENT, Tier.HELD),
    ],
)
def test_three_weeks_at_one_step_are_held(ago, expected):
    assert tier(replace(FINE, moved_at=NOW - ago)) is expected


def test_who_never_moved_is_held_since_the_start():
    facts = replace(FINE, moved_at=None)
    assert (tier(facts), since(facts)) == (Tier.HELD, 90 * 24)


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (SILENT_FOR - A_MOMENT, Tier.FINE),
        (SILENT_FOR, Tier.SILENT),
        (SILENT_FOR + A_MOMENT, Tier.SILENT),
    ],
)
@pytest.mark.parametrize("column", ["last_workout_at", "started_at"])
def test_ten_days_without_a_workout_are_silence(column, ago, expected):
    facts = replace(FINE, **{"last_workout_at": None, column: NOW - ago})
    assert tier(facts) is expected


def test_a_completed_program_is_not_held_and_can_fall_silent():
    done = replace(FINE, status=Status.COMPLETED, moved_at=NOW - HELD_FOR)
    assert tier(done) is Tier.FINE
    assert tier(replace(done, last_workout_at=NOW - SILENT_FOR)) is Tier.SILENT


@pytest.mark.parametrize(
    ("until", "expected"),
    [(None, Tier.FINE), (A_MOMENT, Tier.FINE), (0 * A_MOMENT, Tier.HELD), (-HOUR, Tier.HELD)],
)
def test_who_is_paused_is_neither_held_nor_silent_until_the_pause_ends(until, expected):
    long_ago = NOW - timedelta(days=40)
    facts = replace(FINE, moved_at=long_ago, last_workout_at=long_ago, is_paused=True)
    paused = replace(facts, paused_until=None if until is None else NOW + until)
    assert tier(paused) is expected


def test_held_comes_before_silent():
    facts = replace(FINE, moved_at=NOW - HELD_FOR, last_workout_at=NOW - SILENT_FOR)
    assert tier(facts) is Tier.HELD


def test_a_program_that_ended_is_in_no_tier_of_urgency():
    assert tier(replace(STOPPED, stops=(stop("leg_weakness"),), ended_at=NOW)) is Tier.ENDED
