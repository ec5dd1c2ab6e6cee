"""`manage.py demo`: two clinics of made-up people with weeks behind them."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from coaching import catalogue
from coaching.demo import arriving
from coaching.demo.cast import CAST
from coaching.demo.crowd import CROWD
from coaching.demo.people import Person
from coaching.demo.staff import ADMINISTRATOR, INVITATION, STAFF
from coaching.services.publishing import publish

EVERYBODY = (*CAST, *CROWD)


class Command(BaseCommand):
    """Fills the demo's database, once; a second run finds everybody there."""

    help = "Fill the demo's database with made-up people, and print how to sign in as them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be said."""
        parser.add_argument(
            "--only", nargs="+", metavar="ADDRESS", help="these clients, and nobody else yet"
        )

    def handle(self, *, only: list[str] | None = None, **_options: Any) -> None:
        """Let everybody arrive who is not there yet."""
        refuse_real_site()
        people = named(only)
        publish(catalogue.builtin())
        password, now = settings.DEMO_PASSWORD, timezone.now()
        arriving.clinics(password, settings.DEMO_TOTP_SECRET)
        for place, person in enumerate(people, start=1):
            if arriving.client(person, password=password, now=now):
                self._say(f"Made up {place} of {len(people)}: {person.story}")
        arriving.paperwork(now)
        self._say(logins(people, password))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def named(only: list[str] | None) -> list[Person]:
    """Those with these addresses, or all. Raises CommandError for one that nobody has."""
    strangers = set(only or ()) - {person.email for person in EVERYBODY}
    if strangers:
        raise CommandError(f"Nobody of the demo is {', '.join(sorted(strangers))}.")
    return [person for person in EVERYBODY if only is None or person.email in only]


def refuse_real_site() -> None:
    """Raise CommandError anywhere but on the demo: its passwords are known to everybody."""
    if settings.SITE_URL.startswith("https:"):
        raise CommandError("Made-up people with known passwords never go on a public site.")
    if not settings.DEMO:
        raise CommandError("This is not the demo's database. Run `make demo`, or set DEMO=1.")


def manage() -> str:
    """How to say a command to the demo, from another terminal."""
    return f"DEMO=1 {os.path.relpath(sys.executable)} {sys.argv[0]}"


def logins(people: list[Person], password: str) -> str:
    """Who can sign in, one a line, and the link of the open invitation."""
    accounts = [
        *((person.email, person.story) for person in people),
        *((colleague.email, f"physiotherapist; {colleague.story}") for colleague in STAFF),
        (ADMINISTRATOR, "administrator"),
    ]
    lines = [f"  {email}  {story}" for email, story in accounts]
    link = settings.SITE_URL + reverse("invitation", args=[INVITATION])
    return "\n".join(
        [
            f"Sign in with the password {password} as",
            *lines,
            f"An open invitation: {link}",
            "Physiotherapists and the administrator are asked for a code, too. This says it:",
            f"  {manage()} totp",
            f"So does an authenticator app with the key {settings.DEMO_TOTP_SECRET}",
        ]
    )
