"""`{% load drawings %}`: pictures as SVG, and the numbers under them."""

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from coaching.figure import Figure

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def drawn(figure: Figure, *, thumb: bool = False, lowering: bool = False) -> SafeString:
    """A figure; `thumb` is 120 px wide and without words, `lowering` is moved by figure.css alone.

    It says everything itself, so that one drawing serves whoever stands at the same place.
    """
    context = {"figure": figure, "thumb": thumb, "lowering": lowering}
    return render_to_string("coaching/_figure.svg", context)


@register.filter
def cells(row: Sequence[str]) -> SafeString:
    """A row of a table: the first cell heads it."""
    head, *rest = row
    told = format_html_join("", "<td>{}</td>", ((cell,) for cell in rest))
    return format_html('<th scope="row">{}</th>{}', head, told)
