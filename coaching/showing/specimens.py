"""Made-up values for the page that shows every part of the pages in every state.

What can be decided or drawn is: the receipts are the rules' own, the charts those of the history.
Nothing is stored, nobody is asked for, and no clock is read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import find
from django.utils.translation import gettext as _

from coaching import catalogue, charts, receipts
from coaching.charts import Answers, Chart, Stairs, Training, Week
from coaching.figure import draw_reverse_crunch, height_in_words
from coaching.forms import AgreementForm, LogSetForm, NoteForm
from coaching.models import Decision, Program, SetReport
from coaching.rules import progression
from coaching.rules.terms import (
    LumbarContact,
    Outcome,
    Phase,
    PopLocation,
    Position,
    Symptom,
    Workout,
)
from coaching.rules.terms import SetReport as Told
from coaching.showing.patterns import PatternCard, card_of
from coaching.showing.prescriptions import shown
from coaching.showing.retelling import SHORT

MAIN = "knee-raise-to-straight-leg-raise"
MONDAY = date(2026, 1, 5)
AT = datetime(2026, 1, 5, 7, tzinfo=UTC)
LEVEL = 4

COLOURS = (
    *("paper", "raised", "sunk", "ink", "soft", "line", "edge"),
    *("accent", "accent-deep", "accent-wash", "on-accent"),
    *("stop", "stop-wash", "caution", "caution-wash", "calm", "calm-wash", "alarm", "on-alarm"),
)
"""The tokens that are colours; `styleguide.css` has a swatch of each."""

SETS: Mapping[Outcome, tuple[Position, dict[str, Any]]] = {
    Outcome.ADVANCE: (Position(level=LEVEL), {}),
    Outcome.COMPLETE: (Position(level=10, rep_step=2), {}),
    Outcome.HOLD: (Position(level=LEVEL), {"pops": 1}),
    Outcome.REGRESS: (Position(level=LEVEL), {"lumbar_contact": LumbarContact.LOST}),
    Outcome.SUBSTITUTE: (Position(level=1), {"lumbar_contact": LumbarContact.LOST}),
    Outcome.STOP: (Position(level=LEVEL), {"symptoms": frozenset({Symptom.NUMBNESS})}),
    Outcome.EMERGENCY: (Position(level=LEVEL), {"symptoms": frozenset({Symptom.LEG_WEAKNESS})}),
}
"""Where somebody stood and how the last set went, by what the rules make of it."""

POPPED: tuple[Mapping[str, Any], ...] = (
    {"pops": 1, "pop_repetitions": [2], "pop_location": PopLocation.SACROILIAC, "discomfort": 0},
    {"pops": 2, "pop_location": PopLocation.FRONT_OF_HIP, "pop_phase": Phase.LOWERING},
    {"pops": 8, "pop_repetitions": [*range(1, 9)], "pop_location": PopLocation.LOWER_BACK},
    {"pops": 2, "discomfort": 3},
)
"""One of each pattern."""


def specimens() -> dict[str, Any]:
    """What the page needs, by the names that its parts know."""
    program = program_of(MAIN)
    return {
        "agreement": AgreementForm(auto_id="agreement_%s"),
        "cards": catalogue.spoken().cards.values(),
        "charts": drawn(),
        "colours": COLOURS,
        "crunch": draw_reverse_crunch(),
        "day": MONDAY,
        "decisions": list(decisions(program)),
        "form": LogSetForm(auto_id="empty_%s", initial={"reps": 8}),
        "icons": icons(),
        "levels": [
            shown(program, Position(level=number)) for number in range(1, program.rules.ladder.last)
        ][:3],
        "loads": [20, 40, 60, 70, 80, 90, 95, 100],
        "messages": messages(),
        "note": NoteForm({}, auto_id="note_%s"),
        "patterns": patterns(),
        "refused": LogSetForm(
            {"reps": "many", "pops": "0", "pop_repetitions": "3", "lumbar_contact": "?"}
            | {"discomfort": "11", "symptoms": ["?"], "lowest_angle": "200"},
            auto_id="refused_%s",
        ),
        "shown": shown(program, Position(level=LEVEL), animated=True),
        "signs": catalogue.spoken().cards["emergency"]["bullets"],
        "stairs": stairs(),
        "stops": ("urgent", "emergency"),
        "tags": [tag for tag in SHORT.values() if tag[0]],
        "told": LogSetForm(
            {"reps": 8, "pops": "1", "lumbar_contact": "held", "discomfort": "3"}
            | {"symptoms": ["numbness"], "pop_location": "lower_back"},
            auto_id="told_%s",
        ),
    }


def icons() -> list[str]:
    """The names in the sprite."""
    return re.findall(r'<symbol id="([\w-]+)"', Path(str(find("img/icons.svg"))).read_text())


@dataclass(frozen=True, slots=True)
class Message:
    """A text with a level, as Django's messages have one."""

    level_tag: str
    text: str

    def __str__(self) -> str:
        return self.text


