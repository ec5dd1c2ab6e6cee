"""The language of a page, as its own speakers call it."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def has_languages() -> bool:
    """Whether there is more than one to choose from."""
    return len(settings.LANGUAGES) > 1


@register.simple_tag
def language_name() -> str:
    """The name of the language that is spoken now, in that language."""
    return dict(settings.LANGUAGES).get(get_language() or "", "English")
