"""A workout set by set, and what the whole of it decides: section 4 of docs/rules.md."""

from datetime import timedelta, timezone

import pytest

from coaching.rules.judgement import rule_named
from coaching.rules.terms import LumbarContact, Outcome, Status
from coaching.rules.workout import after_set, begin, decide, finish
from tests.rules.makers import (
    CLEAN_SET,
    MONDAY,
    THREE_CLEAN,
    a_set,
    at_level,
    decisions,
    morning,
    on_day,
    override,
    symptom,
    workout,
)
from tests.rules.programs import MAIN, PROGRAMS

LOST = a_set(lumbar_contact=LumbarContact.LOST)
UNSURE = a_set(lumbar_contact=LumbarContact.UNSURE)
POP = a_set(pops=1)


def sets_at(position, *reports, program=MAIN):
    """The verdict on each set of a workout, and its decision."""
    underway = begin(program, position, at=MONDAY, event_id="w")
    verdicts = []
    for report in reports:
        underway, verdict = after_set(underway, report, program)
        verdicts.append(verdict)
    return verdicts, finish(underway, program)


def decided(position, *reports, program=MAIN):
    """The decision of a workout at that position."""
    return decide(workout("w", MONDAY, *reports), position, program)


def names(verdicts):
    return [verdict.rule and verdict.rule.name for verdict in verdicts]


# After every set


def test_a_regress_within_a_workout_changes_what_the_next_set_asks_for():
    verdicts, decision = sets_at(at_level(5, rep_step=2), LOST, a_set(reps=8), a_set(reps=8))
    assert [(each.after.level, each.after.rep_step) for each in verdicts] == [(4, 0)] * 3
    assert names(verdicts) == ["lumbar-lock-lost", "clean", "clean"]
    assert (decision.outcome, decision.rule) == (Outcome.REGRESS, "lumbar-lock-lost")


def test_the_next_set_after_a_regress_is_held_to_the_new_angle():
    """Level 5 asks for 45 degrees, level 4 for 60: 70 is within ten degrees of that."""
    verdicts, _ = sets_at(at_level(5), LOST, a_set(lowest_angle=70), a_set(lowest_angle=70.5))
    assert names(verdicts) == ["lumbar-lock-lost", "clean", "shortened-range"]


def test_two_sets_that_lose_contact_regress_twice():
    _, decision = sets_at(at_level(3, rep_step=1), LOST, LOST, CLEAN_SET)
    assert (decision.position.level, decision.position.rep_step) == (1, 0)


def test_a_regress_from_level_7_skips_the_harder_levels_before_it():
    assert decided(at_level(7), LOST, CLEAN_SET, CLEAN_SET).position.level == 4


def test_a_regress_with_no_easier_level_substitutes_the_reverse_crunch():
    _, decision = sets_at(at_level(1, rep_step=2), LOST, CLEAN_SET, CLEAN_SET)
    assert (decision.outcome, decision.position.level) == (Outcome.SUBSTITUTE, 0)
    assert decision.position.rep_step == 0


def test_a_substitute_outranks_the_regress_that_went_before_it():
    _, decision = sets_at(at_level(2), LOST, LOST, LOST)
    assert (decision.outcome, decision.position.level) == (Outcome.SUBSTITUTE, 0)


def test_on_the_reverse_crunch_a_regress_changes_neither_level_nor_rep_step():
    _, decision = sets_at(at_level(0, rep_step=1, popping=1), LOST, CLEAN_SET, CLEAN_SET)
    assert (decision.outcome, decision.position.level) == (Outcome.REGRESS, 0)
    assert (decision.position.rep_step, decision.position.popping) == (1, 0)


@pytest.mark.parametrize(
    ("report", "ends"),
    [
        (a_set("leg_weakness"), True),
        (a_set("numbness"), True),
        (a_set(discomfort=6), True),
        (a_set(discomfort=5), True),
        (a_set(discomfort=4), True),
        (a_set(discomfort=4, pops=1), True),
        (a_set(discomfort=3, pops=1), False),
        (a_set(discomfort=3), False),
        (LOST, False),
        (POP, False),
        (CLEAN_SET, False),
    ],
)
def test_a_set_says_whether_it_ended_the_workout(report, ends):
    (verdict,), _ = sets_at(at_level(5), report)
    assert verdict.ends_workout is ends


