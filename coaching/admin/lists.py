"""The worklist's pages: the list, its table for a spreadsheet, and one act for several."""

from functools import partial
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.desk import in_own_zone, staff_of
from accounts.trail import in_parts, lists, one_act
from coaching.admin import bulk
from coaching.admin.caseload import caseload
from coaching.admin.export import csv_of
from coaching.admin.scoped import ScopedModelAdmin
from coaching.admin.worklist import Asked, Worklist

READ = ("GET", "HEAD")
LIST = "admin:coaching_enrolment_changelist"


class WorklistAdmin(ScopedModelAdmin):
    """Everybody in one's care who is on a program, the most urgent first."""

    def list_urls(self) -> list[URLPattern]:
        """The list, the table, and what can be done for several."""
        view, name = self.admin_site.admin_view, "coaching_enrolment"
        return [
            path("", view(self.changelist_view), name=f"{name}_changelist"),
            path("export/", view(self.export_view), name=f"{name}_export"),
            path("bulk/<slug:act>/", view(self.bulk_view), name=f"{name}_bulk"),
        ]

    @in_own_zone
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The worklist."""
        if request.method not in READ:
            return HttpResponseNotAllowed(READ)
        found = self.worklist(request)
        lists(request, len(found.rows), asked=found.asked.names)
        context = {
            **self.frame(request, _("Worklist")),
            "worklist": found,
            "waiting": found.not_seen,
            "acts": [(form.slug, form.title) for form in bulk.BULK.values()],
        }
        return render(request, "admin/coaching/enrolment/change_list.html", context)

    @in_own_zone
    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The worklist as it was asked for, all pages of it."""
        if request.method not in READ:
            return HttpResponseNotAllowed(READ)
        found = self.worklist(request)
        lists(request, len(found.listed), asked=found.asked.names)
        return csv_of(found.listed, found.now)

    @in_parts
    @in_own_zone
    def bulk_view(self, request: HttpRequest, act: str) -> HttpResponse:
        """The form; then what will happen to whom; then what was done for whom."""
        self.refuse_others(request)
        if act not in bulk.BULK:
            raise Http404
        if request.method != "POST":
            return redirect(LIST)
        now, physiotherapist = timezone.now(), staff_of(request)
        found = bulk.lines(caseload(physiotherapist, now), request.POST)
        is_filled = "step" in request.POST
        form = bulk.BULK[act](request.POST if is_filled else None, physiotherapist=physiotherapist)
        if not is_filled or not found:
            return self.bulk_page(request, "form", form, found)
        if not form.is_valid():
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self.bulk_page(request, "form", form, found, status=status)
        if request.POST["step"] != "confirm":
            return self.bulk_page(request, "preview", form, bulk.previewed(form, found))
        done = bulk.carried_out(form, found, request.POST, now, partial(one_act, request))
        return self.bulk_page(request, "done", form, done)

    def bulk_page(
        self,
        request: HttpRequest,
        step: str,
        form: bulk.BulkForm,
        found: list[bulk.Line],
        *,
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        """One step of an act for several."""
        lists(request, len(found), people=[line.client.public_id for line in found])
        context = {
            **self.frame(request, form.title),
            "step": step,
            "form": form,
            "named": [line for line in found if not line.left_out],
            "left_out": [line for line in found if line.left_out],
        }
        return render(request, "admin/coaching/enrolment/bulk.html", context, status=status)

    def worklist(self, request: HttpRequest) -> Worklist:
        """What was asked for, of what this person sees."""
        self.refuse_others(request)
        asked, now = Asked.of(request.GET), timezone.now()
        clients = caseload(staff_of(request), now, ended=asked.for_ended)
        return Worklist(clients, asked, now)

    def refuse_others(self, request: HttpRequest) -> None:
        """Only physiotherapists have clients."""
        if not self.has_view_permission(request):
            raise PermissionDenied

    def frame(self, request: HttpRequest, title: str) -> dict[str, Any]:
        """What every page of the list says."""
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "zone": staff_of(request).time_zone,
        }
