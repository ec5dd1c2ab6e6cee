"""Putting programs into the database: what is new or changed becomes a further version."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Clinic
from coaching.catalogue import Catalogue
from coaching.models import Program
from coaching.services.refusals import NotAllowed


def publish(catalogue: Catalogue) -> list[Program]:
    """Store the catalogue's programs, all or none, and say which are new or changed."""
    with transaction.atomic():
        versions = [publish_program(definition) for definition in catalogue.programs.values()]
        return [version for version in versions if version]


def publish_program(definition: dict[str, Any], *, clinic: Clinic | None = None) -> Program | None:
    """Store a program as a further version; None where it is as the current one.

    Raises NotAllowed where its slug belongs to somebody else. Only inside a transaction.
    """
    digest = digest_of(definition)
    current = Program.objects.current().filter(slug=definition["slug"]).select_for_update().first()
    if current and current.clinic_id != (clinic.pk if clinic else None):
        raise NotAllowed(
            _("Another program has the short name %(slug)s.") % {"slug": definition["slug"]}
        )
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
        clinic=clinic,
    )


def digest_of(definition: dict[str, Any]) -> str:
    """The same for the same definition, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
