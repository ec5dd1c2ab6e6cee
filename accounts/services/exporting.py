"""Everything that is kept about somebody, in a file for them: as data, as tables, with a guide."""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import models, transaction

from accounts import personal
from accounts.models import User
from accounts.sheets import BYTE_ORDER_MARK, safe

IN_MEMORY = 8_000_000
"""Bytes. A larger file is put on the disk without a name, and is gone once it was sent."""
AT_ONCE = 500
"""Rows read from the database at a time."""

GUIDE = """\
Lumbar Lock: everything that is kept about you
==============================================

Written on {now}. All times are in UTC: the Z at their end says so.

data.json     all rows, as they are kept, for a computer
tables/       the same rows, one file a kind, for a spreadsheet

A row that points to another one names it by its uuid, where it has one. Where a person
is named, it says "me" for you and "another" for anybody else. What opens something is
left out: your password, your second factor and keys of links.

What each file holds
--------------------
{kinds}"""


def export(*, person: User, now: datetime) -> IO[bytes]:
    """A zip file, at its beginning. Whoever reads it to its end has to close it.

    It is of one moment, and needs no more memory for a long history than for a short one.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the reader closes it
    with transaction.atomic(), ZipFile(file, "w", ZIP_DEFLATED) as archive:
        kinds = [rows for rows in personal.rows_about(person) if rows.exists()]
        archive.writestr("README.txt", _guide(kinds, now))
        with archive.open("data.json", "w", force_zip64=True) as out:
            for piece in _json(kinds, person):
                out.write(piece.encode())
        for rows in kinds:
            with archive.open(f"tables/{_name(rows.model)}.csv", "w", force_zip64=True) as out:
                for line in _table(rows, person):
                    out.write(line.encode())
    file.seek(0)
    return file


def columns(model: personal.Model) -> list["models.Field[Any, Any]"]:
    """What of a row is told: everything but keys of our own, and what opens something."""
    return [
        field
        for field in model._meta.concrete_fields
        if f"{model._meta.label}.{field.name}" not in personal.SECRET
        and not (field.primary_key and field.get_internal_type().endswith("AutoField"))
    ]


def told(row: models.Model, person: User) -> dict[str, Any]:
    """A row by its columns, in words that JSON has."""
    return {field.name: _value(row, field, person) for field in columns(type(row))}


def _value(row: models.Model, field: "models.Field[Any, Any]", person: User) -> Any:
    value = getattr(row, field.attname)
    if value is None or not field.is_relation:
        return _plain(value)
    if field.related_model is User:
        return "me" if value == person.pk else "another"
    target = getattr(row, field.name)
    return _plain(getattr(target, "uuid", None)) or str(target)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _read(rows: models.QuerySet[Any]) -> Iterator[models.Model]:
    joined = [
        field.name
        for field in columns(rows.model)
        if field.is_relation and field.related_model is not User
    ]
    return rows.select_related(*joined).iterator(chunk_size=AT_ONCE) if joined else rows.iterator()


def _json(kinds: Iterable[models.QuerySet[Any]], person: User) -> Iterator[str]:
    yield "{"
    for place, rows in enumerate(kinds):
        yield f"{',' * bool(place)}\n{json.dumps(_name(rows.model))}: ["
        for number, row in enumerate(_read(rows)):
            words = json.dumps(told(row, person), ensure_ascii=False)
            yield f"{',' * bool(number)}\n  {words}"
        yield "\n]"
    yield "\n}\n"


def _table(rows: models.QuerySet[Any], person: User) -> Iterator[str]:
    yield BYTE_ORDER_MARK + _line(field.name for field in columns(rows.model))
    for row in _read(rows):
        yield _line(_cell(value) for value in told(row, person).values())


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([safe(cell) for cell in cells])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    is_words = isinstance(value, str)
    return value if is_words else json.dumps(value, ensure_ascii=False)


def _guide(kinds: Iterable[models.QuerySet[Any]], now: datetime) -> str:
    parts = [_kind(rows.model) for rows in kinds]
    return GUIDE.format(now=_plain(now.astimezone(UTC)), kinds="\n".join(parts))


def _kind(model: personal.Model) -> str:
    about = (model.__doc__ or "").strip().splitlines()[0]
    lines = [f"\n{_name(model)}: {about}"]
    for field in columns(model):
        words = f"  ({field.help_text})" if field.help_text else ""
        lines.append(f"  {field.name}{words}")
    return "\n".join(lines)


def _name(model: personal.Model) -> str:
    return model._meta.label_lower.replace(".", "-")
