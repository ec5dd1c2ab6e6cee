"""The acts that move a plan, as forms: refuse and convert."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.forms import OnceForm
from accounts.models import User
from accounts.texts import lazy
from coaching import services
from coaching.admin.words import level_words, told_words, when
from coaching.models import Acknowledgement, Enrolment, Program, Review
from coaching.receipts import in_the_readers_words, last_day_before
from coaching.rules.terms import REVERSE_CRUNCH
from coaching.services import Moment
from coaching.stops import OpenStop

Choices = list[tuple[Any, Any]]

UNCHOSEN: Choices = [("", lazy("Choose …"))]
LOWEST_CEILING = 1
ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=366)
"""How far ahead an end may lie: what should hold longer has none."""


class ActForm(OnceForm):
    """What every act carries: a reason, and how much of the client its author had seen.

    `row` is what the act is written down as, under the form's uuid.
    """

    row: ClassVar[type[Review | Acknowledgement]] = Review
    slug: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str]
    saved: ClassVar[str]

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label=lazy("Reason"),
        help_text=lazy("Your client can read it."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": lazy("Say why. It stays with the decision.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        enrolment: Enrolment,
        stops: list[OpenStop],
        physiotherapist: User,
        **kwargs: Any,
    ) -> None:
        """An act of this physiotherapist on this client, whose stops these are."""
        super().__init__(data, auto_id=f"{self.slug}-%s", **kwargs)
        self.enrolment, self.open_stops, self.physiotherapist = enrolment, stops, physiotherapist
        last = ("until", "reason")
        self.order_fields([*(name for name in self.fields if name not in last), *last])
        self.offer()

    def offer(self) -> None:
        """Put in what this client can be given."""

    @property
    def fits(self) -> bool:
        """Whether the act is one that can be done now."""
        return True

    def carry_out(self) -> None:
        """Do it, by a service. Raises a Refusal. Only where the form is valid."""
        raise NotImplementedError

    def repeats(self, row: Any) -> bool:
        """Whether this was sent before, word for word, and written down as `row`."""
        raise NotImplementedError

    def typed(self, name: str) -> str:
        """What was typed, where one answer is."""
        return str(self.data.get(name, "")).strip()

    def saved_words(self, enrolment: Enrolment) -> str:
        """What is said once the act is done."""
        return self.saved

    @property
    def leads_to(self) -> UUID:
        """Whose page follows."""
        return self.enrolment.uuid

    def ask_once_more(self, answer: object, warning: str) -> None:
        """Refuse until the author says that they mean just this answer."""
        if self.data.get("sure") == str(answer):
            return
        box = forms.CheckboxInput({"value": str(answer)}, check_test=lambda _ticked: False)
        self.fields["sure"] = forms.BooleanField(
            label=_("I have checked this"), required=False, widget=box
        )
        self.add_error("sure", warning)


class ReviewForm(ActForm):
    """An act that the rules hear of, kept as a review."""

    kind: ClassVar[Review.Kind]
    service: ClassVar[Callable[..., object]]

    def carry_out(self) -> None:
        """By the service of that kind."""
        type(self).service(
            physiotherapist=self.physiotherapist,
            enrolment=self.enrolment.uuid,
            moment=Moment.now(self.enrolment.client),
            **self.told(),
        )

    def told(self) -> dict[str, Any]:
        """What the service needs of the answers."""
        return {name: told for name, told in self.cleaned_data.items() if name != "seen"}

    def repeats(self, row: Review) -> bool:
        """The same kind with the same answers."""
        kept = {
            "reason": row.reason,
            "level": _plain(row.level),
            "rep_step": _plain(row.rep_step),
            "until": _last_day(row.until),
        }
        stops = self.data.getlist("stops") if hasattr(self.data, "getlist") else []
        same = all(self.typed(name) == told for name, told in kept.items())
        return self.kind == row.kind and same and set(stops) == set(row.stops)


class UntilForm(ReviewForm):
    """One that may end by itself."""

    until = forms.DateField(
        label=lazy("Until the end of"),
        help_text=lazy("A day in your time zone. Left empty, it holds until you change it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": lazy("Enter a day.")},
    )

    def clean_until(self) -> datetime | None:
        """The moment at which that day is over, on the clock of the person who asks."""
        last_day: date | None = self.cleaned_data["until"]
        if last_day is None:
            return None
        today = timezone.localdate()
        if not today <= last_day <= today + LONGEST:
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        zone = timezone.get_current_timezone()
        return datetime.combine(last_day + ONE_DAY, time.min, tzinfo=zone)


class ClearForm(ReviewForm):
    """Open a plan again after its stops were seen."""

    kind = Review.Kind.CLEARANCE
    service = services.clear_stop
    slug = "clear-stops"
    title = lazy("Clear the stops I have seen")
    button = lazy("Clear the ticked stops")
    saved = lazy("Saved. The plan is open again.")

    stops = forms.MultipleChoiceField(
        label=lazy("Which stops have you seen?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": lazy("Tick the stops that you have seen."),
            "invalid_choice": lazy("One of these stops is not open."),
        },
    )
    level = forms.TypedChoiceField(
        label=lazy("Go on at"),
        help_text=lazy("Counts once no stop is open any more."),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": lazy("Choose a level of this program.")},
    )

    @property
    def fits(self) -> bool:
        """Where one is open."""
        return bool(self.open_stops)

    def offer(self) -> None:
        """The stops that are open now, none of them ticked."""
        program = self.enrolment.program
        choices(self, "stops", [(stop.id, stop_label(stop)) for stop in self.open_stops])
        default = _("The default: %(level_words)s") % {
            "level_words": level_words(program, default_level(self.enrolment))
        }
        levels = level_choices(program, least=REVERSE_CRUNCH)
        choices(self, "level", [("", default), *levels])

    def clean(self) -> dict[str, Any]:
        """A level far above the one before the stop is asked for twice."""
        _doubt_a_far_level(self)
        return self.cleaned_data

    def saved_words(self, enrolment: Enrolment) -> str:
        """Say it where another stop, or a pause, keeps the plan from being open."""
        if enrolment.is_stopped:
            return _("Saved. Another stop is still open, so the plan stays paused.")
        if enrolment.where_now.is_paused:
            return _("Saved. No stop is open any more. The plan is paused.")
        return self.saved


class LevelForm(UntilForm):
    """Put a client on a level."""

    kind = Review.Kind.OVERRIDE
    service = services.override_level
    slug = "set-level"
    title = lazy("Set level and repetitions")
    button = lazy("Set the level")
    saved = lazy("Saved. The level is set.")

    level = forms.TypedChoiceField(
        label=lazy("Level"),
        coerce=int,
        error_messages={
            "required": lazy("Choose a level."),
            "invalid_choice": lazy("Choose a level of this program."),
        },
    )
    rep_step = forms.TypedChoiceField(
        label=lazy("Repetitions a set"),
        coerce=int,
        initial=0,
        error_messages={"invalid_choice": lazy("Choose one of this program’s steps.")},
    )

    def offer(self) -> None:
        """The levels and repetitions of the client's program, with their doses."""
        program, where = self.enrolment.program, self.enrolment.where_now
        choices(self, "level", [*UNCHOSEN, *level_choices(program, least=REVERSE_CRUNCH)])
        choices(self, "rep_step", list(enumerate(program.rules.dosed(where).rep_steps)))
        self.fields["until"].help_text = _(
            "A day in your time zone. Until it is over nothing moves them on; a step back or "
            "a stop still happens. Left empty, good workouts move them on from here."
        )
        if self.open_stops:
            self.fields["level"].help_text = _("The plan stays paused until its stops are cleared.")

    def clean(self) -> dict[str, Any]:
        """A level far above the present one is asked for twice."""
        _doubt_a_far_level(self)
        return self.cleaned_data


