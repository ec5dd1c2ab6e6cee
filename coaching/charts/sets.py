"""Pops a set, and the share of sets in which the back lifted: for whoever compares workouts.

Both are of the sets that gave an answer, so a workout with fewer sets or answers is not better.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.texts import lazy
from coaching.charts.answers import Answers, Training, long_day_in_words
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

LEFT = 34
POPS_TOP, POPS_BASE = 30, 76
ARCHES_TOP, ARCHES_BASE = 116, 150
HEIGHT = 178
LEAST_TOP = 1
"""The strip of pops reaches at least one a set, so that few never look like many."""

POPS, ARCHES = lazy("Pops a set"), lazy("Sets with an arched back")


def sets_chart(trainings: Sequence[Training]) -> Chart:
    """Round marks for pops, square ones for arches; on the line means none, no mark no answer."""
    x = Places(len(trainings), LEFT, WIDTH)
    pops = [training.pops.mean_or_blank for training in trainings]
    arches = [training.arches.mean_or_blank for training in trainings]
    top = max([LEAST_TOP, *(number for number in pops if number is not None)])
    pops_y = Scale(0, top, POPS_BASE, POPS_TOP)
    arches_y = Scale(0, 1, ARCHES_BASE, ARCHES_TOP)
    popped, arched = points(pops, x, pops_y), points(arches, x, arches_y)
    return Chart(
        slug="pops",
        title=_("Pops and arches a set"),
        sentence=_sentence(trainings),
        alt=_alt(trainings),
        hint=_("Of the sets answered. A mark on the line means none. No mark means no answer."),
        height=HEIGHT,
        axis=across(LEFT, POPS_TOP) + across(LEFT, ARCHES_TOP),
        base=across(LEFT, POPS_BASE) + across(LEFT, ARCHES_BASE),
        series=(
            Series(
                name=POPS, kind="first", line=stems(popped, POPS_BASE), marks=dots(popped, x.mark)
            ),
            Series(
                name=ARCHES,
                kind="second",
                line=stems(arched, ARCHES_BASE),
                marks=squares(arched, x.mark),
            ),
        ),
        labels=(
            Label(x=0, y=14, text=str(POPS), anchor="start", is_strong=True),
            Label(x=0, y=100, text=str(ARCHES), anchor="start", is_strong=True),
            Label(x=0, y=pops_y(top) + 4, text=f"{round(top, 1):g}", anchor="start"),
            Label(x=0, y=POPS_BASE + 4, text="0", anchor="start"),
            Label(x=0, y=ARCHES_TOP + 4, text=_("all"), anchor="start"),
            Label(x=0, y=ARCHES_BASE + 4, text=_("none"), anchor="start"),
            *day_labels(trainings, x, HEIGHT - 6),
        ),
        head=(_("Workout"), _("Pops"), _("Sets with an arched back")),
        rows=tuple(_row(training) for training in reversed(trainings)),
    )


def _row(training: Training) -> tuple[str, str, str]:
    return (
        long_day_in_words(training.day),
        _pops_in_sets(training.pops),
        _arches_of_sets(training.arches),
    )


def _pops_in_sets(answers: Answers) -> str:
    """`3 in 2 of 3 sets` would promise more than was told: `3 in 2 sets answered of 3`."""
    if not answers.answered:
        return _("not answered")
    told = {"total": answers.total, "sets": answers.answered, "asked": answers.asked}
    if answers.is_partial:
        words = ngettext(
            "%(total)s in %(sets)s set answered of %(asked)s",
            "%(total)s in %(sets)s sets answered of %(asked)s",
            answers.answered,
        )
    else:
        words = ngettext(
            "%(total)s in %(sets)s set", "%(total)s in %(sets)s sets", answers.answered
        )
    return words % told


def _arches_of_sets(answers: Answers) -> str:
    if not answers.answered:
        return _("not answered")
    told = {"total": answers.total, "sets": answers.answered, "asked": answers.asked}
    if answers.is_partial:
        words = ngettext(
            "%(total)s of %(sets)s set answered of %(asked)s",
            "%(total)s of %(sets)s sets answered of %(asked)s",
            answers.answered,
        )
    else:
        words = ngettext(
            "%(total)s of %(sets)s set", "%(total)s of %(sets)s sets", answers.answered
        )
    return words % told


def _sentence(trainings: Sequence[Training]) -> str:
    if not trainings:
        return ""
    last = trainings[-1]
    return _("Last workout: pops %(pops)s; arched back %(arches)s.") % {
        "pops": _pops_in_sets(last.pops),
        "arches": _arches_of_sets(last.arches),
    }


def _alt(trainings: Sequence[Training]) -> str:
    return ngettext(
        "%(workouts)s workout. With a pop: %(pops)s. With an arched back: %(arches)s.",
        "%(workouts)s workouts. With a pop: %(pops)s. With an arched back: %(arches)s.",
        len(trainings),
    ) % {
        "workouts": len(trainings),
        "pops": _with(training.pops for training in trainings),
        "arches": _with(training.arches for training in trainings),
    }


def _with(answers: Iterable[Answers]) -> str:
    told = [one for one in answers if one.answered]
    return _("%(number)s of %(answered)s answered") % {
        "number": sum(one.total > 0 for one in told),
        "answered": len(told),
    }