def test_a_pop_with_discomfort_of_three_regresses_but_goes_on():
    verdicts, decision = sets_at(at_level(5), a_set(pops=1, discomfort=3), *THREE_CLEAN)
    assert names(verdicts) == ["pop-with-discomfort", "clean", "clean", "clean"]
    assert decision.position.level == 4


def test_after_the_end_only_alarms_are_heard():
    verdicts, decision = sets_at(
        at_level(5), a_set(discomfort=4), LOST, POP, a_set(pops=1, discomfort=5), CLEAN_SET
    )
    assert names(verdicts) == ["moderate-discomfort", None, None, None, None]
    assert {verdict.outcome for verdict in verdicts[1:]} == {Outcome.IGNORED}
    assert (decision.outcome, decision.position.level) == (Outcome.REGRESS, 4)
    assert decision.position.popping == 0


@pytest.mark.parametrize(
    ("late", "rule", "outcome"),
    [
        (a_set("leg_weakness"), "emergency-sign", Outcome.EMERGENCY),
        (a_set("numbness"), "stop-sign", Outcome.STOP),
        (a_set(discomfort=6), "severe-discomfort", Outcome.STOP),
    ],
    ids=["emergency", "stop", "severe"],
)
def test_an_alarm_after_the_end_still_stops_the_program(late, rule, outcome):
    verdicts, decision = sets_at(at_level(5), a_set(discomfort=4), late)
    assert names(verdicts) == ["moderate-discomfort", rule]
    assert (decision.outcome, decision.rule) == (outcome, rule)
    assert (decision.position.status, decision.position.open_stops) == (Status.STOPPED, ("w",))


def test_two_stopping_sets_of_one_workout_are_one_stop():
    _, decision = sets_at(at_level(5), a_set("numbness"), a_set("leg_weakness"))
    assert decision.position.open_stops == ("w",)
    assert (decision.outcome, decision.rule) == (Outcome.EMERGENCY, "emergency-sign")


def test_a_stop_leaves_level_and_rep_step_where_they_were():
    _, decision = sets_at(at_level(5, rep_step=1, popping=1), a_set("numbness"))
    position = decision.position
    assert (position.level, position.rep_step, position.popping) == (5, 1, 1)


def test_a_stop_after_a_regress_is_told_as_the_stop_and_keeps_the_regress():
    _, decision = sets_at(at_level(5), LOST, a_set("numbness"))
    assert (decision.outcome, decision.rule) == (Outcome.STOP, "stop-sign")
    assert decision.position.level == 4


# The popping counter


def test_a_second_pop_of_one_workout_is_a_recurring_one():
    verdicts, decision = sets_at(at_level(5), POP, POP, POP)
    assert names(verdicts) == ["painless-pop", "recurring-pop", "painless-pop"]
    assert [verdict.after.popping for verdict in verdicts] == [1, 0, 1]
    assert (decision.outcome, decision.rule) == (Outcome.REGRESS, "recurring-pop")


def test_a_pop_is_remembered_in_the_next_workout():
    decision = decisions(
        workout("a", 0, POP, CLEAN_SET, CLEAN_SET), workout("b", 2, POP, CLEAN_SET, CLEAN_SET)
    )
    assert (decision["a"].outcome, decision["a"].rule) == (Outcome.HOLD, "painless-pop")
    assert decision["b"].rule == "recurring-pop"


def test_a_workout_all_clean_and_none_missing_clears_the_counter():
    decision = decisions(
        workout("a", 0, POP, CLEAN_SET, CLEAN_SET), workout("b", 2), workout("c", 4, POP)
    )
    assert (decision["b"].outcome, decision["b"].position.popping) == (Outcome.ADVANCE, 0)
    assert decision["c"].rule == "painless-pop"


@pytest.mark.parametrize(
    "between",
    [
        (CLEAN_SET, CLEAN_SET),
        (CLEAN_SET, CLEAN_SET, UNSURE),
        (CLEAN_SET, CLEAN_SET, CLEAN_SET, a_set(reps=7)),
    ],
    ids=["a set missing", "a set not clean", "an extra set not clean"],
)
def test_a_workout_less_than_clean_leaves_the_counter(between):
    assert decided(at_level(5, popping=1), *between).position.popping == 1


