"""What can happen to an invitation: made, revoked, accepted, declined."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import CareLink, Invitation, User, digest_of
from accounts.models.clinics import in_fours, new_code
from accounts.services.care import agree, end, propose
from accounts.services.clinics import clinic_of
from accounts.services.people import check_physiotherapist, locked
from accounts.services.refusals import NotFound, Refused
from accounts.texts import lazy

DAY = timedelta(hours=24)

LASTS = timedelta(days=14)
"""From the moment it was made until it expires."""

TOKEN_LENGTH = 24

MOST_MAILS = 100
"""In 24 hours, by one physiotherapist: more than a clinic takes on in a day, and too few to
annoy strangers in our name."""


GONE = lazy("This invitation no longer works. Ask your physiotherapist for a new one.")

Answer, State = Invitation.Answer, Invitation.State


def new_token() -> str:
    """What an invitation's link ends with: 117 bits, easy to copy from paper."""
    return in_fours(new_code(TOKEN_LENGTH))


@transaction.atomic
def invite(
    *,
    physiotherapist: User,
    uuid: UUID,
    token: str,
    email: str = "",
    now: datetime | None = None,
) -> tuple[Invitation, bool]:
    """An invitation that opens with `token`, and whether it is new; sent twice it is one.

    Only a digest of the token is kept. Raises Refused for whoever is no physiotherapist,
    where something else came under the same uuid or token, and for more than MOST_MAILS a day.
    """
    now = now or timezone.now()
    physiotherapist = locked(physiotherapist)
    check_physiotherapist(physiotherapist)
    told = {"physiotherapist": physiotherapist, "email": email.lower(), "digest": digest_of(token)}
    known = list(Invitation.objects.filter(Q(uuid=uuid) | Q(digest=told["digest"])))
    if len(known) == 1 and all(
        getattr(known[0], name) == value for name, value in {**told, "uuid": uuid}.items()
    ):
        return known[0], False
    if known:
        raise Refused(_("Something else was saved already. Load the page again."))
    if email and _mails_since(physiotherapist, now - DAY) >= MOST_MAILS:
        raise Refused(
            ngettext(
                "You have sent %(most)s invitation by mail within a day. More can go out tomorrow."
                " Until then you can print them.",
                "You have sent %(most)s invitations by mail within a day. More can go out tomorrow."
                " Until then you can print them.",
                MOST_MAILS,
            )
            % {"most": MOST_MAILS}
        )
    made = Invitation.objects.create(
        **told,
        uuid=uuid,
        clinic=clinic_of(physiotherapist),
        made_at=now,
        expires_at=now + LASTS,
    )
    return made, True


@transaction.atomic
def revoke(*, physiotherapist: User, invitation: UUID, now: datetime | None = None) -> Invitation:
    """Its link opens nothing from now on. One that was used, or revoked before, stays as it is.

    Raises NotFound for somebody else's.
    """
    found = (
        Invitation.objects.of(physiotherapist).select_for_update().filter(uuid=invitation).first()
    )
    if found is None:
        raise NotFound(_("That invitation is not here."))
    if found.used_at is None and found.revoked_at is None:
        found.revoked_at = now or timezone.now()
        found.save(update_fields=["revoked_at"])
    return found


def opened(*, token: str, now: datetime | None = None) -> Invitation | None:
    """The invitation that this link opens; None for one that is used, too old, or never was."""
    found = Invitation.objects.with_token(token).select_related("physiotherapist", "clinic").first()
    return found if found and _is_open(found, now or timezone.now()) else None


@transaction.atomic
def accept_invitation(
    *, client: User, token: str, text_version: str, now: datetime | None = None
) -> CareLink:
    """The client agrees; the invitation is used up. Accepting twice is once.

    Whoever holds the link may use it, whatever address it was sent to: see
    docs/architecture.md. Where they share with this physiotherapist already, nothing is used up.
    Raises NotFound for a link that opens nothing.
    """
    now = now or timezone.now()
    client = locked(client)
    before = _answered_by(client, token)
    if before and before.is_active:
        return before
    found = _opened_or_gone(token, now)
    link = propose(
        physiotherapist=found.physiotherapist, client=client, route=CareLink.Route.INVITATION
    )
    if link.is_active:
        return link
    agree(link, text_version=text_version, now=now)
    _use_up(found, Answer.ACCEPTED, link, now)
    return link


@transaction.atomic
def decline_invitation(*, client: User, token: str, now: datetime | None = None) -> None:
    """The client says no; the invitation is used up, and the no is kept. Twice is once.

    What they share already with this physiotherapist stays. Raises NotFound for a link that
    opens nothing.
    """
    now = now or timezone.now()
    client = locked(client)
    before = _answered_by(client, token)
    if before and not before.is_active:
        return
    found = _opened_or_gone(token, now)
    link = propose(
        physiotherapist=found.physiotherapist, client=client, route=CareLink.Route.INVITATION
    )
    if not link.is_active:
        end(link, by=CareLink.EndedBy.CLIENT, now=now)
    _use_up(found, Answer.DECLINED, None if link.is_active else link, now)


def _mails_since(physiotherapist: User, since: datetime) -> int:
    sent = Invitation.objects.of(physiotherapist).filter(made_at__gt=since)
    return sent.exclude(email="").count()


def _opened_or_gone(token: str, now: datetime) -> Invitation:
    found = opened(token=token, now=now)
    if found is None:
        raise NotFound(GONE)
    return found


def _is_open(found: Invitation, now: datetime) -> bool:
    """Only while the physiotherapist works where the invitation says."""
    return (
        found.state(now) is State.OPEN
        and User.objects.physiotherapists().filter(pk=found.physiotherapist_id).exists()
        and clinic_of(found.physiotherapist) == found.clinic
    )


def _answered_by(client: User, token: str) -> CareLink | None:
    return CareLink.objects.about(client).filter(invitation__digest=digest_of(token)).first()


def _use_up(
    found: Invitation, answer: Invitation.Answer, link: CareLink | None, now: datetime
) -> None:
    """Of two who use one link at the same moment, the second is refused."""
    used = Invitation.objects.filter(pk=found.pk, used_at=None, revoked_at=None).update(
        used_at=now, answer=answer, link=link
    )
    if not used:
        raise NotFound(GONE)
