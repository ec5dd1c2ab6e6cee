"""The three acts as forms: refuse and convert."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html

from accounts.forms import OnceForm
from coaching.admin.words import level_words, told_words, when
from coaching.models import Enrolment, Program, Review
from coaching.rules.terms import REVERSE_CRUNCH
from coaching.stops import OpenStop

Choices = list[tuple[Any, Any]]

UNCHOSEN: Choices = [("", "Choose …")]
LOWEST_CEILING = 1


class ActForm(OnceForm):
    """What every act carries: a reason, and how much of the client its author had seen."""

    kind: ClassVar[Review.Kind]
    slug: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str]
    saved: ClassVar[str]

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label="Reason",
        help_text="Your client can read it.",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why. It stays with the decision."},
    )

    def __init__(self, data: Any = None, *, enrolment: Enrolment, **kwargs: Any) -> None:
        """An act on this client."""
        super().__init__(data, auto_id=f"{self.slug}-%s", **kwargs)
        self.order_fields([name for name in self.fields if name != "reason"])

    def saved_words(self, enrolment: Enrolment) -> str:
        """What is said once the act is done."""
        return self.saved

    def repeats(self, review: Review) -> bool:
        """Whether the same was sent before, word for word."""
        told = [str(self.data.get(name, "")).strip() for name in ("reason", "level", "rep_step")]
        kept = [review.reason, _plain(review.level), _plain(review.rep_step)]
        stops = self.data.getlist("stops") if hasattr(self.data, "getlist") else []
        return (self.kind, told, set(stops)) == (review.kind, kept, set(review.stops))


class ClearForm(ActForm):
    """Open a plan again after its stops were seen."""

    kind = Review.Kind.CLEARANCE
    slug = "clear-stops"
    title = "Clear the stops I have seen"
    button = "Clear the ticked stops"
    saved = "Saved. The plan is open again."

    stops = forms.MultipleChoiceField(
        label="Which stops have you seen?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick the stops that you have seen.",
            "invalid_choice": "One of these stops is not open.",
        },
    )
    level = forms.TypedChoiceField(
        label="Go on at",
        help_text="Counts once no stop is open any more.",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose a level of this program."},
    )

    def __init__(self, *args: Any, stops: list[OpenStop], **kwargs: Any) -> None:
        """Offer the stops that are open now, none of them ticked."""
        super().__init__(*args, **kwargs)
        enrolment = kwargs["enrolment"]
        choices(self, "stops", [(stop.id, _stop_label(stop)) for stop in stops])
        default = f"The default: {level_words(enrolment.program, default_level(enrolment))}"
        levels = level_choices(enrolment.program, least=REVERSE_CRUNCH)
        choices(self, "level", [("", default), *levels])

    def saved_words(self, enrolment: Enrolment) -> str:
        """Say it where another stop keeps the plan paused."""
        if enrolment.is_stopped:
            return "Saved. Another stop is still open, so the plan stays paused."
        return self.saved


class LevelForm(ActForm):
    """Put a client on a level."""

    kind = Review.Kind.OVERRIDE
    slug = "set-level"
    title = "Set level and repetitions"
    button = "Set the level"
    saved = "Saved. The level is set."

    level = forms.TypedChoiceField(
        label="Level",
        coerce=int,
        error_messages={
            "required": "Choose a level.",
            "invalid_choice": "Choose a level of this program.",
        },
    )
    rep_step = forms.TypedChoiceField(
        label="Repetitions a set",
        coerce=int,
        initial=0,
        error_messages={"invalid_choice": "Choose one of this program’s steps."},
    )

    def __init__(self, *args: Any, stops: list[OpenStop], **kwargs: Any) -> None:
        """Offer the levels and repetitions of the client's program."""
        super().__init__(*args, **kwargs)
        program = kwargs["enrolment"].program
        choices(self, "level", [*UNCHOSEN, *level_choices(program, least=REVERSE_CRUNCH)])
        choices(self, "rep_step", list(enumerate(program.rules.rep_steps)))
        if stops:
            self.fields["level"].help_text = "The plan stays paused until its stops are cleared."


class CeilingForm(ActForm):
    """Name the hardest level from now on."""

    kind = Review.Kind.CEILING
    slug = "set-ceiling"
    title = "Set the hardest level"
    button = "Set the hardest level"
    saved = "Saved. The hardest level is set."

    level = forms.TypedChoiceField(
        label="Hardest level",
        coerce=int,
        error_messages={
            "required": "Choose a level.",
            "invalid_choice": "Choose a level of this program.",
        },
    )

    def __init__(self, *args: Any, stops: list[OpenStop], **kwargs: Any) -> None:
        """Offer the levels of the client's program."""
        super().__init__(*args, **kwargs)
        enrolment = kwargs["enrolment"]
        levels = level_choices(enrolment.program, least=LOWEST_CEILING)
        choices(self, "level", [*UNCHOSEN, *levels])
        self.fields["level"].help_text = _ceiling_now(enrolment)


ACTS: Mapping[str, type[ActForm]] = {
    form.slug: form for form in (ClearForm, LevelForm, CeilingForm)
}


def choices(form: forms.Form, name: str, found: Choices) -> None:
    """Offer these answers to a question."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no choice")
    field.choices = found


def level_choices(program: Program, *, least: int) -> Choices:
    """Every level, with its relative difficulty."""
    return [
        (number, level_words(program, number) + _load_words(program.rules.ladder.load(number)))
        for number in range(least, program.rules.ladder.last + 1)
    ]


def default_level(enrolment: Enrolment) -> int:
    """Where a client goes on after a clearance that names no level."""
    if enrolment.level == REVERSE_CRUNCH:
        return REVERSE_CRUNCH
    return enrolment.program.rules.ladder.first_of_variation(enrolment.level)


def _load_words(load: float | None) -> str:
    return "" if load is None else f" (relative difficulty {load:.0f} of 100)"


def _stop_label(stop: OpenStop) -> str:
    urgent = "Emergency: " if stop.is_emergency else ""
    told = told_words(list(stop.symptoms), stop.discomfort)
    return format_html(
        "{}{} <small>Told in {}, {}</small>", urgent, told, stop.seen_in, when(stop.at)
    )


def _ceiling_now(enrolment: Enrolment) -> str:
    ceiling = enrolment.where.ceiling
    if ceiling is None:
        return "Now: none. Who is above it moves down to it."
    return f"Now: level {ceiling}. Who is above it moves down to it."


def _plain(number: int | None) -> str:
    return "" if number is None else str(number)
