"""What can happen to people and links: one verb, one transaction, one lock."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.models import PHYSIOTHERAPISTS, CareLink, User


class Refused(Exception):
    """A rule of this site forbids it; the message says which, for whoever asked."""


@transaction.atomic
def promote(*, user: User) -> User:
    """Make somebody a physiotherapist, with their address taken as confirmed. Idempotent."""
    user = _locked(user)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    group, _ = Group.objects.get_or_create(name=PHYSIOTHERAPISTS)
    user.groups.add(group)
    EmailAddress.objects.filter(user=user, primary=True).exclude(email=user.email).update(
        primary=False
    )
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


@transaction.atomic
def link(*, physiotherapist: User, client: User) -> CareLink:
    """Put `client` into this physiotherapist's care; an active link is kept as it is.

    Raises Refused when the first is no physiotherapist, or both are the same person.
    """
    physiotherapist = _locked(physiotherapist)
    if not physiotherapist.is_physiotherapist:
        raise Refused(f"{physiotherapist} is not a physiotherapist.")
    if physiotherapist == client:
        raise Refused("Nobody can be their own physiotherapist.")
    found, _ = CareLink.objects.get_or_create(
        physiotherapist=physiotherapist, client=client, ended_at=None
    )
    return found


@transaction.atomic
def unlink(*, physiotherapist: User, client: User) -> None:
    """End this physiotherapist's care for `client`. Nothing happens if there is none."""
    CareLink.objects.of(_locked(physiotherapist)).active().filter(client=client).update(
        ended_at=timezone.now()
    )


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)