def test_a_clean_workout_that_does_not_advance_clears_the_counter_too():
    after_break = at_level(1, popping=1, last_workout_at=on_day(-14))
    second_today = at_level(5, popping=1, advance_days=(MONDAY.date(),))
    for position in (after_break, second_today):
        decision = decided(position)
        assert (decision.outcome, decision.position.popping) == (Outcome.HOLD, 0)


# The rule and the decision of the whole


def test_the_rule_of_a_workout_is_the_first_of_the_table_that_any_set_matched():
    sets = (a_set(reps=7), UNSURE, a_set(discomfort=1))
    assert decided(at_level(5), *sets).rule == "mild-discomfort"
    assert decided(at_level(5), *reversed(sets)).rule == "mild-discomfort"


@pytest.mark.parametrize(
    ("count", "rule", "outcome"),
    [
        (1, "incomplete", Outcome.HOLD),
        (2, "incomplete", Outcome.HOLD),
        (3, "clean", Outcome.ADVANCE),
        (4, "clean", Outcome.ADVANCE),
        (20, "clean", Outcome.ADVANCE),
    ],
)
def test_fewer_sets_than_asked_are_incomplete_and_more_are_not(count, rule, outcome):
    decision = decided(at_level(5), *(CLEAN_SET,) * count)
    assert (decision.rule, decision.outcome) == (rule, outcome)


def test_an_extra_set_counts_like_any_other():
    assert decided(at_level(5), *THREE_CLEAN, LOST).outcome is Outcome.REGRESS
    assert decided(at_level(5), *THREE_CLEAN, UNSURE).outcome is Outcome.HOLD


def test_a_missing_set_gives_way_to_a_graver_rule():
    assert decided(at_level(5), UNSURE).rule == "unsure-contact"


@pytest.mark.parametrize(
    ("level", "rep_step", "outcome", "change", "after"),
    [
        (1, 0, Outcome.ADVANCE, "reps", (1, 1)),
        (1, 1, Outcome.ADVANCE, "reps", (1, 2)),
        (1, 2, Outcome.ADVANCE, "range", (2, 0)),
        (3, 2, Outcome.ADVANCE, "variation", (4, 0)),
        (6, 2, Outcome.ADVANCE, "variation", (7, 0)),
        (10, 1, Outcome.ADVANCE, "reps", (10, 2)),
        (10, 2, Outcome.COMPLETE, None, (10, 2)),
        (0, 0, Outcome.ADVANCE, "reps", (0, 1)),
        (0, 2, Outcome.ADVANCE, "variation", (1, 0)),
    ],
)
def test_a_clean_workout_fills_the_repetitions_and_then_takes_the_next_level(
    level, rep_step, outcome, change, after
):
    decision = decided(at_level(level, rep_step=rep_step))
    assert (decision.outcome, decision.rule, decision.change) == (outcome, "clean", change)
    assert (decision.position.level, decision.position.rep_step) == after


@pytest.mark.parametrize(
    ("ceiling", "outcome"),
    [(4, Outcome.ADVANCE), (5, Outcome.ADVANCE), (3, Outcome.COMPLETE)],
)
def test_at_the_last_rep_step_of_the_ceiling_the_program_is_complete(ceiling, outcome):
    decision = decided(at_level(3, rep_step=2, ceiling=ceiling))
    assert decision.outcome is outcome


def test_a_completed_program_holds_on_clean_workouts():
    decision = decided(at_level(10, rep_step=2, status=Status.COMPLETED))
    assert (decision.outcome, decision.rule) == (Outcome.HOLD, "clean")
    assert decision.position.status is Status.COMPLETED


def test_a_regress_makes_a_completed_program_active_again():
    decision = decided(at_level(10, rep_step=2, status=Status.COMPLETED), LOST)
    assert (decision.position.level, decision.position.status) == (9, Status.ACTIVE)


def test_a_program_regressed_to_activity_within_a_workout_does_not_advance_in_it():
    completed = at_level(10, rep_step=2, status=Status.COMPLETED)
    decision = decided(completed, LOST, *THREE_CLEAN)
    assert (decision.outcome, decision.position.rep_step) == (Outcome.REGRESS, 0)


