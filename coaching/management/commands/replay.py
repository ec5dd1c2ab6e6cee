"""Replay a history through the rules, without touching the database."""

import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from coaching import catalogue, wire
from coaching.rules.progression import begin, fold

INVALID = 2
"""Exit status for a line that is no valid event, and for a file that cannot be read."""


class Command(BaseCommand):
    """`manage.py replay FILE`: events in, one decision a line out."""

    help = "Read events, one JSON object a line, and print the decision on each."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The one argument."""
        parser.add_argument("file", help="a file of events, or - for standard input")

    def handle(self, *, file: str, **_options: Any) -> None:
        """Print every decision, or one line on standard error and exit status 2."""
        programs = {
            slug: catalogue.program_from(definition)
            for slug, definition in catalogue.builtin().programs.items()
        }
        with ExitStack() as stack:
            try:
                lines = sys.stdin.buffer if file == "-" else stack.enter_context(_opened(file))
                program, start, events = wire.read_history(lines, programs)
            except wire.Refused as refused:
                # Not a CommandError: Django would write its name before the line.
                self.stderr.write(f"{file}:{refused.line}: {refused.reason}")
                sys.exit(INVALID)
        write = self.stdout.write
        write(wire.write_decision(None, begin(program, start), program))
        for event, decision in fold(program, start, events):
            write(wire.write_decision(event.id, decision, program))


def _opened(file: str) -> Any:
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise wire.Refused(1, error.strerror or "cannot be read") from None
