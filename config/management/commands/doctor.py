"""`manage.py doctor`: is all well, and if not, what to do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import checkup


class Command(BaseCommand):
    """One line for each thing looked at, and below what is not well, what to do."""

    help = (
        "Check settings, database, clock, disk, mail, worker, backup, audit trail; say what to do."
    )
    requires_system_checks = []

    def handle(self, **_options: Any) -> None:
        """Exit status 1 where anything is not well."""
        ill = 0
        for finding in checkup.examine():
            mark = "ok  " if finding.is_well else "LOOK"
            self.stdout.write(f"{mark}  {finding.subject}: {finding.found}")
            if not finding.is_well:
                ill += 1
                self.stdout.write(f"      -> {finding.advice}")
        if ill:
            raise CommandError(f"{ill} to look at.")
        self.stdout.write("All is well.")
