"""`{% load questions %}`: what a form asks."""

from django import template
from django.forms import Form
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from coaching.tongue import by_language

register = template.Library()


@register.simple_tag
def questions(form: Form, drawn_by: str, **initial: int) -> SafeString:
    """`{% questions form "coaching/_morning_questions.html" %}`: the visible fields of a form.

    Until somebody has answered they are the same for everybody, but for the values they begin with:
    `initial`, by the name of the field.
    """
    if form.is_bound:
        return render_to_string(drawn_by, {"form": form})
    return _unanswered(type(form), drawn_by, str(form.auto_id), tuple(initial.items()))


@by_language(64)
def _unanswered(
    kind: type[Form], drawn_by: str, auto_id: str, initial: tuple[tuple[str, int], ...]
) -> SafeString:
    # A form of its own: nothing of the one that asks can be kept for others.
    form = kind(initial=dict(initial), auto_id=auto_id)
    return render_to_string(drawn_by, {"form": form})
