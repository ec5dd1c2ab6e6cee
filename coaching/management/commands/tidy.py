"""`manage.py tidy`: delete what has been kept for as long as the settings say."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.services.erasing import leave_no_trace
from accounts.services.tidying import over
from coaching.services.tidying import notices_over


class Command(BaseCommand):
    """Runs once a day beside the site; elsewhere cron calls it."""

    help = "Delete sessions, invitations, wrong codes and notices whose time is over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be said."""
        parser.add_argument("--dry-run", action="store_true", help="only say how many")

    def handle(self, *, dry_run: bool, **_options: Any) -> None:
        """One line for each kind of row."""
        now = timezone.now()
        for what, rows in {**over(now), "notices": notices_over(now)}.items():
            count = rows.count() if dry_run else rows.delete()[0]
            self.stdout.write(f"{count} {what}")
        if not dry_run:
            leave_no_trace()
