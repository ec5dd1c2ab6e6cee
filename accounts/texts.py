"""Texts that are translated when they are read, not when the code is loaded."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, cast

from django.db.models import Model
from django.utils.translation import gettext_lazy, trans_real

lazy = cast("Callable[[str], str]", gettext_lazy)
"""Typed as the text that becomes of it: join such texts only after `str`."""

MOST_TEXTS = 10_000
"""How many texts of a language are kept at hand: more than the site has."""


@cache
def keep_at_hand(language: str) -> None:
    """Let each text of a language be looked for once a process.

    Django asks the catalogue of every application in turn, and for English, in which nothing has to
    be translated, in vain: for a long page that was a fifth of its time.
    """
    texts = trans_real.translation(language)
    for name in ("gettext", "ngettext"):
        vars(texts)[name] = lru_cache(maxsize=MOST_TEXTS)(getattr(texts, name))


NAMES: set[str] = set()
"""What `name_in_every_language` found, for `make words`."""


def name_in_every_language(model: type[Model]) -> None:
    """Let the names of a model, of its fields and their hints follow the language of the page.

    Django makes them of the code's own names, once and in English. Migrations keep those.
    """
    options: Any = model._meta  # noqa: SLF001
    if "verbose_name_plural" not in options.original_attrs:
        options.verbose_name_plural = str(options.verbose_name_plural)
    _say_later(options, "verbose_name", "verbose_name_plural")
    for field in (*options.fields, *options.many_to_many):
        _say_later(field, "verbose_name", "help_text")


def _say_later(named: Any, *attributes: str) -> None:
    for attribute in attributes:
        text = getattr(named, attribute)
        if isinstance(text, str) and text:
            NAMES.add(text)
            setattr(named, attribute, lazy(text))
