"""A process of its own that adds entries to the audit trail, as often as it is told to.

python -m tests.accounts.recorder 500 tests_gw0
"""

import os
import sys
from contextlib import nullcontext

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
from django.conf import settings


def main(count: int, database: str) -> None:
    """So many entries a line; every second ends a transaction that did something else before."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()

    from django.db import transaction

    from accounts.models import User
    from accounts.services import auditing

    User.objects.exists()
    print("ready", flush=True)  # noqa: T201  the test waits for it
    for turn, _ in enumerate(sys.stdin):
        for number in range(turn * count, (turn + 1) * count):
            with transaction.atomic() if number % 2 else nullcontext():
                User.objects.exists()
                auditing.record(actor=None, what=f"{os.getpid()} {number}")
        print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
