"""A set that two devices told is judged by the more careful answer to each question."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from coaching.places import more_careful
from coaching.rules.judgement import RULES, judge
from coaching.rules.terms import LumbarContact, Position, SetReport, Symptom
from tests.rules.programs import MAIN

reports = st.builds(
    SetReport,
    reps=st.integers(6, 12),
    lumbar_contact=st.sampled_from([*LumbarContact, None]),
    pops=st.sampled_from([None, 0, 1, 2]),
    discomfort=st.sampled_from([None, *range(11)]),
    symptoms=st.frozensets(st.sampled_from(Symptom), max_size=2),
    lowest_angle=st.sampled_from([None, 60.0, 71.0, 90.0]),
    asked=st.sampled_from([None, (2, 0), (2, 1), (3, 0)]),
)
positions = st.builds(
    Position, level=st.integers(2, 3), rep_step=st.integers(0, 1), popping=st.integers(0, 1)
)


@given(one=reports, other=reports, where=positions)
def test_no_set_is_judged_more_mildly_for_being_told_twice(one, other, where):
    together = more_careful([one, other])
    one_by_one = [RULES.index(judge(report, where, MAIN)) for report in (one, other)]
    assert RULES.index(judge(together, where, MAIN)) <= min(one_by_one)


@given(told=st.lists(reports, min_size=1, max_size=3))
def test_the_order_of_the_tellings_does_not_matter(told):
    assert len({more_careful(order) for order in permutations(told)}) == 1


@given(report=reports)
def test_a_set_told_alike_by_two_devices_is_that_set(report):
    assert more_careful([report, report]) == report
