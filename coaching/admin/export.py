"""The worklist as a table for a spreadsheet, which must not run what somebody typed."""

import csv
import io
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.sheets import BYTE_ORDER_MARK, safe
from accounts.texts import lazy
from coaching.admin.caseload import Client
from coaching.admin.worklist import WHOSE, Row, rows_of
from coaching.receipts import in_the_readers_words

HEAD = (
    lazy("Client"),
    lazy("Whose"),
    lazy("Tier"),
    lazy("Why"),
    lazy("Since"),
    lazy("Program"),
    lazy("Level"),
    lazy("Last workout"),
    lazy("Next review"),
)


def csv_of(clients: Collection[Client], now: datetime) -> HttpResponse:
    """A file to keep; its name says the day and nothing of anybody."""
    response = HttpResponse(
        table(rows_of(clients, now)),
        content_type="text/csv; charset=utf-8",
    )
    name = f"worklist-{timezone.localdate():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table(rows: Iterable[Row]) -> str:
    """One line a client, after one that names the columns."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([safe(str(cell)) for cell in cells(row)] for row in rows)
    return out.getvalue()


def cells(row: Row) -> tuple[str, ...]:
    """A client, in the order of `HEAD`."""
    client = row.client
    return (
        client.email,
        _("Cover for %(covered_for)s") % {"covered_for": client.covered_for}
        if client.covered_for
        else WHOSE[client.whose],
        row.badge.word,
        "; ".join(row.reasons),
        _minute(client.since),
        in_the_readers_words(client.program.title),
        row.level,
        _minute(client.facts.last_workout_at),
        _day(client.review_on),
    )


def _minute(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
