"""Mail what is due about stops that nobody has seen: once, or again and again."""

import logging
import select
import sys
from argparse import ArgumentParser
from time import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from accounts.services.erasing import has_left_traces, leave_no_trace
from coaching.services import Mailed, mail_notices

logger = logging.getLogger(__name__)

LAST_TIDY = "tidy.stamp"
DAY = 24 * 3600
"""Seconds between two times that old rows are deleted."""
LAST_ROUND = "notify.stamp"
"""The file in `VAR_DIR` whose time says when somebody looked last; `manage.py doctor` reads it."""


class Command(BaseCommand):
    """`manage.py notify`: for cron to call every minute, where `serve` does not run the site."""

    help = "Send the mails that are due about stops that nobody has seen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often."""
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="until standard input ends"
        )

    def handle(self, *, every: float | None, **_options: Any) -> None:
        """Exit status 1 where the mail server did not take one; it is tried again next time."""
        if every:
            again_and_again(every)
            return
        if has_left_traces():
            leave_no_trace()
        mailed = one_round()
        if mailed.failed:
            raise CommandError(failure(mailed))
        self.stdout.write(f"{mailed.sent} mails sent")


def again_and_again(seconds: float) -> None:
    """Until standard input ends: `serve` holds its other end, so this ends with the server."""
    is_over = False
    while not is_over:
        once()
        leave_no_trace_of_the_erased()
        tidy_daily()
        is_over = bool(select.select([sys.stdin], [], [], seconds)[0])


def once() -> None:
    """Whatever goes wrong is told to the log, and the next time is another try."""
    try:
        mailed = one_round()
        if mailed.failed:
            logger.error(failure(mailed))
    except Exception:
        logger.exception("Mails about stops could not be sent.")
    finally:
        connections.close_all()


def leave_no_trace_of_the_erased() -> None:
    """Write the database anew where that took too long for the request, or somebody was reading."""
    try:
        if has_left_traces():
            leave_no_trace()
    except Exception:
        logger.exception("The database could not be written anew.")
    finally:
        connections.close_all()


def tidy_daily() -> None:
    """Delete what is over, where nobody did within a day."""
    stamp = settings.VAR_DIR / LAST_TIDY
    try:
        if not stamp.exists() or time() - stamp.stat().st_mtime >= DAY:
            call_command("tidy", verbosity=0)
            stamp.touch(mode=0o600)
    except Exception:
        logger.exception("What is over could not be deleted.")
    finally:
        connections.close_all()


def one_round() -> Mailed:
    """Look once, and note that it was done."""
    mailed = mail_notices(now=timezone.now())
    (settings.VAR_DIR / LAST_ROUND).touch(mode=0o600)
    return mailed


def failure(mailed: Mailed) -> str:
    """What the log says: no address, and nothing of anybody."""
    return (
        f"The mail server did not take {mailed.failed} of {mailed.sent + mailed.failed} mails"
        " about stops; they are tried again next time."
    )
