"""A draft as a form: what was typed becomes a definition, and every fault stands at its field.

Nothing that can be stored is refused here. What is no number stays as it was typed, and the
catalogue's own reading says what is wrong with it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.forms import OnceForm
from accounts.texts import lazy
from coaching.catalogue import DefinitionFault, spoken
from coaching.models import Program
from coaching.rules.policy import Policy

Table = dict[str, Any]

MOST_LEVELS = 60
LONGEST_NAME = 60
LONGEST = 4_000
"""Characters of one field; the catalogue allows fewer, and says so."""

WHOLE = re.compile(r"-?\d{1,6}")
STEPS = re.compile(r"[^,;\s]+")
DECIMAL = re.compile(r"-?\d{1,6}[.,]\d{1,6}")

TEXTS = ("title", "slug", "summary", "for_whom", "substitute", "leads_into")
NUMBERS = (
    "sets",
    "lowering_seconds",
    "raising_seconds",
    "rest_seconds",
    "days_per_week",
    "start_level",
    "hardest_start_level",
)
OPTIONAL = ("leads_into",)
POLICY = {number.name: number for number in fields(Policy)}


def _text(label: str, hint: str = "", *, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, help_text=hint, widget=widget, required=False, max_length=LONGEST
    )


def _number(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(
        label=label, help_text=hint, widget=widget, required=False, max_length=40
    )


def policy_label(name: str) -> str:
    """A number of the policy as people read it."""
    return _(name.replace("_", " ").capitalize())


def policy_hint(name: str) -> str:
    """Its unit, bounds, default and source."""
    told, default = POLICY[name].metadata, POLICY[name].default
    source = _("Source: %(source)s.") % {"source": _(told["source"])}
    if told["low"] == told["high"]:
        return _("Always %(default)s. %(source)s") % {"default": default, "source": source}
    unit = "" if told["unit"] == "0-10" else f" {_(told['unit'])}"
    return _("%(low)s to %(high)s%(unit)s; %(default)s where it is empty. %(source)s") % {
        "low": told["low"],
        "high": told["high"],
        "unit": unit,
        "default": default,
        "source": source,
    }


class DraftForm(forms.Form):
    """All of a draft but its levels. The names of the fields are those of the definition."""

    title = _text(lazy("Title"), lazy("Clients read it. At most 200 characters."))
    slug = _text(
        lazy("Short name"), lazy("Small letters, digits and hyphens. No other program has it.")
    )
    summary = _text(
        lazy("In a sentence or two"), lazy("What the program is, for the client."), rows=3
    )
    for_whom = _text(lazy("For whom"), lazy("Begins “For you if …”."), rows=3)
    challenging = forms.BooleanField(
        label=lazy("Challenging"),
        help_text=lazy("Clients with a flag in their answers are told so first."),
        required=False,
    )
    leads_into = forms.ChoiceField(
        label=lazy("Leads into"),
        help_text=lazy("What a client may go on with after completing it."),
        required=False,
    )
    sets = _number(lazy("Sets a workout"), "1 to 10.")
    rep_steps = _text(
        lazy("Rep steps"),
        lazy("Repetitions a set, as in 8, 10, 12. They are filled before the range grows."),
    )
    lowering_seconds = _number(lazy("Lowering, seconds"), lazy("A repetition, 1 to 30."))
    raising_seconds = _number(lazy("Raising, seconds"), lazy("A repetition, 1 to 30."))
    rest_seconds = _number(lazy("Rest, seconds"), lazy("Between sets, 0 to 600."))
    days_per_week = _number(lazy("Days a week"), "1 to 7.")
    start_level = _number(lazy("First level"), lazy("Where it begins. 0 is the reverse crunch."))
    hardest_start_level = _number(
        lazy("Hardest first level"),
        lazy("The last level a client may begin at without a physiotherapist."),
    )
    substitute = forms.ChoiceField(
        label=lazy("Substitute"), help_text=lazy("For the whole ladder (A40).")
    )
    sources = _text(
        lazy("Sources"),
        lazy("One a line: a statement of the article, as in A43, or “ext: ” and where it is from."),
        rows=6,
    )

    WORDS: ClassVar = ("title", "slug", "summary", "for_whom", "challenging", "leads_into")
    DOSES: ClassVar = (
        "sets",
        "rep_steps",
        "lowering_seconds",
        "raising_seconds",
        "rest_seconds",
        "days_per_week",
    )
    START: ClassVar = ("start_level", "hardest_start_level", "substitute")

    def __init__(self, data: Mapping[str, Any], *, programs: Iterable[Program]) -> None:
        """Offer these programs to lead into."""
        super().__init__(data)
        self.fields["leads_into"] = _choice(
            self.fields["leads_into"],
            [("", _("Nothing")), *((it.slug, it.title) for it in programs)],
            data.get("leads_into"),
        )
        crunches = [(slug, it["title"]) for slug, it in _variations("reverse-crunch")]
        self.fields["substitute"] = _choice(
            self.fields["substitute"], crunches, data.get("substitute")
        )
        for name in POLICY:
            self.fields[f"policy.{name}"] = _number(policy_label(name), policy_hint(name))

    def written(self) -> Table:
        """What was typed, in the words of the catalogue; only once `is_valid` was asked."""
        typed = self.cleaned_data
        told: Table = {name: typed[name] for name in TEXTS}
        told |= {name: as_number(typed[name]) for name in NUMBERS}
        told["challenging"] = typed["challenging"]
        told["rep_steps"] = [as_number(step) for step in STEPS.findall(typed["rep_steps"])]
        told["sources"] = [line.strip() for line in typed["sources"].splitlines() if line.strip()]
        numbers = {name: as_number(typed[f"policy.{name}"]) for name in POLICY}
        told["policy"] = {name: number for name, number in numbers.items() if number != ""}
        for name in OPTIONAL:
            if not told[name]:
                del told[name]
        if not told["policy"]:
            del told["policy"]
        return told

    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields in the order of the page: id, heading, fields. The levels stand apart."""
        return [
            ("words", _("Name and texts"), [self[name] for name in self.WORDS]),
            ("doses", _("Doses"), [self[name] for name in self.DOSES]),
            ("start", _("Where it begins"), [self[name] for name in self.START]),
            ("policy", _("Numbers of the rules"), [self[f"policy.{name}"] for name in POLICY]),
            ("sources-of-it", _("Sources"), [self["sources"]]),
        ]


