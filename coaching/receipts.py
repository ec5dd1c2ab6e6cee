"""The receipt of a decision: what it says, in plain words, with its sources and the facts.

A receipt is stored as it was said, in the words of the code and the catalogue, so that it means
the same whoever was spoken to in which language; `retold` says them in the reader's. `substance`
is what makes two receipts the same decision: better wording alone never supersedes one.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from coaching import catalogue
from coaching.chronicle import Entry, Told
from coaching.models import Decision, MorningReport, Review, SetReport
from coaching.rules import terms
from coaching.rules.judgement import PAINLESS_POP, SEVERE_DISCOMFORT, rule_named
from coaching.rules.program import Program
from coaching.rules.terms import Outcome, Status
from coaching.rules.workout import Verdict

Said = dict[str, Any]
Parts = list[list[Any]]
"""Sentences and the values in them, as JSON: days as ISO says them."""
Answered = SetReport | MorningReport

SUBSTANCE = ("facts", "before", "after", "status")
"""What of a receipt is decided; the rest is how it is put."""


def substance(decision: Decision) -> tuple[Any, ...]:
    """What two decisions must share to be the same."""
    said = decision.said
    return (
        decision.outcome,
        decision.rule,
        decision.change,
        decision.refer,
        *(said[name] for name in SUBSTANCE),
        said.get("is_taken_back", False),
    )


def of_start(decision: terms.Decision, program: Program, chosen: Review | None = None) -> Said:
    """The receipt of a beginning, which a physiotherapist may have chosen."""
    after = _prescribed(decision.position, program)
    texts = {
        "title": _("Where you begin"),
        "because": _start_reason(decision.position.level, program),
        "ours": _("Trying each level from the easiest is not from the article: it is our way in."),
    }
    if chosen:
        title = _("Your physiotherapist chose this program")
        texts = {"title": title, "because": chosen.reason}
    return _plain(
        **texts,
        facts=[],
        before=after,
        after=after,
        status=decision.position.status,
    )


def _start_reason(level: int, program: Program) -> str:
    if level != terms.REVERSE_CRUNCH:
        return _("This is the last level at which your back stayed down, without a pop.")
    if program.start_level == terms.REVERSE_CRUNCH:
        return _("This program begins with the reverse crunch.")
    return _("The easiest level was not clean yet, so you begin with the reverse crunch.")


def of_event(told: Told, program: Program) -> Said:
    """The receipt of a workout, a morning, a report of signs or a review."""
    decision = told.decision
    if decision.rule:
        texts = _rule_texts(decision.rule, _answered(told.entry), program)
    else:
        texts = _unjudged_texts(told)
    return (
        texts
        | {
            "facts": _facts_of(told),
            "before": _prescribed(told.before, program),
            "after": _prescribed(decision.position, program),
            "status": decision.position.status,
        }
        | _at_the_top(decision, program)
    )


def of_set(report: SetReport, verdict: Verdict, program: Program) -> Said:
    """What is said at once after a set."""
    texts = _texts_of_set(report, verdict, program)
    return texts | {
        "facts": [facts_of_set(report)],
        "before": _prescribed(verdict.before, program),
        "after": _prescribed(verdict.after, program),
        "status": verdict.after.status,
        "ends_workout": verdict.ends_workout,
    }


def of_workout_ahead(decision: terms.Decision, before: terms.Position, program: Program) -> Said:
    """What will be said of a workout that ends like this; there are no facts of it yet."""
    if decision.rule is None:
        raise LookupError("a workout with a set is judged by a rule")
    texts = catalogue.builtin().rule_texts[decision.rule]
    return (
        _rule_texts(decision.rule, (), program)
        | {
            "because_unanswered": texts.get("because_unanswered"),
            "before": _prescribed(before, program),
            "after": _prescribed(decision.position, program),
        }
        | _at_the_top(decision, program)
    )


def of_taken_back(decision: Decision, status: Status) -> Said:
    """What stands in the place of a decision on a set, or a workout, that was taken back."""
    if decision.about == Decision.About.SET:
        because = _("You took this set back, so it changes nothing.")
    else:
        because = _("You took its last set back, so the workout goes on.")
    said: Said = decision.said
    now = {"after": said["before"], "status": status, "is_taken_back": True}
    return said | _plain(title=_("Taken back"), because=because) | now


def facts_of_set(report: SetReport) -> dict[str, Any]:
    """The client's own data, as told."""
    return {
        "set": report.number,
        "reps": report.reps,
        "lumbar_contact": report.lumbar_contact,
        "pops": report.pops,
        "discomfort": report.discomfort,
        "symptoms": sorted(report.symptoms),
        "lowest_angle": report.lowest_angle,
    }


