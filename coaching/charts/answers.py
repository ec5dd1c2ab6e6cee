"""What the charts are made from: answers, and the questions that were not answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.texts import lazy
from coaching.tongue import by_language

NOT_ANSWERED = lazy("not answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One number out of several sets: `answered` of `asked` sets gave one."""

    total: int
    highest: int
    answered: int
    asked: int

    @classmethod
    def of(cls, given: Iterable[int | None]) -> "Answers":
        """From a workout's sets; None is a question that was not answered."""
        asked = list(given)
        told = [number for number in asked if number is not None]
        return cls(
            total=sum(told), highest=max(told, default=0), answered=len(told), asked=len(asked)
        )

    @property
    def sum_or_blank(self) -> int | None:
        """The sum; None where nothing was answered."""
        return self.total if self.answered else None

    @property
    def mean_or_blank(self) -> float | None:
        """The mean of the sets that gave an answer; None where none did."""
        return self.total / self.answered if self.answered else None

    @property
    def highest_or_blank(self) -> int | None:
        """The highest; None where nothing was answered."""
        return self.highest if self.answered else None

    @property
    def is_partial(self) -> bool:
        """True where some sets gave an answer and some did not."""
        return 0 < self.answered < self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """One workout as the charts see it.

    `angle` is the lowest thigh angle that any of its sets asked for, None on the reverse
    crunch; `exercise` is that set's, and `height` the angle in words. `arches` counts sets in
    which the back lifted: a set about which somebody was not sure is not an answer. `morning`
    is the next morning's discomfort.
    """

    day: date
    exercise: str
    angle: float | None
    height: str
    pops: Answers
    arches: Answers
    discomfort: Answers
    morning: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week from its Monday; `workouts` is None before the client began."""

    monday: date
    workouts: int | None


def average(numbers: Iterable[int | None]) -> float | None:
    """The mean of what was answered: zeros count, blanks do not; None where nothing was."""
    told = [number for number in numbers if number is not None]
    return sum(told) / len(told) if told else None


def in_words(number: float | None) -> str:
    """A number for a sentence or a table; a blank is said to be one."""
    return str(NOT_ANSWERED) if number is None else number_format(f"{round(number, 1):g}")


def answers_in_words(answers: Answers, number: int | None) -> str:
    """The same, with how many sets it rests on where that is not all of them."""
    words = in_words(number)
    if answers.is_partial:
        return ngettext(
            "%(words)s (%(answered)s of %(asked)s set answered)",
            "%(words)s (%(answered)s of %(asked)s sets answered)",
            answers.asked,
        ) % {"words": words, "answered": answers.answered, "asked": answers.asked}
    return words


def sets_in_words(number: int) -> str:
    """`1 set`, `2 sets`."""
    return ngettext("%(sets)s set", "%(sets)s sets", number) % {"sets": number}


def workouts_in_words(number: int) -> str:
    """`1 workout`, `2 workouts`."""
    return ngettext("%(workouts)s workout", "%(workouts)s workouts", number) % {"workouts": number}


def day_in_words(day: date) -> str:
    """`5 Oct`."""
    return date_format(day, _("j M"))


@by_language(2_000)
def long_day_in_words(day: date) -> str:
    """`Mon 5 Oct 2026`."""
    return date_format(day, _("D j M Y"))


def days_in_words(days: Iterable[date]) -> tuple[str, ...]:
    """The same, with the year where the days are not all of one year."""
    found = list(days)
    if len({day.year for day in found}) > 1:
        return tuple(date_format(day, _("j M Y")) for day in found)
    return tuple(map(day_in_words, found))
