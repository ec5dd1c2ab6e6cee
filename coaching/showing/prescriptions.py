"""What a page shows of a prescription, a decision or a set: words and a figure, no rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from coaching import catalogue
from coaching.figure import Figure, angle_in_words, draw, draw_reverse_crunch
from coaching.models import Program, SetReport
from coaching.positions import dump_doses
from coaching.receipts import last_day_before
from coaching.rules.terms import (
    LumbarContact,
    Phase,
    PopLocation,
    Position,
    Prescription,
    Status,
    Symptom,
)
from coaching.words import LOCATION_WORDS, PHASE_WORDS, SIGN_WORDS

Table = Mapping[str, Any]

KEPT_DOWN = {
    LumbarContact.HELD: "back down",
    LumbarContact.LOST: "back lifted",
    LumbarContact.UNSURE: "not sure about the back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A prescription with all that is drawn and said of it."""

    prescription: Prescription
    variation: Table
    program: Table
    figure: Figure
    height: str

    @property
    def load(self) -> int | None:
        """Relative difficulty in whole percent."""
        return None if self.prescription.load is None else round(self.prescription.load)


def shown(program: Program, position: Position, *, animated: bool = False) -> Shown:
    """What a client at this position does."""
    prescription = program.rules.prescription(position)
    definition = definition_for(program, position)
    variation = catalogue.builtin().variations[prescription.exercise]
    return Shown(
        prescription=prescription,
        variation=_in_natural_curve(variation) if keeps_curve(definition) else variation,
        program=definition,
        figure=figure_of(prescription, definition, animated=animated),
        height=height_of(prescription.thigh_angle),
    )


def definition_for(program: Program, position: Position) -> dict[str, Any]:
    """A program's definition with the doses of a client at this position."""
    doses = dump_doses(position.doses) if position.doses else {}
    return {**program.definition, **doses}


def keeps_curve(definition: Table) -> bool:
    """True where a physiotherapist wants the natural curve of the back, not pressed flat."""
    return bool(definition.get("lock_cue") == "natural")


def _in_natural_curve(variation: Table) -> Table:
    changed = {
        part: [_unpressed(line) for line in variation[part]]
        for part in ("cues", "setup", "movement")
    }
    return {**variation, **changed}


def _unpressed(line: str) -> str:
    for flat, words in catalogue.builtin().natural_curve.items():
        line = line.replace(flat, words["natural"])
    return line


def shown_level(program: Program, number: int, *, animated: bool = False) -> Shown:
    """One level of a program's ladder."""
    return shown(program, Position(level=number), animated=animated)


def figure_of(prescription: Prescription, definition: Table, *, animated: bool) -> Figure:
    """The picture of a prescription, moving at the program's tempo."""
    tempo = {
        "lowering_seconds": definition["lowering_seconds"],
        "raising_seconds": definition["raising_seconds"],
    }
    if prescription.thigh_angle is None or prescription.knee_flexion is None:
        return draw_reverse_crunch(animated=animated, **tempo)
    return draw(
        thigh_angle=prescription.thigh_angle,
        knee_flexion=prescription.knee_flexion,
        legs=prescription.legs,
        animated=animated,
        **tempo,
    )


def height_of(thigh_angle: float | None) -> str:
    """How far the legs go down, in words."""
    if thigh_angle is None:
        return "pelvis rolled up off the floor"
    return angle_in_words(thigh_angle)


def next_step(program: Program, position: Position) -> str:
    """What is needed to move on, in one sentence."""
    if position.is_paused:
        return "Your physiotherapist paused your plan. When they end the pause, you go on here."
    if position.held_until:
        end = end_in_words(position.held_until)
        return f"Your physiotherapist keeps you at this step until {end}."
    rules = program.rules.dosed(position)
    sets, reps = rules.sets, rules.reps(position)
    if position.status is Status.COMPLETED:
        return "You reached the goal of this program. Good workouts keep you here."
    clean = f"{sets} sets of {reps} with your back down, no pop and no discomfort"
    if position.rep_step < rules.last_rep_step:
        return f"{clean} take you to {rules.rep_steps[position.rep_step + 1]} repetitions."
    if position.level >= rules.top_level(position.ceiling):
        return f"{clean} complete this program."
    return f"{clean} take you to {level_in_words(program, position.level + 1)}."


def end_in_words(until: datetime) -> str:
    """`the end of 3 December 2026`, on the clock of the person who reads it."""
    last_day = last_day_before(until, timezone.get_current_timezone())
    return f"the end of {date_format(last_day, 'j F Y')}"


def pause_ends(position: Position) -> str:
    """Until when there is no workout, in words."""
    if position.paused_until is None:
        return "your physiotherapist ends the pause"
    return end_in_words(position.paused_until)


def level_in_words(program: Program, number: int) -> str:
    """A level's exercise and height."""
    prescription = program.rules.prescription(Position(level=number))
    title = catalogue.builtin().variations[prescription.exercise]["title"].lower()
    return f"the {title}, {height_of(prescription.thigh_angle)}"


def change_in_words(said: Table) -> tuple[str, str] | None:
    """What the next set asks for where it differs from this one's: (before, after)."""
    before, after = said["before"], said["after"]
    if before == after:
        return None
    return _asked_in_words(before), _asked_in_words(after)


def _asked_in_words(prescribed: Table) -> str:
    title = catalogue.builtin().variations[prescribed["exercise"]]["title"]
    height = height_of(prescribed["thigh_angle"])
    return f"{prescribed['reps']} × {title.lower()}, {height}"


def set_in_words(report: SetReport) -> str:
    """A set as it was told, on one line; what was not answered is said to be."""
    parts = [f"{report.reps} repetitions"]
    contact = report.lumbar_contact
    parts.append(KEPT_DOWN[LumbarContact(contact)] if contact else "back: not answered")
    parts.append(_pops_in_words(report))
    parts.append(_or_unanswered("discomfort", report.discomfort))
    parts += [str(SIGN_WORDS[Symptom(sign)]).lower() for sign in report.symptoms]
    return ", ".join(parts)


def _pops_in_words(report: SetReport) -> str:
    if report.pops is None:
        return "pops: not answered"
    if not report.pops:
        return "no pop"
    where = (
        [str(LOCATION_WORDS[PopLocation(report.pop_location)]).lower()]
        if report.pop_location
        else []
    )
    when = [str(PHASE_WORDS[Phase(report.pop_phase)]).lower()] if report.pop_phase else []
    count = "1 pop" if report.pops == 1 else f"{report.pops} pops"
    return f"{count} ({', '.join(where + when)})" if where + when else count


def _or_unanswered(name: str, answer: int | None) -> str:
    return f"{name}: not answered" if answer is None else f"{name} {answer}"


def signs_in_words(symptoms: list[str]) -> list[str]:
    """Signs as people read them."""
    return [str(SIGN_WORDS[Symptom(sign)]) for sign in symptoms]
