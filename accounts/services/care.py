"""What can happen to a care link. The client's lock keeps their links in order."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import consent
from accounts.models import CareLink, ConsentAnswer, User
from accounts.services.clinics import clinic_of
from accounts.services.people import check_physiotherapist, locked
from accounts.services.refusals import NotAgreed, NotFound, Refused

EndedBy = CareLink.EndedBy


@transaction.atomic
def propose(*, physiotherapist: User, client: User, route: CareLink.Route) -> CareLink:
    """Ask `client` to share their training; a link that they agreed to is kept as it is.

    The physiotherapist sees nothing of them until `accept`. A proposal that came another way, or
    named another clinic, is taken back for this one. Raises Refused when the first is no
    physiotherapist, or both are the same person.
    """
    client = locked(client)
    check_physiotherapist(physiotherapist)
    if physiotherapist == client:
        raise Refused(_("Nobody can be their own physiotherapist."))
    clinic = clinic_of(physiotherapist)
    found = CareLink.objects.of(physiotherapist).about(client).open().first()
    if found and (found.is_active or (found.route, found.clinic) == (route, clinic)):
        return found
    if found:
        # What a page showed is what is agreed to: a proposal is never changed under it.
        end(found, by=EndedBy.ADMINISTRATOR, now=timezone.now())
    return CareLink.objects.create(
        physiotherapist=physiotherapist, client=client, route=route, clinic=clinic
    )


@transaction.atomic
def accept(*, client: User, link: UUID, text_version: str, now: datetime | None = None) -> CareLink:
    """The client agrees to what the text of this version says. Accepting twice is once.

    Where they agreed to an earlier version, the link goes on under the new one.
    Raises NotFound for a link that is not theirs; Refused where the text has changed since it
    was shown, the link has ended, or the physiotherapist works elsewhere now.
    """
    found = own_link(locked(client), link)
    if found.is_active and found.text_version in (text_version, consent.CURRENT.version):
        return found
    if found.ended_at:
        raise Refused(_("This is not open any more. Ask for a new invitation."))
    return agree(found, text_version=text_version, now=now or timezone.now())


@transaction.atomic
def keep_as_it_was(
    *, client: User, link: UUID, text_version: str, now: datetime | None = None
) -> CareLink:
    """The client stays with the version they agreed to before. Twice is once.

    Raises NotFound for a link that is not theirs; Refused where the text has changed since it
    was shown.
    """
    found = own_link(locked(client), link)
    if found.is_outdated:
        _check_current(text_version)
        _answer(found, agreed=False, now=now or timezone.now())
    return found


@transaction.atomic
def withdraw(*, client: User, link: UUID, now: datetime | None = None) -> CareLink:
    """The client says no to a proposal, or stops sharing, at once. Twice is once.

    Raises NotFound for a link that is not theirs.
    """
    found = own_link(locked(client), link)
    if found.ended_at is None:
        end(found, by=EndedBy.CLIENT, now=now or timezone.now())
    return found


@transaction.atomic
def end_care(*, physiotherapist: User, link: UUID, now: datetime | None = None) -> CareLink:
    """A physiotherapist ends their own care for a client. Twice is once.

    Raises NotFound for what is not theirs, and for what no client has agreed to.
    """
    found = (
        CareLink.objects.of(physiotherapist)
        .exclude(since=None)
        .select_for_update()
        .filter(uuid=link)
        .first()
    )
    if found is None:
        raise NotFound(_("That client is not here."))
    if found.ended_at is None:
        end(found, by=EndedBy.PHYSIOTHERAPIST, now=now or timezone.now())
    return found


@transaction.atomic
def link(*, physiotherapist: User, client: User) -> CareLink:
    """Propose and accept in one step, for whoever speaks for both: the demo, and tests."""
    found = propose(
        physiotherapist=physiotherapist, client=client, route=CareLink.Route.ADMINISTRATOR
    )
    return accept(client=client, link=found.uuid, text_version=consent.CURRENT.version)


@transaction.atomic
def unlink(*, physiotherapist: User, client: User) -> None:
    """The administrator ends this care, or takes its proposal back. Nothing where none is open."""
    found = CareLink.objects.of(physiotherapist).about(locked(client)).open().first()
    if found:
        end(found, by=EndedBy.ADMINISTRATOR, now=timezone.now())


def own_link(client: User, link: UUID) -> CareLink:
    """One of this client's links. Raises NotFound where it is not theirs."""
    found = (
        CareLink.objects.about(client)
        .select_related("physiotherapist", "clinic")
        .filter(uuid=link)
        .first()
    )
    if found is None:
        raise NotFound(_("That is not here."))
    return found


def agree(found: CareLink, *, text_version: str, now: datetime) -> CareLink:
    """Write down that the client agreed. To be called with the client locked.

    Raises NotAgreed where they do not agree that anything is kept at all.
    """
    _check_current(text_version)
    # A withdrawal ends every link under the same lock: nobody is seen who withdrew.
    if not found.client.has_agreed:
        raise NotAgreed("You have not agreed that we keep anything to share.")
    check_physiotherapist(found.physiotherapist)
    # Held there until this is written, so that whoever leaves meanwhile takes the link along.
    if found.clinic != clinic_of(found.physiotherapist, held=True):
        raise Refused(_("Your physiotherapist works elsewhere now. Ask for a new invitation."))
    found.since, found.text_version = found.since or now, text_version
    found.save(update_fields=["since", "text_version"])
    _answer(found, agreed=True, now=now)
    return found


def end(found: CareLink, *, by: CareLink.EndedBy, now: datetime) -> None:
    """Write down that it ended, and by whom."""
    found.ended_at, found.ended_by = now, by
    found.save(update_fields=["ended_at", "ended_by"])


def _check_current(text_version: str) -> None:
    if text_version != consent.CURRENT.version:
        raise Refused(
            _("The words have changed since you opened the page. Please read them again.")
        )


def _answer(found: CareLink, *, agreed: bool, now: datetime) -> None:
    ConsentAnswer.objects.get_or_create(
        link=found,
        text_version=consent.CURRENT.version,
        agreed=agreed,
        defaults={"answered_at": now},
    )
