"""Copies of what a client reported, made inside the database: one statement a table."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from accounts.models import User
from coaching.models import (
    Decision,
    Enrolment,
    MorningReport,
    SetReport,
    Workout,
)

type Model = type[Workout | SetReport | MorningReport | Decision]

COPIED: dict[Model, str] = {
    Workout: "enrolment",
    SetReport: "workout__enrolment",
    MorningReport: "enrolment",
    Decision: "enrolment",
}
"""In the order of what points to what, with the way to the enrolment."""


def derived(uuid: UUID, number: int) -> UUID:
    """The id of a copy: the same for the same id and number, on both databases."""
    told = f"{uuid}:{number}".encode()
    return UUID(hashlib.md5(told, usedforsecurity=False).hexdigest())


def copy_reports(told: Enrolment, copies: Sequence[tuple[int, Enrolment]]) -> None:
    """All that was told on this enrolment once more for each of these, by their numbers."""
    with connection.cursor() as cursor:
        _prepare(cursor, copies)
        for model, way in COPIED.items():
            _copy(cursor, model, model.objects.filter(**{way: told}))
        for reset in connection.ops.sequence_reset_sql(no_style(), list(COPIED)):
            cursor.execute(reset)


def _prepare(cursor: Any, copies: Sequence[tuple[int, Enrolment]]) -> None:
    """The table of copies, and the function that derives an id."""
    _new_table(cursor, "grown_copy", "place bigint, number bigint, enrolment bigint, client bigint")
    cursor.executemany(
        "INSERT INTO grown_copy VALUES (%s, %s, %s, %s)",
        [(place, number, row.pk, row.client_id) for place, (number, row) in enumerate(copies)],
    )
    if connection.vendor == "postgresql":
        cursor.execute(
            "CREATE OR REPLACE FUNCTION pg_temp.derived(uuid, bigint) RETURNS uuid"
            " LANGUAGE sql IMMUTABLE AS $$ SELECT md5($1::text || ':' || $2)::uuid $$"
        )
    else:
        connection.connection.create_function(
            "derived", 2, lambda text, number: derived(UUID(text), number).hex
        )


def _copy(cursor: Any, model: Model, rows: models.QuerySet[Any]) -> None:
    """Each of these rows once more for each copy.

    A copy's key is counted from the first free one, so that what points to it can be counted too.
    """
    keys = sorted(rows.values_list("pk", flat=True))
    first = (model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    _new_table(cursor, _ranks(model), "id bigint PRIMARY KEY, first bigint, many bigint")
    cursor.executemany(
        f"INSERT INTO {_ranks(model)} VALUES (%s, %s, %s)",
        [(key, first + rank, len(keys)) for rank, key in enumerate(keys)],
    )
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values, joins = zip(*map(_value, fields), strict=True)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(values)}"
        f" FROM {model._meta.db_table} AS original"
        f" JOIN {_ranks(model)} AS own ON own.id = original.id {' '.join(joins)}"
        " CROSS JOIN grown_copy AS copy"
    )


def _value(field: Any) -> tuple[str, str]:
    """A column of the copy, and what has to be joined for it."""
    column = f'original."{field.column}"'
    if field.primary_key:
        return "own.first + copy.place * own.many", ""
    to = field.related_model
    if to is Enrolment:
        return "copy.enrolment", ""
    if to is User:
        return "copy.client", ""
    if to in COPIED:
        rank = f"{field.name}_rank"
        join = f"LEFT JOIN {_ranks(to)} AS {rank} ON {rank}.id = {column}"
        return f"{rank}.first + copy.place * {rank}.many", join
    if isinstance(field, models.UUIDField):
        schema = "pg_temp." if connection.vendor == "postgresql" else ""
        return f"{schema}derived({column}, copy.number)", ""
    return column, ""


def _ranks(model: Model) -> str:
    """The table that says, of each row, the key of its first copy, and how many rows there are."""
    return f"grown_{model._meta.model_name}"


def _new_table(cursor: Any, name: str, columns: str) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS {name}")
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