class LevelForm(forms.Form):
    """One level of the ladder."""

    variation = forms.ChoiceField(label=lazy("Exercise"))
    thigh_angle = _number(lazy("Lowest thigh angle"), "")

    def __init__(self, data: Mapping[str, Any], *, number: int) -> None:
        """Offer the exercises that have a range."""
        super().__init__(data, prefix=f"level-{number}")
        self.number = number
        self.fields["variation"] = _choice(
            self.fields["variation"],
            [
                ("", _("Choose …")),
                *((slug, it["title"]) for slug, it in _variations("leg-lowering")),
            ],
            data.get(f"level-{number}-variation"),
        )
        self.load: float | None = None

    def written(self) -> Table:
        """What was typed, in the words of the catalogue; only once `is_valid` was asked."""
        return {
            "variation": self.cleaned_data["variation"],
            "thigh_angle": as_number(self.cleaned_data["thigh_angle"]),
        }


class BeginForm(OnceForm):
    """Which program a draft begins as a copy of."""

    base = forms.ModelChoiceField(
        Program.objects.none(),
        label=lazy("Begin with a copy of"),
        empty_label=lazy("Nothing: an empty draft"),
        required=False,
        error_messages={"invalid_choice": lazy("Choose one of these programs.")},
    )

    def __init__(self, *args: Any, programs: QuerySet[Program], **kwargs: Any) -> None:
        """Offer these."""
        super().__init__(*args, **kwargs)
        base = self.fields["base"]
        if isinstance(base, forms.ModelChoiceField):
            base.queryset = programs


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault as the page lists it: where it is, and the id of the field to jump to."""

    anchor: str
    where: str
    reason: str


class DraftPage:
    """The whole of what was typed: the form and the rows of its ladder.

    `is_storable` is False only where something cannot be kept at all, as a text beyond measure.
    """

    def __init__(self, form: DraftForm, levels: list[LevelForm]) -> None:
        self.form = form
        self.levels = levels
        self.is_storable = not any(it.errors for it in (form, *levels))

    def written(self) -> Table:
        """The definition as typed, faults and all."""
        return {**self.form.written(), "levels": [level.written() for level in self.levels]}

    def name_faults(self, faults: Iterable[DefinitionFault]) -> None:
        """Put every fault at its field."""
        for fault in faults:
            form, field = self._place(fault)
            form.add_error(field, fault.reason)

    def problems(self) -> list[Problem]:
        """Every fault, in the order of the page."""
        ordered = [
            *((self.form[name], "") for name in (*DraftForm.WORDS, *DraftForm.DOSES)),
            *(
                (level[name], _("Level %(number)s: ") % {"number": level.number})
                for level in self.levels
                for name in LEVEL
            ),
            *((self.form[name], "") for name in self.form.fields if name not in FIRST),
        ]
        found = [Problem("levels", _("Levels"), str(it)) for it in self.form.non_field_errors()]
        for field, lead in ordered:
            where = f"{lead}{field.label}"
            found += [Problem(field.id_for_label, where, str(it)) for it in field.errors]
        return found

    def _place(self, fault: DefinitionFault) -> tuple[forms.Form, str | None]:
        if fault.level and fault.level <= len(self.levels):
            return self.levels[fault.level - 1], fault.field if fault.field in LEVEL else LEVEL[1]
        return self.form, fault.field if fault.field in self.form.fields else None


LEVEL = ("variation", "thigh_angle")
FIRST = {*DraftForm.WORDS, *DraftForm.DOSES}


def page_from_post(data: Mapping[str, Any], *, programs: Iterable[Program]) -> DraftPage:
    """What was sent."""
    count = min(_count(data.get("levels")), MOST_LEVELS)
    levels = [LevelForm(data, number=number) for number in range(1, count + 1)]
    return DraftPage(DraftForm(data, programs=programs), levels)


def page_from_definition(definition: Table, *, programs: Iterable[Program]) -> DraftPage:
    """What is stored, as it would be typed."""
    return page_from_post(typed(definition), programs=programs)


def typed(definition: Table) -> Table:
    """A definition as the fields of the form hold it."""
    found = {name: _as_typed(definition.get(name, "")) for name in (*TEXTS, *NUMBERS)}
    found["rep_steps"] = ", ".join(map(str, definition.get("rep_steps", ())))
    found["sources"] = "\n".join(definition.get("sources", ()))
    if definition.get("challenging"):
        found["challenging"] = "on"
    for name, number in definition.get("policy", {}).items():
        found[f"policy.{name}"] = _as_typed(number)
    return found | typed_levels(definition["levels"])


def typed_levels(levels: Iterable[Table]) -> Table:
    """The rows of a ladder as the form holds them."""
    found: Table = {}
    number = 0
    for number, level in enumerate(levels, start=1):
        for name in LEVEL:
            found[f"level-{number}-{name}"] = _as_typed(level.get(name, ""))
    return found | {"levels": f"{number}"}


def rows_of(page: DraftPage) -> list[Table]:
    """The ladder's rows as they were typed, whatever they hold."""
    return [{name: level[name].value() or "" for name in LEVEL} for level in page.levels]


def as_number(text: str) -> int | float | str:
    """A number, where it is one; else what was typed."""
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text.replace(",", ".")) if DECIMAL.fullmatch(text) else text


def _as_typed(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _count(text: object) -> int:
    return int(str(text)) if WHOLE.fullmatch(str(text)) and int(str(text)) > 0 else 0


def _choice(
    field: forms.Field, offered: list[tuple[Any, Any]], present: object
) -> forms.ChoiceField:
    """A choice that keeps what is stored even where it is not offered any more."""
    known = {value for value, _label in offered}
    is_new = present and present not in known and len(str(present)) <= LONGEST_NAME
    kept = [(present, _("%(present)s (not there)") % {"present": present})] if is_new else []
    return forms.ChoiceField(
        label=field.label, help_text=field.help_text, required=False, choices=[*offered, *kept]
    )


def _variations(kind: str) -> Iterator[tuple[str, Table]]:
    for slug, variation in spoken().variations.items():
        if variation["kind"] == kind:
            yield slug, dict(variation)
