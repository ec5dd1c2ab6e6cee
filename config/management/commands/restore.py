"""`manage.py restore FILE`: the database as it was when a copy was taken."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import backups
from config.management.commands.serve import refuse_busy


class Command(BaseCommand):
    """Puts a copy back, brings it up to this version, and checks what was folded."""

    help = "Put a copy of the database in the place of the present one. The site must be stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which copy, and whether to ask."""
        parser.add_argument("file", type=Path, help="a copy that `manage.py backup` took")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, file: Path, yes: bool, **_options: Any) -> None:
        """Exit status 1 where the copy was not put back, or its positions differ."""
        refuse_busy(settings.PORT)
        if not yes and not self._agreed():
            raise CommandError("Nothing was changed.")
        try:
            backups.put_back(file)
        except backups.Failed as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        self.stdout.write(f"{file} is the database now.")
        call_command("migrate", interactive=False, verbosity=0)
        # Who was erased since the copy was taken must not come back.
        call_command("erase", "--again", stdout=self.stdout, stderr=self.stderr)
        call_command("rebuild", "--check", stdout=self.stdout, stderr=self.stderr)

    def _agreed(self) -> bool:
        self.stdout.write("All that was reported since the copy was taken will be gone.")
        return input("Type yes to go on: ").strip().lower() == "yes"
