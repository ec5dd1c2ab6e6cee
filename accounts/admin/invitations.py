"""Invite a client, by e-mail or on paper; what became of it; and end one's care."""

from http import HTTPStatus
from uuid import UUID

import segno
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services
from accounts.admin.desk import DeskPage, act, for_whom_it_is, is_physiotherapist, staff_of
from accounts.forms import MailInvitationForm, PaperInvitationForm
from accounts.mailing import mail_invitation
from accounts.models import CareLink, Invitation, User
from accounts.trail import in_parts, lists, one_act, shows

MOST_SHOWN = 50
QUIET_ZONE = 4
"""Modules of white around a QR code that scanners need (ISO/IEC 18004)."""


@admin.register(Invitation)
class InvitationAdmin(DeskPage):
    """A physiotherapist's invitations, and the clients who agreed to one."""

    home = "admin:accounts_invitation_changelist"

    def may_open(self, request: HttpRequest) -> bool:
        """Physiotherapists invite."""
        return is_physiotherapist(request)

    def get_urls(self) -> list[URLPattern]:
        """The page, and what can be done on it."""
        view, name = self.admin_site.admin_view, "accounts_invitation"
        return [
            path("", view(self.invite_view), name=f"{name}_changelist"),
            path("mail/", view(self.mail_view), name=f"{name}_mail"),
            path("paper/", view(self.paper_view), name=f"{name}_paper"),
            path("<uuid:uuid>/revoke/", view(self.revoke_view), name=f"{name}_revoke"),
            path("clients/<uuid:uuid>/end/", view(self.end_view), name=f"{name}_end"),
        ]

    @for_whom_it_is
    def invite_view(self, request: HttpRequest) -> HttpResponse:
        """Two ways to invite, the invitations so far, and one's clients."""
        return self.invite_page(request, MailInvitationForm())

    @in_parts
    @act
    def mail_view(self, request: HttpRequest) -> HttpResponse:
        """Send an invitation by e-mail."""
        form = MailInvitationForm(request.POST)
        if not form.is_valid():
            return self.invite_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        with one_act(request):
            made, is_new = self.invited(request, form)
        try:
            if is_new:
                mail_invitation(made, self.link(request, form.cleaned_data["token"]))
        except OSError as error:
            with one_act(request):
                services.revoke(physiotherapist=staff_of(request), invitation=made.uuid)
            raise services.Refused(
                _("The mail could not be sent, so the invitation was revoked. Print one instead.")
            ) from error
        return self.done(
            request, _("The invitation is on its way to %(email)s.") % {"email": made.email}
        )

    @act
    def paper_view(self, request: HttpRequest) -> HttpResponse:
        """An invitation as a page to print, with its link as a QR code."""
        form = PaperInvitationForm(request.POST)
        if not form.is_valid():
            raise services.Refused(_("That did not work. Please make the page again."))
        made, _new = self.invited(request, form)
        link = self.link(request, form.cleaned_data["token"])
        code = segno.make(link, micro=False, error="m")
        context = {
            "title": _("An invitation to print"),
            "invitation": made,
            "link": link,
            "code": code.svg_inline(omitsize=True, border=QUIET_ZONE, lineclass=None),
        }
        return self.page(request, "admin/accounts/invitation/paper.html", context)

    @act
    def revoke_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """Take an invitation back."""
        services.revoke(physiotherapist=staff_of(request), invitation=uuid)
        return self.done(request, _("The invitation is revoked. Its link opens nothing any more."))

    @act
    def end_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """End one's care for a client."""
        ended = services.end_care(physiotherapist=staff_of(request), link=uuid)
        shows(request, ended.client)
        return self.done(
            request, _("You see nothing of %(client)s any more.") % {"client": ended.client}
        )

    def invited(self, request: HttpRequest, form: PaperInvitationForm) -> tuple[Invitation, bool]:
        """The invitation, and whether it is new. An old page that is sent again says so."""
        made, is_new = services.invite(physiotherapist=staff_of(request), **form.cleaned_data)
        if made.state(timezone.now()) is not Invitation.State.OPEN:
            raise services.Refused(_("That invitation is not open any more. Make a new one."))
        return made, is_new

    def invite_page(
        self, request: HttpRequest, form: MailInvitationForm, *, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        """The page, with what was typed."""
        physiotherapist, now = staff_of(request), timezone.now()
        made = Invitation.objects.of(physiotherapist).select_related("link__client")[:MOST_SHOWN]
        links = list(own_links(physiotherapist))
        lists(request, len(links))
        context = {
            "title": _("Invite a client"),
            "clinic": services.clinic_of(physiotherapist),
            "mail_form": form,
            "paper_form": PaperInvitationForm(),
            "invitations": [(found, found.state(now), used_elsewhere(found)) for found in made],
            "links": links,
        }
        return self.page(request, "admin/accounts/invitation/page.html", context, status=status)

    def link(self, request: HttpRequest, token: str) -> str:
        """The address that the client opens."""
        return request.build_absolute_uri(reverse("invitation", args=[token]))


def used_elsewhere(invitation: Invitation) -> User | None:
    """Who accepted it with another address than it was sent to, while they share.

    Whoever withdrew is named no more.
    """
    link = invitation.link
    if link is None or not link.is_active or invitation.email in ("", link.client.email):
        return None
    return link.client


def own_links(physiotherapist: User) -> QuerySet[CareLink]:
    """The clients who share with this physiotherapist now."""
    links = CareLink.objects.of(physiotherapist).active()
    return links.select_related("client").order_by("client__email")
