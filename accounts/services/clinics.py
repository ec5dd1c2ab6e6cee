"""What can happen to a clinic and its members."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import CareLink, Clinic, CodeTry, Cover, Invitation, Membership, User
from accounts.models.clinics import new_join_code
from accounts.services.people import locked
from accounts.services.refusals import NotFound, Refused

MOST_TRIES = 10
"""Wrong codes that one account may type within `TRIES_COUNT_FOR`."""
TRIES_COUNT_FOR = timedelta(hours=1)


@transaction.atomic
def join(*, clinic: str, user: User, role: Membership.Role) -> Membership:
    """Put somebody to work in the clinic of this name, which is made where it is not there.

    Another role there ends the one before. Raises Refused for whoever works in another clinic.
    """
    user = locked(user)
    found = Clinic.objects.filter(name__iexact=clinic).first() or Clinic.objects.create(name=clinic)
    known = Membership.objects.of(user).active().first()
    if known and known.clinic != found:
        raise Refused(
            _("%(user)s works in another clinic: %(clinic)s.")
            % {"user": user, "clinic": known.clinic}
        )
    if known and known.role == role:
        return known
    now = timezone.now()
    Membership.objects.of(user).active().update(ended_at=now)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return Membership.objects.create(clinic=found, user=user, role=role, since=now)


@transaction.atomic
def leave(*, lead: User, membership: UUID, now: datetime | None = None) -> Membership:
    """The lead lets a member go. Twice is once.

    With it ends what clients agreed to because of this clinic: their links with that member,
    invitations that are open, and covers. Raises NotFound for a membership of another clinic,
    Refused where nobody would lead any more.
    """
    now = now or timezone.now()
    clinic = _led_by(lead)
    found = clinic.memberships.select_related("user").filter(uuid=membership).first()
    if found is None:
        raise NotFound(_("That member is not here."))
    if found.ended_at:
        return found
    if not clinic.memberships.active().leads().exclude(pk=found.pk).exists():
        raise Refused(_("Somebody has to lead the clinic. Name another lead first."))
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    _end_what_hung_on(found, now)
    return found


@transaction.atomic
def renew_code(*, lead: User, seen: str) -> Clinic:
    """A new code; the one before opens nothing from now on.

    `seen` is the code that the page showed: whoever sends the page twice renews it once.
    """
    clinic = _led_by(lead)
    if clinic.join_code == seen:
        clinic.join_code, clinic.code_since = new_join_code(), timezone.now()
        clinic.save(update_fields=["join_code", "code_since"])
    return clinic


@transaction.atomic
def clinic_with_code(*, client: User, code: str, now: datetime | None = None) -> Clinic | None:
    """The clinic whose code a client typed; None for a wrong one, which is counted.

    Raises Refused after `MOST_TRIES` wrong ones, whatever comes next.
    """
    now = now or timezone.now()
    tries = CodeTry.objects.filter(client=locked(client))
    tries.filter(tried_at__lte=now - TRIES_COUNT_FOR).delete()
    if tries.count() >= MOST_TRIES:
        raise Refused(_("Too many wrong codes. Wait an hour, then try again."))
    found = Clinic.objects.with_code(code).first()
    if found is None:
        CodeTry.objects.create(client=client, tried_at=now)
    return found


def clinic_of(user: User, *, held: bool = False) -> Clinic | None:
    """Where somebody works now; `held` there until the transaction ends."""
    working = Membership.objects.of(user).active().select_related("clinic")
    if held:
        working = working.select_for_update(of=("self",), no_key=True)
    found = working.first()
    return found.clinic if found else None


def _led_by(lead: User) -> Clinic:
    leading = Membership.objects.of(lead).active().leads()
    found = (
        Clinic.objects.select_for_update(no_key=True)
        .filter(pk__in=leading.values("clinic"))
        .first()
    )
    if found is None or not lead.is_active:
        raise NotFound(_("That clinic is not here."))
    return found


def _end_what_hung_on(membership: Membership, now: datetime) -> None:
    clinic, member = membership.clinic, membership.user
    CareLink.objects.of(member).open().filter(clinic=clinic).update(
        ended_at=now, ended_by=CareLink.EndedBy.LEAD
    )
    Invitation.objects.of(member).filter(clinic=clinic, used_at=None, revoked_at=None).update(
        revoked_at=now
    )
    Cover.objects.not_over(now).concerning(member).update(ended_at=now)
