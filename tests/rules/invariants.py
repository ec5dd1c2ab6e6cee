"""What must always hold, for every sequence of events: the five of section 4.

Plain checks by the text, used by the state machine and by the long run alike.
"""

from random import Random

from coaching.rules.judgement import rule_named
from coaching.rules.moves import as_of
from coaching.rules.progression import begin, fold, transition
from coaching.rules.terms import (
    Change,
    Clearance,
    LumbarContact,
    Morning,
    Outcome,
    Status,
    SymptomReport,
    Workout,
)
from tests.rules import oracle
from tests.rules.histories import answer_of, event_of, history, start_of
from tests.rules.programs import DEFINITIONS, PROGRAMS

NOISE = 1e-9
FORWARD = (Outcome.ADVANCE, Outcome.COMPLETE)
BACK = (Outcome.REGRESS, Outcome.SUBSTITUTE)
REPORTED = (Workout, Morning, SymptomReport)
"""What a client reports; the rest is said by a physiotherapist, or confirms one."""


def check_step(program, before, event, decision):
    """Every invariant that one event can break, and those of what had its end before it."""
    told, before = before, as_of(program, before, event.at)
    _what_ends_makes_nothing_harder(program, told, before, event.at)
    _nothing_advances_in_a_hold(before, decision)
    _only_a_clearance_leads_out_of_a_stop(before, event, decision.position)
    _a_regression_never_raises_the_load(program, before, decision)
    _an_advance_changes_one_thing_only(program, before, decision)
    _what_is_reported_raises_nothing_but_by_an_advance(program, before, event, decision)
    _what_is_not_clean_never_advances(program, event, decision)
    _a_decision_carries_a_rule_with_a_source(event, decision)
    _the_position_lies_on_the_program(program, decision.position)


def load(program, position):
    """Relative difficulty; the reverse crunch lies below every level."""
    return program.ladder.load(position.level) or 0.0


def _only_a_clearance_leads_out_of_a_stop(before, event, after):
    assert (after.status is Status.STOPPED) == bool(after.open_stops)
    closed = set(before.open_stops) - set(after.open_stops)
    if closed:
        assert isinstance(event, Clearance)
        assert closed <= event.stops
    if before.status is Status.STOPPED and not isinstance(event, Clearance):
        assert after.status is Status.STOPPED


def _what_ends_makes_nothing_harder(program, told, before, at):
    assert before.level == told.level
    assert before.open_stops == told.open_stops
    assert (before.status is Status.STOPPED) == (told.status is Status.STOPPED)
    assert before.rep_step in (0, told.rep_step)
    ends = before.held_until, before.paused_until, before.ceiling_until, before.doses_until
    assert all(end is None or at < end for end in ends)
    assert as_of(program, before, at) == before


def _nothing_advances_in_a_hold(before, decision):
    if before.is_held:
        assert decision.outcome not in FORWARD


def _a_regression_never_raises_the_load(program, before, decision):
    if decision.outcome in BACK:
        after = decision.position
        assert load(program, after) <= load(program, before)
        assert (after.level, after.rep_step) <= (before.level, before.rep_step)


def _an_advance_changes_one_thing_only(program, before, decision):
    assert (decision.change is not None) == (decision.outcome is Outcome.ADVANCE)
    if decision.outcome is not Outcome.ADVANCE:
        return
    after = decision.position
    if decision.change is Change.REPS:
        assert (after.level, after.rep_step) == (before.level, before.rep_step + 1)
        return
    assert (after.level, after.rep_step) == (before.level + 1, 0)
    if before.level == 0:
        assert decision.change is Change.VARIATION
        return
    one, other = program.ladder.level(before.level), program.ladder.level(after.level)
    growth = load(program, after) - load(program, before)
    assert growth <= program.policy.largest_load_step + NOISE
    assert (decision.change is Change.RANGE) == (one.variation == other.variation)
    if decision.change is Change.VARIATION:
        assert growth <= NOISE


def _what_is_reported_raises_nothing_but_by_an_advance(program, before, event, decision):
    if not isinstance(event, REPORTED) or decision.outcome is Outcome.ADVANCE:
        return
    after = decision.position
    assert load(program, after) <= load(program, before)
    assert (after.level, after.rep_step) <= (before.level, before.rep_step)
    assert after.ceiling == before.ceiling


def _what_is_not_clean_never_advances(program, event, decision):
    if decision.outcome in FORWARD:
        assert isinstance(event, Workout)
        assert len(event.sets) >= program.dosed(decision.position).sets
        assert all(map(is_spotless, event.sets))


def is_spotless(report):
    """Every question answered, and nothing wrong in any answer."""
    return (
        report.lumbar_contact is LumbarContact.HELD
        and report.pops == 0
        and report.discomfort == 0
        and not report.symptoms
    )


def _a_decision_carries_a_rule_with_a_source(event, decision):
    judged = isinstance(event, REPORTED) and decision.outcome is not Outcome.IGNORED
    if decision.rule is None:
        assert not judged or (isinstance(event, Morning) and decision.outcome is Outcome.HOLD)
    else:
        assert judged
        assert rule_named(decision.rule).sources


def _the_position_lies_on_the_program(program, position):
    top = program.top_level(position.ceiling)
    assert 0 <= position.level <= top
    last_rep_step = program.dosed(position).last_rep_step
    assert 0 <= position.rep_step <= last_rep_step
    if position.status is Status.COMPLETED:
        assert (position.level, position.rep_step) == (top, last_rep_step)


# A whole history


def check_history(seed, slug, *, longest):
    """Every invariant on one made-up history, and the answers of the oracle."""
    program, definition = PROGRAMS[slug], DEFINITIONS[slug]
    start, plain = history(seed, definition, longest=longest)
    events = [event_of(each) for each in plain]
    told = list(fold(program, start_of(start), events))
    position = begin(program, start_of(start)).position
    for event, decision in told:
        assert transition(program, position, event) == decision
        check_step(program, position, event, decision)
        position = decision.position
    chance = Random(seed)
    arrival = events + chance.sample(events, chance.randint(0, len(events)))
    chance.shuffle(arrival)
    assert list(fold(program, start_of(start), arrival)) == told
    answers = [(event.id, answer_of(decision, program)) for event, decision in told]
    assert answers == list(oracle.fold(definition, start, plain))


def check_histories(first_seed, count, longest):
    """Every invariant on so many histories; the seed is named where one fails."""
    slugs = list(PROGRAMS)
    for seed in range(first_seed, first_seed + count):
        slug = slugs[seed % len(slugs)]
        try:
            check_history(seed, slug, longest=longest)
        except Exception as fault:
            fault.add_note(f"history {seed} of {slug}, at most {longest} events")
            raise
    return count
