"""Angles to load: section 1 of docs/rules.md."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.rules import geometry
from tests.rules import oracle

UNHURRIED = settings(deadline=None, derandomize=True)


def load(thigh_angle, knee_flexion, legs=2):
    return geometry.load(thigh_angle=thigh_angle, knee_flexion=knee_flexion, legs=legs)


@pytest.mark.parametrize(
    ("thigh_angle", "knee_flexion", "percent"),
    [
        pytest.param(0, 0, 100, id="straight legs held level"),
        pytest.param(60, 0, 50, id="straight at 60"),
        pytest.param(90, 0, 0, id="straight up"),
        pytest.param(45, 90, 70.711, id="knees bent, heels touch"),
        pytest.param(75, 90, 43.563, id="knees bent, first level"),
    ],
)
def test_the_load_is_the_moment_of_the_legs_about_the_hip(thigh_angle, knee_flexion, percent):
    assert load(thigh_angle, knee_flexion) == pytest.approx(percent, abs=0.001)


@pytest.mark.parametrize("knee_flexion", [0, 45, 90])
@pytest.mark.parametrize("thigh_angle", [45, 60, 75, 90])
def test_one_leg_is_half_the_load_of_two(thigh_angle, knee_flexion):
    assert load(thigh_angle, knee_flexion, legs=1) == load(thigh_angle, knee_flexion) / 2


@pytest.mark.parametrize(("knee_flexion", "lowest"), [(0, 0), (45, 22.5), (90, 45), (120, 60)])
def test_the_heels_meet_the_floor_at_half_the_knee_flexion(knee_flexion, lowest):
    assert geometry.lowest_possible_angle(knee_flexion) == lowest


@UNHURRIED
@given(flexion=st.floats(0, 120), low=st.floats(0, 1), high=st.floats(0, 1))
def test_lower_legs_are_never_easier(flexion, low, high):
    floor = geometry.lowest_possible_angle(flexion)
    lower, higher = sorted((floor + low * (90 - floor), floor + high * (90 - floor)))
    assert load(lower, flexion) >= load(higher, flexion) - 1e-9


@UNHURRIED
@given(
    thigh_angle=st.floats(0, 90),
    straighter=st.floats(0, 120),
    bent=st.floats(0, 120),
)
def test_straight_legs_held_level_are_the_hardest_there_is(thigh_angle, straighter, bent):
    assert load(thigh_angle, straighter) <= load(0, 0) + 1e-9
    assert load(thigh_angle, bent, legs=1) <= 50 + 1e-9


@UNHURRIED
@given(angle=st.floats(0, 90), flexion=st.floats(0, 120), legs=st.sampled_from((1, 2)))
def test_the_load_agrees_with_the_table_written_out(angle, flexion, legs):
    level = {"thigh_angle": angle, "knee_flexion": flexion, "legs": legs}
    assert load(angle, flexion, legs) == pytest.approx(oracle.load(level), abs=1e-9)