def test_a_workout_without_a_set_is_ignored():
    position = at_level(5, popping=1, last_workout_at=on_day(-30), painful_workouts=1)
    empty = workout("w", MONDAY)
    decision = decide(type(empty)(id="w", at=MONDAY, received_at=MONDAY, sets=()), position, MAIN)
    assert (decision.outcome, decision.rule) == (Outcome.IGNORED, None)
    assert decision.position == position


def test_a_workout_begun_and_left_without_a_set_is_ignored():
    position = at_level(5, last_workout_at=on_day(-30))
    decision = finish(begin(MAIN, position, at=MONDAY, event_id="w"), MAIN)
    assert (decision.outcome, decision.position) == (Outcome.IGNORED, position)


# A layoff

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("gap", "level", "rule"),
    [
        pytest.param(14 * DAY - MINUTE, 9, "clean", id="a minute before 14 days"),
        pytest.param(14 * DAY, 8, "layoff", id="14 days"),
        pytest.param(14 * DAY + MINUTE, 8, "layoff", id="a minute after 14 days"),
        pytest.param(28 * DAY - MINUTE, 8, "layoff", id="a minute before 28 days"),
        pytest.param(28 * DAY, 7, "layoff", id="28 days"),
        pytest.param(42 * DAY - MINUTE, 7, "layoff", id="a minute before 42 days"),
        pytest.param(42 * DAY, 4, "layoff", id="42 days"),
        pytest.param(56 * DAY, 4, "layoff", id="56 days: no more than three"),
        pytest.param(700 * DAY, 4, "layoff", id="700 days: no more than three"),
    ],
)
def test_a_layoff_regresses_once_for_each_full_14_days_at_most_3(gap, level, rule):
    decision = decided(at_level(9, rep_step=1, last_workout_at=MONDAY - gap))
    assert (decision.position.level, decision.rule) == (level, rule)
    assert (decision.outcome is Outcome.REGRESS) is (rule == "layoff")


@pytest.mark.parametrize("level", [0, 1])
def test_a_layoff_regresses_nobody_from_level_1_or_the_reverse_crunch(level):
    decision = decided(at_level(level, rep_step=1, popping=1, last_workout_at=on_day(-60)))
    assert (decision.outcome, decision.rule) == (Outcome.HOLD, "layoff")
    assert (decision.position.level, decision.position.rep_step) == (level, 1)


def test_a_layoff_stops_at_level_1():
    assert decided(at_level(2, last_workout_at=on_day(-60))).position.level == 1


def test_a_layoff_from_a_level_with_no_easier_one_substitutes():
    decision = decided(
        at_level(2, last_workout_at=on_day(-7)), CLEAN_SET, CLEAN_SET, program=PROGRAMS["strict"]
    )
    assert (decision.outcome, decision.position.level) == (Outcome.SUBSTITUTE, 0)


def test_the_first_set_after_a_layoff_asks_for_the_easier_level():
    position = at_level(5, rep_step=2, popping=1, last_workout_at=on_day(-14))
    underway = begin(MAIN, position, at=MONDAY, event_id="w")
    now = underway.position
    assert (now.level, now.rep_step, now.popping) == (4, 0, 0)


def test_a_layoff_ends_maintenance_where_it_regresses():
    position = at_level(10, status=Status.COMPLETED, last_workout_at=on_day(-14))
    assert decided(position).position.status is Status.ACTIVE


def test_there_is_no_layoff_before_the_first_workout():
    assert decisions(workout("a", 60))["a"].rule == "clean"


def test_a_layoff_counts_from_the_last_workout_and_from_nothing_else():
    decision = decisions(
        workout("a", 0),
        morning("b", 10, 0),
        override("c", 12, 5),
        workout("d", 14),
    )
    assert (decision["d"].rule, decision["d"].position.level) == ("layoff", 4)


def test_after_a_layoff_the_next_workout_advances():
    decision = decisions(workout("a", 0), workout("b", 14), workout("c", 16))
    assert [decision[id_].outcome for id_ in "abc"] == ["advance", "hold", "advance"]


def test_a_graver_rule_outranks_a_layoff_and_the_regress_is_still_told():
    decision = decided(at_level(5, last_workout_at=on_day(-14)), UNSURE, CLEAN_SET, CLEAN_SET)
    assert (decision.outcome, decision.rule) == (Outcome.REGRESS, "unsure-contact")


