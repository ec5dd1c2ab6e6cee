"""Putting the catalogue's programs into the database: idempotent, and all or none."""

import hashlib
import json
from typing import Any

from django.db import transaction

from coaching.catalogue import Catalogue
from coaching.models import Program


def publish(catalogue: Catalogue) -> list[Program]:
    """Store every program that is new or changed as a further version; the rest stays."""
    with transaction.atomic():
        versions = [_publish(definition) for definition in catalogue.programs.values()]
        return [version for version in versions if version]


def _publish(definition: dict[str, Any]) -> Program | None:
    digest = digest_of(definition)
    current = Program.objects.current().filter(slug=definition["slug"]).first()
    if current and current.digest == digest:
        return None
    if current:
        Program.objects.filter(pk=current.pk).update(is_current=False)
    return Program.objects.create(
        slug=definition["slug"],
        version=current.version + 1 if current else 1,
        title=definition["title"],
        definition=definition,
        digest=digest,
    )


def digest_of(definition: dict[str, Any]) -> str:
    """The same for the same definition, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
