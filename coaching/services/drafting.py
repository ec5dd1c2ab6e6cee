"""Programs that are written at the desk: draft, read by a second person, published as a version.

Only its author changes a draft, so whoever reviews it has not written any of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Clinic, Membership, User
from accounts.texts import lazy
from coaching.catalogue import DefinitionFault, builtin, read_definition
from coaching.models import Program, ProgramDraft
from coaching.services.publishing import digest_of, publish_program
from coaching.services.refusals import AlreadyReported, NotAllowed, NotFound, OutOfOrder
from coaching.services.settling import one_transaction

Table = dict[str, Any]

EMPTY: Table = {"substitute": "reverse-crunch", "challenging": False, "levels": []}
LONGEST_SLUG = 60
CHANGED = lazy("The draft was changed since you opened this page.")


def begin_draft(
    *, author: User, uuid: UUID, now: datetime, base: int | None = None
) -> ProgramDraft:
    """A draft that begins as a copy of a program's version, or empty.

    A copy of one's own clinic's program is on its way to be a further version of it. One of the
    catalogue's gets a slug of the clinic's own: the catalogue changes its programs itself.
    """
    with one_transaction():
        _refuse_strangers(author)
        known = ProgramDraft.objects.filter(uuid=uuid, author=author, base=base).first()
        if known:
            return known
        program = None if base is None else _visible(author, base)
        clinic = clinic_of(author)
        return ProgramDraft.objects.create(
            uuid=uuid,
            author=author,
            clinic=clinic,
            base=program,
            definition=_copy(program, clinic) if program else EMPTY,
            changed_at=now,
        )


def change_draft(
    *, author: User, uuid: UUID, seen: int, definition: Table, now: datetime
) -> ProgramDraft:
    """Keep what was written, faults and all; a review of what it was before is taken back.

    `seen` is the draft's version that was changed. Raises AlreadyReported where there is a newer.
    """
    with one_transaction():
        draft = _own(author, uuid)
        _refuse_unless_under_way(draft)
        if draft.definition == definition:
            return draft
        if draft.version != seen:
            raise AlreadyReported(CHANGED)
        draft.definition = definition
        draft.clinic = draft.clinic or clinic_of(author)
        draft.version += 1
        draft.changed_at = now
        draft.reviewer = draft.reviewed_at = None
        draft.reviewed_digest = ""
        draft.save()
        return draft


def review_draft(*, reviewer: User, uuid: UUID, digest: str, now: datetime) -> ProgramDraft:
    """A second person has read exactly the draft of this digest and agrees to it."""
    with one_transaction():
        draft = _locked(reviewer, uuid)
        _refuse_unless_under_way(draft)
        if draft.author_id == reviewer.pk:
            raise NotAllowed(_("A second person has to review it."))
        if digest != digest_of(draft.definition):
            raise AlreadyReported(CHANGED)
        if draft.is_reviewed:
            return draft
        if faults_of(draft):
            raise OutOfOrder(_("A draft with faults cannot be reviewed."))
        draft.reviewer, draft.reviewed_at, draft.reviewed_digest = reviewer, now, digest
        draft.save()
        return draft


def publish_draft(*, physiotherapist: User, uuid: UUID, digest: str, now: datetime) -> Program:
    """The draft as it was reviewed, as a new version. Everybody stays on theirs.

    By its author or its reviewer, who have seen the draft of this digest.
    """
    with one_transaction():
        draft = _locked(physiotherapist, uuid)
        if physiotherapist.pk not in (draft.author_id, draft.reviewer_id):
            raise NotAllowed(_("Its author or its reviewer publishes it."))
        if draft.published:
            return draft.published
        _refuse_unless_under_way(draft)
        if draft.reviewed_digest != digest_of(draft.definition):
            raise OutOfOrder(_("A second person has to review it first."))
        if draft.reviewed_digest != digest:
            raise AlreadyReported(CHANGED)
        if faults_of(draft):
            raise OutOfOrder(_("There is a fault in it now. Its author has to mend it first."))
        version = publish_program(definition_of(draft), clinic=draft.clinic)
        if version is None:
            raise OutOfOrder(_("It is the same as the version that is there."))
        draft.published, draft.published_at = version, now
        draft.save()
        return version


def withdraw_draft(*, author: User, uuid: UUID, now: datetime) -> ProgramDraft:
    """It will not be published. It stays to be read."""
    with one_transaction():
        draft = _own(author, uuid)
        if draft.published_id:
            raise OutOfOrder(_("It was published already."))
        if draft.withdrawn_at is None:
            draft.withdrawn_at = now
            draft.save()
        return draft


# What a draft holds


def faults_of(draft: ProgramDraft, definition: Table | None = None) -> list[DefinitionFault]:
    """Everything that keeps a draft from being reviewed: it, or what is about to be saved."""
    written = draft.definition if definition is None else definition
    read, faults = read_definition(written, builtin().variations)
    return [*faults, *_name_faults(draft, read)]


def definition_of(draft: ProgramDraft) -> Table:
    """The definition that its publication would store. Only where there is no fault."""
    return read_definition(draft.definition, builtin().variations)[0]


def earlier_versions(draft: ProgramDraft) -> Q:
    """The programs whose clients a preview asks about: of its slug, and of its base's."""
    slugs = {draft.definition.get("slug"), draft.base.slug if draft.base else None}
    return Q(slug__in=[slug for slug in slugs if slug])


