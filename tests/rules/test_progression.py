"""Every event but a workout, and the order of all: section 4 of docs/rules.md."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from coaching.rules.progression import begin, fold, in_order, transition
from coaching.rules.terms import Event, LumbarContact, Outcome, Position, Start, Status
from tests.rules.makers import (
    MONDAY,
    START,
    THREE_CLEAN,
    a_set,
    at_level,
    ceiling,
    clearance,
    decisions,
    morning,
    on_day,
    override,
    symptom,
    workout,
)
from tests.rules.programs import MAIN, PROGRAMS

EASY = a_set(discomfort=2)


def after(event, **facts):
    """The decision on one event, from a position on level 5 unless it says otherwise."""
    return transition(MAIN, at_level(**{"level": 5} | facts), event)


def stopped(*stops, **facts):
    """A position with these stops open."""
    return {"status": Status.STOPPED, "open_stops": stops} | facts


def place(decision):
    """Level and rep step."""
    return decision.position.level, decision.position.rep_step


# The start


@pytest.mark.parametrize(
    ("slug", "named", "level"),
    [
        (MAIN.slug, None, 1),
        (MAIN.slug, 4, 4),
        (MAIN.slug, 0, 0),
        ("reverse-crunch-base", None, 0),
    ],
)
def test_a_start_is_at_the_programs_own_level_unless_one_is_named(slug, named, level):
    decision = begin(PROGRAMS[slug], Start(at=MONDAY, level=named))
    assert decision.outcome is Outcome.START
    assert decision.position == Position(level=level)


# The next morning


@pytest.mark.parametrize(
    ("worst", "discomfort", "outcome"),
    [
        (0, 0, Outcome.HOLD),
        (0, 1, Outcome.REGRESS),
        (2, 1, Outcome.HOLD),
        (2, 2, Outcome.HOLD),
        (2, 3, Outcome.REGRESS),
        (3, 3, Outcome.HOLD),
        (3, 4, Outcome.REGRESS),
        (5, 3, Outcome.HOLD),
        (5, 4, Outcome.REGRESS),
        (5, 5, Outcome.REGRESS),
    ],
)
def test_a_morning_of_4_or_worse_than_the_workout_regresses(worst, discomfort, outcome):
    decision = after(
        morning("m", 1, discomfort), rep_step=1, last_workout_at=MONDAY, last_discomfort=worst
    )
    assert decision.outcome is outcome
    regressed = outcome is Outcome.REGRESS
    assert decision.rule == ("next-morning" if regressed else None)
    assert place(decision) == ((4, 0) if regressed else (5, 1))


@pytest.mark.parametrize(
    ("discomfort", "outcome"), [(0, "hold"), (3, "hold"), (4, "regress"), (5, "regress")]
)
def test_before_any_workout_only_a_morning_of_4_regresses(discomfort, outcome):
    assert after(morning("m", 1, discomfort)).outcome == outcome


def test_the_morning_is_compared_with_the_highest_answer_of_the_last_workout():
    decision = decisions(
        workout("a", 0, a_set(discomfort=3)),
        workout("b", 2, a_set(discomfort=1), a_set(discomfort=2), a_set(discomfort=None)),
        morning("c", 3, 2),
        morning("d", 3, 3),
        level=5,
    )
    assert (decision["c"].outcome, decision["d"].outcome) == (Outcome.HOLD, Outcome.REGRESS)


def test_no_answer_in_the_workout_counts_as_0_in_the_morning():
    unanswered = workout("a", 0, a_set(discomfort=None))
    decision = decisions(unanswered, morning("b", 1, 1), level=5)
    assert decision["b"].outcome is Outcome.REGRESS


def test_a_skipped_morning_holds():
    decision = after(morning("m", 1, None), last_workout_at=MONDAY)
    assert (decision.outcome, decision.rule) == (Outcome.HOLD, None)


def test_a_bad_morning_on_level_1_substitutes_and_on_the_reverse_crunch_stays():
    assert after(morning("m", 1, 4), level=1).outcome is Outcome.SUBSTITUTE
    decision = after(morning("m", 1, 4), level=0, rep_step=1, popping=1)
    assert (decision.outcome, place(decision)) == (Outcome.REGRESS, (0, 1))
    assert decision.position.popping == 0


def test_a_bad_morning_clears_the_popping_counter_and_ends_maintenance():
    decision = after(morning("m", 1, 4), popping=1, status=Status.COMPLETED)
    assert (decision.position.popping, decision.position.status) == (0, Status.ACTIVE)


@pytest.mark.parametrize(
    ("event", "outcome", "rule"),
    [
        (morning("m", 1, 0, "leg_weakness"), Outcome.EMERGENCY, "emergency-sign"),
        (morning("m", 1, 7, "numbness"), Outcome.STOP, "stop-sign"),
        (morning("m", 1, None, "numbness"), Outcome.STOP, "stop-sign"),
        (morning("m", 1, 6), Outcome.STOP, "severe-discomfort"),
    ],
    ids=["emergency", "stop sign", "stop sign, no answer", "severe"],
)
def test_an_alarm_in_the_morning_acts_as_in_a_set(event, outcome, rule):
    decision = after(event, rep_step=1, popping=1)
    position = decision.position
    assert (decision.outcome, decision.rule) == (outcome, rule)
    assert (position.status, position.open_stops) == (Status.STOPPED, ("m",))
    assert (position.level, position.rep_step, position.popping) == (5, 1, 1)


@pytest.mark.parametrize(("discomfort", "stops"), [(4, False), (5, True), (6, True), (None, False)])
def test_a_morning_after_another_program_stops_from_its_stricter_limit_on(discomfort, stops):
    event = replace(morning("m", 1, discomfort), severe_discomfort=5)
    assert (after(event).outcome is Outcome.STOP) == stops
    assert bool(after(event, **stopped("a")).position.open_stops[1:]) == stops


@pytest.mark.parametrize(("discomfort", "stops"), [(5, False), (6, True)])
def test_a_looser_limit_than_the_programs_own_counts_for_nothing(discomfort, stops):
    event = replace(morning("m", 1, discomfort), severe_discomfort=7)
    assert (after(event).outcome is Outcome.STOP) == stops


def test_a_morning_while_stopped_is_ignored_but_for_its_alarms():
    assert after(morning("m", 1, 5), **stopped("a")).outcome is Outcome.IGNORED
    decision = after(morning("m", 1, 6), **stopped("a"))
    assert (decision.outcome, decision.position.open_stops) == (Outcome.STOP, ("a", "m"))


# Symptoms at any time


@pytest.mark.parametrize("status", Status)
def test_a_symptom_stops_whatever_the_status(status):
    decision = after(symptom("s", 1, "numbness"), status=status, rep_step=2)
    assert (decision.outcome, decision.rule) == (Outcome.STOP, "stop-sign")
    assert (decision.position.status, place(decision)) == (Status.STOPPED, (5, 2))


def test_an_emergency_symptom_is_an_emergency():
    decision = after(symptom("s", 1, "numbness", "saddle_numbness"))
    assert (decision.outcome, decision.rule) == (Outcome.EMERGENCY, "emergency-sign")


def test_every_stopping_event_is_a_stop_of_its_own():
    decision = decisions(symptom("a", 0, "numbness"), symptom("b", 1, "numbness"))
    assert decision["b"].position.open_stops == ("a", "b")


# Clearances


def test_a_clearance_that_closes_every_stop_makes_the_program_active_again():
    decision = after(clearance("c", 2, "a", "b"), **stopped("a", "b", rep_step=2, popping=1))
    position = decision.position
    assert (decision.outcome, decision.rule) == (Outcome.CLEAR, None)
    assert (position.status, position.open_stops) == (Status.ACTIVE, ())
    assert (position.rep_step, position.popping) == (0, 0)


@pytest.mark.parametrize(
    ("present", "chosen", "level"),
    [
        pytest.param(9, 3, 3, id="chosen, easier"),
        pytest.param(5, 10, 10, id="chosen, harder"),
        pytest.param(5, 0, 0, id="chosen, the reverse crunch"),
        pytest.param(9, None, 7, id="first of the present variation"),
        pytest.param(6, None, 4, id="first of the second variation"),
        pytest.param(1, None, 1, id="first of the first variation"),
        pytest.param(0, None, 0, id="on the reverse crunch: there"),
    ],
)
def test_a_physiotherapist_chooses_the_level(present, chosen, level):
    decision = after(clearance("c", 2, "a", level=chosen), **stopped("a", level=present))
    assert decision.position.level == level


@pytest.mark.parametrize("present", [0, 1, 9])
def test_who_clears_themself_begins_at_level_1(present):
    decision = after(clearance("c", 2, "a", by="self"), **stopped("a", level=present))
    assert (place(decision), decision.position.status) == ((1, 0), Status.ACTIVE)


def test_while_one_stop_is_left_open_it_stays_stopped_where_it_was():
    facts = stopped("a", "b", rep_step=2, popping=1, ceiling=6)
    decision = after(clearance("c", 2, "a", level=9), **facts)
    position = decision.position
    assert decision.outcome is Outcome.CLEAR
    assert (position.status, position.open_stops) == (Status.STOPPED, ("b",))
    assert (place(decision), position.popping, position.ceiling) == ((5, 2), 1, 6)


@pytest.mark.parametrize(
    "facts", [{}, stopped("b"), {"status": Status.COMPLETED}], ids=["active", "other", "done"]
)
def test_a_clearance_that_closes_nothing_is_ignored(facts):
    decision = after(clearance("c", 2, "a", level=9), popping=1, **facts)
    assert decision.outcome is Outcome.IGNORED
    assert decision.position == at_level(5, popping=1, **facts)


def test_a_clearance_above_the_ceiling_raises_it():
    decision = after(clearance("c", 2, "a", level=9), **stopped("a", ceiling=6))
    assert (decision.position.level, decision.position.ceiling) == (9, 9)


def test_a_clearance_below_the_ceiling_leaves_it():
    decision = after(clearance("c", 2, "a", level=2), **stopped("a", ceiling=6))
    assert (decision.position.level, decision.position.ceiling) == (2, 6)


def test_a_completed_program_that_was_stopped_is_active_after_its_clearance():
    decision = decisions(
        override("a", 0, 10, rep_step=2),
        workout("b", 1),
        symptom("c", 2, "numbness"),
        clearance("d", 3, "c"),
    )
    assert decision["b"].position.status is Status.COMPLETED
    assert decision["d"].position.status is Status.ACTIVE


def test_a_stop_that_arrives_late_stands_though_it_was_performed_before_the_clearance():
    known = [symptom("a", 1, "numbness"), clearance("c", 3, "a")]
    assert decisions(*known)["c"].position.status is Status.ACTIVE
    late = symptom("b", 2, "numbness", received_at=on_day(9))
    after_it = decisions(*known, late)["c"]
    assert (after_it.outcome, after_it.position.status) == (Outcome.CLEAR, Status.STOPPED)
    assert after_it.position.open_stops == ("b",)


def test_a_stop_performed_after_the_clearance_that_names_it_stands():
    decision = decisions(clearance("c", 1, "a"), symptom("a", 2, "numbness"))
    assert decision["c"].outcome is Outcome.IGNORED
    assert decision["a"].position.status is Status.STOPPED


def test_a_late_stop_takes_back_the_advance_that_came_after_it():
    late = symptom("s", on_day(0, hours=1), "numbness", received_at=on_day(3))
    assert decisions(workout("w", 1))["w"].outcome is Outcome.ADVANCE
    decision = decisions(workout("w", 1), late)["w"]
    assert (decision.outcome, place(decision)) == (Outcome.IGNORED, (1, 0))


def test_the_break_that_a_stop_made_counts_as_a_layoff():
    decision = decisions(
        workout("a", 0),
        symptom("b", 1, "numbness"),
        workout("c", 10),
        clearance("d", 27, "b", level=9),
        workout("e", 28),
    )
    assert (decision["e"].rule, decision["e"].position.level) == ("layoff", 7)


# Overrides


@pytest.mark.parametrize(("level", "rep_step"), [(0, 0), (0, 2), (1, 1), (10, 2)])
def test_an_override_sets_level_and_rep_step(level, rep_step):
    decision = after(override("o", 1, level, rep_step), popping=1)
    assert (decision.outcome, decision.rule) == (Outcome.OVERRIDE, None)
    assert place(decision) == (level, rep_step)
    assert decision.position.popping == 0


def test_an_override_to_the_same_place_clears_the_popping_counter():
    assert after(override("o", 1, 5, 1), rep_step=1, popping=1).position.popping == 0


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, Status.ACTIVE),
        ({"status": Status.COMPLETED}, Status.ACTIVE),
        (stopped("a"), Status.STOPPED),
    ],
    ids=["active", "completed", "stopped"],
)
def test_an_override_wakes_a_completed_program_and_leaves_a_stopped_one(facts, status):
    position = after(override("o", 1, 7), **facts).position
    assert (position.status, position.level) == (status, 7)
    assert position.open_stops == facts.get("open_stops", ())


@pytest.mark.parametrize(
    ("level", "raised"), [(7, 7), (6, 6), (5, 6), (0, 6)], ids=["above", "at", "below", "0"]
)
def test_an_override_above_the_ceiling_raises_it(level, raised):
    assert after(override("o", 1, level), ceiling=6).position.ceiling == raised


def test_without_a_ceiling_an_override_makes_none():
    assert after(override("o", 1, 9)).position.ceiling is None


# Ceilings


@pytest.mark.parametrize(
    ("level", "place_after", "popping"),
    [(6, (5, 1), 1), (5, (5, 1), 1), (4, (4, 0), 0), (1, (1, 0), 0)],
)
def test_who_is_above_the_ceiling_moves_to_it_at_the_first_rep_step(level, place_after, popping):
    decision = after(ceiling("c", 1, level), rep_step=1, popping=1)
    assert (decision.outcome, decision.rule) == (Outcome.CEILING, None)
    assert (place(decision), decision.position.popping) == (place_after, popping)
    assert decision.position.ceiling == level


@pytest.mark.parametrize(
    ("level", "status"),
    [(4, Status.ACTIVE), (5, Status.COMPLETED), (6, Status.ACTIVE)],
    ids=["moves", "is there", "is below"],
)
def test_a_completed_program_that_moves_or_is_below_the_ceiling_is_active_again(level, status):
    assert after(ceiling("c", 1, level), status=Status.COMPLETED).position.status is status


@pytest.mark.parametrize("level", [1, 5, 10])
def test_a_ceiling_never_leads_out_of_a_stop(level):
    position = after(ceiling("c", 1, level), **stopped("a")).position
    assert (position.status, position.open_stops) == (Status.STOPPED, ("a",))


def test_the_reverse_crunch_lies_below_every_ceiling():
    assert place(after(ceiling("c", 1, 1), level=0, rep_step=1)) == (0, 1)


def test_a_raised_ceiling_lets_a_completed_client_advance():
    decision = decisions(
        override("a", 0, 3, rep_step=2),
        ceiling("b", 1, 3),
        workout("c", 2),
        ceiling("d", 3, 4),
        workout("e", 4),
    )
    assert decision["c"].outcome is Outcome.COMPLETE
    assert (decision["e"].outcome, place(decision["e"])) == (Outcome.ADVANCE, (4, 0))


# The order


def test_events_count_in_the_order_performed_not_received():
    first, second = workout("z", 1, received_at=on_day(9)), workout("a", 2)
    assert in_order([second, first]) == [first, second]


def test_performed_at_once_the_order_is_of_receipt_and_then_of_the_id():
    late = symptom("a", 1, "numbness", received_at=on_day(5))
    c, b = workout("c", 1), workout("b", 1)
    for arrival in permutations((late, c, b)):
        assert in_order(arrival) == [b, c, late]


def test_moments_of_different_zones_are_compared_as_moments():
    noon = on_day(0)
    earlier, later = workout("b", noon), workout("a", noon + timedelta(minutes=1))
    far = later.at.astimezone(on_day(0).tzinfo)
    assert in_order([workout("a", far), earlier])[0] is earlier


def test_of_a_repeated_id_the_first_counts():
    once = in_order([workout("a", 5), symptom("a", 1, "numbness"), workout("b", 2)])
    assert [(event.id, type(event).__name__) for event in once] == [
        ("b", "Workout"),
        ("a", "Workout"),
    ]


def test_an_event_delivered_twice_counts_once():
    pop = workout("a", 0, a_set(pops=1), *THREE_CLEAN)
    assert decisions(pop, pop) == decisions(pop)


def test_a_permutation_of_arrival_changes_nothing():
    events = [
        workout("a", 0),
        symptom("b", 1, "numbness"),
        workout("c", 1, a_set(lumbar_contact=LumbarContact.LOST)),
        clearance("d", 2, "b", level=6),
        morning("e", 2, 5),
    ]
    told = list(fold(MAIN, START, events))
    for arrival in permutations(events):
        assert list(fold(MAIN, START, arrival)) == told


def test_what_is_no_event_is_refused():
    with pytest.raises(TypeError, match="Event is no event"):
        transition(MAIN, at_level(1), Event(id="x", at=MONDAY, received_at=MONDAY))


def test_a_symptom_report_that_names_none_is_ignored():
    decision = after(symptom("s", 1))
    assert (decision.outcome, decision.position) == (Outcome.IGNORED, at_level(5))
