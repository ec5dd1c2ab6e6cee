"""`{{ session.user_agent|device }}`: a browser by the name that people know."""

from django import template

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
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """“Chrome on Android” for what a browser says of itself."""
    browser, system = _named(user_agent, BROWSERS), _named(user_agent, SYSTEMS)
    return f"{browser or 'A browser'} on {system}" if system else browser or "Another device"


def _named(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
