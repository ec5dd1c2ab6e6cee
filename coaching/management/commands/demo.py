"""`manage.py demo`: made-up people with twelve weeks behind them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coaching import catalogue
from coaching.demo import arriving, cast
from coaching.services.publishing import publish


class Command(BaseCommand):
    """Fills the demo's database, once; a second run finds everybody there."""

    help = "Fill the demo's database with made-up people, and print how to sign in as them."

    def handle(self, **_options: Any) -> None:
        """Let everybody arrive who is not there yet."""
        refuse_real_site()
        publish(catalogue.builtin())
        password, now = settings.DEMO_PASSWORD, timezone.now()
        physiotherapist = arriving.staff(password)
        for place, person in enumerate(cast.CAST, start=1):
            if arriving.client(person, physiotherapist, password=password, now=now):
                self._say(f"Made up {place} of {len(cast.CAST)}: {person.story}")
        self._say(logins(password))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def refuse_real_site() -> None:
    """Raise CommandError anywhere but on the demo: its passwords are known to everybody."""
    if settings.SITE_URL.startswith("https:"):
        raise CommandError("Made-up people with known passwords never go on a public site.")
    if not settings.DEMO:
        raise CommandError("This is not the demo's database. Run `make demo`, or set DEMO=1.")


def logins(password: str) -> str:
    """Who can sign in, one a line."""
    people = [
        (cast.PHYSIOTHERAPIST, "physiotherapist"),
        (cast.ADMINISTRATOR, "administrator"),
        *((person.email, person.story) for person in cast.CAST),
    ]
    lines = [f"  {email}  {story}" for email, story in people]
    return "\n".join([f"Sign in with the password {password} as", *lines])
