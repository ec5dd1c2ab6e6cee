"""One set against the table: section 4 of docs/rules.md."""

import re
from itertools import combinations, product

import pytest

from coaching.rules.judgement import (
    ALARMS,
    CLEAN,
    HELD,
    LAYOFF,
    NEXT_MORNING,
    RULES,
    SAME_DAY,
    SET_RULES,
    STOP_SIGN,
    graver,
    judge,
    rule_named,
)
from coaching.rules.signs import EMERGENCY_SIGNS, STOP_SIGNS
from coaching.rules.terms import LumbarContact, Symptom
from tests.rules import oracle
from tests.rules.makers import a_set, at_level
from tests.rules.programs import MAIN, PROGRAMS

LOST, UNSURE = LumbarContact.LOST, LumbarContact.UNSURE


def rule(*symptoms, popping=0, level=1, rep_step=0, program=MAIN, **answers):
    """The name of the rule that such a set meets."""
    position = at_level(level, popping=popping, rep_step=rep_step)
    return judge(a_set(*symptoms, **answers), position, program).name


# The table itself


def test_the_rules_stand_in_the_order_of_the_contract():
    assert [each.name for each in RULES] == oracle.ORDER


def test_a_set_is_judged_by_all_but_the_rules_of_a_whole_workout():
    assert tuple(each for each in RULES if each not in (LAYOFF, HELD, SAME_DAY)) == SET_RULES


def test_the_alarms_are_the_three_that_stop_the_program():
    assert [each.name for each in ALARMS] == oracle.ALARMS


def test_every_sign_is_either_a_stop_or_an_emergency():
    assert STOP_SIGNS.isdisjoint(EMERGENCY_SIGNS)
    assert set(Symptom) == STOP_SIGNS | EMERGENCY_SIGNS
    assert STOP_SIGNS == oracle.STOP_SIGNS
    assert EMERGENCY_SIGNS == oracle.EMERGENCY_SIGNS


@pytest.mark.parametrize("each", [*RULES, NEXT_MORNING], ids=lambda each: each.name)
def test_every_rule_names_its_source_in_the_article_or_outside(each):
    assert each.sources
    assert each.says.endswith(".")
    for source in each.sources:
        assert re.fullmatch(r"A([1-9]|[1-3]\d|4[0-5])|ext: .+", source)


@pytest.mark.parametrize("each", [*RULES, NEXT_MORNING], ids=lambda each: each.name)
def test_a_rule_is_found_by_its_name(each):
    assert rule_named(each.name) is each


def test_of_two_rules_the_graver_stands_earlier_in_the_table():
    for earlier, later in combinations(RULES, 2):
        assert graver(earlier, later) is graver(later, earlier) is earlier
    assert graver(None, CLEAN) is graver(CLEAN, None) is CLEAN
    assert graver(None, None) is None


# Each rule


@pytest.mark.parametrize("sign", sorted(EMERGENCY_SIGNS))
def test_every_emergency_sign_is_an_emergency(sign):
    assert rule(sign) == "emergency-sign"


@pytest.mark.parametrize("sign", sorted(STOP_SIGNS))
@pytest.mark.parametrize("pops", [None, 0, 1])
def test_every_stop_sign_stops_with_or_without_a_pop(sign, pops):
    assert rule(sign, pops=pops) == "stop-sign"


def test_an_emergency_sign_beside_a_stop_sign_is_an_emergency():
    assert rule("numbness", "leg_weakness") == "emergency-sign"


@pytest.mark.parametrize(
    ("discomfort", "met"),
    [
        (0, "clean"),
        (1, "mild-discomfort"),
        (3, "mild-discomfort"),
        (4, "moderate-discomfort"),
        (5, "moderate-discomfort"),
        (6, "severe-discomfort"),
        (10, "severe-discomfort"),
        (None, "unanswered"),
    ],
)
def test_discomfort_without_a_pop_is_mild_moderate_or_severe(discomfort, met):
    assert rule(discomfort=discomfort) == met


@pytest.mark.parametrize(
    ("discomfort", "met"),
    [
        (None, "painless-pop"),
        (0, "painless-pop"),
        (1, "pop-with-discomfort"),
        (5, "pop-with-discomfort"),
        (6, "severe-discomfort"),
    ],
)
@pytest.mark.parametrize("pops", [1, 2, 100])
def test_a_pop_with_any_discomfort_is_not_benign(pops, discomfort, met):
    assert rule(pops=pops, discomfort=discomfort) == met


@pytest.mark.parametrize(
    ("popping", "met"), [(0, "painless-pop"), (1, "recurring-pop"), (2, "recurring-pop")]
)
def test_a_pop_recurs_where_the_counter_is_not_0(popping, met):
    assert rule(pops=1, popping=popping) == met


def test_without_a_pop_the_counter_says_nothing():
    assert rule(pops=0, popping=1) == "clean"
    assert rule(pops=None, popping=1) == "unanswered"


@pytest.mark.parametrize(
    ("contact", "met"),
    [
        (LumbarContact.HELD, "clean"),
        (LOST, "lumbar-lock-lost"),
        (UNSURE, "unsure-contact"),
        (None, "unanswered"),
    ],
)
def test_only_contact_that_held_is_clean(contact, met):
    assert rule(lumbar_contact=contact) == met


@pytest.mark.parametrize("question", ["lumbar_contact", "pops", "discomfort"])
def test_an_unanswered_question_never_counts_as_a_clean_answer(question):
    assert rule(**{question: None}) == "unanswered"


@pytest.mark.parametrize(
    ("reached", "met"),
    [
        (None, "clean"),
        (60, "clean"),
        (75, "clean"),
        (85, "clean"),
        (85.5, "shortened-range"),
        (90, "shortened-range"),
    ],
)
def test_a_range_more_than_10_degrees_above_what_was_asked_is_shortened(reached, met):
    assert rule(lowest_angle=reached) == met