class CeilingForm(UntilForm):
    """Name the hardest level from now on."""

    kind = Review.Kind.CEILING
    service = services.set_ceiling
    slug = "set-ceiling"
    title = lazy("Set the hardest level")
    button = lazy("Set the hardest level")
    saved = lazy("Saved. The hardest level is set.")

    level = forms.TypedChoiceField(
        label=lazy("Hardest level"),
        coerce=int,
        error_messages={
            "required": lazy("Choose a level."),
            "invalid_choice": lazy("Choose a level of this program."),
        },
    )

    def offer(self) -> None:
        """The levels of the client's program."""
        levels = level_choices(self.enrolment.program, least=LOWEST_CEILING)
        choices(self, "level", [*UNCHOSEN, *levels])
        self.fields["level"].help_text = _ceiling_now(self.enrolment)


class PauseForm(UntilForm):
    """Offer no workouts for now."""

    kind = Review.Kind.PAUSE
    service = services.pause
    slug = "pause"
    title = lazy("Pause the plan")
    button = lazy("Pause the plan")
    saved = lazy("Saved. The plan is paused.")

    def offer(self) -> None:
        """What a pause does."""
        self.fields["until"].help_text = _(
            "A day in your time zone. Left empty, the pause lasts until you end it. "
            "A workout that is done all the same is judged, and never moves them on."
        )


class ResumeForm(ReviewForm):
    """End a pause."""

    kind = Review.Kind.RESUME
    service = services.resume
    slug = "resume"
    title = lazy("End the pause")
    button = lazy("End the pause")
    saved = lazy("Saved. The pause is over.")

    @property
    def fits(self) -> bool:
        """While there is one."""
        return self.enrolment.where_now.is_paused


