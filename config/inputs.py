"""How the inputs of forms are drawn."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString

_FOLDER = "django/forms/widgets/"
INPUTS = frozenset(
    f"{_FOLDER}{name}.html"
    for name in ("text", "number", "email", "password", "hidden", "checkbox")
)
OPTIONS = frozenset(f"{_FOLDER}{name}.html" for name in ("radio_option", "checkbox_option"))


class Inputs(DjangoTemplates):
    """Django's, but the commonest inputs are put together at once.

    Their templates include one another up to four deep: for the forty inputs of a set's page that
    was half of the page's time. What comes of it is the same to the byte.
    """

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """A form, a field or a widget as HTML."""
        if template_name in INPUTS:
            return drawn(context["widget"])
        if template_name in OPTIONS and not context["widget"]["wrap_label"]:
            return drawn(context["widget"])
        return str(super().render(template_name, context, request))


def drawn(widget: Mapping[str, Any]) -> str:
    """The tag of one input."""
    return f"<input{''.join(_attributes(widget))}>"


def _attributes(widget: Mapping[str, Any]) -> Iterator[str]:
    yield f' type="{_safe(widget["type"])}" name="{_safe(widget["name"])}"'
    if widget["value"] is not None:
        yield f' value="{_safe(widget["value"])}"'
    for name, value in widget["attrs"].items():
        if value is True:
            yield f" {_safe(name)}"
        elif value is not False:
            yield f' {_safe(name)}="{_safe(value)}"'


def _safe(value: object) -> str:
    """As `conditional_escape`, which is twice as slow for plain words."""
    return str(value) if isinstance(value, SafeString) else escape(str(value))
