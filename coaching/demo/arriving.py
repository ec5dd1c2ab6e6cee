"""The accounts of the cast. Each arrives with their whole history, or not at all."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import services
from accounts.models import CareLink, User
from coaching.demo.cast import ADMINISTRATOR, PHYSIOTHERAPIST
from coaching.demo.feed import Diary
from coaching.demo.people import Person

TIME_ZONE = "Europe/London"


@transaction.atomic
def staff(password: str) -> User:
    """The administrator and the physiotherapist; the latter is returned."""
    if not _known(ADMINISTRATOR):
        _confirm(User.objects.create_superuser(ADMINISTRATOR, password, time_zone=TIME_ZONE))
    physiotherapist = _known(PHYSIOTHERAPIST)
    if physiotherapist is None:
        user = User.objects.create_user(PHYSIOTHERAPIST, password, time_zone=TIME_ZONE)
        physiotherapist = services.promote(user=user)
    return physiotherapist


@transaction.atomic
def client(person: Person, physiotherapist: User, *, password: str, now: datetime) -> bool:
    """A client with every week behind them; False where they are here already."""
    if _known(person.email):
        return False
    since = now - timedelta(days=person.since, hours=12)
    user = User.objects.create_user(person.email, password, time_zone=TIME_ZONE, date_joined=since)
    _confirm(user)
    if person.is_linked:
        link = services.link(physiotherapist=physiotherapist, client=user)
        CareLink.objects.filter(pk=link.pk).update(since=since)
    Diary(person, user, physiotherapist, now).tell()
    return True


def _known(email: str) -> User | None:
    return User.objects.filter(email=email).first()


def _confirm(user: User) -> None:
    """As if they had followed the link in the mail."""
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
