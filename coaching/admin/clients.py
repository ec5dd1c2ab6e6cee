"""A client: their page, what was done for them, and the acts."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.desk import in_own_zone, staff_of
from accounts.models import CareLink, User
from coaching import services, stops
from coaching.admin import acts, timeline, words, writing
from coaching.admin.acts import ACTS
from coaching.admin.forms import ActForm
from coaching.admin.lists import READ, WorklistAdmin
from coaching.admin.writing import WritingPages
from coaching.models import Enrolment, FunctionReport
from coaching.models.enrolment import EnrolmentQuerySet
from coaching.showing import shown, stop_states
from coaching.showing.course import course_of
from coaching.showing.function import measures_of
from coaching.showing.report import limits_of, report_of

MOST_NEWS = 10


@admin.register(Enrolment)
class EnrolmentAdmin(WritingPages, WorklistAdmin):
    """The clients in one's care, by what they train."""

    def scoped(self, physiotherapist: User) -> EnrolmentQuerySet:
        """Those of the clients in this physiotherapist's care."""
        own = Enrolment.objects.cared_for_by(physiotherapist).with_cover_mark(physiotherapist)
        return own.select_related("client", "program")

    def get_urls(self) -> list[URLPattern]:
        """The list, a client, their record and the acts; nothing to add, change or delete."""
        view, client = self.admin_site.admin_view, "<uuid:uuid>/"
        return [
            *self.list_urls(),
            *self.writing_urls(),
            path(f"{client}change/", view(self.client_view), name="coaching_enrolment_change"),
            path(f"{client}history/", view(self.record_view), name="coaching_enrolment_history"),
            path(f"{client}report/", view(self.report_view), name="coaching_enrolment_report"),
            path(f"{client}<slug:act>/", view(self.act_view), name="coaching_enrolment_act"),
        ]

    # One client

    @in_own_zone
    def client_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """Where a client stands, how they came there, and what can be done."""
        enrolment = self.own(request, self.get_queryset(request), uuid)
        if request.method not in READ:
            return HttpResponseNotAllowed(READ)
        return self.client_page(request, enrolment)

    @in_own_zone
    def record_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """Every act on a client, with its author and reason."""
        enrolment = self.own(request, self.get_queryset(request), uuid)
        if request.method not in READ:
            return HttpResponseNotAllowed(READ)
        context = {
            **self.page_of(request, enrolment),
            "title": _("What was done for %(email)s") % {"email": enrolment.client.email},
            "entries": timeline.reviews(enrolment),
            "seen": enrolment.acknowledgements.select_related("author"),
        }
        return render(request, "admin/coaching/enrolment/object_history.html", context)

    @in_own_zone
    def report_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """Everything on two pages, to print."""
        enrolment = self.own(request, self.get_queryset(request), uuid)
        if request.method not in READ:
            return HttpResponseNotAllowed(READ)
        context = {
            **self.page_of(request, enrolment),
            "title": _("Report on %(email)s") % {"email": enrolment.client.email},
            "report": report_of(enrolment, staff_of(request), timezone.now()),
        }
        return render(request, "admin/coaching/enrolment/report.html", context)

    @in_own_zone
    def act_view(self, request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
        """Do one of `ACTS`."""
        enrolment = self.own(request, self.get_queryset(request), uuid)
        if act not in ACTS:
            raise Http404
        if request.method != "POST":
            return redirect("admin:coaching_enrolment_change", enrolment.uuid)
        form_class = ACTS[act]
        try:
            result, form = self.attempt(request, enrolment, form_class)
        except services.NotFound as refusal:
            raise Http404 from refusal
        except services.Refusal as refusal:
            return self.stale_page(request, enrolment, form_class, str(refusal))
        if result is acts.Result.STALE:
            return self.stale_page(request, enrolment, form_class)
        if result is acts.Result.INVALID:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self.client_page(request, enrolment, form, status=status)
        return self.saved(request, form)

    @transaction.atomic
    def attempt(
        self, request: HttpRequest, enrolment: Enrolment, form_class: type[ActForm]
    ) -> tuple[acts.Result, ActForm]:
        """The act, on the client as they are now: nothing can come in between."""
        # The client before the enrolment, as everywhere, or two locks would wait for each other.
        services.locked_client(enrolment.client)
        locked = self.get_queryset(request).select_for_update(of=("self",))
        enrolment = self.own(request, locked, enrolment.uuid)
        form = self.form_of(request, form_class, enrolment, request.POST)
        return acts.attempt(form), form

    def form_of(
        self,
        request: HttpRequest,
        form_class: type[ActForm],
        enrolment: Enrolment,
        data: QueryDict,
    ) -> ActForm:
        """An act as it was filled in."""
        return form_class(
            data,
            enrolment=enrolment,
            stops=stops.open_stops(enrolment),
            physiotherapist=staff_of(request),
        )

    def saved(self, request: HttpRequest, form: ActForm) -> HttpResponse:
        """To the client, with a word on what was done."""
        form.enrolment.refresh_from_db(fields=["status", "position"])
        self.message_user(request, form.saved_words(form.enrolment), messages.SUCCESS)
        return redirect("admin:coaching_enrolment_change", form.leads_to)

    def stale_page(
        self,
        request: HttpRequest,
        enrolment: Enrolment,
        form_class: type[ActForm],
        why: str = "",
    ) -> HttpResponse:
        """Nothing was done: what is new comes first, and the form as it was filled in."""
        enrolment.refresh_from_db()
        again = acts.refreshed(request.POST, enrolment, stops.open_stops(enrolment))
        form = self.form_of(request, form_class, enrolment, again)
        unseen = max(acts.seen_now(enrolment) - acts.seen_in(request.POST), 0)
        more = {
            "is_refused": True,
            "why": why,
            "news": timeline.news(enrolment, min(unseen, MOST_NEWS)),
            "older_news": unseen > MOST_NEWS,
        }
        return self.client_page(request, enrolment, form, status=HTTPStatus.CONFLICT, **more)

    def client_page(
        self,
        request: HttpRequest,
        enrolment: Enrolment,
        form: ActForm | None = None,
        *,
        status: int = HTTPStatus.OK,
        **more: object,
    ) -> HttpResponse:
        """The page of a client; `form` stands in the place of its empty one."""
        narrowed = timeline.FilterForm(request.GET, auto_id="filter-%s")
        open_stops = stops.open_stops(enrolment)
        forms = acts.empty_forms(enrolment, open_stops, staff_of(request))
        if form and form.slug in forms:
            forms[form.slug] = form
        is_emergency = any(stop.is_emergency for stop in open_stops)
        context = {
            **self.page_of(request, enrolment),
            "badge": words.badge_of(enrolment, is_emergency=is_emergency),
            "level": words.level_words(enrolment.program, enrolment.level),
            "shown": shown(enrolment.program, enrolment.where_now),
            "limits": limits_of(enrolment.where_now),
            "stops": words.stops_told(open_stops),
            "slugs": set(forms),
            "clear_form": forms.pop("clear-stops", None),
            "seen_form": forms.pop("acknowledge", None),
            "stop_states": list(
                zip(
                    words.stops_told(open_stops),
                    stop_states.states_of(enrolment, open_stops),
                    strict=True,
                )
            ),
            "forms": forms.values(),
            "sent": form,
            "course": course_of(enrolment, timezone.now()),
            **self.function_of(request, enrolment),
            "filter": narrowed,
            "page": timeline.page_of(enrolment, request.GET.get("page"), narrowed),
            "others": self.others(request, enrolment),
            **writing.sections(staff_of(request), enrolment, pages=request.GET.dict()),
            **more,
        }
        return render(request, "admin/coaching/enrolment/change_form.html", context, status=status)

    def function_of(self, request: HttpRequest, enrolment: Enrolment) -> dict[str, Any]:
        """The measures, and whether the client agreed that they are shared."""
        reader, client = staff_of(request), enrolment.client
        links = CareLink.objects.seen_by(reader).about(client).telling_function()
        reports = FunctionReport.objects.seen_by(reader).of(client)
        return {"measures": measures_of(list(reports)), "shares_function": links.exists()}

    def others(self, request: HttpRequest, enrolment: Enrolment) -> QuerySet[Enrolment]:
        """The same client's other programs."""
        return self.get_queryset(request).filter(client=enrolment.client).exclude(pk=enrolment.pk)

    def page_of(self, request: HttpRequest, enrolment: Enrolment) -> dict[str, Any]:
        """What every page about a client says."""
        return {
            **self.admin_site.each_context(request),
            "title": enrolment.client.email,
            "enrolment": enrolment,
            "opts": self.opts,
            "zone": staff_of(request).time_zone,
        }
