"""Refuse and convert: what people type becomes the rules' words."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import OnceForm
from coaching.models.starting import Answer
from coaching.rules import signs, terms
from coaching.rules.terms import LumbarContact, Phase, PopLocation, Symptom
from coaching.services import Activity, SetAnswers
from coaching.services.function import LONGEST_NAME, MOST_ACTIVITIES
from coaching.services.writing import LONGEST
from coaching.strict import HIGHEST_ANGLE
from coaching.wire import MOST_REPS, MOST_SETS, WORST_DISCOMFORT
from coaching.words import (
    CONTACT_WORDS,
    HANDS_WORDS,
    LOCATION_WORDS,
    PHASE_WORDS,
    SIGN_WORDS,
)

Choices = list[tuple[str, Any]]

_RANGE = re.compile(r"\s*(?:[-\u2013\u2014]|\bto\b)\s*", re.IGNORECASE)
"""What people write between the first and the last of several repetitions."""
_BETWEEN = re.compile(r"[\s,;\u060c&+]+(?:and\b[\s,;\u060c]*)?", re.IGNORECASE)
"""What they write between one and the next."""
_REPETITIONS = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")

SCALE: Choices = [(str(number), str(number)) for number in range(WORST_DISCOMFORT + 1)]

POPS: Choices = [
    ("0", _("None")),
    ("1", "1"),
    ("2", "2"),
    ("3", "3"),
    ("4", "4+"),
]


def _choices(words: dict[Any, Any]) -> Choices:
    return [(key.value, text) for key, text in words.items()]


def _sign_choices(order: Iterable[Symptom]) -> Choices:
    return [(sign.value, SIGN_WORDS[sign]) for sign in SIGN_WORDS if sign in set(order)]


CHOOSE = {"required": _("Choose an answer.")}


def _radio(label: Any, choices: Choices, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
        **more,
    )


def _scale(label: Any, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=SCALE,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
        **more,
    )


class SignsField(forms.MultipleChoiceField):
    """Any of the signs that stop the program, as the rules' words."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> frozenset[Symptom]:
        """The signs that were ticked."""
        return frozenset(map(Symptom, super().clean(value)))


class RepetitionsField(forms.Field):
    """Numbers of repetitions from 1 to 100, as people write them: "3, 5", "3 and 5", "3-5".

    Order and repeats are kept: a repetition that popped twice may be named twice.
    """

    default_error_messages: ClassVar = {
        "invalid": _("Write the numbers of the repetitions, from 1 to 100. For example 3, 5."),
    }

    def prepare_value(self, value: Any) -> Any:
        """Numbers as they are written."""
        return value if isinstance(value, str) else ", ".join(map(str, value or ()))

    def to_python(self, value: Any) -> tuple[int, ...]:
        """The numbers. Raises ValidationError for anything that is not one."""
        found: list[int] = []
        for part in _BETWEEN.split(_RANGE.sub("-", (value or "").strip(" .,;"))):
            found += self._numbers(part) if part else ()
            if len(found) > MOST_REPS:
                raise self._invalid()
        return tuple(found)

    def _numbers(self, part: str) -> range:
        read = _REPETITIONS.fullmatch(part)
        if read is None:
            raise self._invalid()
        first, last = sorted((int(read[1]), int(read[2] or read[1])))
        if not 1 <= first <= last <= MOST_REPS:
            raise self._invalid()
        return range(first, last + 1)

    def _invalid(self) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages["invalid"], code="invalid")


UNSURE: Choices = [
    (Answer.NO.value, _("No")),
    (Answer.YES.value, _("Yes")),
    (Answer.UNSURE.value, _("I am not sure")),
]


class QuestionForm(OnceForm):
    """One screening question."""

    answer = forms.ChoiceField(
        choices=UNSURE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. “I am not sure” is fine.")},
    )

    def __init__(self, *args: Any, question: dict[str, Any], **kwargs: Any) -> None:
        """Ask this question."""
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = question["text"]


class AgreementForm(OnceForm):
    """The client's word that a professional agreed to what the page showed."""

    flagged = forms.CharField(widget=forms.HiddenInput, max_length=500)
    agreed = forms.BooleanField(
        label=_(
            "A doctor, physical therapist or physiotherapist knows about this "
            "and agrees that I do these exercises."
        ),
        error_messages={"required": _("Tick this once a professional has agreed.")},
    )