class ProgramForm(ReviewForm):
    """Put a client on another program."""

    kind = Review.Kind.PROGRAM
    slug = "change-program"
    title = lazy("Change the program")
    button = lazy("Change the program")
    saved = lazy("Saved. This is the new program.")

    start = forms.ChoiceField(
        label=lazy("Begin at"),
        help_text=(
            lazy(
                "The present program ends here and stays on record. Doses, the hardest level and "
                "a pause are not taken along."
            )
        ),
        error_messages={
            "required": lazy("Choose a program and a level."),
            "invalid_choice": lazy("Choose one of these."),
        },
    )

    @property
    def fits(self) -> bool:
        """Never while a stop is open."""
        return not self.open_stops

    def offer(self) -> None:
        """Every level of every other program that there is for this physiotherapist."""
        visible = Program.objects.current().visible_to(self.physiotherapist)
        self.programs = list(visible.exclude(pk=self.enrolment.program_id).order_by("title"))
        groups = [
            (in_the_readers_words(program.title), _starts(program)) for program in self.programs
        ]
        choices(self, "start", [*UNCHOSEN, *groups])

    def clean(self) -> dict[str, Any]:
        """A level that nobody begins at alone is asked for twice."""
        if "start" in self.cleaned_data:
            enrolment = self.enrolment
            warning = doubt_of_start(
                *self.chosen(), present=enrolment.program, present_level=enrolment.level
            )
            if warning:
                self.ask_once_more(self.cleaned_data["start"], warning)
        return self.cleaned_data

    def chosen(self) -> tuple[Program, int]:
        """The program and the level."""
        key, level = map(int, self.cleaned_data["start"].split("-"))
        return next(program for program in self.programs if program.pk == key), int(level)

    def carry_out(self) -> None:
        """By the service."""
        program, level = self.chosen()
        services.change_program(
            physiotherapist=self.physiotherapist,
            enrolment=self.enrolment.uuid,
            program=program,
            level=level,
            uuid=self.cleaned_data["uuid"],
            reason=self.cleaned_data["reason"],
            moment=Moment.now(self.enrolment.client),
        )

    def repeats(self, row: Review) -> bool:
        """The same reason, and the program that began by it is the one chosen."""
        began = Enrolment.objects.filter(client=self.enrolment.client, uuid=row.uuid).first()
        if began is None or row.kind != self.kind or self.typed("reason") != row.reason:
            return False
        return self.typed("start") == _start(began.program_id, began.start_level)

    @property
    def leads_to(self) -> UUID:
        """The new program's page."""
        return UUID(self.typed("uuid"))


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


def doubt_of_start(program: Program, level: int, *, present: Program, present_level: int) -> str:
    """What is to be asked before a client begins there; empty where nothing is."""
    load = program.rules.ladder.load(level) or 0
    present_load = present.rules.ladder.load(present_level) or 0
    hardest = program.rules.hardest_start_level
    if level <= hardest or load <= present_load:
        return ""
    return _(
        "Relative difficulty %(load)s of 100, after %(present_load)s:"
        " clients begin this program at level %(hardest)s at most."
    ) % {"load": f"{load:.0f}", "present_load": f"{present_load:.0f}", "hardest": hardest}


def _doubt_a_far_level(form: ActForm) -> None:
    level, present = form.cleaned_data.get("level"), form.enrolment.level
    if level is None or level <= present + 1:
        return
    program = form.enrolment.program
    warning = _("That is %(present)s levels up at once, from %(short)s to %(short_2)s.") % {
        "present": level - present,
        "short": _short(program, present),
        "short_2": _short(program, level),
    }
    form.ask_once_more(level, warning)


def _short(program: Program, level: int) -> str:
    name = _("level %(level)s") % {"level": level} if level else _("the reverse crunch")
    return name + _load_words(program.rules.ladder.load(level))


def _starts(program: Program) -> Choices:
    levels = level_choices(program, least=REVERSE_CRUNCH)
    return [(_start(program.pk, level), words) for level, words in levels]


def _start(program: int, level: int) -> str:
    return f"{program}-{level}"


def _load_words(load: float | None) -> str:
    return (
        ""
        if load is None
        else _(" (relative difficulty %(load)s of 100)") % {"load": f"{load:.0f}"}
    )


def stop_label(stop: OpenStop) -> str:
    """A stop to tick: what was told, where and when."""
    urgent = _("Emergency: ") if stop.is_emergency else ""
    told = told_words(list(stop.symptoms), stop.discomfort)
    return format_html(
        _("{}{} <small>Told in {}, {}</small>"), urgent, told, stop.seen_in, when(stop.at)
    )


def _ceiling_now(enrolment: Enrolment) -> str:
    ceiling = enrolment.where_now.ceiling
    now = _("none") if ceiling is None else _("level %(ceiling)s") % {"ceiling": ceiling}
    return _("Now: %(now)s. Who is above it moves down to it.") % {"now": now}


def _plain(number: int | None) -> str:
    return "" if number is None else str(number)


def _last_day(until: datetime | None) -> str:
    """As a browser sends it."""
    if until is None:
        return ""
    return last_day_before(until, timezone.get_current_timezone()).isoformat()
