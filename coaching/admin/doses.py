"""The doses of one client, as a form."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from accounts.texts import lazy
from coaching import services
from coaching.admin.forms import UntilForm
from coaching.catalogue.shapes import DOSED, LOCK_CUES
from coaching.models import Review
from coaching.showing import definition_for

NAMES = (*DOSED, "lock_cue")
MOST_STEPS = 10
MOST_REPETITIONS = 100
LOCK_CUE_WORDS = {
    "flat": lazy("Back pressed flat, as in the article"),
    "natural": lazy("Natural curve kept"),
}


class DosesForm(UntilForm):
    """Set how much of each level a client does, and how."""

    kind = Review.Kind.DOSES
    service = services.set_doses
    slug = "set-doses"
    title = lazy("Set the doses")
    button = lazy("Set the doses")
    saved = lazy("Saved. The doses are set.")

    sets = forms.IntegerField(label=lazy("Sets a workout"), min_value=1, max_value=10)
    rep_steps = forms.CharField(
        label=lazy("Repetitions a set, step by step"),
        help_text=lazy(
            "Such as 8, 10, 12. With other sets or repetitions, at the first step again."
        ),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": lazy("Name at least one number of repetitions.")},
    )
    days_per_week = forms.IntegerField(label=lazy("Days a week"), min_value=1, max_value=7)
    lowering_seconds = forms.IntegerField(label=lazy("Seconds to lower"), min_value=1, max_value=30)
    raising_seconds = forms.IntegerField(label=lazy("Seconds to raise"), min_value=1, max_value=30)
    rest_seconds = forms.IntegerField(
        label=lazy("Seconds of rest between sets"), min_value=0, max_value=600
    )
    lock_cue = forms.ChoiceField(
        label=lazy("The lower back"),
        choices=[(cue, LOCK_CUE_WORDS[cue]) for cue in LOCK_CUES],
        help_text=lazy("What your client reads and hears. The answers mean the same."),
    )

    usual: ClassVar[dict[str, Any]] = {"lock_cue": "flat"}

    def offer(self) -> None:
        """Begin with what holds now."""
        now = self.usual | definition_for(self.enrolment.program, self.enrolment.where_now)
        for name in NAMES:
            self.fields[name].initial = now[name]
        self.fields["rep_steps"].initial = ", ".join(map(str, now["rep_steps"]))

    def clean_rep_steps(self) -> list[int]:
        """Numbers that grow."""
        words = re.split(r"[\s,;]+", self.cleaned_data["rep_steps"].strip(" ,;"))
        if not all(word.isdecimal() and len(word) <= len(str(MOST_REPETITIONS)) for word in words):
            raise forms.ValidationError(_("Enter whole numbers with commas between them."))
        steps = [int(word) for word in words]
        if not 1 <= steps[0] <= steps[-1] <= MOST_REPETITIONS or steps != sorted(set(steps)):
            raise forms.ValidationError(
                _("Each must be more than the one before, up to %(MOST_REPETITIONS)s.")
                % {"MOST_REPETITIONS": MOST_REPETITIONS}
            )
        if len(steps) > MOST_STEPS:
            raise forms.ValidationError(
                _("At most %(MOST_STEPS)s steps.") % {"MOST_STEPS": MOST_STEPS}
            )
        return steps

    def told(self) -> dict[str, Any]:
        """Only what differs from the program, so that the rest follows it."""
        usual = self.usual | self.enrolment.program.definition
        chosen = {name: self.cleaned_data[name] for name in NAMES}
        doses = {name: told for name, told in chosen.items() if told != usual[name]}
        rest = {name: told for name, told in super().told().items() if name not in NAMES}
        return rest | {"doses": doses}

    def repeats(self, row: Review) -> bool:
        """The same reason, end and doses."""
        return super().repeats(row) and self.is_valid() and self.told()["doses"] == row.doses
