"""A marker in every column of every row that can be about somebody."""

from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import Model, fields
from django.utils import timezone

from accounts import personal
from accounts.models import CareLink, Invitation, User
from accounts.services.erasing import as_staff

SHORT = 20
"""Characters. A column with fewer has codes, not words."""


def models_that_go() -> list[type[Model]]:
    """Those whose rows are about somebody, but for the account itself."""
    kept = {model for model, _ in as_staff()} - {CareLink, Invitation}
    about = filter(personal.ways_to_person, apps.get_models())
    return [*(model for model in about if model not in kept), LogEntry]


def plant(user: User, others: dict[type[Model], Model], marker: str) -> dict[type[Model], Model]:
    """One row of every model that goes with `user`, with the marker wherever words fit."""
    rows: dict[type[Model], Model] = {User: user}
    waiting = models_that_go()
    while waiting:
        ready = [model for model in waiting if _needs(model, waiting).isdisjoint(waiting)]
        assert ready, f"no order for {waiting}"
        for model in ready:
            waiting.remove(model)
            rows[model] = _made(model, {**others, **rows}, marker)
    return rows


def _needs(model: type[Model], waiting: list[type[Model]]) -> set[Any]:
    keys = (field for field in model._meta.concrete_fields if field.is_relation and not field.null)
    return {key.related_model for key in keys}


def _made(model: type[Model], rows: dict[type[Model], Model], marker: str) -> Model:
    told: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key and not field.is_relation:
            continue
        if field.is_relation:
            told[field.name] = _other(field, rows)
        else:
            told[field.name] = _value(field, marker)
    told["text_version"] = "" if model._meta.label == "accounts.CareLink" else "1"
    names = {field.name for field in model._meta.concrete_fields}
    row = model(**{name: value for name, value in told.items() if name in names})
    model._base_manager.bulk_create([row])
    return model._base_manager.order_by("pk").last()


def _other(field: Any, rows: dict[type[Model], Model]) -> Model | None:
    if field.name == "physiotherapist":
        return rows["physiotherapist"]
    return rows.get(field.related_model) if field.null else rows[field.related_model]


def _value(field: Any, marker: str) -> Any:
    if isinstance(field, fields.json.JSONField):
        return [marker]
    if field.choices:
        return field.get_default() if field.has_default() else field.choices[0][0]
    if field.null:
        return None
    if isinstance(field, fields.EmailField):
        return f"{marker}-{uuid4().hex[:6]}@example.org".lower()
    made = {
        "UUIDField": uuid4,
        "DateTimeField": timezone.now,
        "DateField": timezone.localdate,
        "BooleanField": bool,
        "GenericIPAddressField": lambda: "192.0.2.1",
    }.get(field.get_internal_type())
    if made:
        return made()
    if isinstance(field, (fields.CharField, fields.TextField)):
        length = field.max_length or 200
        return field.get_default() or "x" if length < SHORT else f"{marker}{uuid4().hex}"[:length]
    return 1
