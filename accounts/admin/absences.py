"""Who is away, and who covers."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services
from accounts.admin.desk import DeskPage, act, for_whom_it_is, staff_of
from accounts.forms import CoverForm
from accounts.models import Cover, Membership, User


@admin.register(Cover)
class CoverAdmin(DeskPage):
    """One's own absences and those one covers for; all of the clinic's for its lead."""

    home = "admin:accounts_cover_changelist"

    def may_open(self, request: HttpRequest) -> bool:
        """Whoever works in a clinic."""
        return membership_of(staff_of(request)) is not None

    def get_urls(self) -> list[URLPattern]:
        """The page, and what can be done on it."""
        view, name = self.admin_site.admin_view, "accounts_cover"
        return [
            path("", view(self.absence_view), name=f"{name}_changelist"),
            path("name/", view(self.name_view), name=f"{name}_name"),
            path("<uuid:uuid>/end/", view(self.end_view), name=f"{name}_end"),
        ]

    @for_whom_it_is
    def absence_view(self, request: HttpRequest) -> HttpResponse:
        """Name a cover; who covers for whom now and soon."""
        return self.absence_page(request, cover_form(staff_of(request)))

    @act
    def name_view(self, request: HttpRequest) -> HttpResponse:
        """Name who covers."""
        form = cover_form(staff_of(request), request.POST)
        if form.is_valid():
            try:
                named = services.name_cover(by=staff_of(request), **form.told)
            except services.NotFound:
                raise
            except services.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return self.done(
                    request,
                    _("Saved: %(cover)s covers for %(physiotherapist)s.")
                    % {"cover": named.cover, "physiotherapist": named.physiotherapist},
                )
        return self.absence_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    @act
    def end_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """End a cover early, or call it off."""
        ended = services.end_cover(by=staff_of(request), cover=uuid)
        return self.done(
            request,
            _("Saved: %(cover)s covers no more for %(physiotherapist)s.")
            % {"cover": ended.cover, "physiotherapist": ended.physiotherapist},
        )

    def absence_page(
        self, request: HttpRequest, form: CoverForm, *, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        """The page, with what was chosen."""
        working = membership_of(staff_of(request))
        context = {
            "title": _("Absences") if leads(working) else _("My absence"),
            "clinic": working.clinic if working else None,
            "leads": leads(working),
            "form": form,
            "covers": [
                (cover, may_end(staff_of(request), working, cover)) for cover in seen(working)
            ],
        }
        return self.page(request, "admin/accounts/cover/page.html", context, status=status)


def membership_of(user: User) -> Membership | None:
    """Where somebody works, and as what; nothing for whoever may not open the desk.

    Asked once per request: every page of the desk says where this person may go.
    """
    known = vars(user)
    if "working" not in known:
        known["working"] = _membership_of(user)
    found: Membership | None = known["working"]
    return found


def _membership_of(user: User) -> Membership | None:
    found = Membership.objects.of(user).active().select_related("clinic", "user").first()
    return (
        found if found and (found.role == Membership.Role.LEAD or user.is_physiotherapist) else None
    )


def leads(working: Membership | None) -> bool:
    """Whether this is a lead's membership."""
    return working is not None and working.role == Membership.Role.LEAD


def seen(working: Membership | None) -> list[Cover]:
    """Covers in force or to come: all of the clinic's for a lead, else those of one's own."""
    if working is None:
        return []
    covers = Cover.objects.not_over(timezone.now()).filter(clinic=working.clinic)
    if not leads(working):
        covers = covers.concerning(working.user)
    return list(covers.select_related("physiotherapist", "cover"))


def may_end(user: User, working: Membership | None, cover: Cover) -> bool:
    """Who is away may end it, and a lead."""
    return leads(working) or cover.physiotherapist == user


def cover_form(user: User, data: object = None) -> CoverForm:
    """The form with the people of one's clinic."""
    working = membership_of(user)
    colleagues = physiotherapists_with(working)
    away = colleagues if leads(working) else [user]
    covers = [colleague for colleague in colleagues if leads(working) or colleague != user]
    today = timezone.now().astimezone(user.zone).date()
    return CoverForm(data, away=away, covers=covers, today=today)


def physiotherapists_with(working: Membership | None) -> list[User]:
    """Who can be covered for, and can cover, in this clinic."""
    if working is None:
        return []
    members = Membership.objects.active().filter(clinic=working.clinic)
    found = User.objects.physiotherapists().filter(pk__in=members.values("user"))
    return list(found.order_by("email"))
