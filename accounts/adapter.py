"""Where signing in leads to."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Allauth's ways, but for the first page."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk for physiotherapists; today for everybody else."""
        if isinstance(request.user, User) and request.user.is_physiotherapist:
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))