def test_on_the_reverse_crunch_no_range_is_shortened():
    assert rule(level=0, lowest_angle=90) == "clean"


@pytest.mark.parametrize(("rep_step", "asked"), [(0, 8), (1, 10), (2, 12)])
def test_one_repetition_less_than_asked_is_incomplete(rep_step, asked):
    assert rule(rep_step=rep_step, reps=asked - 1) == "incomplete"
    assert rule(rep_step=rep_step, reps=asked) == "clean"
    assert rule(rep_step=rep_step, reps=asked + 1) == "clean"


@pytest.mark.parametrize(
    ("discomfort", "met"),
    [(1, "mild-discomfort"), (2, "moderate-discomfort"), (3, "severe-discomfort")],
)
def test_a_stricter_program_judges_by_its_own_numbers(discomfort, met):
    assert rule(discomfort=discomfort, program=PROGRAMS["strict"]) == met


@pytest.mark.parametrize(("own", "limit"), [(6, 3), (6, 5), (6, 6), (3, 3), (3, 5), (3, 6)])
def test_a_set_of_another_program_is_severe_from_the_stricter_limit_on(own, limit):
    program = MAIN if own == 6 else PROGRAMS["strict"]
    for discomfort in range(2, 8):
        met = rule(discomfort=discomfort, severe_discomfort=limit, program=program)
        assert (met == "severe-discomfort") == (discomfort >= min(own, limit))


def test_a_limit_says_nothing_of_a_set_without_an_answer():
    assert rule(discomfort=None, severe_discomfort=3) == "unanswered"


def test_a_stricter_program_may_allow_no_error_of_measurement():
    assert rule(lowest_angle=60, program=PROGRAMS["strict"]) == "clean"
    assert rule(lowest_angle=60.5, program=PROGRAMS["strict"]) == "shortened-range"


# What ends a workout


@pytest.mark.parametrize(
    ("name", "discomfort", "ends"),
    [
        ("emergency-sign", 0, True),
        ("stop-sign", 0, True),
        ("severe-discomfort", 6, True),
        ("pop-with-discomfort", 1, False),
        ("pop-with-discomfort", 3, False),
        ("pop-with-discomfort", 4, True),
        ("pop-with-discomfort", 5, True),
        ("moderate-discomfort", 4, True),
        ("lumbar-lock-lost", 0, False),
        ("recurring-pop", 0, False),
        ("painless-pop", 0, False),
        ("mild-discomfort", 3, False),
        ("unsure-contact", 0, False),
        ("unanswered", 0, False),
        ("shortened-range", 0, False),
        ("incomplete", 0, False),
        ("clean", 0, False),
    ],
)
def test_what_is_grave_ends_the_workout(name, discomfort, ends):
    report = a_set(discomfort=discomfort)
    assert rule_named(name).ends_workout(report, at_level(1), MAIN) is ends


# The order: for each pair, the earlier wins

SHORT = {"reps": 7, "lowest_angle": 90}
EVERYTHING = [
    (a_set(*symptoms, lumbar_contact=contact, pops=pops, discomfort=hurts, **rest), popping)
    for symptoms, contact, pops, hurts, rest, popping in product(
        [(), ("numbness",), ("numbness", "leg_weakness")],
        [LumbarContact.HELD, LOST, UNSURE, None],
        [None, 0, 1],
        [None, 0, 1, 4, 6],
        [{}, {"reps": 7}, SHORT, {**SHORT, "asked": (2, 0)}],
        [0, 1],
    )
]
NEVER_TOGETHER = [("lumbar-lock-lost", "unsure-contact")]
PAIRS = [
    pytest.param(one, other, id=f"{one.name}, {other.name}")
    for one, other in combinations(SET_RULES, 2)
    if (one.name, other.name) not in NEVER_TOGETHER
]


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_where_two_rules_speak_the_earlier_decides(earlier, later):
    both = [
        (report, position)
        for report, position in (
            (each, at_level(1, popping=popping)) for each, popping in EVERYTHING
        )
        if earlier.speaks(report, position, MAIN) and later.speaks(report, position, MAIN)
    ]
    assert both
    for report, position in both:
        met = judge(report, position, MAIN)
        assert RULES.index(met) <= RULES.index(earlier)


def test_where_no_alarm_speaks_an_ended_workout_hears_nothing():
    assert judge(a_set(discomfort=5, pops=1), at_level(1), MAIN, rules=ALARMS) is None
    assert judge(a_set("numbness"), at_level(1), MAIN, rules=ALARMS) is STOP_SIGN


def test_every_rule_of_a_set_decides_some_set():
    met = {judge(report, at_level(1, popping=popping), MAIN) for report, popping in EVERYTHING}
    assert met == set(SET_RULES)


# A set done by another prescription


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, "clean"),
        ((4, 1), "clean"),
        ((3, 1), "other-prescription"),
        ((5, 1), "other-prescription"),
        ((4, 0), "other-prescription"),
        ((4, 2), "other-prescription"),
    ],
)
def test_a_set_that_was_asked_for_elsewhere_never_counts_as_clean(asked, expected):
    assert rule(asked=asked, level=4, rep_step=1) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"lumbar_contact": LOST}, "lumbar-lock-lost"),
        ({"pops": 1}, "painless-pop"),
        ({"discomfort": None}, "unanswered"),
        ({"reps": 0}, "other-prescription"),
    ],
)
def test_a_graver_answer_speaks_before_the_other_prescription(answers, expected):
    assert rule(asked=(1, 0), level=4, **answers) == expected
