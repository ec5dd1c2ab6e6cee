"""Where the site lives, and what follows from that."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
HINT = "Write it like SITE_URL=https://coach.example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An address that people type: scheme, host and port, and nothing else."""

    https: bool
    host: str
    port: int | None

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the address."""
        return is_loopback(self.host)

    @property
    def origin(self) -> str:
        """The address as browsers send it in the Origin header."""
        port = f":{self.port}" if self.port else ""
        return f"{'https' if self.https else 'http'}://{bracketed(self.host)}{port}"

    def hosts(self, extra: tuple[str, ...] = ()) -> list[str]:
        """The Host headers to answer."""
        near = LOOPBACK_HOSTS if self.loopback else ()
        return list(dict.fromkeys((bracketed(self.host), *near, *extra)))


def is_loopback(host: str) -> bool:
    """Whether `host` is localhost or an address of the loopback range."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def bracketed(host: str) -> str:
    """The host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def parse(url: str) -> Site:
    """Read SITE_URL.

    Raises ImproperlyConfigured for anything but an http(s) origin, and for plain http to a
    host that is not this machine: health records and passwords would travel in the open.
    """
    parts = _split(url)
    site = Site(https=parts.scheme == "https", host=parts.hostname or "", port=parts.port)
    if not site.https and not site.loopback:
        raise ImproperlyConfigured(
            f"SITE_URL={url!r} would send passwords and health records unencrypted."
            f" Use https://{bracketed(site.host)}, or http://127.0.0.1 to try it here."
        )
    return site


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        raise ImproperlyConfigured(f"SITE_URL={url!r}: {error}. {HINT}") from error
    if parts.scheme not in ("http", "https") or not _is_host(parts.hostname) or not port_is_fine:
        raise ImproperlyConfigured(f"SITE_URL={url!r} is not a web address. {HINT}")
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ImproperlyConfigured(f"SITE_URL={url!r} has more than scheme, host, port. {HINT}")
    return parts


def _is_host(host: str | None) -> bool:
    # Brackets in the URL leave colons in the host; urlsplit has checked those as an IPv6 address.
    return bool(host) and bool(":" in str(host) or re.fullmatch(r"[a-z0-9._-]+", str(host)))
