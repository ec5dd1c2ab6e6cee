"""`{{ session.user_agent|device }}`: a browser by the name that people know."""

from django import template
from django.utils.translation import gettext as _

from accounts.texts import lazy

register = template.Library()

# The first that is found counts: most browsers also claim to be the ones they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", lazy("an iPhone")),
    ("iPad", lazy("an iPad")),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", lazy("a Mac")),
    ("CrOS", lazy("a Chromebook")),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """“Chrome on Android” for what a browser says of itself."""
    browser, system = _named(user_agent, BROWSERS), _named(user_agent, SYSTEMS)
    if not system:
        return browser or _("Another device")
    return _("%(browser)s on %(system)s") % {"browser": browser or _("A browser"), "system": system}


def _named(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
