"""`manage.py audit verify` and `manage.py audit anchor`: is the audit trail whole?"""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import auditing

EVERY = 10_000
"""Entries between two words on how far it is."""

ANCHOR = re.compile(r"(\d{1,18}) ([0-9a-f]{64})")


class Command(BaseCommand):
    """Walks the chain from its first entry; or prints its end, to be kept on another machine."""

    help = "Verify that no entry of the audit trail was changed, or print its end as an anchor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be said."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="exit status 1 where the chain breaks")
        verify.add_argument(
            "--anchors", type=Path, metavar="FILE", help="lines that `audit anchor` printed"
        )
        verbs.add_parser("anchor", help="print the number and hash of the last entry")

    def handle(self, *, verb: str, anchors: Path | None = None, **_options: Any) -> None:
        """Raises CommandError with the number of the first entry that does not fit."""
        if verb == "anchor":
            self.stdout.write(str(auditing.end_of_trail()))
            return
        broken = auditing.first_break(anchors=_read(anchors), progress=self.tell)
        if broken:
            raise CommandError(f"The chain breaks at entry {broken.number}: {broken.why}.")
        self.stdout.write(f"The audit trail is whole: {auditing.end_of_trail().number} entries.")

    def tell(self, number: int) -> None:
        """How far it is."""
        if number % EVERY == 0:
            self.stderr.write(f"{number} entries hold")


def _read(path: Path | None) -> dict[int, str]:
    if path is None:
        return {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CommandError(f"The anchors cannot be read: {error.strerror}.") from error
    found = [ANCHOR.fullmatch(line.strip()) for line in lines if line.strip()]
    if None in found:
        raise CommandError("A line of the anchors is not a number and a hash.")
    return {int(anchor[1]): anchor[2] for anchor in found if anchor}