def messages() -> list[Message]:
    """What a page says once, at its top: a message of each level."""
    said = {
        "info": _("Nothing was changed."),
        "success": _("Thank you. Noted."),
        "warning": _("Please wait a little"),
        "error": _("That did not work"),
    }
    return [Message(level, text) for level, text in said.items()]


def program_of(slug: str) -> Program:
    """A program of the catalogue, as a row that is not stored."""
    definition = catalogue.builtin().programs[slug]
    return Program(pk=0, slug=slug, title=definition["title"], definition=definition, digest=slug)


def decisions(program: Program) -> Iterator[Decision]:
    """What the rules say to a workout whose last set was not clean, or was: every outcome once."""
    for outcome, (position, told) in SETS.items():
        reps = program.rules.reps(position)
        clean = {"reps": reps, "lumbar_contact": LumbarContact.HELD, "pops": 0, "discomfort": 0}
        sets: list[dict[str, Any]] = [clean, clean, clean | told]
        event = Workout(
            id=outcome, at=AT, received_at=AT, sets=tuple(Told(**each) for each in sets)
        )
        decision = progression.transition(program.rules, position, event)
        said = receipts.of_workout_ahead(decision, position, program.rules)
        rows = [_row(number, **each) for number, each in enumerate(sets, start=1)]
        facts = [receipts.facts_of_set(row) for row in rows]
        said |= {"facts": facts, "status": decision.position.status}
        yield Decision(outcome=decision.outcome, said=said)


def patterns() -> list[PatternCard]:
    """A card of every pattern."""
    rows = [_row(number, reps=8, **told) for number, told in enumerate(POPPED, start=1)]
    return [card for card in (card_of(row, Outcome.HOLD) for row in rows) if card]


def stairs() -> list[Stairs]:
    """At the beginning, on the way with a limit, and before the first step."""
    levels = catalogue.spoken().programs[MAIN]["levels"]
    names = [catalogue.spoken().variations[level["variation"]]["title"] for level in levels]
    return [charts.stairs(names, now, top=top) for now, top in ((1, None), (5, 7), (0, None))]


def drawn() -> list[Chart]:
    """The charts of twelve weeks that went up, and down once."""
    trainings = [_training(number) for number in range(12)]
    weeks = [
        Week(monday=MONDAY + timedelta(weeks=number), workouts=(None, 2, 3, 0)[number % 4])
        for number in range(12)
    ]
    return [
        charts.range_chart(trainings),
        charts.discomfort_chart(trainings),
        charts.pops_chart(trainings),
        charts.weeks_chart(weeks),
    ]


def _row(number: int, **told: Any) -> SetReport:
    return SetReport(number=number, **told)


def _training(number: int) -> Training:
    level = catalogue.spoken().programs[MAIN]["levels"][number // 3]
    return Training(
        day=MONDAY + timedelta(days=2 * number),
        exercise=catalogue.spoken().variations[level["variation"]]["title"],
        angle=level["thigh_angle"],
        height=height_in_words(level["thigh_angle"]),
        pops=Answers.of([0, number % 3, None]),
        arches=Answers.of([0, int(number == 5), 0]),
        discomfort=Answers.of([number % 4, 0, 0]),
        morning=number % 2,
    )
