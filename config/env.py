"""Reads the environment and refuses nonsense, with a hint.

Every function raises ImproperlyConfigured with one line that says what to write instead.
An empty variable counts as absent, so that `NAME=` in a file means "the default".
"""

import os
import re
from ipaddress import ip_address
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    """The variable without surrounding spaces, or `default`."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off."""
    word = text(name).lower()
    if not word:
        return default
    if word not in YES | NO:
        raise ImproperlyConfigured(f"{name}={word!r} is neither yes nor no. Write {name}=1 or 0.")
    return word in YES


def number(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number from `least` to `most`, both included."""
    word = text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", word) or not least <= int(word) <= most:
        raise ImproperlyConfigured(
            f"{name}={word!r} is not a whole number from {least} to {most}."
            f" The default is {default}."
        )
    return int(word)


def address(name: str, *, default: str) -> str:
    """The number of a network address of this machine."""
    word = text(name, default)
    try:
        return str(ip_address(word))
    except ValueError:
        raise ImproperlyConfigured(
            f"{name}={word!r} is no address. Write numbers, as in {default}."
        ) from None


def words(name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The words of the variable, separated by commas or spaces."""
    return tuple(filter(None, re.split(r"[,\s]+", text(name)))) or default


def secret(name: str, default: str = "") -> str:
    """A secret from `name` itself or from the file that `name`_FILE points to."""
    given, path = text(name), secret_file(name)
    if given and path:
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set. Keep one of them.")
    return read_secret(name, path) if path else given or default


def secret_file(name: str) -> Path | None:
    """The file that `name`_FILE points to, if it is set."""
    path = text(f"{name}_FILE")
    return Path(path) if path else None


def read_secret(name: str, path: Path) -> str:
    """The content of a secret's file, without surrounding spaces."""
    try:
        content = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE={str(path)!r} cannot be read: {error}") from error
    if not content:
        raise ImproperlyConfigured(f"{name}_FILE={str(path)!r} is empty. Put the secret into it.")
    return content
