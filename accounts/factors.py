"""The second factor: who has proved one in this session, and who has to keep one."""

from typing import ClassVar

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.people import locked
from accounts.texts import lazy

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as having a second factor. Recovery codes stand in for one that was lost."""


def has_proved_factor(request: HttpRequest) -> bool:
    """Whether this session has proved a second factor. Asks the session alone, no database."""
    user = request.user if isinstance(request.user, User) else None
    return any(found["method"] == "mfa" for found in get_authentication_records(request, user))


def record_proof(request: HttpRequest, user: User, kind: str) -> None:
    """Whoever has just set a factor up has shown it."""
    record_authentication(request, user, "mfa", type=kind)


def factors_of(user: User) -> set[str]:
    """The kinds of second factor that this person has."""
    found = Authenticator.objects.filter(user=user, type__in=FACTORS)
    return set(found.values_list("type", flat=True))


@transaction.atomic
def take_away(authenticator: Authenticator) -> bool:
    """Take a factor away, unless somebody has to keep it as their last; whether it is gone.

    Under the owner's lock, and apart from what follows: of two at once, one is left.
    """
    locked(authenticator.user)
    if not get_adapter().can_delete_authenticator(authenticator):
        return False
    Authenticator.objects.filter(pk=authenticator.pk).delete()
    return True


class FactorAdapter(DefaultMFAAdapter):
    """Allauth's ways, but staff keep a factor."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": lazy("This code does not fit. Wait for the next one, and type that."),
        "cannot_delete_authenticator": (
            lazy(
                "You work at the desk, so your account keeps a second step."
                " Set up another one first. Then you can remove this one."
            )
        ),
    }

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  allauth's
        """What a new passkey is called until its owner says otherwise."""
        return _("Passkey %(count)s") % {
            "count": Authenticator.objects.filter(user=user, type=type).count() + 1
        }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff cannot take away the last."""
        owner = User.objects.get(pk=authenticator.user_id)
        others = Authenticator.objects.filter(user=owner, type__in=FACTORS)
        return not owner.is_staff or bool(others.exclude(pk=authenticator.pk))
