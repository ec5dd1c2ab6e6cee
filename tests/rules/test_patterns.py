"""What a pop is more typical of: the table, and how often it popped, on both sides of each line."""

import pytest

from coaching.rules.patterns import PATTERNS, HowOften, Pattern, how_often, pattern
from coaching.rules.terms import PopLocation

BACK = (PopLocation.LOWER_BACK, PopLocation.SACROILIAC)
HIP = (PopLocation.FRONT_OF_HIP, PopLocation.SIDE_OF_HIP)
ALL = tuple(range(1, 9))


def test_the_table_has_every_place_and_every_count():
    assert set(PATTERNS) == set(PopLocation)
    assert all(set(row) == set(HowOften) for row in PATTERNS.values())


@pytest.mark.parametrize("location", HIP)
@pytest.mark.parametrize("often", HowOften)
def test_at_the_hip_it_is_more_like_a_tendon(location, often):
    assert pattern(location, often) is Pattern.TENDON


@pytest.mark.parametrize("location", [*BACK, PopLocation.UNSURE, None])
def test_once_is_more_like_a_joint_but_at_the_hip(location):
    assert pattern(location, HowOften.ONCE) is Pattern.JOINT


@pytest.mark.parametrize("location", [PopLocation.UNSURE, None])
def test_every_repetition_is_more_like_a_tendon_where_the_place_says_nothing(location):
    assert pattern(location, HowOften.EVERY) is Pattern.TENDON


@pytest.mark.parametrize("location", BACK)
def test_every_repetition_in_the_back_points_both_ways(location):
    assert pattern(location, HowOften.EVERY) is Pattern.MIXED


@pytest.mark.parametrize("location", [*BACK, PopLocation.UNSURE, None])
@pytest.mark.parametrize("often", [HowOften.SOME, HowOften.UNKNOWN])
def test_several_or_unknown_could_be_either_but_at_the_hip(location, often):
    assert pattern(location, often) is Pattern.EITHER


@pytest.mark.parametrize(
    ("pops", "repetitions", "reps", "often"),
    [
        pytest.param(1, (), 8, HowOften.ONCE, id="one pop, its repetition not named"),
        pytest.param(1, (3,), 8, HowOften.ONCE, id="one pop on one repetition"),
        pytest.param(1, (9,), 8, HowOften.ONCE, id="one pop on the one that was not finished"),
        pytest.param(1, (), 2, HowOften.ONCE, id="one pop in two repetitions"),
        pytest.param(1, (), 1, HowOften.UNKNOWN, id="one pop in one repetition"),
        pytest.param(1, (1,), 1, HowOften.UNKNOWN, id="one repetition, and it popped"),
        pytest.param(1, (1,), 0, HowOften.UNKNOWN, id="none was finished"),
        pytest.param(2, (), 8, HowOften.UNKNOWN, id="two pops, no repetition named"),
        pytest.param(8, (), 8, HowOften.UNKNOWN, id="as many pops as repetitions, none named"),
        pytest.param(2, (3,), 8, HowOften.UNKNOWN, id="two pops, one repetition named"),
        pytest.param(2, (3, 3), 8, HowOften.UNKNOWN, id="two pops on the same repetition"),
        pytest.param(2, (3, 5), 8, HowOften.SOME, id="two repetitions"),
        pytest.param(1, (3, 5), 8, HowOften.SOME, id="more repetitions named than pops"),
        pytest.param(4, (3, 5), 8, HowOften.SOME, id="more pops than repetitions named"),
        pytest.param(7, ALL[:-1], 8, HowOften.SOME, id="all but the last"),
        pytest.param(8, (*ALL[1:], 9), 8, HowOften.SOME, id="eight, but not the first"),
        pytest.param(2, (1, 2), 1, HowOften.SOME, id="the only one and one not finished"),
        pytest.param(8, ALL, 8, HowOften.EVERY, id="all"),
        pytest.param(9, (*ALL, 9), 8, HowOften.EVERY, id="all, and one that was not finished"),
        pytest.param(1, ALL, 8, HowOften.EVERY, id="all named, one pop counted"),
        pytest.param(16, (*ALL, *ALL), 8, HowOften.EVERY, id="twice on each"),
        pytest.param(2, (2, 1), 2, HowOften.EVERY, id="both of two, in any order"),
        pytest.param(1, (1,), 2, HowOften.ONCE, id="one of two"),
    ],
)
def test_how_often_it_popped(pops, repetitions, reps, often):
    assert how_often(pops, repetitions, reps) is often
