"""Programs that are written at the desk: drafts, their review, their publication, their preview."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin.desk import in_own_zone, staff_of
from accounts.models import User
from accounts.texts import lazy
from accounts.trail import lists
from coaching.admin import draft_words, previews
from coaching.admin.draft_forms import (
    MOST_LEVELS,
    BeginForm,
    DraftPage,
    page_from_definition,
    page_from_post,
    rows_of,
    typed_levels,
)
from coaching.admin.scoped import ScopedModelAdmin
from coaching.catalogue import loads_of, spoken
from coaching.models import Enrolment, Program, ProgramDraft
from coaching.services import NotFound, Refusal, drafting
from coaching.services.publishing import digest_of
from coaching.showing import previewing

SAVE, CHECK, ADD, REMOVE = "save", "check", "add", "remove"
READ = ("GET", "HEAD")
HOME = "admin:coaching_programdraft_changelist"
DRAFT = "admin:coaching_programdraft_change"
CLOSED = lazy("Only its author changes a draft, and only until it is published or withdrawn.")


@admin.register(ProgramDraft)
class ProgramDraftAdmin(ScopedModelAdmin):
    """The drafts of the clinic in which one works."""

    def scoped(self, physiotherapist: User) -> QuerySet[ProgramDraft]:
        """Those of the clinic, and own ones that belong to none."""
        drafts = ProgramDraft.objects.visible_to(physiotherapist)
        return drafts.select_related("author", "reviewer", "published", "clinic", "base")

    def get_urls(self) -> list[URLPattern]:
        """The list, a draft, and what is done with it."""
        view, draft, name = self.admin_site.admin_view, "<uuid:uuid>/", "coaching_programdraft"
        return [
            path("", view(self.changelist_view), name=f"{name}_changelist"),
            path(f"{draft}change/", view(self.draft_view), name=f"{name}_change"),
            path(f"{draft}preview/", view(self.preview_view), name=f"{name}_preview"),
            path(f"{draft}<slug:act>/", view(self.act_view), name=f"{name}_act"),
        ]

    @in_own_zone
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every draft of the clinic, and the form that begins one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = staff_of(request)
        programs = Program.objects.visible_to(user)
        form = BeginForm(request.POST or None, programs=programs, initial=_base_of(request))
        draft = _begun(form, user) if request.method == "POST" else None
        if draft:
            return redirect(DRAFT, draft.uuid)
        drafts = Paginator(self.get_queryset(request), self.list_per_page)
        context = {
            "title": _("Program drafts"),
            "form": form,
            "clinic": drafting.clinic_of(user),
            "page": drafts.get_page(request.GET.get("page")),
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        return self.page(request, "change_list", context, status=status)

    @in_own_zone
    def draft_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """A draft to read; its author changes it here."""
        draft = self.own(request, self.get_queryset(request), uuid)
        is_sent = request.method == "POST"
        if draft.author_id != staff_of(request).pk or not draft.is_under_way:
            return self.reading_page(request, draft, refused=CLOSED if is_sent else "")
        if is_sent:
            return self.changed(request, draft)
        found = page_from_definition(draft.definition, programs=_to_lead_into(draft))
        return self.writing_page(request, draft, found)

    def changed(self, request: HttpRequest, draft: ProgramDraft) -> HttpResponse:
        """Save, check, or another row of the ladder: nothing that was typed is lost."""
        act, _dash, number = request.POST.get("act", SAVE).partition("-")
        data: Mapping[str, Any] = request.POST
        if act in (ADD, REMOVE):
            data = _with_other_rows(request, act, number)
        found = page_from_post(data, programs=_to_lead_into(draft))
        if not found.is_storable:
            return self.writing_page(
                request, draft, found, unsaved=True, status=HTTPStatus.UNPROCESSABLE_ENTITY
            )
        if act != SAVE:
            return self.writing_page(request, draft, found, unsaved=True)
        return self.save(request, draft, found)

    def save(self, request: HttpRequest, draft: ProgramDraft, found: DraftPage) -> HttpResponse:
        """Keep it; where somebody, or another page, was faster, show first what is there now."""
        try:
            saved = drafting.change_draft(
                author=staff_of(request),
                uuid=draft.uuid,
                seen=_whole(request.POST.get("seen")),
                definition=found.written(),
                now=timezone.now(),
            )
        except NotFound as refusal:
            raise Http404 from refusal
        except Refusal as refusal:
            draft.refresh_from_db()
            changes = draft_words.differences(draft.definition, found.written())
            more = {"refused": str(refusal), "changes": changes, "unsaved": True}
            return self.writing_page(request, draft, found, status=HTTPStatus.CONFLICT, **more)
        count = len(drafting.faults_of(saved))
        words = ngettext(
            "Saved, with %(things)s thing to mend.",
            "Saved, with %(things)s things to mend.",
            count,
        ) % {"things": count}
        self.message_user(
            request,
            words if count else _("Saved. There is no fault in it."),
            messages.WARNING if count else messages.SUCCESS,
        )
        return redirect(DRAFT, draft.uuid)

    @in_own_zone
    def act_view(self, request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
        """Review, publish, withdraw."""
        draft = self.own(request, self.get_queryset(request), uuid)
        if act not in ACTS:
            raise Http404
        if request.method != "POST":
            return redirect(DRAFT, draft.uuid)
        carry_out, said = ACTS[act]
        try:
            carry_out(staff_of(request), request, uuid)
        except NotFound as refusal:
            raise Http404 from refusal
        except Refusal as refusal:
            draft = self.own(request, self.get_queryset(request), uuid)
            return self.reading_page(request, draft, refused=str(refusal))
        self.message_user(request, said, messages.SUCCESS)
        return redirect(DRAFT, draft.uuid)

    @in_own_zone
    def preview_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """Who would have moved otherwise, of the clients whom this person sees."""
        draft = self.own(request, self.get_queryset(request), uuid)
        if request.method not in READ:
            return HttpResponseNotAllowed(READ)
        context = {"title": _("Preview of %(title)s") % {"title": _title(draft)}, "draft": draft}
        if drafting.faults_of(draft):
            return self.page(request, "preview", context | {"is_faulty": True})
        programs = Program.objects.visible_to(staff_of(request))
        theirs = Enrolment.objects.cared_for_by(staff_of(request)).active()
        theirs = theirs.filter(program__in=programs.filter(drafting.earlier_versions(draft)))
        theirs = theirs.select_related("client", "program")
        pages = Paginator(theirs.order_by("started_at", "pk"), previewing.PAGE)
        shown = pages.get_page(request.GET.get("page"))
        people = [enrolment.client.public_id for enrolment in shown]
        lists(request, len(people), people=people)
        compared = previewing.compare(list(shown), drafting.as_program(draft))
        return self.page(request, "preview", context | {"page": shown, **previews.told(compared)})

    # Pages

    def writing_page(
        self,
        request: HttpRequest,
        draft: ProgramDraft,
        found: DraftPage,
        *,
        status: int = HTTPStatus.OK,
        **more: object,
    ) -> HttpResponse:
        """The form, every fault at its field, the load beside each level."""
        loads: list[float | None] = []
        if found.is_storable:
            written = found.written()
            found.name_faults(drafting.faults_of(draft, written))
            loads = loads_of(written["levels"], spoken().variations)
            more["chart"] = draft_words.curve(written, loads)
        context = {
            **self.about(draft, request),
            "form": found.form,
            "levels": list(zip(found.levels, loads or [None] * len(found.levels), strict=True)),
            "problems": found.problems(),
            "is_full": len(found.levels) >= MOST_LEVELS,
            "unsaved": False,
            **more,
        }
        return self.page(request, "change_form", context, status=status)

    def reading_page(
        self,
        request: HttpRequest,
        draft: ProgramDraft,
        *,
        refused: str = "",
    ) -> HttpResponse:
        """The draft as it is, what it says otherwise than its base, and the acts."""
        definition = draft.definition
        loads = loads_of(definition["levels"], spoken().variations)
        context = {
            **self.about(draft, request),
            "refused": refused,
            "sections": draft_words.read_out(definition),
            "levels": draft_words.levels_read_out(definition, loads),
            "chart": draft_words.curve(definition, loads),
            "faults": drafting.faults_of(draft),
            "changes": _changes_of(draft),
        }
        status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
        return self.page(request, "read", context, status=status)

    def about(self, draft: ProgramDraft, request: HttpRequest) -> dict[str, Any]:
        """What both pages of a draft say."""
        user = staff_of(request)
        return {
            "title": _title(draft),
            "draft": draft,
            "digest": digest_of(draft.definition),
            "is_author": draft.author_id == user.pk,
            "may_review": draft.is_under_way
            and not draft.is_reviewed
            and draft.author_id != user.pk,
            "may_publish": draft.is_under_way
            and draft.is_reviewed
            and user.pk in (draft.author_id, draft.reviewer_id),
            "behind": drafting.newer_version(draft),
        }

    def page(
        self,
        request: HttpRequest,
        template: str,
        context: dict[str, Any],
        *,
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        """One of the pages, in the desk's frame."""
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "zone": staff_of(request).time_zone,
        }
        name = f"admin/coaching/programdraft/{template}.html"
        return render(request, name, frame | context, status=status)