def _facts_of(told: Told) -> list[dict[str, Any]]:
    event = told.entry.event
    if isinstance(event, terms.Workout):
        return [facts_of_set(report) for report in told.entry.sets if report.pk]
    if isinstance(event, terms.Morning):
        return [{"morning": event.discomfort, "symptoms": sorted(event.symptoms)}]
    if isinstance(event, terms.SymptomReport):
        return [{"symptoms": sorted(event.symptoms)}]
    return []


def _prescribed(position: terms.Position, program: Program) -> dict[str, Any]:
    prescribed = asdict(program.prescription(position))
    load = prescribed["load"]
    return prescribed | {"load": None if load is None else round(load)}


def _plain(*, title: str, because: str, ours: str = "", **rest: Any) -> Said:
    texts = {"title": title, "because": because, "article": "", "ours": ours}
    return texts | {"sources": [], "would_change": "", "next_set": ""} | rest


def _rule_texts(rule: str, answered: Sequence[Answered], program: Program) -> Said:
    texts = catalogue.builtin().rule_texts[rule]
    because, parts = _because(rule, answered, program)
    return _plain(
        title=texts["title"],
        because=because,
        ours=texts["ours"],
        article=texts["article"],
        sources=list(rule_named(rule).sources),
        would_change=texts["would_change"],
        next_set=texts["next_set"],
        **parts,
    )


def _because(
    rule: str, answered: Sequence[Answered], program: Program
) -> tuple[str, dict[str, Any]]:
    """The words, and what they were made of where that is more than the words."""
    texts = catalogue.builtin().rule_texts[rule]
    if rule == PAINLESS_POP.name and any(map(_popped_without_an_answer, answered)):
        return texts["because_unanswered"], {}
    if rule == SEVERE_DISCOMFORT.name and (row := _worst_by_an_earlier_limit(answered, program)):
        values = {"discomfort": row.discomfort, "limit": row.severe_discomfort}
        words = texts["because_earlier"]
        return words.format(**values), {"because_parts": [[words, values]]}
    return texts["because"], {}


def _answered(entry: Entry) -> Sequence[Answered]:
    """The rows with the answers by which an event was judged."""
    return (entry.row,) if isinstance(entry.row, MorningReport) else entry.sets


def _popped_without_an_answer(row: Answered) -> bool:
    return isinstance(row, SetReport) and bool(row.pops) and row.discomfort is None


def _worst_by_an_earlier_limit(rows: Sequence[Answered], program: Program) -> Answered | None:
    """The answer that stopped a program by no limit of its own, if none did by that."""
    if any((row.discomfort or 0) >= program.policy.severe_discomfort for row in rows):
        return None
    brought = (row for row in rows if row.severe_discomfort is not None)
    return max(brought, key=lambda row: row.discomfort or 0, default=None)


def _texts_of_set(report: SetReport, verdict: Verdict, program: Program) -> Said:
    if verdict.rule is None:
        return _plain(
            title=_("Set saved"),
            because=_("The workout had already ended, so this set changes nothing."),
        )
    return _rule_texts(verdict.rule.name, (report,), program)


def _at_the_top(decision: terms.Decision, program: Program) -> Said:
    position = decision.position
    if position.status is not Status.COMPLETED:
        return {}
    if program.top_level(position.ceiling) < program.ladder.last:
        words = _("You are at the hardest level your physiotherapist allows for now.")
    else:
        words = _("You are at the last level. Good workouts keep you here.")
    return {"would_change": words}


def _unjudged_texts(told: Told) -> Said:
    if isinstance(told.entry.row, Review):
        return _review_texts(told.entry.row, told.decision)
    if told.decision.outcome is Outcome.IGNORED:
        return _ignored_texts(told)
    event = told.entry.event
    answered = isinstance(event, terms.Morning) and event.discomfort is not None
    return _plain(
        title=_("Noted") if answered else _("Skipped"),
        because=_("The morning was no worse than the workout. Your plan stays as it is.")
        if answered
        else _("You did not say how the morning felt. Your plan stays as it is."),
        ours=_("Asking the next morning is not from the article: it is the 24-hour rule."),
    )


