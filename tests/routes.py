"""Every address of the site, as its URLconf says, with something in the place of each argument."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

NOT_THERE = UUID(int=4)

SAMPLES = {"uuid": str(NOT_THERE), "int": "4", "slug": "nothing", "str": "nothing", "path": "4"}
"""By the kind of argument: well-formed, and of nothing that is there."""

PATTERNS = {
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": "accounts/confirm-email/nothing/",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (
        "accounts/password/reset/key/4-nothing/"
    ),
    "admin/(?P<url>.*)$": "admin/nothing/",
}
"""Addresses that are written as regular expressions, but for the admin's lists of one app."""

APP_LIST = re.compile(r"admin/\^\(\?P<app_label>([a-z]+)[a-z|]*\)/\$")


@dataclass(frozen=True, slots=True)
class Address:
    """`route` is as it stands in the URLconf, `path` with the arguments filled in."""

    name: str
    route: str
    path: str


def every_address() -> list[Address]:
    """Each once, in the order in which Django looks. Raises KeyError for a kind not known here."""
    return [Address(name, route, f"/{_path(route)}") for name, route in _walk(get_resolver())]


def _walk(
    resolver: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield ":".join([*spaces, pattern.name or ""]), route
        else:
            space = [pattern.namespace] if pattern.namespace else []
            yield from _walk(pattern, route, (*spaces, *space))


def _path(route: str) -> str:
    if found := APP_LIST.fullmatch(route):
        return f"admin/{found[1]}/"
    if "(" in route:
        return PATTERNS[route]
    return re.sub(r"<(?:(\w+):)?\w+>", lambda kind: SAMPLES[kind[1] or "str"], route)
