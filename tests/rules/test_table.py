"""Every set that can be logged, on every level of every program, against the table."""

from itertools import combinations, product

import pytest

from coaching.rules import workout
from coaching.rules.judgement import judge
from coaching.rules.terms import LumbarContact, Position, SetReport, Symptom
from tests.rules import oracle
from tests.rules.makers import MONDAY
from tests.rules.programs import DEFINITIONS, PROGRAMS

CONTACTS = (*LumbarContact, None)
POPS = (None, 0, 1, 2)
DISCOMFORTS = (None, *range(11))
SIGNS = tuple(frozenset(some) for count in range(3) for some in combinations(Symptom, count))
SINGLE_SIGNS = tuple(signs for signs in SIGNS if len(signs) < 2)

LEVELS = [
    pytest.param(slug, level, id=f"{slug} {level}")
    for slug, definition in DEFINITIONS.items()
    for level in range(len(definition["levels"]) + 1)
]


def angles(definition, level):
    """None, as asked, ten degrees above it, and above that."""
    asked = definition["levels"][level - 1]["thigh_angle"] if level else 45
    return (None, asked, asked + 10, asked + 10.5)


def repetitions(definition):
    """One less than asked, as asked, and one more."""
    asked = definition["rep_steps"][0]
    return (asked - 1, asked, asked + 1)


def reports(signs_told, repetitions_done, angles_reached):
    """Each set both as the engine and as the table reads it."""
    for contact, pops, discomfort, signs, reps, angle in product(
        CONTACTS, POPS, DISCOMFORTS, signs_told, repetitions_done, angles_reached
    ):
        yield (
            SetReport(
                reps=reps,
                lumbar_contact=contact,
                pops=pops,
                discomfort=discomfort,
                symptoms=signs,
                lowest_angle=angle,
            ),
            {
                "reps": reps,
                "lumbar_contact": contact,
                "pops": pops,
                "discomfort": discomfort,
                "symptoms": signs,
                "lowest_angle": angle,
            },
        )


@pytest.mark.parametrize(("slug", "level"), LEVELS)
def test_every_set_meets_the_rule_of_the_table(slug, level):
    definition, program = DEFINITIONS[slug], PROGRAMS[slug]
    positions = [
        (Position(level=level, popping=popping), oracle.begin(definition, {"level": level}))
        for popping in (0, 1)
    ]
    for position, state in positions:
        state["popping"] = position.popping
    for report, plain in reports(SIGNS, repetitions(definition), angles(definition, level)):
        for position, state in positions:
            met = judge(report, position, program).name
            assert met == oracle.rule_of_set(plain, state, definition), plain


@pytest.mark.parametrize(("slug", "level"), LEVELS)
def test_every_set_moves_the_client_as_the_table_says(slug, level):
    definition, program = DEFINITIONS[slug], PROGRAMS[slug]
    for popping in (0, 1):
        underway = workout.begin(
            program, Position(level=level, popping=popping), at=MONDAY, event_id="w"
        )
        for report, plain in reports(SINGLE_SIGNS, (definition["rep_steps"][0],), (None, 90)):
            state = oracle.begin(definition, {"level": level}) | {"popping": popping}
            event = {"id": "w", "at": MONDAY, "sets": [plain]}
            (rule,), moves = oracle.sets(state, event, definition)
            _, verdict = workout.after_set(underway, report, program)
            after = verdict.after
            assert (
                verdict.rule.name,
                verdict.ends_workout,
                after.level,
                after.rep_step,
                after.popping,
                after.status,
                [verdict.outcome.value] if moves else [],
            ) == (
                rule,
                oracle.ends_workout(rule, plain, definition),
                state["level"],
                state["rep_step"],
                state["popping"],
                state["status"],
                moves,
            ), plain
