"""How signing in differs from allauth's ways."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from accounts import factors, sessions
from accounts.limits import too_many_tries
from accounts.models import User
from accounts.texts import lazy as _

LIMITED = frozenset({"too_many_login_attempts", "rate_limited"})

WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use your app or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}

PROVED = {"mfa/email/totp_activated": "totp", "mfa/email/webauthn_added": "webauthn"}
"""Mails about a factor that was set up, and so was shown."""


class AccountAdapter(DefaultAccountAdapter):
    """Allauth's ways, with a first page of our own and less room for guessing."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not fit. Look at both again."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code does not fit. Look at it again."),
        "email_taken": _("There is an account with this address. Log in instead."),
        "same_as_current": _("This is your address already."),
        "duplicate_email": _("This is your address already."),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk for physiotherapists; today for everybody else."""
        if isinstance(request.user, User) and request.user.is_physiotherapist:
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))

    def is_safe_url(self, url: str) -> bool:
        """Whether to lead on to there; what is no address at all is none of ours."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and note when."""
        super().login(request, user)
        sessions.begin(request.session)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """An error for a form; too many tries have an answer of their own."""
        if code in LIMITED:
            raise ImmediateHttpResponse(too_many_tries(self.request))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to say again who one is, in plain words."""
        methods = super().get_reauthentication_methods(user)
        return [found | {"description": WAYS[found["id"]]} for found in methods]

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Mail about a change to the account. One of factors ends every other session first."""
        if isinstance(user, User) and template_prefix.startswith("mfa/"):
            if template_prefix in PROVED:
                factors.record_proof(self.request, user, PROVED[template_prefix])
            sessions.end_others(self.request, user)
        super().send_notification_mail(template_prefix, user, context, email)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Allauth adds the Host header, whose port a client chooses: each would count anew.
        return str(credentials.get("email", "")).lower()
