"""Which rows are about a person: found from the models themselves, so that none is forgotten.

A row is about somebody where it goes when they go: where each step from it to them is a reference
that cascades. Who only wrote a row is not who it is about. A model may say otherwise itself, by
`about_person`, the ways from it to a person, or none and why in `not_about_anybody`.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.models import AuditEntry, User

Model = type[models.Model]

OTHERS: dict[str, str] = {
    "admin.LogEntry": "What staff did in the admin; the audit trail has it, and by ids alone.",
}
"""Models of other packages that lead to a person and are not about them, each with the reason."""

SECRET = frozenset(
    {
        "accounts.Invitation.digest",
        "accounts.User.password",
        "mfa.Authenticator.data",
        "usersessions.UserSession.session_key",
        "account.EmailConfirmation.key",
    }
)
"""Columns that open something. They are about nobody, and leave the database for nobody."""


def rows_about(person: User) -> Iterator[models.QuerySet[Any]]:
    """Of each model, the rows about this person, in the order of the models."""
    yield User.objects.filter(pk=person.pk)
    for model in apps.get_models():
        if model is AuditEntry:
            yield AuditEntry.objects.concerning(person)
        elif found := ways_to_person(model):
            about = reduce(or_, (Q(**{way: person.pk}) for way in found))
            yield model._default_manager.filter(about).order_by("pk").distinct()


def ways_to_person(model: Model) -> tuple[str, ...]:
    """The shortest way from a row to whom it is about, as a lookup; usually one, or none."""
    told: tuple[str, ...] | None = getattr(model, "about_person", None)
    if told is not None:
        return told
    if model._meta.proxy or model is User or model._meta.label in OTHERS:
        return ()
    found = sorted(_ways(model, ()), key=len)
    return ("__".join(found[0]),) if found else ()


def _ways(model: Model, seen: tuple[Model, ...]) -> Iterator[tuple[str, ...]]:
    for field in model._meta.concrete_fields:
        to = field.related_model
        if not isinstance(to, type) or to in (*seen, model):
            continue
        if getattr(field.remote_field, "on_delete", None) is not models.CASCADE:
            continue
        if to is User:
            yield (field.name,)
        else:
            for way in _ways(to, (*seen, model)):
                yield (field.name, *way)
