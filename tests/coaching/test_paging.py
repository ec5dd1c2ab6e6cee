"""A page of a long list: which rows, and that the rest is neither counted nor read."""

import pytest

from coaching.showing import paging

SIZE = 20


def page(total, asked=None):
    return paging.page(lambda start, stop: list(range(total))[start:stop], asked, size=SIZE)


@pytest.mark.parametrize(
    ("total", "has_next"), [(0, False), (1, False), (SIZE, False), (SIZE + 1, True)]
)
def test_there_are_older_ones_from_one_more_than_a_page_on(total, has_next):
    found = page(total)
    assert (len(found.rows), found.has_next) == (min(total, SIZE), has_next)
    assert found.has_other_pages is has_next


def test_pages_follow_each_other_without_a_gap_or_a_row_twice():
    pages = [page(2 * SIZE + 3, str(number)) for number in (1, 2, 3)]
    assert [row for found in pages for row in found] == list(range(2 * SIZE + 3))
    assert [found.has_previous for found in pages] == [False, True, True]
    assert [found.has_next for found in pages] == [True, True, False]


@pytest.mark.parametrize(
    "asked", [None, "", "0", "-1", "x", "1.5", "²", "９", "4", "99999999999999999999"]
)
def test_what_is_no_page_of_it_is_the_first(asked):
    assert page(3 * SIZE, asked).number == 1


def test_no_page_lies_beyond_the_furthest():
    asked = []
    paging.page(lambda start, stop: asked.append(stop) or [], "99999", size=SIZE)
    assert asked == [paging.FURTHEST * SIZE + 1, SIZE + 1]


def test_of_a_list_of_any_length_one_row_more_than_a_page_is_read():
    read = []
    paging.page(lambda start, stop: read.append(stop - start) or [0] * 21, "3", size=SIZE)
    assert read == [SIZE + 1]
