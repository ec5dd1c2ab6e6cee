"""What a phone takes along for a workout without a network: `docs/offline.md`, "The bundle".

Everything in it is made by the rules and the catalogue; the phone looks up and decides nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string

from coaching import catalogue, receipts
from coaching.figure.motion import PAUSE
from coaching.models import Enrolment, Program, Workout
from coaching.rules import lookahead, signs, terms
from coaching.rules.lookahead import Lookahead, Node
from coaching.rules.terms import Decision, Position
from coaching.rules.workout import Underway
from coaching.showing.prescriptions import Shown, change_in_words, next_step, shown
from coaching.showing.retelling import HEADLINES, level_in_words

Table = dict[str, Any]

FORMAT = 1
GOOD_FOR = timedelta(hours=48)
"""A bundle that is older asks for a connection first: a plan may have changed by then (H15)."""

MAY_TRAIN = ("active", "completed")
INSTEAD_OF_THE_LADDER = "Instead of the ladder, for now"

TEXTS = ("title", "because", "because_unanswered", "next_set")


def bundle(
    enrolment: Enrolment, *, status: str, row: Workout | None, underway: Underway, now: datetime
) -> Table:
    """The bundle of a workout: the one under way, or the one that would begin now."""
    told = _plan(enrolment, status=status, now=now)
    if status in MAY_TRAIN:
        told |= _workout(row, underway) | _ahead(enrolment.program, underway)
    return told


def _plan(enrolment: Enrolment, *, status: str, now: datetime) -> Table:
    program = enrolment.program
    return {
        "version": FORMAT,
        "account": str(enrolment.client.public_id),
        "plan": str(enrolment.uuid),
        "status": status,
        "issued_at": now.isoformat(),
        "valid_until": _valid_until(enrolment, now).isoformat(),
        "program": {
            "title": program.definition["title"],
            "sets": program.rules.sets,
            "rest_seconds": program.definition["rest_seconds"],
            "days_per_week": program.definition["days_per_week"],
        },
    }


def _ahead(program: Program, underway: Underway) -> Table:
    """Where the workout stands, and every way it can go."""
    ahead = lookahead.look_ahead(program.rules, underway)
    told = _Receipts(program, underway.before)
    places = {name: place for place, name in enumerate(ahead.nodes)}
    nodes = [_node(node, places, program, told) for node in ahead.nodes.values()]
    asks = _asks(ahead, program)
    return {
        "root": places[ahead.root],
        "nodes": nodes,
        "kinds": ahead.kinds,
        "signs": _signs(),
        "asks": {name: _ask(each, program) for name, each in asks.items()},
        "figures": {str(each.prescription.level): _svg(each) for each in asks.values()},
        "rules": _rules(ahead),
        "receipts": told.said,
        "advance_days": [day.isoformat() for day in underway.before.advance_days],
    }


def _valid_until(enrolment: Enrolment, now: datetime) -> datetime:
    """Until the plan may have changed, and never past the next step of a layoff."""
    last = enrolment.where.last_workout_at
    if last is None:
        return now + GOOD_FOR
    break_ = timedelta(days=enrolment.program.rules.policy.layoff_days)
    next_step_back = last + break_ * ((now - last) // break_ + 1)
    return min(now + GOOD_FOR, next_step_back)


def _workout(row: Workout | None, underway: Underway) -> Table:
    if row is None:
        return {"workout": None}
    number = underway.sets_done + 1
    return {"workout": {"id": str(row.uuid), "at": row.at.isoformat(), "number": number}}


def _signs() -> dict[str, str]:
    return {
        sign.value: "emergency" if signs.is_emergency({sign}) else "stop" for sign in terms.Symptom
    }


# Nodes and edges


class _Receipts:
    """What workouts decide at their ends, each said once."""

    def __init__(self, program: Program, before: Position) -> None:
        self.program, self.before = program, before
        self.said: list[Table] = []
        self._places: dict[tuple[object, ...], int] = {}

    def place(self, decision: Decision) -> int:
        """Where in `said` this decision stands."""
        after = decision.position
        told = decision.outcome, decision.rule, after.level, after.rep_step, after.status
        if told not in self._places:
            self._places[told] = len(self.said)
            self.said.append(_receipt(decision, self.before, self.program))
        return self._places[told]


def _node(node: Node, places: dict[str, int], program: Program, told: _Receipts) -> Table:
    underway = node.underway
    finish = None
    if node.on_another_day and node.on_the_same_day:
        finish = {
            "other_day": told.place(node.on_another_day),
            "same_day": told.place(node.on_the_same_day),
        }
    return {
        "id": lookahead.fingerprint(underway),
        "ask": _ask_name(underway.position),
        "number": underway.sets_done + 1,
        "over": lookahead.is_over(underway, program.rules),
        "stopped": underway.position.status is terms.Status.STOPPED,
        "on": [
            {
                "rule": verdict.rule.name if verdict.rule else None,
                "outcome": verdict.outcome.value,
                "to": places[to],
                "ends": verdict.ends_workout,
            }
            for verdict, to in node.edges
        ],
        "finish": finish,
    }


def _receipt(decision: Decision, before: Position, program: Program) -> Table:
    said = receipts.of_workout_ahead(decision, before, program.rules)
    change = change_in_words(said)
    return {
        "outcome": decision.outcome.value,
        "headline": HEADLINES[decision.outcome],
        "title": said["title"],
        "because": said["because"],
        "because_unanswered": said["because_unanswered"],
        "change": change,
        "now": level_in_words(said["after"]),
        "next": next_step(program, decision.position),
    }


def _rules(ahead: Lookahead) -> dict[str, Table]:
    names = _named(ahead)
    texts = catalogue.builtin().rule_texts
    return {
        name: {part: texts[name][part] for part in TEXTS if part in texts[name]} for name in names
    }


def _named(ahead: Lookahead) -> list[str]:
    verdicts = (verdict for node in ahead.nodes.values() for verdict, _ in node.edges)
    return sorted({verdict.rule.name for verdict in verdicts if verdict.rule})


# What a set asks for


def _ask_name(position: Position) -> str:
    return f"{position.level}.{position.rep_step}"


def _asks(ahead: Lookahead, program: Program) -> dict[str, Shown]:
    positions = {
        _ask_name(node.underway.position): node.underway.position for node in ahead.nodes.values()
    }
    return {name: shown(program, where, animated=True) for name, where in positions.items()}


def _ask(each: Shown, program: Program) -> Table:
    asked = each.prescription
    levels = program.rules.ladder.last
    rep_step = program.rules.rep_steps.index(asked.reps)
    return {
        "level": asked.level,
        "rep_step": rep_step,
        "reps": asked.reps,
        "exercise": each.variation["title"],
        "place": f"Level {asked.level} of {levels}" if asked.level else INSTEAD_OF_THE_LADDER,
        "height": each.height,
        "thigh_angle": asked.thigh_angle,
        "shortened_above": lookahead.shortened_above(program.rules, asked.level),
        "load": each.load,
        "cues": each.variation["cues"],
        "setup": each.variation["setup"],
        "phases": _phases(each),
        "figure": str(asked.level),
    }


def _phases(each: Shown) -> list[tuple[str, float]]:
    """One repetition, in seconds; the reverse crunch begins on the way up (A41)."""
    lowering = ("lowering", each.program["lowering_seconds"])
    raising = ("raising", each.program["raising_seconds"])
    hold = ("hold", PAUSE)
    if each.prescription.level == terms.REVERSE_CRUNCH:
        return [raising, hold, lowering, hold]
    return [lowering, hold, raising, hold]


def _svg(each: Shown) -> str:
    return render_to_string("coaching/_figure.svg", {"figure": each.figure})
