"""`manage.py backup`: a checked copy of the database, while the site runs."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import backups


class Command(BaseCommand):
    """Takes a copy, and deletes those that are older than they may be."""

    help = "Copy the database into BACKUP_DIR, check the copy, and delete copies that are too old."

    def handle(self, **_options: Any) -> None:
        """Exit status 1, and no new copy, where it failed."""
        now = timezone.now()
        try:
            path = backups.take(settings.BACKUP_DIR, at=now)
        except (backups.Failed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}  {path.stat().st_size / 1e6:.1f} MB, checked")
        keep = timedelta(days=settings.BACKUP_KEEP_DAYS)
        for old in backups.prune(settings.BACKUP_DIR, keep=keep, at=now):
            self.stdout.write(f"{old}  deleted: older than {settings.BACKUP_KEEP_DAYS} days")
