"""What happens to sign-ins and factors, as lines in the log: by ids, never by an address.

Allauth and Django tell of these by signals alone; nothing else of this site hangs on one.
"""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.dispatch import Signal

from accounts.models import User

logger = logging.getLogger("site.accounts")

GOOD: dict[Signal, str] = {
    account.user_signed_up: "signed up",
    account.user_logged_in: "signed in",
    auth.user_logged_out: "signed out",
    account.password_set: "password set",
    account.password_changed: "password changed",
    account.password_reset: "password reset",
    account.email_changed: "e-mail address changed",
    account.email_confirmed: "e-mail address confirmed",
    mfa.authenticator_added: "factor added",
    mfa.authenticator_removed: "factor removed",
    mfa.authenticator_reset: "factor made anew",
}
BAD: dict[Signal, str] = {
    auth.user_login_failed: "sign-in refused",
    mfa.authentication_failed: "factor refused",
}


def listen() -> None:
    """To be called once, when the site starts."""
    for level, events in ((logging.INFO, GOOD), (logging.WARNING, BAD)):
        for signal, event in events.items():
            signal.connect(_teller(level, event), weak=False, dispatch_uid=f"log: {event}")


def _teller(level: int, event: str) -> Any:
    def tell(**told: Any) -> None:
        fields = {"account": _account(told), "factor": _factor(told)}
        logger.log(level, event, extra={"fields": fields})

    return tell


def _account(told: dict[str, Any]) -> str:
    """The public id of whom it is about; of a refused sign-in, of whose it would have been."""
    user = told.get("user") or getattr(told.get("email_address"), "user", None)
    if isinstance(user, User):
        return str(user.public_id)
    named = (told.get("credentials") or {}).get("email")
    if not isinstance(named, str):
        return ""
    known = User.objects.filter(email=named.strip().lower())
    return str(known.values_list("public_id", flat=True).first() or "")


def _factor(told: dict[str, Any]) -> str:
    return str(getattr(told.get("authenticator"), "type", ""))
