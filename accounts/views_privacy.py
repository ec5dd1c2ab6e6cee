"""What is kept of me: the words, my yes to them, and its end."""

from datetime import timedelta
from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import consent, processing, services
from accounts.services.invitations import LASTS
from accounts.views import client_of, read_or_answer


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, why, and for how long. The numbers are the site's own."""
    context = {
        "contact": settings.PRIVACY_CONTACT,
        "text": processing.CURRENT,
        "care": consent.CURRENT,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "language_cookie": settings.LANGUAGE_COOKIE_NAME,
        "session_days": timedelta(seconds=settings.SESSION_COOKIE_AGE).days,
        "backup_days": settings.BACKUP_KEEP_DAYS,
        "invitation_days": LASTS.days,
        "keep_invitations": settings.KEEP_INVITATIONS_DAYS,
        "keep_notices": settings.KEEP_NOTICES_DAYS,
    }
    return render(request, "privacy/privacy.html", context)


@read_or_answer
@login_required
def agreement(request: HttpRequest) -> HttpResponse:
    """The words before anything about one's health is kept; a box that nobody ticked."""
    user, problem = client_of(request), ""
    if request.method == "POST":
        if request.POST.get("agreed") == "yes":
            try:
                shown = request.POST.get("text_version", "")
                services.agree_to_processing(user=user, text_version=shown)
            except services.Refused as refusal:
                problem = str(refusal)
            else:
                return redirect(_wanted(request) or "start")
        else:
            problem = _("Tick the box if you agree. If not, there is nothing more to do here.")
    context = {
        "text": processing.CURRENT,
        "problem": problem,
        "next": _wanted(request),
        "withdrew": user.processing_answers.exists() and not user.has_agreed,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render(request, "privacy/agreement.html", context, status=status)


@read_or_answer
@login_required
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask once, then take the agreement back."""
    if request.method == "POST":
        services.withdraw_processing(user=client_of(request))
        messages.success(request, _("From now on we keep nothing more about you."))
        return redirect("agreement")
    return render(request, "privacy/withdraw.html")


@read_or_answer
@login_required
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """Ask once; then everything is gone, and this browser is told to forget it too."""
    user = client_of(request)
    if services.is_named_as_staff(user):
        context = {"contact": settings.PRIVACY_CONTACT}
        return render(request, "privacy/staff.html", context, status=HTTPStatus.CONFLICT)
    if request.method != "POST":
        days = settings.BACKUP_KEEP_DAYS
        return render(request, "privacy/erase.html", {"backup_days": days})
    public_id = user.public_id
    services.erase(user=user)
    logout(request)
    return render(request, "privacy/erased.html", {"account": public_id})


def _wanted(request: HttpRequest) -> str:
    page = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(page, None) and page.startswith("/")
    return page if is_ours else ""
