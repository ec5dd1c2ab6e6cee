"""`manage.py leave`: before this server stops, its proxy learns to send people elsewhere."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config import probes

ENOUGH = 6
"""Seconds: the proxy of `config/deploy` asks every two."""


class Command(BaseCommand):
    """Says "not ready" to whoever asks from now on, and returns when everybody has asked."""

    help = "Say to the proxy that this server is about to stop, and wait until it knows."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be said."""
        parser.add_argument(
            "--seconds", type=int, default=ENOUGH, help=f"how long to wait (default {ENOUGH})"
        )

    def handle(self, *, seconds: int, **_options: Any) -> None:
        """The next start of the server takes it back."""
        probes.leaving().touch()
        self.stdout.write(f"Nobody new is sent here; the server can be stopped in {seconds} s.")
        time.sleep(seconds)
