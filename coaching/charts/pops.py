"""Pops, and sets in which the back lifted: two strips, one above the other."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.charts.answers import (
    Answers,
    Training,
    answers_in_words,
    long_day_in_words,
)
from coaching.charts.range import day_labels
from coaching.charts.shapes import (
    WIDTH,
    Chart,
    Label,
    Places,
    Scale,
    Series,
    across,
    dots,
    points,
    squares,
    stems,
)

LEFT = 20
POPS_TOP, POPS_BASE = 30, 76
ARCHES_TOP, ARCHES_BASE = 116, 150
HEIGHT = 178
LEAST_TOP = 3
"""The strips reach at least this high, so that one pop never looks like a mountain."""


def pops_chart(trainings: Sequence[Training]) -> Chart:
    """Round marks for pops, square ones for the back; on the line means none."""
    x = Places(len(trainings), LEFT, WIDTH)
    pops = [training.pops.sum_or_blank for training in trainings]
    arches = [training.arches.sum_or_blank for training in trainings]
    pops_y = Scale(0, _top(pops), POPS_BASE, POPS_TOP)
    arches_y = Scale(0, _top(arches), ARCHES_BASE, ARCHES_TOP)
    popped, arched = points(pops, x, pops_y), points(arches, x, arches_y)
    return Chart(
        slug="pops",
        title=_("Pops, and your back"),
        sentence=_sentence(trainings),
        alt=_alt(pops, arches),
        hint=_("A mark on the line means none. No mark means no answer."),
        height=HEIGHT,
        axis=across(LEFT, POPS_TOP) + across(LEFT, ARCHES_TOP),
        base=across(LEFT, POPS_BASE) + across(LEFT, ARCHES_BASE),
        series=(
            Series(
                name=_("Pops"),
                kind="first",
                line=stems(popped, POPS_BASE),
                marks=dots(popped, x.mark),
            ),
            Series(
                name=_("Sets in which your back lifted"),
                kind="second",
                line=stems(arched, ARCHES_BASE),
                marks=squares(arched, x.mark),
            ),
        ),
        labels=(
            Label(x=0, y=14, text=_("Pops"), anchor="start", is_strong=True),
            Label(
                x=0, y=100, text=_("Sets in which your back lifted"), anchor="start", is_strong=True
            ),
            *_numbers(pops_y),
            *_numbers(arches_y),
            *day_labels(trainings, x, HEIGHT - 6),
        ),
        head=(_("Workout"), _("Pops"), _("Sets in which your back lifted")),
        rows=tuple(_row(training) for training in reversed(trainings)),
    )


def _top(numbers: Sequence[int | None]) -> int:
    return max([LEAST_TOP, *(number for number in numbers if number is not None)])


def _numbers(y: Scale) -> tuple[Label, Label]:
    low, high = (
        Label(x=0, y=y(number) + 4, text=f"{number:g}", anchor="start")
        for number in (y.low, y.high)
    )
    return low, high


def _row(training: Training) -> tuple[str, str, str]:
    return (
        long_day_in_words(training.day),
        answers_in_words(training.pops, training.pops.sum_or_blank),
        answers_in_words(training.arches, training.arches.sum_or_blank),
    )


def _sentence(trainings: Sequence[Training]) -> str:
    if not trainings:
        return ""
    last = trainings[-1]
    return _("In your last workout: %(pops)s, and %(arches)s.") % {
        "pops": _pops(last.pops),
        "arches": _arches(last.arches),
    }


def _pops(pops: Answers) -> str:
    if not pops.answered:
        return _("no answer about pops")
    if pops.total:
        return ngettext("%(pops)s pop", "%(pops)s pops", pops.total) % {"pops": pops.total}
    return _("no pop that you told us of") if pops.is_partial else _("no pop")


def _arches(arches: Answers) -> str:
    if not arches.answered:
        return _("no sure answer about your back")
    if arches.total:
        return ngettext(
            "your back lifted in %(sets)s set", "your back lifted in %(sets)s sets", arches.total
        ) % {"sets": arches.total}
    if arches.is_partial:
        return _("your back stayed down in the sets you were sure of")
    return _("your back stayed down")


def _alt(pops: Sequence[int | None], arches: Sequence[int | None]) -> str:
    return ngettext(
        "%(workouts)s workout. With a pop: %(pops)s. With a lifted back: %(arches)s.",
        "%(workouts)s workouts. With a pop: %(pops)s. With a lifted back: %(arches)s.",
        len(pops),
    ) % {
        "workouts": len(pops),
        "pops": _more_than_none(pops),
        "arches": _more_than_none(arches),
    }


def _more_than_none(numbers: Sequence[int | None]) -> str:
    told = [number for number in numbers if number is not None]
    return _("%(number)s of %(answered)s answered") % {
        "number": sum(number > 0 for number in told),
        "answered": len(told),
    }
