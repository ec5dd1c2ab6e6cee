"""My clients: the list, a client's page, what was done to them, and the three acts."""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.admin.desk import in_own_zone, staff_of
from accounts.models import User
from coaching import services, stops
from coaching.admin import acts, timeline, words
from coaching.admin.forms import ACTS, ActForm
from coaching.admin.scoped import ScopedModelAdmin
from coaching.admin.worklist import Clients, ProgramFilter, StatusFilter, listed
from coaching.models import Enrolment
from coaching.models.enrolment import EnrolmentQuerySet
from coaching.rules.terms import Outcome
from coaching.showing import shown

MOST_NEWS = 10
READ = ("GET", "HEAD")


@admin.register(Enrolment)
class EnrolmentAdmin(ScopedModelAdmin):
    """The clients in one's care, by what they train."""

    list_display = ("who", "status_now", "level_now", "why", "trained", "stops_open", "plan")
    list_display_links = ("who",)
    list_filter: ClassVar[list[Any]] = [StatusFilter, ProgramFilter]
    list_select_related: ClassVar[list[str]] = ["client", "program"]
    search_fields = ("client__email",)
    ordering: ClassVar[list[Any]] = [F("last_at").desc(nulls_last=True)]

    def scoped(self, physiotherapist: User) -> EnrolmentQuerySet:
        """Those of the clients in this physiotherapist's care."""
        own = Enrolment.objects.cared_for_by(physiotherapist).with_cover_mark(physiotherapist)
        return own.select_related("client", "program")

    def get_urls(self) -> list[URLPattern]:
        """The list, a client, their record and the acts; nothing to add, change or delete."""
        view, client = self.admin_site.admin_view, "<uuid:uuid>/"
        return [
            path("", view(self.changelist_view), name="coaching_enrolment_changelist"),
            path(f"{client}change/", view(self.client_view), name="coaching_enrolment_change"),
            path(f"{client}history/", view(self.record_view), name="coaching_enrolment_history"),
            path(f"{client}<slug:act>/", view(self.act_view), name="coaching_enrolment_act"),
        ]

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """In the order of urgency."""
        return Clients

    @in_own_zone
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Everybody in one's care."""
        zone = staff_of(request).time_zone
        return super().changelist_view(request, {"title": "My clients", "zone": zone})

    @admin.display(description="client", ordering="client__email")
    def who(self, row: Enrolment) -> SafeString:
        """The e-mail address, and whose client it is where one covers."""
        covered_for = vars(row)["covered_for"]
        mark = format_html('<span class="covered">Cover for {}</span>', covered_for)
        return format_html("{}{}", row.client.email, mark if covered_for else "")

    @admin.display(description="program")
    def plan(self, row: Enrolment) -> str:
        """What they are on."""
        return row.program.title

    @admin.display(description="level", ordering="level")
    def level_now(self, row: Enrolment) -> str:
        """Where they are on it."""
        return words.level_words(row.program, row.level)

    @admin.display(description="status")
    def status_now(self, row: Enrolment) -> SafeString:
        """A word and a shape."""
        badge = listed(row).badge
        return format_html('<span class="tag tag-{}">{}</span>', badge.shape, badge.word)

    @admin.display(description="why")
    def why(self, row: Enrolment) -> SafeString:
        """The last decision, and what stopped the program."""
        found = listed(row)
        if found.decision is None:
            return SafeString("")
        told = format_html_join("", '<span class="told">{}</span>', ((w,) for w in found.alarms))
        outcome = words.OUTCOMES[Outcome(found.decision.outcome)]
        return format_html("{}: {}{}", outcome, found.decision.said["title"], told)

    @admin.display(description="last workout", ordering="last_workout_at")
    def trained(self, row: Enrolment) -> str:
        """When, on one's own clock."""
        return words.when(row.last_workout_at) if row.last_workout_at else "none yet"

    @admin.display(description="open stops")
    def stops_open(self, row: Enrolment) -> int:
        """How many wait for a clearance."""
        return listed(row).open_stops

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
            "title": f"What was done for {enrolment.client.email}",
            "entries": timeline.reviews(enrolment),
        }
        return render(request, "admin/coaching/enrolment/object_history.html", context)

    @in_own_zone
    def act_view(self, request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
        """Clear stops, set a level, set the hardest level."""
        enrolment = self.own(request, self.get_queryset(request), uuid)
        if act not in ACTS:
            raise Http404
        if request.method != "POST":
            return redirect("admin:coaching_enrolment_change", enrolment.uuid)
        form_class = ACTS[act]
        try:
            result, form = self.attempt(request, uuid, form_class)
        except services.NotFound as refusal:
            raise Http404 from refusal
        except services.Refusal as refusal:
            return self.stale_page(request, enrolment, form_class, str(refusal))
        if result is acts.Result.STALE:
            return self.stale_page(request, enrolment, form_class)
        if result is acts.Result.INVALID:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self.client_page(request, enrolment, form, status=status)
        return self.saved(request, enrolment, form)

    @transaction.atomic
    def attempt(
        self, request: HttpRequest, uuid: UUID, form_class: type[ActForm]
    ) -> tuple[acts.Result, ActForm]:
        """The act, on the client as they are now: nothing can come in between."""
        locked = self.get_queryset(request).select_for_update(of=("self",))
        enrolment = self.own(request, locked, uuid)
        open_stops = stops.open_stops(enrolment)
        form = form_class(request.POST, enrolment=enrolment, stops=open_stops)
        return acts.attempt(form, staff_of(request), enrolment), form

    def saved(self, request: HttpRequest, enrolment: Enrolment, form: ActForm) -> HttpResponse:
        """Back to the client, with a word on what was done."""
        enrolment.refresh_from_db(fields=["status"])
        self.message_user(request, form.saved_words(enrolment), messages.SUCCESS)
        return redirect("admin:coaching_enrolment_change", enrolment.uuid)

    def stale_page(
        self,
        request: HttpRequest,
        enrolment: Enrolment,
        form_class: type[ActForm],
        why: str = "",
    ) -> HttpResponse:
        """Nothing was done: what is new comes first, and the form as it was filled in."""
        enrolment.refresh_from_db()
        open_stops = stops.open_stops(enrolment)
        again = acts.refreshed(request.POST, enrolment, open_stops)
        form = form_class(again, enrolment=enrolment, stops=open_stops)
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
        open_stops = stops.open_stops(enrolment)
        forms = acts.empty_forms(enrolment, open_stops)
        if form and form.slug in forms:
            forms[form.slug] = form
        is_emergency = any(stop.is_emergency for stop in open_stops)
        context = {
            **self.page_of(request, enrolment),
            "badge": words.badge_of(enrolment, is_emergency=is_emergency),
            "level": words.level_words(enrolment.program, enrolment.level),
            "shown": shown(enrolment.program, enrolment.where),
            "ceiling": enrolment.where.ceiling,
            "stops": words.stops_told(open_stops),
            "slugs": set(forms),
            "clear_form": forms.pop("clear-stops", None),
            "forms": forms.values(),
            "sent": form,
            "page": timeline.page_of(enrolment, request.GET.get("page")),
            "others": self.others(request, enrolment),
            **more,
        }
        return render(request, "admin/coaching/enrolment/change_form.html", context, status=status)

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
