"""The card after a pop: where, when, on which repetitions, and what that is more typical of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.texts import lazy
from coaching import catalogue
from coaching.figure import Closeup, draw_closeup
from coaching.models import Decision, SetReport, Workout
from coaching.rules.patterns import PATTERNS, HowOften, Pattern, how_often, pattern
from coaching.rules.terms import Outcome, Phase, PopLocation
from coaching.tongue import by_language, listed
from coaching.words import LOCATION_WORDS, PHASE_WORDS

NOT_TOLD = lazy("Not told")
STOPS = frozenset({Outcome.STOP, Outcome.EMERGENCY})


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternCard:
    """What the card of one set shows. `marks` is one a repetition: did it pop?"""

    number: int | None
    texts: Mapping[str, Any]
    lead: str
    location: PopLocation
    where: str
    when: str
    which: str
    marks: tuple[bool, ...]

    @property
    def training(self) -> str:
        """What both kinds mean for the training."""
        return str(catalogue.spoken().pattern_lines["training"]["text"])

    @property
    def closeup(self) -> Closeup:
        """The drawing of back and hip."""
        return _closeup()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternTable:
    """Everything with which a page without the server finds and fills the card.

    `cards` are empty ones, one a pattern; `rows` are the rules' own table.
    """

    cards: tuple[PatternCard, ...]
    rows: tuple[tuple[PopLocation, str, Mapping[HowOften, Pattern]], ...]
    phases: tuple[tuple[Phase, str], ...]
    leads: tuple[tuple[str, str], ...]
    not_told: str = NOT_TOLD


def card_of(report: SetReport, outcome: str | None) -> PatternCard | None:
    """The card of a set to which the rules said `outcome`; none where nothing popped.

    None either where the set stopped the program or told of a sign: beside those, what
    made the sound is of no importance.
    """
    if not report.pops or report.symptoms or outcome in STOPS:
        return None
    location = PopLocation(report.pop_location or PopLocation.UNSURE)
    named = sorted(set(report.pop_repetitions or ()))
    often = how_often(report.pops, named, report.reps)
    return PatternCard(
        number=report.number,
        texts=catalogue.spoken().patterns[pattern(location, often)],
        lead=_lead(report.discomfort),
        location=location,
        where=str(LOCATION_WORDS[location]) if report.pop_location else NOT_TOLD,
        when=str(PHASE_WORDS[Phase(report.pop_phase)]) if report.pop_phase else NOT_TOLD,
        which=_which(named, report.reps),
        marks=_marks(named, report.reps),
    )


def cards_of(workout: Workout, sets: Sequence[SetReport]) -> list[PatternCard]:
    """The cards of a workout's sets, which are given as they were last told.

    A set that was told anew about its pop alone keeps its decision, so they go by number.
    """
    said = workout.decisions.standing().filter(about=Decision.About.SET)
    outcomes = dict(said.values_list("set_report__number", "outcome"))
    cards = [card_of(report, outcomes.get(report.number)) for report in sets]
    return [card for card in cards if card]


def pattern_table() -> PatternTable:
    """The whole table, for the page that the phone keeps."""
    lines = catalogue.spoken().pattern_lines
    return PatternTable(
        cards=tuple(_empty(texts) for texts in catalogue.spoken().patterns.values()),
        rows=tuple((place, str(LOCATION_WORDS[place]), row) for place, row in PATTERNS.items()),
        phases=tuple((phase, str(words)) for phase, words in PHASE_WORDS.items()),
        leads=tuple((name, line["text"]) for name, line in lines.items() if name != "training"),
    )


def _empty(texts: Mapping[str, Any]) -> PatternCard:
    return PatternCard(
        number=None,
        texts=texts,
        lead="",
        location=PopLocation.UNSURE,
        where=NOT_TOLD,
        when=NOT_TOLD,
        which=NOT_TOLD,
        marks=(),
    )


def _lead(discomfort: int | None) -> str:
    """What stands first: a pop is called generally benign only where nothing was felt with it."""
    felt = "uncomfortable" if discomfort else "painless"
    name = "unanswered" if discomfort is None else felt
    return str(catalogue.spoken().pattern_lines[name]["text"])


def _marks(named: Sequence[int], reps: int) -> tuple[bool, ...]:
    if not named:
        return ()
    return tuple(number in named for number in range(1, max(reps, *named) + 1))


def _which(named: Sequence[int], reps: int) -> str:
    if not named:
        return str(NOT_TOLD)
    if named == list(range(1, reps + 1)) and reps > 1:
        return _("All %(reps)s reps") % {"reps": reps}
    told = {"numbers": _with_and(str(number) for number in named), "reps": reps}
    if named[-1] <= reps:
        words = ngettext("Rep %(numbers)s of %(reps)s", "Reps %(numbers)s of %(reps)s", len(named))
    else:
        words = ngettext("Rep %(numbers)s", "Reps %(numbers)s", len(named))
    return words % told


def _with_and(words: Iterable[str]) -> str:
    *first, last = words
    return _("%(first)s and %(last)s") % {"first": listed(first), "last": last} if first else last


@by_language()
def _closeup() -> Closeup:
    return draw_closeup()
