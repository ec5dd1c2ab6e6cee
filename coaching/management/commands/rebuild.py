"""Fold every client's events again and compare, or repair, what is kept of it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coaching.models import Enrolment
from coaching.services.rebuilding import differs, rebuild


class Command(BaseCommand):
    """`manage.py rebuild [--check]`: the caches are right when this says 0 differ."""

    help = "Rebuild positions from the events; with --check only say how many differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to change anything."""
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *, check: bool, **_options: Any) -> None:
        """Go through every enrolment; exit status 1 where --check finds a difference."""
        wrong = count = 0
        for pk in Enrolment.objects.order_by("pk").values_list("pk", flat=True).iterator():
            count += 1
            wrong += differs(pk) if check else rebuild(pk)
        self.stdout.write(f"{wrong} of {count} differ" if check else f"{wrong} of {count} rebuilt")
        if check and wrong:
            raise CommandError("Run `manage.py rebuild` and find out why.")
