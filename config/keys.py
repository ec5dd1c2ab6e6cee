"""The key that signs cookies and links, made on first run."""

import base64
import binascii
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# Django warns below 50 characters; 50 random bytes make 67.
RANDOM_BYTES = 50
LEAST_CHARACTERS = 50


def checked(key: str) -> str:
    """The key itself, unless it is too short to be safe."""
    if len(key) < LEAST_CHARACTERS:
        raise ImproperlyConfigured(
            f"SECRET_KEY has {len(key)} characters; {LEAST_CHARACTERS} are needed."
            " Unset it, and one is made in var/secret_key."
        )
    return key


def kept_in(path: Path) -> str:
    """The key in `path`, made there first (mode 0600) if there is none.

    Two processes may start at once: each writes a whole file under its own name, and one of
    them gets the name `path`; so both read the same key, and neither reads half of one.
    """
    if not path.exists():
        _make(path)
    try:
        return checked(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be read ({error.strerror}: {path})."
            " Start the site as the user who first started it, or set SECRET_KEY."
        ) from error


def _make(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(RANDOM_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, unlike a rename, never replaces the key that another process made first.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def base32(name: str, secret: str) -> str:
    """The secret of an authenticator app, unless apps could not read it."""
    try:
        base64.b32decode(secret)
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured(
            f"{name} is not base32. Write 32 of the letters A to Z and digits 2 to 7, or unset it."
        ) from error
    return secret
