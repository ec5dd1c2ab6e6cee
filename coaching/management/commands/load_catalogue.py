"""Load the catalogue's programs into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coaching.catalogue import FaultyCatalogue, builtin, read_catalogue
from coaching.services import NotAllowed
from coaching.services.publishing import publish


class Command(BaseCommand):
    """`manage.py load_catalogue [FOLDER]`: idempotent; a faulty catalogue loads nothing."""

    help = "Load the programs; changed ones become a further version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, when it is not the built-in one."""
        parser.add_argument("folder", nargs="?", type=Path)

    def handle(self, *, folder: Path | None, **_options: Any) -> None:
        """Say what is new, or every fault with its file and line."""
        try:
            catalogue = read_catalogue(folder) if folder else builtin()
            versions = publish(catalogue)
        except (FaultyCatalogue, NotAllowed) as refusal:
            raise CommandError(f"Nothing was loaded.\n{refusal}") from None
        for version in versions:
            self.stdout.write(f"Loaded {version}")
        if not versions:
            self.stdout.write(f"{len(catalogue.programs)} programs, all up to date")
