"""What a physiotherapist sets for a time: holds, pauses, ceilings and doses, and their ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from coaching.rules import terms
from coaching.rules.lookahead import look_ahead
from coaching.rules.moves import as_of
from coaching.rules.progression import fold
from coaching.rules.terms import Dosage, Outcome, Position, Status
from coaching.rules.workout import begin
from tests.rules.makers import (
    CLEAN_SET,
    START,
    a_set,
    at_level,
    ceiling,
    clearance,
    decisions,
    doses,
    morning,
    on_day,
    override,
    pause,
    resume,
    symptom,
    workout,
)
from tests.rules.programs import MAIN

A_MOMENT = timedelta(microseconds=1)
END = on_day(5)
AROUND = [(END - A_MOMENT, True), (END, False), (END + A_MOMENT, False)]
"""An end holds until just before its moment, and no more on it."""

TOP = MAIN.ladder.last


def told(*events, level=2):
    """The last decision."""
    return list(decisions(*events, level=level).values())[-1]


@pytest.mark.parametrize(("at", "holds"), AROUND)
@pytest.mark.parametrize(
    "act", [override("a", 1, 2, until=END), pause("a", 1, until=END)], ids=["override", "pause"]
)
def test_until_its_end_nothing_advances_and_from_then_on_it_does(act, at, holds):
    decision = told(act, workout("w", at))
    assert (decision.outcome, decision.rule) == (
        (Outcome.HOLD, "held") if holds else (Outcome.ADVANCE, "clean")
    )


def test_an_override_and_a_pause_without_an_end_differ():
    assert told(override("a", 1, 2), workout("w", 2)).outcome == Outcome.ADVANCE
    assert told(pause("a", 1), workout("w", 400)).rule == "held"


def test_nothing_completes_in_a_hold():
    last = override("a", 1, TOP, MAIN.last_rep_step, until=5)
    assert told(last, workout("w", 2), level=TOP).position.status is Status.ACTIVE
    assert told(last, workout("w", 6), level=TOP).position.status is Status.COMPLETED


@pytest.mark.parametrize(
    ("report", "outcome", "rule"),
    [
        (a_set(discomfort=4), Outcome.REGRESS, "moderate-discomfort"),
        (a_set("numbness"), Outcome.STOP, "stop-sign"),
        (a_set("leg_weakness"), Outcome.EMERGENCY, "emergency-sign"),
        (a_set(pops=1), Outcome.HOLD, "painless-pop"),
        (a_set(reps=1), Outcome.HOLD, "incomplete"),
    ],
)
def test_a_hold_is_the_last_word_only_where_nothing_graver_was_told(report, outcome, rule):
    decision = told(pause("a", 1), workout("w", 2, report, CLEAN_SET, CLEAN_SET))
    assert (decision.outcome, decision.rule) == (outcome, rule)


def test_a_hold_stands_above_the_rule_of_the_day_and_below_a_layoff():
    first = workout("v", 1)
    same_day = workout("w", on_day(1, hours=2))
    assert told(first, same_day).rule == "same-day"
    assert told(first, pause("a", on_day(1, hours=1)), same_day).rule == "held"
    assert told(first, pause("a", 2), workout("w", 15)).rule == "layoff"


def test_a_later_act_takes_the_place_of_the_earlier_one():
    assert not told(override("a", 1, 2, until=9), override("b", 2, 2)).position.is_held
    assert told(pause("a", 1, until=2), pause("b", 1), morning("m", 3, 0)).position.is_paused
    assert told(ceiling("a", 1, 3, until=2), ceiling("b", 1, 4)).position.ceiling_until is None


def test_a_pause_is_ended_once():
    answers = decisions(pause("a", 1), resume("b", 2), resume("c", 3), workout("w", 4))
    assert [each.outcome for each in answers.values()] == ["pause", "resume", "ignored", "advance"]


def test_what_was_taken_back_before_its_end_has_no_end_any_more():
    """Or a phone would hold its bundle for over at the end of an act that holds no more."""
    rested = told(pause("a", 1, until=9), resume("b", 2)).position
    usual = told(doses("a", 1, 2, (5,), until=9), doses("b", 2, until=9)).position
    assert rested == Position(level=2)
    assert (usual.doses, usual.doses_until) == (None, None)


@pytest.mark.parametrize(
    "act",
    [
        pause("b", 2),
        resume("b", 2),
        doses("b", 2, 1, (5,)),
        override("b", 2, 3, until=3),
        ceiling("b", 2, 1, until=3),
        terms.Leave(id="b", at=on_day(2), received_at=on_day(2)),
    ],
    ids=lambda act: type(act).__name__,
)
def test_no_act_but_a_clearance_and_no_end_of_one_leads_out_of_a_stop(act):
    sign = symptom("s", 1, "numbness")
    for later in (act, workout("w", 4), morning("m", 40, 0)):
        assert told(pause("p", 0, until=3), sign, act, later).position.open_stops == ("s",)
    assert not told(sign, act, clearance("c", 5, "s")).position.open_stops


def test_a_clearance_leaves_a_pause_and_a_hold_as_they_are():
    sign, cleared = symptom("s", 2, "numbness"), clearance("c", 3, "s")
    assert told(pause("a", 1), sign, cleared).position.is_paused
    assert told(override("a", 1, 2, until=9), sign, cleared).position.held_until == on_day(9)


# The end of a ceiling


@pytest.mark.parametrize(("at", "holds"), AROUND)
def test_a_ceiling_that_has_ended_lets_advances_happen_and_moves_nobody(at, holds):
    capped = [
        override("o", 0, 2, MAIN.last_rep_step),
        ceiling("a", 1, 2, until=END),
        workout("v", 2),
    ]
    assert told(*capped).position.status is Status.COMPLETED
    after = told(*capped, morning("m", at, 0)).position
    assert (after.level, after.rep_step) == (2, MAIN.last_rep_step)
    assert (after.status is Status.COMPLETED, after.ceiling) == (holds, 2 if holds else None)
    assert told(*capped, workout("w", at)).position.level == (2 if holds else 3)


def test_at_the_top_of_the_ladder_the_end_of_a_ceiling_leaves_a_program_completed():
    position = at_level(TOP, rep_step=2, status=Status.COMPLETED, ceiling=TOP, ceiling_until=END)
    assert as_of(MAIN, position, END).status is Status.COMPLETED


# Doses


def test_doses_ask_for_other_sets_and_repetitions_from_the_first_step_on():
    answers = decisions(
        override("o", 0, 2, 1), doses("a", 1, 2, (5, 7)), workout("w", 2, *[a_set(reps=5)] * 2)
    )
    asked = MAIN.prescription(answers["a"].position)
    assert (asked.sets, asked.reps, asked.level) == (2, 5, 2)
    assert (answers["w"].outcome, MAIN.prescription(answers["w"].position).reps) == ("advance", 7)
    assert MAIN.prescription(answers["o"].position).reps == 10


@pytest.mark.parametrize(("count", "rule"), [(1, "incomplete"), (2, "clean"), (3, "clean")])
def test_a_workout_is_whole_with_the_sets_of_ones_own(count, rule):
    assert told(doses("a", 1, 2), workout("w", 2, *[CLEAN_SET] * count)).rule == rule


@pytest.mark.parametrize(("reps", "rule"), [(4, "incomplete"), (5, "clean")])
def test_a_set_is_whole_with_the_repetitions_of_ones_own(reps, rule):
    own = doses("a", 1, rep_steps=(5,))
    assert told(own, workout("w", 2, *[a_set(reps=reps)] * 3)).rule == rule


def test_the_last_step_of_ones_own_leads_to_the_next_level():
    decision = told(doses("a", 1, rep_steps=(5,)), workout("w", 2))
    assert (decision.change, decision.position.level) == (terms.Change.RANGE, 3)


@pytest.mark.parametrize(("at", "holds"), AROUND)
def test_doses_that_have_ended_begin_again_at_the_programs_first_step(at, holds):
    own = doses("a", 1, 1, (4, 5, 6, 7), until=END)
    climbed = [own, *(workout(f"w{day}", day) for day in (2, 3, 4))]
    after = told(*climbed, morning("m", at, 0)).position
    assert (after.level, after.rep_step) == (2, 3 if holds else 0)
    assert after.moved_at == (on_day(4) if holds else END)


def test_doses_that_ask_for_the_same_sets_and_repetitions_move_nobody():
    only_shown = Dosage(manner=(("rest_seconds", 90),))
    event = terms.Doses(id="a", at=on_day(3), received_at=on_day(3), dosage=only_shown)
    position = told(workout("w", 2), event).position
    assert (position.rep_step, position.moved_at, position.doses) == (1, on_day(2), only_shown)
    assert told(workout("w", 2), doses("a", 3, sets=2)).position.rep_step == 0


@pytest.mark.parametrize("ended", [False, True])
def test_a_program_that_was_completed_with_ones_own_doses_is_active_again_with_others(ended):
    own = doses("a", 1, 1, (4,), until=5 if ended else None)
    last = override("o", 1, TOP)
    done = told(own, last, workout("w", 2), level=TOP)
    assert done.position.status is Status.COMPLETED
    other = morning("m", 6, 0) if ended else doses("b", 6)
    assert told(own, last, workout("w", 2), other, level=TOP).position.status is Status.ACTIVE


def test_an_override_beyond_the_steps_of_ones_own_goes_to_the_last_of_them():
    position = told(doses("a", 1, rep_steps=(4, 6)), override("o", 2, 2, 2)).position
    assert position.rep_step == 1


# What the worklist counts


@pytest.mark.parametrize(
    ("between", "count"),
    [
        ((), 2),
        ((morning("m", 3, 0),), 2),
        ((morning("m", 3, None),), 2),
        ((morning("m", 3, 4),), 3),
        ((override("o", 3, 5),), 2),
        ((pause("o", 3), resume("q", 3)), 2),
        ((symptom("s", 3, "numbness"), clearance("c", 3, "s", level=5)), 2),
        ((terms.Workout(id="e", at=on_day(3), received_at=on_day(3), sets=()),), 2),
        ((workout("v", 3),), 1),
        ((workout("v", 3, a_set(pops=1)),), 1),
        ((workout("v", 3, a_set("numbness")), clearance("c", 3.5, "v", level=5)), 2),
    ],
    ids=[
        *("nothing", "a calm morning", "a skipped morning", "a bad morning"),
        *("an override", "a pause", "a stop between", "an empty workout"),
        *("an advance", "a hold", "a workout that stopped"),
    ],
)
def test_steps_back_in_a_row_are_counted_until_a_workout_goes_well(between, count):
    def back(id_, day):
        return workout(id_, day, a_set(lumbar_contact=terms.LumbarContact.LOST))

    between = [
        replace(each, at=on_day(3, minutes=number), received_at=on_day(3, minutes=number))
        for number, each in enumerate(between)
    ]
    assert told(back("w", 2), *between, back("x", 4), level=9).position.regressions == count


def test_what_the_last_counted_workout_said_of_a_referral_stays_until_the_next():
    hurt = a_set(discomfort=4)
    two = [workout("v", 1, hurt), workout("w", 2, hurt)]
    assert not told(two[0]).position.refer
    assert told(*two, morning("m", 3, 0), override("o", 3, 4)).position.refer
    assert not told(*two, workout("x", 3)).position.refer


def test_the_moment_of_the_last_move_is_that_of_the_last_change_of_level_or_repetitions():
    moments = decisions(
        morning("a", 1, 0),
        workout("b", 2),
        workout("c", 3, a_set(pops=1)),
        override("d", 4, 2, 1),
        override("e", 5, 3),
        ceiling("f", 6, 2),
        morning("g", 7, 9),
        level=2,
    )
    days = [each.position.moved_at for each in moments.values()]
    assert days == [None, *(on_day(day) for day in (2, 2, 2, 5, 6, 6))]


# However and whenever it comes in


def test_a_late_report_meets_what_held_when_it_was_performed():
    act = pause("a", 4, until=6)
    late = [workout("w", on_day(day), received_at=on_day(30)) for day in (5, 7)]
    for workout_, rule in zip(late, ("held", "clean"), strict=True):
        assert decisions(act, workout_)["w"].rule == rule


def test_where_nobody_set_anything_a_position_is_the_same_at_any_moment():
    position = Position(level=3, rep_step=1)
    assert as_of(MAIN, position, on_day(10_000)) is position


@pytest.mark.parametrize(
    "position",
    [
        at_level(3, held_until=on_day(9)),
        at_level(3, is_paused=True),
        at_level(3, doses=Dosage(sets=2, rep_steps=(4, 5))),
    ],
    ids=["held", "paused", "dosed"],
)
def test_the_table_of_a_phone_says_what_the_fold_will_say(position):
    here = begin(MAIN, position, at=on_day(1), event_id="w")
    ahead = look_ahead(MAIN, here)
    sets = MAIN.dosed(position).sets
    node = ahead.nodes[ahead.root]
    for _ in range(sets):
        clean = ahead.kinds[0][0][0][0][0][0]
        node = ahead.nodes[node.edges[clean][1]]
    assert node.edges == ()
    clean_set = a_set(reps=MAIN.reps(position))
    event = workout("w", 1, *[clean_set] * sets)
    ((_, decision),) = fold_from(position, event)
    assert (node.on_another_day.outcome, node.on_another_day.rule) == (
        decision.outcome,
        decision.rule,
    )
    assert MAIN.prescription(node.on_another_day.position) == MAIN.prescription(decision.position)


def fold_from(position, event):
    """One event for somebody who stands there by what was set before."""
    before = [override("o", 0, position.level, until=position.held_until)]
    if position.is_paused:
        before.append(pause("p", 0))
    if position.doses:
        before.append(doses("d", 0, position.doses.sets, position.doses.rep_steps))
    return list(fold(MAIN, START, [*before, event]))[-1:]