# The same day

TOKYO, HONOLULU = timezone(timedelta(hours=9)), timezone(timedelta(hours=-10))
EAST, WEST = timezone(timedelta(hours=23, minutes=59)), timezone(-timedelta(hours=23, minutes=59))


def test_a_client_advances_once_a_day():
    decision = decisions(
        workout("a", on_day(0)), workout("b", on_day(0, hours=3)), workout("c", on_day(1))
    )
    assert [(decision[id_].outcome, decision[id_].rule) for id_ in "abc"] == [
        ("advance", "clean"),
        ("hold", "same-day"),
        ("advance", "clean"),
    ]


def test_midnight_divides_two_days():
    decision = decisions(
        workout("a", on_day(0, hours=15, minutes=58)),
        workout("b", on_day(0, hours=15, minutes=59)),
        workout("c", on_day(0, hours=16)),
    )
    assert [decision[id_].rule for id_ in "abc"] == ["clean", "same-day", "clean"]


def test_a_workout_that_did_not_advance_leaves_the_day_open():
    decision = decisions(workout("a", on_day(0), UNSURE), workout("b", on_day(0, hours=3)))
    assert decision["b"].outcome is Outcome.ADVANCE


def test_a_completion_takes_the_day_too():
    decision = decisions(
        override("a", 0, 10, rep_step=2),
        workout("b", on_day(0, hours=1)),
        override("c", on_day(0, hours=2), 5),
        workout("d", on_day(0, hours=3)),
    )
    assert decision["b"].outcome is Outcome.COMPLETE
    assert (decision["d"].outcome, decision["d"].rule) == (Outcome.HOLD, "same-day")


def test_the_day_is_the_local_one_of_each_workout():
    """17:00 on Monday in Tokyo, and an hour later in Honolulu: still Sunday there."""
    decision = decisions(
        workout("a", on_day(0, zone=TOKYO)), workout("b", on_day(0, hours=1, zone=HONOLULU))
    )
    assert decision["b"].outcome is Outcome.ADVANCE


def test_two_workouts_24_hours_apart_can_share_a_local_day():
    decision = decisions(
        workout("a", on_day(0, hours=15, minutes=30, zone=TOKYO)),
        workout("b", on_day(1, hours=15, zone=HONOLULU)),
    )
    assert decision["b"].rule == "same-day"


def test_a_day_is_remembered_as_long_as_a_later_workout_could_still_meet_it():
    """Days run back by almost two where somebody leaps across every zone there is."""
    decision = decisions(
        workout("a", on_day(0, hours=-8, minutes=1, zone=WEST)),
        workout("b", on_day(0, hours=-7, zone=EAST)),
        workout("c", on_day(0, hours=-6, zone=WEST)),
    )
    assert on_day(0, hours=-7, zone=EAST).date() - on_day(0, hours=-6, zone=WEST).date() == 2 * DAY
    assert [decision[id_].rule for id_ in "abc"] == ["clean", "clean", "same-day"]


def test_days_are_kept_no_longer_than_needed():
    decision = decisions(*(workout(f"w{day:02}", day) for day in range(30)))
    assert len(decision["w29"].position.advance_days) <= 3


def test_the_first_days_of_the_calendar_are_days_like_any_other():
    first = on_day(0).replace(year=1, month=1, day=1)
    position = at_level(1)
    for day in range(2):
        decision = decide(workout("w", first + day * DAY), position, MAIN)
        position = decision.position
        assert decision.outcome is Outcome.ADVANCE


# A physiotherapist's eye

HURT = (a_set(discomfort=4),)


def refers(*events):
    return [decision.refer for decision in decisions(*events, level=9).values()]


def test_the_second_painful_workout_in_a_row_and_each_further_one_refers():
    painful = [workout(f"w{day}", day, *HURT) for day in range(4)]
    assert refers(*painful) == [False, True, True, True]


@pytest.mark.parametrize(
    ("report", "painful"),
    [
        (a_set(discomfort=6), True),
        (a_set(discomfort=1, pops=1), True),
        (a_set(discomfort=4), True),
        (a_set(discomfort=3), False),
        (LOST, False),
        (POP, False),
        (a_set("numbness", discomfort=5), False),
    ],
)
def test_a_workout_is_painful_by_the_rules_its_sets_matched(report, painful):
    decision = decided(at_level(5, painful_workouts=1), report)
    assert decision.refer is painful
    assert decision.position.painful_workouts == (2 if painful else 0)


