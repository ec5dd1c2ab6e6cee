"""Discomfort: the highest in each workout, and the next morning's."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.texts import lazy
from coaching.charts.answers import (
    Training,
    answers_in_words,
    average,
    in_words,
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
    line,
    points,
    squares,
)

LEFT = 66
TOP, BASE, HEIGHT = 12, 132, 158
WORDS = ((10, lazy("10 worst")), (5, lazy("5 medium")), (0, lazy("0 none")))


def discomfort_chart(trainings: Sequence[Training]) -> Chart:
    """Round marks on a line for the workout, open squares on dashes for the morning after."""
    x = Places(len(trainings), LEFT, WIDTH)
    y = Scale(0, 10, BASE, TOP)
    felt = [training.discomfort.highest_or_blank for training in trainings]
    mornings = [training.morning for training in trainings]
    felt_at, mornings_at = points(felt, x, y), points(mornings, x, y)
    return Chart(
        slug="discomfort",
        title=_("Discomfort"),
        sentence=_sentence(felt, mornings),
        alt=_alt(felt, mornings),
        hint=_("0 is none, 10 the worst. A gap means no answer."),
        height=HEIGHT,
        axis=across(LEFT, y(10)) + across(LEFT, y(5)),
        base=across(LEFT, y(0)),
        series=(
            Series(
                name=_("Next morning"),
                kind="second",
                line=line(mornings_at),
                marks=squares(mornings_at, x.mark),
            ),
            Series(
                name=_("Highest in the workout"),
                kind="first",
                line=line(felt_at),
                marks=dots(felt_at, x.mark * 0.85),
            ),
        ),
        labels=(
            *(Label(x=0, y=y(n) + 4, text=str(text), anchor="start") for n, text in WORDS),
            *day_labels(trainings, x, HEIGHT - 6),
        ),
        head=(_("Workout"), _("Highest in the workout"), _("Next morning")),
        rows=tuple(_row(training) for training in reversed(trainings)),
        has_key=True,
    )


def _row(training: Training) -> tuple[str, str, str]:
    return (
        long_day_in_words(training.day),
        answers_in_words(training.discomfort, training.discomfort.highest_or_blank),
        in_words(training.morning),
    )


def _sentence(felt: Sequence[int | None], mornings: Sequence[int | None]) -> str:
    if not felt:
        return ""
    now = _("Last workout: %(felt)s. The morning after: %(morning)s.") % {
        "felt": _answer(felt[-1]),
        "morning": _answer(mornings[-1]),
    }
    mean = average(felt)
    if mean is None:
        return now
    answered = sum(number is not None for number in felt)
    words = ngettext(
        "Average of %(workouts)s workout with an answer: %(mean)s.",
        "Average of %(workouts)s workouts with an answer: %(mean)s.",
        answered,
    ) % {"workouts": answered, "mean": in_words(mean)}
    return f"{now} {words}"


def _answer(number: int | None) -> str:
    return _("no answer") if number is None else str(number)


def _alt(felt: Sequence[int | None], mornings: Sequence[int | None]) -> str:
    return ngettext(
        "Discomfort from 0 to 10 over %(workouts)s workout."
        " In the workout: %(felt)s. The next morning: %(mornings)s.",
        "Discomfort from 0 to 10 over %(workouts)s workouts."
        " In the workout: %(felt)s. The next morning: %(mornings)s.",
        len(felt),
    ) % {"workouts": len(felt), "felt": _spread(felt), "mornings": _spread(mornings)}


def _spread(numbers: Sequence[int | None]) -> str:
    told = [number for number in numbers if number is not None]
    if not told:
        return _("no answers")
    return _("between %(least)s and %(most)s, %(blanks)s") % {
        "least": min(told),
        "most": max(told),
        "blanks": _blanks(len(numbers) - len(told)),
    }


def _blanks(number: int) -> str:
    if not number:
        return _("every one answered")
    return ngettext("%(number)s not answered", "%(number)s not answered", number) % {
        "number": number
    }