class CheckForm(forms.Form):
    """The check that keeps nothing, gravest question first. It is asked one question a page."""

    emergency = _radio(_("Do you have any of these, new or getting worse?"), UNSURE)
    stop = _radio(_("Did you feel any of these in the exercise?"), UNSURE)
    discomfort = _scale(
        _("How much did it hurt?"), help_text=_("A dull ache. 0 is none, 10 the worst.")
    )

    def next_question(self) -> str | None:
        """The first that has no answer."""
        return next((name for name in self.fields if name not in self.told()), None)

    def told(self) -> dict[str, str]:
        """The answers so far, up to the first that is none."""
        found: dict[str, str] = {}
        for name, field in self.fields.items():
            said = str(self.data.get(name, ""))
            known = {str(key) for key, _label in getattr(field, "choices", ())}
            if said not in known:
                return found
            found[name] = said
        return found


class ProgramForm(forms.Form):
    """Which program to begin."""

    program = forms.ChoiceField(label=_("Choose a program"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, programs: Choices, **kwargs: Any) -> None:
        """Offer these programs."""
        super().__init__(*args, **kwargs)
        field = self.fields["program"]
        if isinstance(field, forms.ChoiceField):
            field.choices = programs


class TrialForm(OnceForm):
    """One slow repetition at one level. Every question wants an answer here."""

    level = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=100)
    lumbar_contact = _radio(_("Did your back lift?"), _choices(CONTACT_WORDS))
    pops = _radio(_("Did it pop?"), [("0", _("No")), ("1", _("Yes"))])
    discomfort = _scale(
        _("How much did it hurt?"), help_text=_("A dull ache. 0 is none, 10 the worst.")
    )
    symptoms = SignsField(
        label=_("Did you feel any of these?"), choices=_sign_choices(Symptom), required=False
    )

    @property
    def report(self) -> terms.SetReport:
        """The repetition as a set of one."""
        told = self.cleaned_data
        return terms.SetReport(
            reps=1,
            lumbar_contact=LumbarContact(told["lumbar_contact"]),
            pops=int(told["pops"]),
            discomfort=told["discomfort"],
            symptoms=told["symptoms"],
        )


def _number() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_SETS)


class SetForm(OnceForm):
    """One set as it went. Only the repetitions are required; a blank is an unanswered question."""

    number = _number()
    reps = forms.IntegerField(
        label=_("How many did you do?"),
        min_value=0,
        max_value=MOST_REPS,
        widget=forms.NumberInput(attrs={"class": "number-input", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Enter a whole number from 0 to 100."),
        ),
    )
    lumbar_contact = _radio(_("Did your back lift?"), _choices(CONTACT_WORDS), required=False)
    pops = _radio(_("Any pops?"), POPS, required=False)
    pop_location = _radio(_("Where was the pop?"), _choices(LOCATION_WORDS), required=False)
    pop_phase = _radio(_("When did it pop?"), _choices(PHASE_WORDS), required=False)
    pop_repetitions = RepetitionsField(
        label=_("On which repetitions did it pop?"),
        help_text=_("For example 3, 5."),
        required=False,
    )
    discomfort = _scale(
        _("How much did it hurt?"),
        help_text=_("A dull ache. 0 is none, 10 the worst."),
        required=False,
    )
    symptoms = SignsField(
        label=_("Did you feel any of these?"), choices=_sign_choices(Symptom), required=False
    )
    hands = _radio(_("Where were your hands?"), _choices(HANDS_WORDS), required=False)
    lowest_angle = forms.FloatField(
        label=_("Lowest thigh angle, if you measured it"),
        help_text=_("In degrees: 90 is straight up, 0 is on the floor."),
        min_value=0,
        max_value=HIGHEST_ANGLE,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse "no pop" beside repetitions that popped: which one is right, only they know."""
        told = super().clean() or self.cleaned_data
        if told.get("pop_repetitions") and told.get("pops") == "0":
            self.add_error(
                "pop_repetitions",
                _("You said there was no pop. Leave this empty, or say how many pops there were."),
            )
        return told

    @property
    def answers(self) -> SetAnswers:
        """The set in the rules' words, with what only people read."""
        told = self.cleaned_data
        return SetAnswers(
            report=terms.SetReport(
                reps=told["reps"],
                lumbar_contact=_word(LumbarContact, told["lumbar_contact"]),
                pops=int(told["pops"]) if told["pops"] else None,
                discomfort=told["discomfort"],
                symptoms=told["symptoms"],
                lowest_angle=told["lowest_angle"],
            ),
            pop_location=_word(PopLocation, told["pop_location"]),
            pop_phase=_word(Phase, told["pop_phase"]),
            pop_repetitions=told["pop_repetitions"] or None,
            hands=_word(terms.Hands, told["hands"]),
        )


class AskedForm(OnceForm):
    """Which set a page asked for, and by what prescription (H6): all of it hidden."""

    number = _number()
    asked_level = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=100, required=False
    )
    asked_rep_step = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=100, required=False
    )