def test_a_workout_in_between_that_did_not_hurt_breaks_the_row():
    assert refers(workout("a", 0, *HURT), workout("b", 1), workout("c", 2, *HURT)) == [False] * 3


def test_what_is_no_workout_does_not_break_the_row():
    events = workout("a", 0, *HURT), morning("b", 1, 0), workout("c", 2, *HURT)
    assert refers(*events) == [False, False, True]


def test_a_set_that_hurt_severely_after_the_end_makes_a_workout_painful():
    assert decided(at_level(5, painful_workouts=1), a_set("numbness"), a_set(discomfort=7)).refer


def test_a_stricter_program_refers_at_once():
    assert decided(at_level(3), a_set(discomfort=2), program=PROGRAMS["strict"]).refer


# While stopped


def test_a_workout_while_stopped_is_ignored_and_leaves_no_trace():
    decision = decisions(
        symptom("a", 0, "numbness"), workout("b", 1, LOST, POP, a_set(discomfort=5))
    )
    assert (decision["b"].outcome, decision["b"].rule) == (Outcome.IGNORED, None)
    assert decision["b"].position == decision["a"].position


@pytest.mark.parametrize(
    ("report", "outcome", "rule"),
    [
        (a_set("leg_weakness"), Outcome.EMERGENCY, "emergency-sign"),
        (a_set("sharp_pain"), Outcome.STOP, "stop-sign"),
        (a_set(discomfort=6), Outcome.STOP, "severe-discomfort"),
    ],
    ids=["emergency", "stop", "severe"],
)
def test_an_alarm_while_stopped_opens_a_further_stop_and_moves_nothing_else(report, outcome, rule):
    decision = decisions(symptom("a", 0, "numbness"), workout("b", 30, LOST, report, CLEAN_SET))
    before, after = decision["a"].position, decision["b"].position
    assert (decision["b"].outcome, decision["b"].rule) == (outcome, rule)
    assert after.open_stops == ("a", "b")
    assert (after.level, after.last_workout_at) == (before.level, None)
    assert (after.painful_workouts, decision["b"].refer) == (0, False)


def test_the_gravest_alarm_of_a_workout_while_stopped_is_told():
    sets = a_set(discomfort=6), a_set("leg_weakness"), a_set("numbness")
    decision = decisions(symptom("a", 0, "numbness"), workout("b", 1, *sets))
    assert (decision["b"].outcome, decision["b"].rule) == (Outcome.EMERGENCY, "emergency-sign")


def test_live_a_workout_begun_while_stopped_has_ended_before_it_began():
    position = at_level(5, status=Status.STOPPED, open_stops=("a",), last_workout_at=on_day(-60))
    underway = begin(MAIN, position, at=MONDAY, event_id="w")
    assert underway.ended
    assert underway.position == position


# Live


def test_a_workout_set_by_set_decides_as_the_whole_does():
    position = at_level(5, popping=1, last_workout_at=on_day(-15))
    sets = POP, a_set(discomfort=4), a_set("numbness")
    _, live = sets_at(position, *sets)
    assert live == decided(position, *sets)


def test_a_moment_before_the_last_workout_is_no_layoff():
    underway = begin(MAIN, at_level(5, last_workout_at=on_day(3)), at=MONDAY, event_id="w")
    assert underway.gravest is None


def test_values_are_frozen():
    underway = begin(MAIN, at_level(5), at=MONDAY, event_id="w")
    _, verdict = after_set(underway, CLEAN_SET, MAIN)
    for value, name in ((underway, "position"), (verdict, "rule"), (verdict.after, "level")):
        with pytest.raises(AttributeError):
            setattr(value, name, None)


def test_a_verdict_tells_where_the_set_began_and_where_it_led():
    (verdict,), _ = sets_at(at_level(5), LOST)
    assert verdict.rule is rule_named("lumbar-lock-lost")
    assert (verdict.before.level, verdict.after.level) == (5, 4)
    assert verdict.outcome is Outcome.REGRESS
