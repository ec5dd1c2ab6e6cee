"""What a page shows of a prescription, a decision or a set: words and a figure, no rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.texts import lazy
from coaching import catalogue
from coaching.figure import Figure, angle_in_words, draw, draw_reverse_crunch
from coaching.models import Program, SetReport
from coaching.positions import dump_doses
from coaching.receipts import in_the_readers_words, last_day_before
from coaching.rules.terms import (
    LumbarContact,
    Phase,
    PopLocation,
    Position,
    Prescription,
    Status,
    Symptom,
)
from coaching.tongue import listed, within
from coaching.words import LOCATION_WORDS, PHASE_WORDS, SIGN_WORDS

Table = Mapping[str, Any]

KEPT_DOWN = {
    LumbarContact.HELD: lazy("back down"),
    LumbarContact.LOST: lazy("back lifted"),
    LumbarContact.UNSURE: lazy("not sure about the back"),
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
    return Shown(
        prescription=prescription,
        variation=_variation(prescription.exercise, natural=keeps_curve(definition)),
        program=definition,
        figure=figure_of(prescription, definition, animated=animated),
        height=height_of(prescription.thigh_angle),
    )


SAID = ("title", "summary", "for_whom")
"""What a definition says to people."""


def definition_for(program: Program, position: Position) -> dict[str, Any]:
    """A program's definition with the doses of a client at this position."""
    doses = dump_doses(position.doses) if position.doses else {}
    told = {name: in_the_readers_words(program.definition[name]) for name in SAID}
    return {**program.definition, **told, **doses}


def keeps_curve(definition: Table) -> bool:
    """True where a physiotherapist wants the natural curve of the back, not pressed flat."""
    return bool(definition.get("lock_cue") == "natural")


def _variation(slug: str, *, natural: bool) -> Table:
    if not natural:
        return catalogue.spoken().variations[slug]
    told: Table = catalogue.in_words(catalogue.in_natural_curve(catalogue.builtin(), slug))
    return told


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
        return _("pelvis rolled up off the floor")
    return angle_in_words(thigh_angle)


def next_step(program: Program, position: Position) -> str:
    """What is needed to move on, in one sentence."""
    if position.is_paused:
        return _("Your physiotherapist paused your plan. When they end the pause, you go on here.")
    if position.held_until:
        end = end_in_words(position.held_until)
        return _("Your physiotherapist keeps you at this step until %(end)s.") % {"end": end}
    rules = program.rules.dosed(position)
    sets, reps = rules.sets, rules.reps(position)
    if position.status is Status.COMPLETED:
        return _("You reached the goal of this program. Good workouts keep you here.")
    asked: dict[str, object] = {"sets": sets, "reps": reps}
    if position.rep_step < rules.last_rep_step:
        more = rules.rep_steps[position.rep_step + 1]
        return ngettext(
            "%(sets)s set of %(reps)s with your back down, no pop and no discomfort takes you to"
            " %(more)s repetitions.",
            "%(sets)s sets of %(reps)s with your back down, no pop and no discomfort take you to"
            " %(more)s repetitions.",
            sets,
        ) % (asked | {"more": more})
    if position.level >= rules.top_level(position.ceiling):
        return (
            ngettext(
                "%(sets)s set of %(reps)s with your back down, no pop and no discomfort completes"
                " this program.",
                "%(sets)s sets of %(reps)s with your back down, no pop and no discomfort complete"
                " this program.",
                sets,
            )
            % asked
        )
    return ngettext(
        "%(sets)s set of %(reps)s with your back down, no pop and no discomfort takes you to"
        " %(level)s.",
        "%(sets)s sets of %(reps)s with your back down, no pop and no discomfort take you to"
        " %(level)s.",
        sets,
    ) % (asked | {"level": level_in_words(program, position.level + 1)})


def end_in_words(until: datetime) -> str:
    """`the end of 3 December 2026`, on the clock of the person who reads it."""
    last_day = last_day_before(until, timezone.get_current_timezone())
    return _("the end of %(day)s") % {"day": date_format(last_day, _("j F Y"))}


def pause_ends(position: Position) -> str:
    """Until when there is no workout, in words."""
    if position.paused_until is None:
        return _("your physiotherapist ends the pause")
    return end_in_words(position.paused_until)


def level_in_words(program: Program, number: int) -> str:
    """A level's exercise and height, inside a sentence."""
    return _("the %(exercise)s") % {"exercise": exercise_in_words(program, number)}


def exercise_in_words(program: Program, number: int) -> str:
    """The same where it stands alone."""
    prescription = program.rules.prescription(Position(level=number))
    title = catalogue.spoken().variations[prescription.exercise]["title"]
    return _("%(title)s, %(height)s") % {
        "title": within(title),
        "height": height_of(prescription.thigh_angle),
    }


def change_in_words(said: Table) -> tuple[str, str] | None:
    """What the next set asks for where it differs from this one's: (before, after)."""
    before, after = said["before"], said["after"]
    if before == after:
        return None
    return _asked_in_words(before), _asked_in_words(after)


def _asked_in_words(prescribed: Table) -> str:
    title = catalogue.spoken().variations[prescribed["exercise"]]["title"]
    height = height_of(prescribed["thigh_angle"])
    return listed([f"{prescribed['reps']} × {within(title)}", height])


def set_in_words(report: SetReport) -> str:
    """A set as it was told, on one line; what was not answered is said to be."""
    parts = [
        ngettext("%(reps)s repetition", "%(reps)s repetitions", report.reps) % {"reps": report.reps}
    ]
    contact = report.lumbar_contact
    parts.append(str(KEPT_DOWN[LumbarContact(contact)]) if contact else _("back: not answered"))
    parts.append(_pops_in_words(report))
    parts.append(_discomfort_in_words(report.discomfort))
    parts += [within(SIGN_WORDS[Symptom(sign)]) for sign in report.symptoms]
    return listed(parts)


def _pops_in_words(report: SetReport) -> str:
    if report.pops is None:
        return _("pops: not answered")
    if not report.pops:
        return _("no pop")
    where = (
        [within(LOCATION_WORDS[PopLocation(report.pop_location)])] if report.pop_location else []
    )
    when = [within(PHASE_WORDS[Phase(report.pop_phase)])] if report.pop_phase else []
    count = ngettext("%(pops)s pop", "%(pops)s pops", report.pops) % {"pops": report.pops}
    return f"{count} ({', '.join(where + when)})" if where + when else count


def _discomfort_in_words(answer: int | None) -> str:
    if answer is None:
        return _("discomfort: not answered")
    return _("discomfort %(discomfort)s") % {"discomfort": answer}


def signs_in_words(symptoms: list[str]) -> list[str]:
    """Signs as people read them."""
    return [str(SIGN_WORDS[Symptom(sign)]) for sign in symptoms]