class LogSetForm(AskedForm, SetForm):
    """One set of a workout that is under way, and what the page asked for."""

    workout = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def answers(self) -> SetAnswers:
        """The set as it was told, with what had been asked for."""
        level, rep_step = self.cleaned_data["asked_level"], self.cleaned_data["asked_rep_step"]
        asked = None if level is None or rep_step is None else (level, rep_step)
        told = super().answers
        return replace(told, report=replace(told.report, asked=asked))


class SignsForm(OnceForm):
    """Something feels wrong: at least one sign."""

    symptoms = SignsField(
        label=_("What do you feel?"),
        choices=_sign_choices(SIGN_WORDS),
        error_messages={"required": _("Tick what you feel. If none fits, stop and rest.")},
    )


class MorningForm(OnceForm):
    """How the morning after a workout feels. Skipped is not zero."""

    workout = forms.UUIDField(widget=forms.HiddenInput)
    discomfort = _scale(
        _("How does your back feel since your last workout?"),
        help_text=_("A dull ache. 0 is none, 10 the worst."),
        required=False,
    )
    symptoms = SignsField(
        label=_("Since then, have you felt any of these?"),
        choices=_sign_choices(Symptom),
        required=False,
    )


class ClearanceForm(OnceForm):
    """The client's own clearance after a professional's check."""

    stops = forms.CharField(widget=forms.HiddenInput, max_length=2_000)
    reason = forms.CharField(
        label=_("Who checked you, and what did they say?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down who checked you.")},
    )
    checked = forms.BooleanField(
        label=_("A doctor or physical therapist has checked me and agrees that I go on."),
        error_messages={"required": _("Tick this once a professional has checked you.")},
    )

    def clean_stops(self) -> list[str]:
        """The ids of the stops that the page showed."""
        return str(self.cleaned_data["stops"]).split()


class NoteForm(OnceForm):
    """The client's own words about a workout."""

    text = forms.CharField(
        label=_("Your note"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MessageForm(OnceForm):
    """Words to somebody, who reads them when they next look."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "aria-describedby": "not-here"}),
        error_messages={"required": _("Write something first.")},
    )


class FunctionForm(OnceForm):
    """Up to three activities, each from 0 to 10, and how it is since the beginning.

    Nothing has to be answered. Source: Stratford 1995 (activities), Kamper 2009 (change).
    """

    change = _scale(
        _("How are you now, compared with when you began here?"),
        help_text=_("0 is far worse, 5 is the same, 10 is completely recovered."),
        required=False,
    )

    def __init__(self, *args: Any, names: list[str], asks_change: bool, **kwargs: Any) -> None:
        """Ask for the activities of last time, which may be changed."""
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_ACTIVITIES + 1):
            self.fields[f"activity_{number}"] = forms.CharField(
                label=_("Activity %d") % number,
                max_length=LONGEST_NAME,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"score_{number}"] = _scale(
                _("Activity %d: how well can you do it today?") % number,
                help_text=_("0 is not at all, 10 is as well as ever."),
                required=False,
            )
        for number, name in enumerate(names, start=1):
            self.initial[f"activity_{number}"] = name
        if not asks_change:
            del self.fields["change"]

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each activity beside its scale."""
        return [
            (self[f"activity_{number}"], self[f"score_{number}"])
            for number in range(1, MOST_ACTIVITIES + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a number that belongs to nothing, and an activity that stands there twice."""
        told = super().clean() or self.cleaned_data
        named: set[str] = set()
        for name, score in self._told(told):
            # One that was refused is not there, and says why itself.
            if score is not None and told.get(name) == "":
                self.add_error(name, _("Name the activity, or leave the numbers empty."))
            if told.get(name) and told[name].casefold() in named:
                self.add_error(name, _("This activity is there already."))
            named.add(told.get(name, "").casefold())
        return told

    @property
    def activities(self) -> list[Activity]:
        """What was named, with its number."""
        told = self.cleaned_data
        return [Activity(told[name], score) for name, score in self._told(told) if told[name]]

    def _told(self, told: dict[str, Any]) -> list[tuple[str, int | None]]:
        numbers = range(1, MOST_ACTIVITIES + 1)
        return [(f"activity_{number}", told.get(f"score_{number}")) for number in numbers]


def _word(words: Any, value: str) -> Any:
    return words(value) if value else None


def emergency_first(symptoms: Iterable[Symptom]) -> str:
    """The slug of the advice card for these signs."""
    return "emergency" if signs.is_emergency(frozenset(symptoms)) else "stop"
