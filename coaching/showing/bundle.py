"""What a phone takes along for a workout without a network: `docs/offline.md`, "The bundle".

Everything in it is made by the rules and the catalogue; the phone looks up and decides nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.texts import lazy
from coaching import catalogue, receipts
from coaching.figure.motion import PAUSE
from coaching.models import Enrolment, Program, Workout
from coaching.rules import lookahead, signs, terms
from coaching.rules.lookahead import Lookahead, Node
from coaching.rules.program import Program as ProgramRules
from coaching.rules.terms import Decision, Position
from coaching.rules.workout import Underway
from coaching.showing.prescriptions import (
    Shown,
    change_in_words,
    definition_for,
    keeps_curve,
    next_step,
    pause_ends,
    shown,
)
from coaching.showing.retelling import HEADLINES, level_in_words

Table = dict[str, Any]

FORMAT = 1
GOOD_FOR = timedelta(hours=48)
"""A bundle that is older asks for a connection first: a plan may have changed by then (H15)."""

MAY_TRAIN = ("active", "completed")
INSTEAD_OF_THE_LADDER = lazy("Instead of the ladder, for now")

TEXTS = ("title", "because", "because_unanswered", "next_set")


def bundle(
    enrolment: Enrolment, *, status: str, row: Workout | None, underway: Underway, now: datetime
) -> Table:
    """The bundle of a workout: the one under way, or the one that would begin now."""
    told = _plan(enrolment, underway.before, status=status, now=now)
    if status in MAY_TRAIN:
        told |= _workout(row, underway) | _ahead(enrolment.program, underway)
    return told


def _plan(enrolment: Enrolment, where: Position, *, status: str, now: datetime) -> Table:
    definition = definition_for(enrolment.program, where)
    return {
        "version": FORMAT,
        "account": str(enrolment.client.public_id),
        "plan": str(enrolment.uuid),
        "status": status,
        "issued_at": now.isoformat(),
        "valid_until": _valid_until(enrolment, where, now).isoformat(),
        "paused_until": pause_ends(where) if where.is_paused else None,
        "program": {
            "title": definition["title"],
            "sets": definition["sets"],
            "rest_seconds": definition["rest_seconds"],
            "days_per_week": definition["days_per_week"],
            "keeps_curve": keeps_curve(definition),
        },
    }


def _ahead(program: Program, underway: Underway) -> Table:
    """Where the workout stands, and every way it can go."""
    ahead = lookahead.look_ahead(program.rules, underway)
    told = _Receipts(program, underway.before)
    places = {name: place for place, name in enumerate(ahead.nodes)}
    nodes = [_node(node, places, program, told) for node in ahead.nodes.values()]
    asks, dosed = _asks(ahead, program), program.rules.dosed(underway.before)
    return {
        "root": places[ahead.root],
        "nodes": nodes,
        "kinds": ahead.kinds,
        "signs": _signs(),
        "asks": {name: _ask(each, dosed) for name, each in asks.items()},
        "figures": {str(each.prescription.level): _svg(each) for each in asks.values()},
        "rules": _rules(ahead),
        "receipts": told.said,
        "advance_days": [day.isoformat() for day in underway.before.advance_days],
    }


def _valid_until(enrolment: Enrolment, where: Position, now: datetime) -> datetime:
    """Until the plan may have changed.

    Never past the next step of a layoff, nor the end of what a physiotherapist set for a time.
    """
    ends = where.held_until, where.paused_until, where.ceiling_until, where.doses_until
    coming = [end for end in ends if end and end > now]
    if where.last_workout_at:
        break_ = timedelta(days=enrolment.program.rules.policy.layoff_days)
        breaks = (now - where.last_workout_at) // break_
        coming.append(where.last_workout_at + break_ * (breaks + 1))
    return min([now + GOOD_FOR, *coming])


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
    said = receipts.retold(receipts.of_workout_ahead(decision, before, program.rules))
    change = change_in_words(said)
    return {
        "outcome": decision.outcome.value,
        "headline": str(HEADLINES[decision.outcome]),
        "title": said["title"],
        "because": said["because"],
        "because_unanswered": said["because_unanswered"],
        "change": change,
        "now": level_in_words(said["after"]),
        "next": next_step(program, decision.position),
    }


def _rules(ahead: Lookahead) -> dict[str, Table]:
    names = _named(ahead)
    texts = catalogue.spoken().rule_texts
    return {
        name: {part: texts[name][part] for part in TEXTS if part in texts[name]} for name in names
    }


def _named(ahead: Lookahead) -> list[str]:
    verdicts = (verdict for node in ahead.nodes.values() for verdict, _to in node.edges)
    return sorted({verdict.rule.name for verdict in verdicts if verdict.rule})


# What a set asks for


def _ask_name(position: Position) -> str:
    return f"{position.level}.{position.rep_step}"


def _asks(ahead: Lookahead, program: Program) -> dict[str, Shown]:
    positions = {
        _ask_name(node.underway.position): node.underway.position for node in ahead.nodes.values()
    }
    return {name: shown(program, where, animated=True) for name, where in positions.items()}


def _ask(each: Shown, rules: ProgramRules) -> Table:
    """Of one set, by the program with this client's doses."""
    asked = each.prescription
    levels = rules.ladder.last
    rep_step = rules.rep_steps.index(asked.reps)
    return {
        "level": asked.level,
        "rep_step": rep_step,
        "reps": asked.reps,
        "exercise": each.variation["title"],
        "place": _("Level %(level)s of %(levels)s") % {"level": asked.level, "levels": levels}
        if asked.level
        else str(INSTEAD_OF_THE_LADDER),
        "height": each.height,
        "thigh_angle": asked.thigh_angle,
        "shortened_above": lookahead.shortened_above(rules, asked.level),
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
