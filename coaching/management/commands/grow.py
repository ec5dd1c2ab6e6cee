"""`manage.py grow`: a large database of made-up people, to measure on."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from coaching.demo.growing import SETS, NotEmpty, Wanted, grow


class Command(BaseCommand):
    """Fills a database that has nobody else in it."""

    help = "Fill an empty database with made-up clients and histories, to measure on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many."""
        parser.add_argument("--clients", type=int, required=True)
        parser.add_argument("--workouts", type=int, required=True, help="of each, with three sets")
        parser.add_argument("--each", type=int, default=100, help="clients of a physiotherapist")

    def handle(self, *, clients: int, workouts: int, each: int, **_options: Any) -> None:
        """Exit status 1 on a public site, or where real people are."""
        if not settings.SITE.loopback:
            raise CommandError("Made-up people have a known password: not on a public site.")
        if min(clients, workouts, each) < 1:
            raise CommandError(
                "At least one client with one workout, and one of a physiotherapist."
            )
        wanted = Wanted(
            clients=clients, workouts=workouts, each=each, password=settings.DEMO_PASSWORD
        )
        try:
            for made in grow(wanted, now=timezone.now()):
                reports = made * workouts * SETS
                self.stdout.write(f"{made:,} of {clients:,} clients, {reports:,} set reports")
                self.stdout.flush()
        except NotEmpty:
            raise CommandError(
                "There are other people in this database: take an empty one."
            ) from None
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
