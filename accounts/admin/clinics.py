"""A clinic, for who leads it: its members and its code."""

from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts import services
from accounts.admin.absences import leads, membership_of
from accounts.admin.desk import DeskPage, act, for_whom_it_is, staff_of
from accounts.models import Clinic, User


@admin.register(Clinic)
class ClinicAdmin(DeskPage):
    """Members and code. A lead sees no client here."""

    home = "admin:accounts_clinic_changelist"

    def may_open(self, request: HttpRequest) -> bool:
        """Leads."""
        return leads(membership_of(staff_of(request)))

    def get_urls(self) -> list[URLPattern]:
        """The page, and what can be done on it."""
        view, name = self.admin_site.admin_view, "accounts_clinic"
        return [
            path("", view(self.clinic_view), name=f"{name}_changelist"),
            path("code/", view(self.code_view), name=f"{name}_code"),
            path("members/<uuid:uuid>/end/", view(self.leave_view), name=f"{name}_leave"),
        ]

    @for_whom_it_is
    def clinic_view(self, request: HttpRequest) -> HttpResponse:
        """The code, and who works here."""
        clinic = led_by(staff_of(request))
        members = clinic.memberships.select_related("user").order_by("user__email")
        context = {
            "title": clinic.name,
            "clinic": clinic,
            "members": [member for member in members if member.ended_at is None],
            "former": [member for member in members if member.ended_at],
        }
        return self.page(request, "admin/accounts/clinic/page.html", context)

    @act
    def code_view(self, request: HttpRequest) -> HttpResponse:
        """A new code."""
        clinic = services.renew_code(lead=staff_of(request), seen=request.POST.get("seen", ""))
        return self.done(
            request,
            _("The code is %(code_in_print)s now.") % {"code_in_print": clinic.code_in_print},
        )

    @act
    def leave_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """A member leaves."""
        left = services.leave(lead=staff_of(request), membership=uuid)
        return self.done(
            request, _("Saved: %(user)s does not work here any more.") % {"user": left.user}
        )


def led_by(user: User) -> Clinic:
    """The clinic that this person leads."""
    working = membership_of(user)
    if working is None or not leads(working):
        raise PermissionDenied
    return working.clinic
