"""The programs that the tests train on, each as a definition and as the rules' own."""

from coaching.catalogue import builtin, program_from


def level(variation, thigh_angle, *, knee_flexion=90, legs=2):
    """One level of a definition."""
    return {
        "variation": variation,
        "thigh_angle": thigh_angle,
        "knee_flexion": knee_flexion,
        "legs": legs,
    }


STRICT = {
    "slug": "strict",
    "sets": 2,
    "rep_steps": [5, 6],
    "substitute": "reverse-crunch",
    "start_level": 0,
    "hardest_start_level": 1,
    "policy": {
        "moderate_discomfort": 2,
        "severe_discomfort": 3,
        "morning_discomfort": 1,
        "shortened_range": 0,
        "layoff_days": 7,
        "layoff_regresses": 1,
        "refer_after": 1,
        "largest_load_step": 19,
    },
    "levels": [
        level("one", 60, legs=1),
        level("same-as-one", 60, legs=1),
        level("half", 65, knee_flexion=45, legs=1),
        level("half", 40, knee_flexion=45, legs=1),
    ],
}
"""As strict as a policy may be; level 2 is as hard as level 1, so it has no easier one."""

SINGLE = STRICT | {
    "slug": "single",
    "sets": 1,
    "rep_steps": [8],
    "policy": {},
    "levels": [level("one", 75)],
}
"""One level, one rep step, one set."""

DEFINITIONS = {**builtin().programs, "strict": STRICT, "single": SINGLE}
PROGRAMS = {slug: program_from(definition) for slug, definition in DEFINITIONS.items()}

MAIN = PROGRAMS["knee-raise-to-straight-leg-raise"]
"""The built-in program of section 2."""
