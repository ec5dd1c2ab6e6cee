"""A definition as people read it, and what two of them say otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coaching.admin.draft_forms import POLICY, DraftForm, policy_label, typed
from coaching.catalogue import spoken
from coaching.charts import Chart, Step, ladder_chart
from coaching.rules.policy import Policy
from coaching.tongue import listed

Table = dict[str, Any]
Rows = list[tuple[str, str]]

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that two definitions say otherwise."""

    label: str
    before: str
    after: str


def read_out(definition: Table) -> list[tuple[str, Rows]]:
    """All of it but the levels: heading, and rows of label and text."""
    fields = typed(definition)
    return [
        (_("Name and texts"), [_row(name, fields) for name in DraftForm.WORDS]),
        (_("Doses"), [_row(name, fields) for name in DraftForm.DOSES]),
        (_("Where it begins"), [_row(name, fields) for name in DraftForm.START]),
        (_("Numbers of the rules"), [_number(name, fields) for name in POLICY]),
        (_("Sources"), [_row("sources", fields)]),
    ]


def levels_read_out(definition: Table, loads: list[float | None]) -> list[tuple[str, str, str]]:
    """Each level: exercise, lowest thigh angle, load."""
    return [
        (_exercise(level), _angle(level), _("not known") if load is None else f"{load:.0f}")
        for level, load in zip(definition["levels"], loads, strict=True)
    ]


def differences(before: Table, after: Table) -> list[Change]:
    """Every line of the two that is not the same, in the order of the page."""
    was, is_now = dict(_lines(before)), dict(_lines(after))
    labels = [*was, *(label for label in is_now if label not in was)]
    pairs = [(label, was.get(label, NOTHING), is_now.get(label, NOTHING)) for label in labels]
    return [Change(*pair) for pair in pairs if pair[1] != pair[2]]


def curve(definition: Table, loads: list[float | None]) -> Chart:
    """The load of its levels, against the largest step it allows itself."""
    levels = definition["levels"]
    steps = [Step(_exercise(level), load) for level, load in zip(levels, loads, strict=True)]
    own = definition.get("policy", {}).get("largest_load_step")
    number = POLICY["largest_load_step"]
    default = Policy().largest_load_step
    bounds = range(number.metadata["low"], number.metadata["high"] + 1)
    return ladder_chart(steps, largest_step=own if own in bounds else default)


def _lines(definition: Table) -> Iterator[tuple[str, str]]:
    for _title, rows in read_out(definition):
        yield from rows
    for number, level in enumerate(definition["levels"], start=1):
        yield _("Level %(number)s") % {"number": number}, listed([_exercise(level), _angle(level)])


def _row(name: str, fields: Table) -> tuple[str, str]:
    label = str(DraftForm.base_fields[name].label)
    if name == "challenging":
        return label, _("Yes") if name in fields else _("No")
    return label, str(fields[name]) or NOTHING


def _number(name: str, fields: Table) -> tuple[str, str]:
    default = _("%(default)s (default)") % {"default": POLICY[name].default}
    return policy_label(name), str(fields.get(f"policy.{name}", default))


def _exercise(level: Table) -> str:
    variation = spoken().variations.get(level["variation"])
    return str(variation["title"]) if variation else level["variation"] or _("no exercise")


def _angle(level: Table) -> str:
    angle = level["thigh_angle"]
    return f"{angle:g}°" if isinstance(angle, (int, float)) else angle or _("no angle")