def _begun(form: BeginForm, author: User) -> ProgramDraft | None:
    if not form.is_valid():
        return None
    base = form.cleaned_data["base"]
    try:
        return drafting.begin_draft(
            author=author,
            uuid=form.cleaned_data["uuid"],
            base=base.pk if base else None,
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def _review(user: User, request: HttpRequest, uuid: UUID) -> object:
    digest = request.POST.get("digest", "")
    return drafting.review_draft(reviewer=user, uuid=uuid, digest=digest, now=timezone.now())


def _publish(user: User, request: HttpRequest, uuid: UUID) -> object:
    digest, now = request.POST.get("digest", ""), timezone.now()
    return drafting.publish_draft(physiotherapist=user, uuid=uuid, digest=digest, now=now)


def _withdraw(user: User, _request: HttpRequest, uuid: UUID) -> object:
    return drafting.withdraw_draft(author=user, uuid=uuid, now=timezone.now())


ACTS: dict[str, tuple[Callable[[User, HttpRequest, UUID], object], str]] = {
    "review": (_review, lazy("Reviewed. It can be published now.")),
    "publish": (
        _publish,
        lazy("Published. Everybody stays on their version until they are moved."),
    ),
    "withdraw": (_withdraw, lazy("Withdrawn.")),
}


def _with_other_rows(request: HttpRequest, act: str, number: str) -> dict[str, Any]:
    """What was sent, with a row more after the one of that number, or with that one gone."""
    data = request.POST.dict()
    rows = rows_of(page_from_post(data, programs=()))
    place = min(_whole(number), len(rows))
    if act == ADD and len(rows) < MOST_LEVELS:
        variation = rows[place - 1]["variation"] if place else ""
        rows.insert(place, {"variation": variation, "thigh_angle": ""})
    elif act == REMOVE and place:
        del rows[place - 1]
    return {name: it for name, it in data.items() if not name.startswith("level-")} | typed_levels(
        rows
    )


def _to_lead_into(draft: ProgramDraft) -> QuerySet[Program]:
    current = Program.objects.current().visible_to(draft.author)
    return current.exclude(slug=draft.definition.get("slug", ""))


def _changes_of(draft: ProgramDraft) -> list[draft_words.Change]:
    return draft_words.differences(draft.base.definition, draft.definition) if draft.base else []


def _title(draft: ProgramDraft) -> str:
    return draft.definition.get("title") or _("Untitled draft")


def _base_of(request: HttpRequest) -> dict[str, Any]:
    return {"base": request.GET.get("base")}


def _whole(text: str | None) -> int:
    try:
        return forms.IntegerField(min_value=0).clean(text) or 0
    except forms.ValidationError:
        return 0
