"""The table that a phone looks up says what the rules say, for every way a workout can go."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from coaching.rules import workout
from coaching.rules.lookahead import (
    CONTACTS,
    DISCOMFORTS,
    Lookahead,
    fingerprint,
    is_over,
    look_ahead,
    shortened_above,
)
from coaching.rules.program import Program
from coaching.rules.signs import EMERGENCY_SIGNS, STOP_SIGNS
from coaching.rules.terms import (
    REVERSE_CRUNCH,
    Dosage,
    LumbarContact,
    Position,
    SetReport,
    Status,
    Symptom,
)
from tests.rules.makers import MONDAY, a_set
from tests.rules.programs import MAIN, PROGRAMS

QUICK = {MAIN.slug, "strict"}
POPS = {None: 2, 0: 0, 1: 1, 2: 1, 100: 1}
ANGLES_FROM_THE_LIMIT = (None, -1, 0, 0.5)


def starts(program):
    """A workout at its beginning, for every place on the ladder, popped before or not."""
    for level, rep_step, popping, status in product(
        range(REVERSE_CRUNCH, program.ladder.last + 1),
        range(len(program.rep_steps)),
        (0, 1),
        (Status.ACTIVE, Status.COMPLETED),
    ):
        yield begin(program, level=level, rep_step=rep_step, popping=popping, status=status)


def begin(program=MAIN, *, at=MONDAY, **position):
    """A workout before its first set."""
    return workout.begin(program, Position(**{"level": 3, **position}), at=at, event_id="w")


def kind_of(ahead: Lookahead, report: SetReport, program: Program, position: Position) -> int:
    """The kind of a set as `docs/offline.md` says a phone finds it; written apart from it."""
    signs = report.symptoms
    gravest = 2 if signs & EMERGENCY_SIGNS else 1 if signs & STOP_SIGNS else 0
    limit = shortened_above(program, position.level)
    angle = report.lowest_angle
    return ahead.kinds[gravest][CONTACTS.index(report.lumbar_contact)][POPS[report.pops]][
        DISCOMFORTS.index(report.discomfort)
    ][int(report.reps < program.reps(position))][
        int(angle is not None and limit is not None and angle > limit)
    ]


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(program, id=name, marks=[] if name in QUICK else [pytest.mark.long])
        for name, program in PROGRAMS.items()
    ],
)
def test_every_path_of_the_table_leads_where_the_rules_lead(program):
    examples = one_set_of_each_kind(program)
    for start in starts(program):
        ahead = look_ahead(program, start)
        waiting, walked = [(start, ahead.root)], set()
        while waiting:
            here, name = waiting.pop()
            node = ahead.nodes[name]
            assert fingerprint(here) == name
            assert bool(node.edges) is not is_over(here, program)
            if is_over(here, program) or here in walked:
                continue
            walked.add(here)
            for example in examples:
                report = replace(example, reps=program.reps(here.position) - example.reps)
                after, verdict = workout.after_set(here, report, program)
                told, to = node.edges[kind_of(ahead, report, program, here.position)]
                assert (told.rule, told.outcome) == (verdict.rule, verdict.outcome)
                assert told.ends_workout == verdict.ends_workout
                assert program.prescription(told.after) == program.prescription(verdict.after)
                waiting.append((after, to))


def one_set_of_each_kind(program):
    """For each kind one set; its `reps` are those that it is short of."""
    found = {}
    anywhere = Position(level=1)
    ahead = look_ahead(program, begin(program, level=1))
    for report in every_answer(program, anywhere):
        short = replace(report, reps=program.reps(anywhere) - report.reps)
        found.setdefault(kind_of(ahead, report, program, anywhere), short)
    return found.values()


def every_answer(program, position):
    """Sets that differ in everything that the rules look at, on both sides of every limit."""
    asked, limit = program.reps(position), shortened_above(program, position.level)
    signs = [(), ("numbness",), ("leg_weakness",), ("numbness", "leg_weakness")]
    for symptoms, contact, pops, discomfort, reps, step in product(
        signs,
        [*LumbarContact, None],
        POPS,
        [None, *range(11)],
        (asked - 1, asked, asked + 1),
        ANGLES_FROM_THE_LIMIT,
    ):
        angle = None if step is None else limit + step if limit is not None else 90
        yield a_set(
            *symptoms,
            lumbar_contact=contact,
            pops=pops,
            discomfort=discomfort,
            reps=reps,
            lowest_angle=angle,
        )


@pytest.mark.parametrize("popping", [0, 1])
@pytest.mark.parametrize("level", [REVERSE_CRUNCH, 1])
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_every_answer_is_of_the_kind_that_the_rules_see(program, level, popping):
    start = begin(program, level=level, popping=popping)
    ahead = look_ahead(program, start)
    node = ahead.nodes[ahead.root]
    for report in every_answer(program, start.position):
        after, verdict = workout.after_set(start, report, program)
        told, to = node.edges[kind_of(ahead, report, program, start.position)]
        assert (told.rule, told.outcome, told.after) == (verdict.rule, verdict.outcome, told.after)
        assert to == fingerprint(after), report


@pytest.mark.parametrize("sign", Symptom)
def test_every_sign_ends_the_workout_in_a_stop(sign):
    start = begin()
    ahead = look_ahead(MAIN, start)
    _, to = ahead.nodes[ahead.root].edges[kind_of(ahead, a_set(sign), MAIN, start.position)]
    node = ahead.nodes[to]
    assert node.underway.position.status is Status.STOPPED
    assert node.edges == ()


def finishes(**position):
    """Of three clean sets: the decision on another day than an advance, and on the same."""
    here = begin(**position)
    ahead = look_ahead(MAIN, here)
    for _ in range(MAIN.sets):
        here, _ = workout.after_set(here, a_set(), MAIN)
    node = ahead.nodes[fingerprint(here)]
    return node.on_another_day, node.on_the_same_day


def test_what_a_whole_workout_decides_is_known_ahead():
    on_another_day, on_the_same_day = finishes(rep_step=1)
    assert (on_another_day.outcome, on_another_day.position.rep_step) == ("advance", 2)
    assert (on_the_same_day.outcome, on_the_same_day.rule) == ("hold", "same-day")


def test_an_advance_on_the_day_itself_is_not_held_against_another_day():
    on_another_day, _ = finishes(advance_days=(MONDAY.date(),))
    assert on_another_day.outcome == "advance"


def test_nothing_is_decided_before_the_first_set():
    ahead = look_ahead(MAIN, begin())
    assert ahead.nodes[ahead.root].on_another_day is None


def test_a_layoff_is_in_the_first_node_already():
    start = begin(level=3, at=MONDAY, last_workout_at=MONDAY - timedelta(days=14))
    ahead = look_ahead(MAIN, start)
    assert ahead.nodes[ahead.root].underway.position.level == 2


@pytest.mark.parametrize(
    "other",
    [
        {"level": 4},
        {"rep_step": 1},
        {"popping": 1},
        {"ceiling": 3},
        {"is_paused": True},
        {"held_until": MONDAY + timedelta(days=1)},
        {"doses": Dosage(sets=2)},
        {"doses": Dosage(rep_steps=(5,))},
        {"status": Status.COMPLETED},
        {"painful_workouts": 1},
        {"advance_days": (MONDAY.date(),)},
    ],
)
def test_two_workouts_that_ask_for_different_things_have_different_ids(other):
    assert fingerprint(begin()) != fingerprint(begin(**other))


def test_the_id_does_not_tell_when_or_under_which_name_a_workout_began():
    later = workout.begin(MAIN, Position(level=3), at=MONDAY + timedelta(hours=1), event_id="x")
    assert fingerprint(begin()) == fingerprint(later)
