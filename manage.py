#!/usr/bin/env python3
"""Runs one of the site's commands; `manage.py help` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main(argv: list[str]) -> None:
    """Run the command that `argv` names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if argv[1:2] == ["serve"] and "--demo" in argv[2:]:
        # The settings choose the database, so they must know before they load.
        os.environ["DEMO"] = "1"
    try:
        execute_from_command_line(argv)
    except ImproperlyConfigured as error:
        if "--traceback" in argv:
            raise
        # The message says what to write instead; where it was noticed helps nobody.
        sys.exit(f"Not started: {error}")


if __name__ == "__main__":
    main(sys.argv)
