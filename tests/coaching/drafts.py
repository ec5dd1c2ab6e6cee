"""Drafts of programs, written through the services as at the desk."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from accounts.models import User
from coaching.models import Program, ProgramDraft
from coaching.services import drafting
from coaching.services.publishing import digest_of

NOW = datetime(2026, 9, 20, 9, tzinfo=UTC)
MAIN = "knee-raise-to-straight-leg-raise"
OWN = "harbour-program"


def builtin(slug: str = MAIN) -> Program:
    """One of the catalogue's."""
    return Program.objects.current().get(slug=slug)


def begin(author: User, *, base: Program | None = None, **changes: Any) -> ProgramDraft:
    """A copy of the main program under a slug of its own, with these changes."""
    program = base or builtin()
    draft = drafting.begin_draft(author=author, uuid=uuid4(), base=program.pk, now=NOW)
    slug = OWN if program.clinic_id is None else program.slug
    return change(draft, **{"slug": slug, **changes})


def change(draft: ProgramDraft, **changes: Any) -> ProgramDraft:
    """Its author writes this."""
    return drafting.change_draft(
        author=draft.author,
        uuid=draft.uuid,
        seen=draft.version,
        definition={**draft.definition, **changes},
        now=NOW,
    )


def review(draft: ProgramDraft, reviewer: User) -> ProgramDraft:
    """A second person reads it as it is now."""
    draft.refresh_from_db()
    digest = digest_of(draft.definition)
    return drafting.review_draft(reviewer=reviewer, uuid=draft.uuid, digest=digest, now=NOW)


def publish(draft: ProgramDraft, by: User) -> Program:
    """What was reviewed becomes a version."""
    draft.refresh_from_db()
    digest = digest_of(draft.definition)
    return drafting.publish_draft(physiotherapist=by, uuid=draft.uuid, digest=digest, now=NOW)


def published(author: User, reviewer: User, **told: Any) -> Program:
    """All three steps."""
    draft = review(begin(author, **told), reviewer)
    return publish(draft, author)