def _ignored_texts(told: Told) -> Said:
    if told.before.status is Status.STOPPED:
        because = _("Your plan was paused, so this is kept but changes nothing.")
    else:
        because = _("There was no set in it, so it changes nothing.")
    return _plain(title=_("Kept, not counted"), because=because)


def _review_texts(review: Review, decision: terms.Decision) -> Said:
    kind = Review.Kind(review.kind)
    if decision.outcome is Outcome.IGNORED:
        return _ignored_review_texts(kind)
    if review.by_client:
        return _own_review_texts(kind)
    parts: Parts = [[review.reason, {}]]
    if decision.position.status is Status.STOPPED and kind is Review.Kind.CLEARANCE:
        parts = [[_("Another warning is still open, so your plan stays paused."), {}], *parts]
    parts += _end_of(review, kind)
    titles = {
        Review.Kind.CLEARANCE: _("Your physiotherapist cleared the stop"),
        Review.Kind.OVERRIDE: _("Your physiotherapist set your level"),
        Review.Kind.CEILING: _("Your physiotherapist set the hardest level"),
        Review.Kind.PAUSE: _("Your physiotherapist paused your plan"),
        Review.Kind.RESUME: _("Your physiotherapist ended the pause"),
        Review.Kind.DOSES: _("Your physiotherapist set how much you do"),
        Review.Kind.PROGRAM: _("Your physiotherapist chose another program"),
    }
    return _plain(title=titles[kind], because=_as_stored(parts), because_parts=parts)


def _ignored_review_texts(kind: Review.Kind) -> Said:
    if kind is Review.Kind.RESUME:
        return _plain(
            title=_("No pause to end"),
            because=_("Your plan was not paused any more, so it changes nothing."),
        )
    return _plain(
        title=_("Nothing to clear"),
        because=_("The stop it named was not open, so it changes nothing."),
    )


def _own_review_texts(kind: Review.Kind) -> Said:
    if kind is Review.Kind.RESUME:
        return _plain(
            title=_("You ended the pause"),
            because=_("No physiotherapist is linked to you now. You go on where you were."),
        )
    return _plain(
        title=_("You opened your plan again"),
        because=_("You told us that a professional checked you. You begin at level 1."),
        ours=_("Beginning again at level 1 is not from the article: it is our careful choice."),
    )


def _end_of(review: Review, kind: Review.Kind) -> "Parts":
    """Until when an act holds, in words; nothing for one that has no end."""
    if review.until is None:
        return []
    last_day = last_day_before(review.until, review.enrolment.client.zone)
    words = {
        Review.Kind.OVERRIDE: _("You stay at this step until the end of {day}."),
        Review.Kind.CEILING: _("It counts until the end of {day}."),
        Review.Kind.PAUSE: _("The pause lasts until the end of {day}."),
        Review.Kind.DOSES: _("It counts until the end of {day}. Then the usual number is back."),
    }
    return [[words[kind], {"day": last_day.isoformat()}]]


TEXTS = ("title", "because", "article", "ours", "would_change", "next_set", "because_unanswered")
"""What of a receipt is words."""


def retold(said: Said) -> Said:
    """The same receipt with its words in the reader's language.

    What somebody wrote themself has no translation and stays; so does what a later catalogue says
    otherwise, in the words in which it was said.
    """
    words = {part: in_the_readers_words(said[part]) for part in TEXTS if said.get(part)}
    if parts := said.get("because_parts"):
        words["because"] = joined(parts, gettext)
    return said | words


def in_the_readers_words(text: str) -> str:
    """The translation of a stored text; never of an empty one, which is the catalogue's head."""
    return gettext(text) if text else text


def joined(parts: Parts, speak: Callable[[str], str] = str) -> str:
    """The sentences with their values; `speak` translates one."""
    return " ".join(
        speak(words).format(**_spoken(values)) if values else speak(words)
        for words, values in parts
        if words
    )


def _as_stored(parts: Parts) -> str:
    with override(settings.LANGUAGE_CODE):
        return joined(parts)


def _spoken(values: dict[str, Any]) -> dict[str, Any]:
    if "day" not in values:
        return values
    return values | {"day": date_format(date.fromisoformat(values["day"]), gettext("j F Y"))}


def last_day_before(until: datetime, zone: tzinfo) -> date:
    """The last day on somebody's calendar on which that still holds."""
    return (until - timedelta(microseconds=1)).astimezone(zone).date()
