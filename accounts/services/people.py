"""What can happen to people."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import PHYSIOTHERAPISTS, User
from accounts.services.refusals import Refused


@transaction.atomic
def promote(*, user: User) -> User:
    """Make somebody a physiotherapist, with their address taken as confirmed. Idempotent."""
    user = locked(user)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    group, _new = Group.objects.get_or_create(name=PHYSIOTHERAPISTS)
    user.groups.add(group)
    EmailAddress.objects.filter(user=user, primary=True).exclude(email=user.email).update(
        primary=False
    )
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


def locked(user: User) -> User:
    """The same person as they are now, kept from changing until the transaction ends."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def check_physiotherapist(user: User) -> None:
    """Raise Refused unless this is a physiotherapist at this moment."""
    if not User.objects.physiotherapists().filter(pk=user.pk).exists():
        raise Refused(_("%(user)s is not a physiotherapist.") % {"user": user})
