"""The accounts of the demo. Each client arrives with their whole history, or not at all."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.db import transaction

from accounts import consent, processing, services
from accounts.models import CareLink, ConsentAnswer, Cover, Invitation, User
from coaching.demo import staff
from coaching.demo.feed import Diary
from coaching.demo.people import Person
from coaching.models import Program, ProgramDraft
from coaching.services import drafting

TIME_ZONE = "Europe/London"
DEMO = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
"""What ids of the demo are derived from."""


@transaction.atomic
def clinics(password: str, totp_secret: str) -> None:
    """The administrator, and the physiotherapists in their clinics; each with a second factor."""
    if not _known(staff.ADMINISTRATOR):
        _confirm(User.objects.create_superuser(staff.ADMINISTRATOR, password, time_zone=TIME_ZONE))
    for colleague in staff.STAFF:
        user = _known(colleague.email) or services.promote(
            user=User.objects.create_user(colleague.email, password, time_zone=TIME_ZONE)
        )
        services.join(clinic=colleague.clinic, user=user, role=colleague.role)
    for email in (staff.ADMINISTRATOR, *(colleague.email for colleague in staff.STAFF)):
        Authenticator.objects.get_or_create(
            user=account(email),
            type=Authenticator.Type.TOTP,
            defaults={"data": {"secret": encrypt(totp_secret)}},
        )


@transaction.atomic
def paperwork(now: datetime) -> None:
    """What lies on the desks of the clinic: an absence, an invitation, a draft to be read."""
    away, here = account(staff.LEAD), account(staff.PHYSIOTHERAPIST)
    if not Cover.objects.not_over(now).concerning(away).exists():
        _name_cover(away, here, now)
    if not Invitation.objects.of(here).exists():
        services.invite(
            physiotherapist=here,
            uuid=uuid5(DEMO, "invitation"),
            token=staff.INVITATION,
            email="new.client@example.org",
            now=now,
        )
    if not ProgramDraft.objects.filter(author=away).exists():
        _write_draft(away, now)


@transaction.atomic
def client(person: Person, *, password: str, now: datetime) -> bool:
    """A client with every week behind them; False where they are here already."""
    if _known(person.email):
        return False
    since = now - timedelta(days=person.since, hours=12)
    user = User.objects.create_user(person.email, password, time_zone=TIME_ZONE, date_joined=since)
    user = services.agree_to_processing(
        user=user, text_version=processing.CURRENT.version, now=since
    )
    _confirm(user)
    carer = account(person.physiotherapist) if person.physiotherapist else None
    if carer:
        _share(user, carer, person.text_version, since)
    Diary(person, user, carer, now).tell()
    return True


def account(email: str) -> User:
    """Somebody of the demo."""
    return User.objects.get(email=email)


def _known(email: str) -> User | None:
    return User.objects.filter(email=email).first()


def _confirm(user: User) -> None:
    """As if they had followed the link in the mail."""
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)


def _share(user: User, carer: User, text_version: str, since: datetime) -> None:
    route = CareLink.Route.ADMINISTRATOR
    link = services.propose(physiotherapist=carer, client=user, route=route)
    services.accept(client=user, link=link.uuid, text_version=consent.CURRENT.version, now=since)
    # Nobody can agree to earlier words today, nor be asked yesterday.
    CareLink.objects.filter(pk=link.pk).update(proposed_at=since, text_version=text_version)
    ConsentAnswer.objects.filter(link=link).update(text_version=text_version)


def _name_cover(away: User, here: User, now: datetime) -> None:
    today = now.astimezone(away.zone).date()
    services.name_cover(
        by=away,
        physiotherapist=away,
        cover=here,
        first_day=today,
        last_day=today + timedelta(days=staff.DAYS_AWAY),
        uuid=uuid5(DEMO, f"cover {today}"),
        now=now,
    )


def _write_draft(author: User, now: datetime) -> None:
    base = Program.objects.current().get(slug="one-leg-first")
    told: dict[str, Any] = {"author": author, "uuid": uuid5(DEMO, "draft"), "now": now}
    draft = drafting.begin_draft(**told, base=base.pk)
    changed = {
        **draft.definition,
        "title": "One leg first, unhurried",
        "summary": "One leg at a time, lowered slowly, with longer rests.",
        "lowering_seconds": 4,
        "rest_seconds": 90,
    }
    drafting.change_draft(**told, seen=draft.version, definition=changed)
