"""Pages about signing in that allauth does not have, or has otherwise."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.internal.flows import remove_authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.factors import factors_of, has_proved_factor, take_away
from accounts.models import User

PROVE = {"totp": "mfa_reauthenticate", "webauthn": "mfa_reauthenticate_webauthn"}


@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why the desk is closed to a password alone, and the way to open it."""
    user = request.user
    if not isinstance(user, User) or not user.is_staff:
        return redirect("mfa_index")
    onward = get_next_redirect_url(request) or reverse("admin:index")
    if has_proved_factor(request):
        return HttpResponseRedirect(onward)
    for kind in sorted(factors_of(user)):
        return redirect(f"{reverse(PROVE[kind])}?{urlencode({REDIRECT_FIELD_NAME: onward})}")
    return render(request, "mfa/needed.html")


class RemovePasskeyView(RemoveWebAuthnView):
    """Allauth's page, which would let staff take away their last factor."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Remove it, unless somebody has to keep it."""
        raise_if_reauthentication_required(self.request, app="allauth.mfa")
        if not take_away(self.object):
            return _kept(self.request, "mfa_list_webauthn")
        remove_authenticator(self.request, self.object)
        return redirect(self.get_success_url())


class RemoveAppView(DeactivateTOTPView):
    """Allauth's page, which two browsers at once could take the last factor away with."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The same, once it is gone."""
        if not take_away(self.authenticator):
            return _kept(self.request, "mfa_index")
        removed: HttpResponse = super().form_valid(form)
        return removed


def _kept(request: HttpRequest, page: str) -> HttpResponse:
    messages.error(request, get_adapter().error_messages["cannot_delete_authenticator"])
    return redirect(page)


class DevicesView(ListUserSessionsView):
    """Allauth's page, which ends all other sessions or none."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """End the one that was named, or all but this."""
        named = request.POST.get("session")
        if named is None:
            ended: HttpResponse = super().post(request, *args, **kwargs)
            return ended
        found = UserSession.objects.filter(user=request.user, pk=_number(named)).first()
        if found is None or found.is_current():
            raise Http404
        found.end()
        messages.success(request, "That device is logged out.")
        return redirect("usersessions_list")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)
