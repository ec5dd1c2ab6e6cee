"""A page of a list that only grows, at the same cost however long the list has become."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

FURTHEST = 10_000
"""No page beyond it: whoever wants more than so many pages wants a filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page[Row]:
    """Some rows, the newest first; the rest of them is not counted. `number` is from 1."""

    rows: list[Row]
    number: int
    has_next: bool

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def has_previous(self) -> bool:
        """Whether there are newer ones."""
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        """Whether this is not all there is."""
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        """Of the newer ones."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """Of the older ones."""
        return self.number + 1


def page[Row](part: Callable[[int, int], list[Row]], asked: str | None, *, size: int) -> Page[Row]:
    """The page that was asked for, or the first where there is none such.

    `part(start, stop)` are the rows between these places.
    """
    number = _number(asked)
    start = (number - 1) * size
    # One more than is shown says whether there are older ones.
    rows = part(start, start + size + 1)
    if not rows and number > 1:
        return page(part, None, size=size)
    return Page(rows=rows[:size], number=number, has_next=len(rows) > size)


def _number(asked: str | None) -> int:
    digits = asked or ""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(FURTHEST)):
        return 1
    return min(max(int(digits), 1), FURTHEST)
