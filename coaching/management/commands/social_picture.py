"""Draw the picture that goes with a link to the site."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string

from coaching.management import chromium
from coaching.showing.lessons import knee_raise

STATIC = Path(settings.BASE_DIR, "static")
STYLES = ("figure.css", "site.css", "social.css")


class Command(BaseCommand):
    """`manage.py social_picture`: static/img/social.png anew, after the figure has changed."""

    help = "Draw static/img/social.png from the figure; needs Chromium."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("--to", type=Path, default=STATIC / "img" / "social.png")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw it."""
        styles = [(STATIC / "css" / name).as_uri() for name in STYLES]
        page = render_to_string("coaching/social.html", {"figure": knee_raise(), "styles": styles})
        try:
            options["to"].write_bytes(chromium.picture_page(page, width=1200, height=630))
        except chromium.NotPrinted as failure:
            raise CommandError(str(failure)) from failure
