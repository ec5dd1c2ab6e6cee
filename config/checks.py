"""What would be unsafe in public, for `manage.py check --deploy`.

What can never be right is refused when the settings load, whatever command is run: plain http
elsewhere, DEBUG or the demo in public, a short key, a SQLite that loses data. What is here may
be right on one machine and wrong on another, so it warns.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from config import env
from config.site import is_loopback

OTHERS = 0o007
"""The bits of a file's mode for whoever is neither its owner nor of its group."""

SECRETS = (
    "DATABASE_URL",
    "SECRET_KEY",
    "MAIL_PASSWORD",
    "METRICS_TOKEN",
    "DEMO_PASSWORD",
    "DEMO_TOTP_SECRET",
)
"""What may come from a file that is named in NAME_FILE."""


@checks.register(checks.Tags.security, deploy=True)
def mail_is_sent(**_: Any) -> list[checks.CheckMessage]:
    """Whoever can reach the site can be reached: by a lost password, and by a stop."""
    if settings.MAIL_HOST or settings.SITE.loopback:
        return []
    return [
        checks.Warning(
            "Mail is written to a folder: no password can be reset, and nobody hears of a stop.",
            hint="Set MAIL_HOST.",
            id="config.W001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def mail_is_encrypted(**_: Any) -> list[checks.CheckMessage]:
    """Mails carry links that let somebody in."""
    mailers: dict[str, dict[str, Any]] = settings.MAILERS
    if (
        not settings.MAIL_HOST
        or mailers["default"]["OPTIONS"]["use_tls"]
        or is_loopback(settings.MAIL_HOST)
    ):
        return []
    return [
        checks.Warning(
            "Mail, its links and its password travel unencrypted to the mail server.",
            hint="Unset MAIL_TLS.",
            id="config.W002",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def what_is_kept_is_closed(**_: Any) -> list[checks.CheckMessage]:
    """Health records and secrets are for the site's own user."""
    return [
        checks.Warning(
            f"Everybody on this machine may open {path}.",
            hint=f"chmod o-rwx {path}",
            id="config.W003",
        )
        for path in _kept()
        if path.exists() and path.stat().st_mode & OTHERS
    ]


def _kept() -> Iterator[Path]:
    yield settings.VAR_DIR
    yield settings.VAR_DIR / "secret_key"
    yield settings.BACKUP_DIR
    yield from filter(None, map(env.secret_file, SECRETS))


@checks.register(checks.Tags.security, deploy=True)
def the_database_is_who_it_says(**_: Any) -> list[checks.CheckMessage]:
    """Records that leave this machine go encrypted, and to a server that was checked."""
    database = settings.DATABASES["default"]
    host = database.get("HOST", "")
    is_near = not host or host.startswith("/") or is_loopback(host)
    if is_near or database["OPTIONS"].get("sslmode") == "verify-full":
        return []
    return [
        checks.Warning(
            "Records travel to a database on another machine that is not made sure of.",
            hint="End DATABASE_URL with ?sslmode=verify-full.",
            id="config.W004",
        )
    ]
