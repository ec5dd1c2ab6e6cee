"""Who looks after the clients of somebody who is away. The clinic's lock keeps covers in order."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Clinic, Cover, Membership, User
from accounts.services.people import check_physiotherapist
from accounts.services.refusals import NotFound, Refused

LONGEST = timedelta(days=366)
"""The longest absence, and the furthest ahead that one begins: a year that was typed wrongly
must not open records for decades."""


@transaction.atomic
def name_cover(
    *,
    by: User,
    physiotherapist: User,
    cover: User,
    first_day: date,
    last_day: date,
    uuid: UUID,
    now: datetime | None = None,
) -> Cover:
    """`cover` sees this physiotherapist's clients from the first day to the last, both included.

    The days are the physiotherapist's, in their time zone. `by` is they themselves, or a lead of
    their clinic. Sent twice it is one. Raises NotFound for people who do not work together in a
    clinic of `by`, Refused for days that do not fit.
    """
    now = now or timezone.now()
    clinic = _locked_clinic_of(by)
    _check_people(clinic, by, physiotherapist, cover)
    known = Cover.objects.filter(uuid=uuid).first()
    told = {
        "clinic": clinic,
        "physiotherapist": physiotherapist,
        "cover": cover,
        "first_day": first_day,
        "last_day": last_day,
    }
    if known and all(getattr(known, name) == value for name, value in told.items()):
        return known
    if known:
        raise Refused(_("Something else was saved already. Load the page again."))
    _check_days(first_day, last_day, today=now.astimezone(physiotherapist.zone).date())
    starts_at, ends_at = span(physiotherapist, first_day, last_day)
    _check_free(physiotherapist, cover, starts_at, ends_at)
    return Cover.objects.create(
        **told, uuid=uuid, starts_at=starts_at, ends_at=ends_at, named_by=by, named_at=now
    )


@transaction.atomic
def end_cover(*, by: User, cover: UUID, now: datetime | None = None) -> Cover:
    """End a cover early, or call it off. Twice is once.

    Raises NotFound unless `by` is the one who is away or a lead of the clinic.
    """
    clinic = _locked_clinic_of(by)
    theirs = Q() if _leads(by, clinic) else Q(physiotherapist=by)
    found = Cover.objects.filter(theirs, clinic=clinic, uuid=cover).first()
    if found is None:
        raise NotFound(_("That absence is not here."))
    if found.ended_at is None:
        found.ended_at = now or timezone.now()
        found.save(update_fields=["ended_at"])
    return found


def span(physiotherapist: User, first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """The days as moments: from the first midnight to the one after the last day."""
    zone = physiotherapist.zone
    after = last_day + timedelta(days=1)
    return (
        datetime.combine(first_day, time.min, tzinfo=zone).astimezone(UTC),
        datetime.combine(after, time.min, tzinfo=zone).astimezone(UTC),
    )


def _locked_clinic_of(by: User) -> Clinic:
    working = Membership.objects.of(by).active()
    found = (
        Clinic.objects.select_for_update(no_key=True)
        .filter(pk__in=working.values("clinic"))
        .first()
    )
    if found is None:
        raise NotFound(_("You do not work in a clinic."))
    return found


def _leads(by: User, clinic: Clinic) -> bool:
    return clinic.memberships.active().leads().filter(user=by).exists()


def _check_people(clinic: Clinic, by: User, physiotherapist: User, cover: User) -> None:
    if by != physiotherapist and not _leads(by, clinic):
        raise NotFound(_("That physiotherapist is not here."))
    for member in (physiotherapist, cover):
        if not clinic.memberships.active().of(member).exists():
            raise NotFound(_("That physiotherapist is not here."))
        check_physiotherapist(member)
    if physiotherapist == cover:
        raise Refused(_("Nobody can cover for themself."))


def _check_days(first_day: date, last_day: date, *, today: date) -> None:
    if first_day < today:
        raise Refused(_("The first day has passed already."))
    if first_day - today >= LONGEST:
        raise Refused(_("The first day has to lie within a year."))
    if last_day < first_day:
        raise Refused(_("The last day comes before the first."))
    if last_day - first_day >= LONGEST:
        raise Refused(_("An absence can be %(days)s days long at most.") % {"days": LONGEST.days})


def _check_free(physiotherapist: User, cover: User, starts_at: datetime, ends_at: datetime) -> None:
    """Nobody is covered for twice, and nobody covers while they are away themselves."""
    taken = Cover.objects.within(starts_at, ends_at)
    if taken.filter(physiotherapist=physiotherapist).exists():
        raise Refused(_("Somebody covers on some of these days already."))
    if taken.filter(physiotherapist=cover).exists():
        raise Refused(_("%(cover)s is away on some of these days.") % {"cover": cover})
    if taken.filter(cover=physiotherapist).exists():
        raise Refused(
            _("%(physiotherapist)s covers for somebody else on some of these days.")
            % {"physiotherapist": physiotherapist}
        )
