"""Decisions that were stored, in words for a page. Nothing is decided here, only read out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from accounts.texts import lazy
from coaching import catalogue
from coaching.models import Decision, SetReport
from coaching.receipts import retold
from coaching.rules.terms import REVERSE_CRUNCH, Outcome, Status
from coaching.showing.prescriptions import height_of, set_in_words, signs_in_words
from coaching.tongue import listed, within

Said = Mapping[str, Any]
Fact = tuple[str, str]

HEADLINES = {
    Outcome.START: lazy("Your start"),
    Outcome.ADVANCE: lazy("You move on"),
    Outcome.COMPLETE: lazy("You reached the goal"),
    Outcome.HOLD: lazy("You stay here"),
    Outcome.REGRESS: lazy("A step back"),
    Outcome.SUBSTITUTE: lazy("Another exercise for now"),
    Outcome.STOP: lazy("Your plan is paused"),
    Outcome.EMERGENCY: lazy("Your plan is paused"),
    Outcome.CLEAR: lazy("A check was noted"),
    Outcome.OVERRIDE: lazy("Your level was set"),
    Outcome.CEILING: lazy("Your hardest level was set"),
    Outcome.PAUSE: lazy("A pause"),
    Outcome.RESUME: lazy("The pause is over"),
    Outcome.DOSES: lazy("Your sets and reps were set"),
    Outcome.LEAVE: lazy("Another program"),
    Outcome.IGNORED: lazy("Nothing changes"),
}
"""What happened, before why."""

SHORT = {
    Outcome.START: ("", ""),
    Outcome.ADVANCE: (lazy("Moved on"), "tag-success"),
    Outcome.COMPLETE: (lazy("Goal reached"), "tag-completed"),
    Outcome.HOLD: (lazy("Stayed"), ""),
    Outcome.REGRESS: (lazy("Step back"), "tag-caution"),
    Outcome.SUBSTITUTE: (lazy("Swapped"), "tag-caution"),
    Outcome.STOP: (lazy("Paused"), "tag-stopped"),
    Outcome.EMERGENCY: (lazy("Emergency"), "tag-stopped"),
    Outcome.CLEAR: (lazy("Checked"), "tag-active"),
    Outcome.OVERRIDE: (lazy("Level set"), "tag-active"),
    Outcome.CEILING: (lazy("Limit set"), "tag-active"),
    Outcome.PAUSE: (lazy("Break"), "tag-active"),
    Outcome.RESUME: (lazy("Break over"), "tag-active"),
    Outcome.DOSES: (lazy("Sets and reps"), "tag-active"),
    Outcome.LEAVE: (lazy("New program"), "tag-active"),
    Outcome.IGNORED: (lazy("Not counted"), ""),
}
"""The same as a tag: its word and its class; a start is what it is."""

TIMES = "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}"
KNOWN_BY_ITS_HEADING = lazy("This part is not from the article: ")


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A decision as a page says it, each part put into words when a page asks for it."""

    outcome: Outcome
    said: Said

    @property
    def headline(self) -> str:
        """What happened, before why."""
        return HEADLINES[self.outcome]

    @property
    def tag(self) -> str:
        """The same as one word."""
        return SHORT[self.outcome][0]

    @property
    def tag_class(self) -> str:
        """How that word looks."""
        return SHORT[self.outcome][1]

    @property
    def title(self) -> str:
        """The decision as a sentence."""
        return str(self.said["title"])

    @property
    def because(self) -> str:
        """Why."""
        return str(self.said["because"])

    @cached_property
    def change(self) -> tuple[str, str] | None:
        """What was asked before and is asked now, where that is not the same."""
        return _change(self.said)

    @property
    def now(self) -> str:
        """What is asked now."""
        return _now(self.said)

    @property
    def article(self) -> str:
        """What of it the article says."""
        return str(self.said["article"])

    @property
    def article_sources(self) -> str:
        """The article's statements."""
        return _statements(self.said["sources"])

    @property
    def ours(self) -> str:
        """What of it we added."""
        return _ours(self.said["ours"])

    @property
    def our_sources(self) -> str:
        """What that rests on."""
        return _outside(self.said["sources"])

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The reports it was decided on."""
        return tuple(_facts(self.said["facts"]))

    @property
    def would_change(self) -> str:
        """What would have led to another decision."""
        return str(self.said["would_change"])


def receipt_of(decision: Decision) -> Receipt:
    """What was said, in the parts that a page shows."""
    return Receipt(outcome=Outcome(decision.outcome), said=retold(decision.said))


def level_in_words(prescribed: Said) -> str:
    """`Level 2: knee raise, thighs two thirds of the way up`."""
    title = catalogue.spoken().variations[prescribed["exercise"]]["title"]
    if prescribed["level"] == REVERSE_CRUNCH:
        return str(title)
    height = height_of(prescribed["thigh_angle"])
    return _("Level %(level)s: %(lower)s, %(height)s") % {
        "level": prescribed["level"],
        "lower": within(title),
        "height": height,
    }


def dose_in_words(prescribed: Said) -> str:
    """`3 × 8`, never broken over two lines."""
    return f"{prescribed['sets']}{TIMES}{prescribed['reps']}"


def asked_in_words(prescribed: Said) -> str:
    """Level, exercise, height and dose."""
    return listed([level_in_words(prescribed), dose_in_words(prescribed)])


def sets_in_words(sets: Sequence[SetReport]) -> list[Fact]:
    """Each set as it was told; neighbours that went alike share a line."""
    lines: list[tuple[list[int], str]] = []
    for report in sets:
        words = set_in_words(report)
        if lines and lines[-1][1] == words:
            lines[-1][0].append(report.number)
        else:
            lines.append(([report.number], words))
    return [(_numbers(numbers), words) for numbers, words in lines]


def _numbers(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return _("Set %(number)s") % {"number": numbers[0]}
    ends = {"first": numbers[0], "last": numbers[-1]}
    if len(numbers) == 2:
        return _("Sets %(first)s and %(last)s") % ends
    return _("Sets %(first)s to %(last)s") % ends


def _change(said: Said) -> tuple[str, str] | None:
    before, after = said["before"], said["after"]
    if before == after:
        return None
    if before["level"] != after["level"]:
        return _brief(before), _brief(after)
    return _("%(dose_in_words)s reps") % {"dose_in_words": dose_in_words(before)}, _(
        "%(dose_in_words)s reps"
    ) % {"dose_in_words": dose_in_words(after)}


def _brief(prescribed: Said) -> str:
    at = prescribed["level"]
    place = _("Reverse crunch") if at == REVERSE_CRUNCH else _("Level %(at)s") % {"at": at}
    return listed([place, dose_in_words(prescribed)])


def _now(said: Said) -> str:
    if said["status"] == Status.STOPPED:
        return _("Your plan is paused until a professional has checked you.")
    return f"{asked_in_words(said['after'])}."


def _statements(sources: Sequence[str]) -> str:
    found = [source for source in sources if not source.startswith("ext")]
    return _("Article, statement %(found)s") % {"found": listed(found)} if found else ""


def _outside(sources: Sequence[str]) -> str:
    found = [_(source).removeprefix("ext: ") for source in sources if source.startswith("ext")]
    words = "; ".join(found)
    return words[:1].upper() + words[1:]


def _ours(text: str) -> str:
    words = text.removeprefix(str(KNOWN_BY_ITS_HEADING))
    return words[:1].upper() + words[1:]


def _facts(facts: Sequence[Said]) -> Iterator[Fact]:
    sets = [_as_set(fact) for fact in facts if "set" in fact]
    yield from sets_in_words(sets)
    for fact in facts:
        if "morning" in fact:
            yield _("The next morning"), _morning(fact["morning"])
        if "set" not in fact and fact["symptoms"]:
            yield _("You felt"), within(listed(signs_in_words(fact["symptoms"])))


def _morning(discomfort: int | None) -> str:
    return (
        _("discomfort: not answered")
        if discomfort is None
        else _("discomfort %(discomfort)s") % {"discomfort": discomfort}
    )


def _as_set(fact: Said) -> SetReport:
    """A fact of a receipt in the shape that sets are read out from; it is not stored."""
    told = {name: value for name, value in fact.items() if name != "set"}
    return SetReport(number=fact["set"], **told)
