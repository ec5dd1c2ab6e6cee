"""Inputs that are put together at once look as Django draws them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString

from config.inputs import INPUTS, OPTIONS, Inputs

NASTY = "\"'<&>é\N{ARABIC LETTER ALEF}"
CHOICES = [("a", "First"), (NASTY, NASTY), ("3", "Third")]


class EveryInput(forms.Form):
    """One field of each kind, with whatever makes attributes differ."""

    text = forms.CharField(
        max_length=40, help_text="Some.", widget=forms.TextInput({"class": NASTY})
    )
    number = forms.IntegerField(min_value=0, max_value=10, required=False)
    share = forms.FloatField(widget=forms.NumberInput({"step": "any"}))
    email = forms.EmailField(disabled=True)
    password = forms.CharField(widget=forms.PasswordInput(render_value=False))
    hidden = forms.UUIDField(widget=forms.HiddenInput)
    tick = forms.BooleanField(required=False)
    one = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        choices=CHOICES, widget=forms.CheckboxSelectMultiple({"data-off": False, "data-on": True})
    )
    more = forms.CharField(widget=forms.Textarea)
    listed = forms.ChoiceField(choices=CHOICES)


TOLD: dict[str, Any] = {
    "text": NASTY,
    "number": "12",
    "share": "1.5",
    "email": "x",
    "password": "secret",
    "hidden": NASTY,
    "tick": "on",
    "one": NASTY,
    "several": ["a", NASTY],
    "more": NASTY,
    "listed": NASTY,
}
FORMS: list[dict[str, Any]] = [
    {},
    {"data": TOLD},
    {"data": {}},
    {"initial": {"text": SafeString("<b>"), "number": 0, "tick": True, "one": "a"}},
    {"initial": TOLD, "auto_id": False, "prefix": "p"},
]


@pytest.mark.parametrize("told", FORMS)
def test_every_input_is_drawn_as_django_draws_it(told: dict[str, Any]) -> None:
    ours, theirs = (
        EveryInput(renderer=renderer, **told) for renderer in (Inputs(), DjangoTemplates())
    )

    assert str(ours) == str(theirs)
    for name in ("one", "several"):
        drawn = [[option.tag() for option in form[name]] for form in (ours, theirs)]
        assert drawn[0] == drawn[1]


def test_each_kind_that_is_drawn_at_once_is_compared() -> None:
    widgets = [field.widget for field in EveryInput().fields.values()]
    templates = {widget.template_name for widget in widgets}
    options = {getattr(widget, "option_template_name", None) for widget in widgets}

    assert templates >= INPUTS
    assert options >= OPTIONS
