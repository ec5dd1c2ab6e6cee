"""A clinic at work, told through the services."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from accounts import consent, services
from accounts.models import Clinic, Cover, Invitation, Membership, User
from accounts.services.invitations import new_token

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NAME = "Harbour Clinic"
LEAD, MEMBER = Membership.Role.LEAD, Membership.Role.PHYSIOTHERAPIST
VERSION = consent.CURRENT.version


def join(user: User, *, name: str = NAME, role: Membership.Role = MEMBER) -> Clinic:
    """Somebody works there from now on."""
    return services.join(clinic=name, user=user, role=role).clinic


def invite(
    physiotherapist: User, *, email: str = "", now: datetime | None = None
) -> tuple[Invitation, str]:
    """An invitation, and the token of its link."""
    token = new_token()
    made, _ = services.invite(
        physiotherapist=physiotherapist, uuid=uuid4(), token=token, email=email, now=now
    )
    return made, token


def cover(
    physiotherapist: User, stand_in: User, *, first: int = 1, last: int = 3, **more: object
) -> Cover:
    """`stand_in` covers from the `first` to the `last` September 2026."""
    told = {
        "by": physiotherapist,
        "physiotherapist": physiotherapist,
        "cover": stand_in,
        "first_day": NOW.date().replace(day=first),
        "last_day": NOW.date().replace(day=last),
        "uuid": uuid4(),
        "now": NOW,
    }
    return services.name_cover(**(told | more))
