"""The report on a client as a PDF, for who may see that client."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from accounts.services import auditing
from coaching.management.chromium import NotPrinted, print_page
from coaching.models import Enrolment
from coaching.showing.report import report_of

SHEET = "css/report.css"


class Command(BaseCommand):
    """`manage.py report CLIENT --as PHYSIOTHERAPIST -o FILE`: what the desk's page prints."""

    help = "Write the report on a client as a PDF. Needs Chromium, and no network."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose report, for whom, and where to."""
        parser.add_argument("client", help="the client's email address")
        parser.add_argument(
            "--as", dest="physiotherapist", required=True, help="who looks after them"
        )
        parser.add_argument("-o", "--output", default="report.pdf", help="the file to write")

    def handle(self, *, client: str, physiotherapist: str, output: str, **_options: Any) -> None:
        """Write the file; a client who is not theirs looks like one who is not there."""
        reader = User.objects.physiotherapists().filter(email=physiotherapist.lower()).first()
        if reader is None:
            raise CommandError("There is no such physiotherapist.")
        enrolment = _enrolment(reader, client.lower())
        if enrolment is None:
            raise CommandError("This physiotherapist has no such client on a program.")
        try:
            paper = print_page(_page(enrolment, reader))
        except NotPrinted as failure:
            raise CommandError(str(failure)) from failure
        auditing.record(actor=reader, what="command report", client=enrolment.client.public_id)
        write_for_oneself(Path(output), paper)
        self.stdout.write(f"Wrote {output}")


def write_for_oneself(path: Path, content: bytes) -> None:
    """A file that nobody else on the machine may read."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(content)


def _enrolment(reader: User, client: str) -> Enrolment | None:
    """The program the client is on; the last one where they are on none."""
    own = Enrolment.objects.cared_for_by(reader).filter(client__email=client)
    own = own.select_related("client", "program")
    return own.active().first() or own.order_by("-started_at").first()


def _page(enrolment: Enrolment, reader: User) -> str:
    sheet = finders.find(SHEET)
    if not isinstance(sheet, str):
        raise CommandError("The stylesheet of the report is missing.")
    with timezone.override(reader.zone):
        report = report_of(enrolment, reader, timezone.now())
        context = {"report": report, "sheet": Path(sheet).as_uri(), "zone": reader.time_zone}
        return render_to_string("admin/coaching/enrolment/report_paper.html", context)
