"""What is kept ready is kept in each language."""

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import Any, cast

from django.utils.translation import get_language, pgettext

KEEPS_CAPITALS = ("de",)
"""Languages in which a noun begins with a capital letter wherever it stands."""


def by_language[**Asked, Told](
    most: int | None = None,
) -> Callable[[Callable[Asked, Told]], Callable[Asked, Told]]:
    """Like `lru_cache`, for what holds words of the language that is spoken."""

    def decorate(make: Callable[Asked, Told]) -> Callable[Asked, Told]:
        @lru_cache(maxsize=most)
        def kept(_language: str | None, /, *args: Any, **named: Any) -> Told:
            return make(*args, **named)

        @wraps(make)
        def asked(*args: Asked.args, **named: Asked.kwargs) -> Told:
            told: Told = cast("Any", kept)(get_language(), *args, **named)
            return told

        return asked

    return decorate


def within(words: object) -> str:
    """Words that could begin a sentence, as they stand inside one."""
    language = (get_language() or "")[:2]
    return str(words) if language in KEEPS_CAPITALS else str(words).lower()


def listed(parts: Iterable[object]) -> str:
    """Parts one after the other, with the comma of the language between them."""
    return pgettext("between the parts of a list", ", ").join(map(str, parts))