def as_program(draft: ProgramDraft) -> Program:
    """What its publication would store, not stored. Only where there is no fault."""
    definition = definition_of(draft)
    return Program(
        slug=definition["slug"],
        title=definition["title"],
        definition=definition,
        digest=digest_of(definition),
        clinic=draft.clinic,
    )


def newer_version(draft: ProgramDraft) -> Program | None:
    """The version of its own program that was published after the one it was copied from."""
    slug = draft.definition.get("slug")
    if draft.base is None or draft.base.slug != slug or not draft.is_under_way:
        return None
    return Program.objects.current().filter(slug=slug).exclude(pk=draft.base.pk).first()


def clinic_of(user: User) -> Clinic | None:
    """Where somebody works now."""
    membership = Membership.objects.of(user).active().select_related("clinic").first()
    return membership.clinic if membership else None


def _name_faults(draft: ProgramDraft, definition: Mapping[str, Any]) -> list[DefinitionFault]:
    slug, next_slug = definition.get("slug"), definition.get("leads_into")
    there = Q(clinic=None) | Q(clinic=draft.clinic)
    found = []
    if slug in builtin().programs or _is_taken(slug, draft.clinic):
        found.append(DefinitionFault(field="slug", reason=_("belongs to another program")))
    if next_slug is not None and (
        next_slug == slug or not Program.objects.current().filter(there, slug=next_slug).exists()
    ):
        found.append(DefinitionFault(field="leads_into", reason=_("names no other program")))
    return found


def _is_taken(slug: object, clinic: Clinic | None) -> bool:
    programs = Program.objects.filter(slug=slug)
    return (programs.exclude(clinic=clinic) if clinic else programs).exists()


def _copy(program: Program, clinic: Clinic | None) -> Table:
    levels = [
        {"variation": level["variation"], "thigh_angle": level["thigh_angle"]}
        for level in program.definition["levels"]
    ]
    copied = {**program.definition, "levels": levels}
    if program.clinic_id is None:
        copied["slug"] = _free_slug(program.slug, clinic)
    return copied


def _free_slug(slug: str, clinic: Clinic | None) -> str:
    """One that no program has yet; its author may change it. Empty where there is none."""
    proposed = slugify(f"{clinic.name if clinic else 'own'} {slug}")[:LONGEST_SLUG].rstrip("-")
    return "" if _is_taken(proposed, None) else proposed


def _visible(author: User, pk: int) -> Program:
    found = Program.objects.visible_to(author).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("That program is not here."))
    return found


def _own(author: User, uuid: UUID) -> ProgramDraft:
    draft = _locked(author, uuid)
    if draft.author_id != author.pk:
        raise NotAllowed(_("Only its author changes a draft."))
    return draft


def _locked(user: User, uuid: UUID) -> ProgramDraft:
    _refuse_strangers(user)
    drafts = ProgramDraft.objects.visible_to(user).select_related("clinic", "published", "base")
    found = drafts.select_for_update(of=("self",)).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("That draft is not here."))
    return found


def _refuse_strangers(user: User) -> None:
    if not user.is_physiotherapist:
        raise NotFound(_("That draft is not here."))


def _refuse_unless_under_way(draft: ProgramDraft) -> None:
    if draft.withdrawn_at:
        raise OutOfOrder(_("This draft was withdrawn. Begin another one."))
    if not draft.is_under_way:
        raise OutOfOrder(_("This draft was published. Begin another one."))
