"""What a physiotherapist writes that moves nobody: seen, next review, notes to self, messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.desk import in_own_zone, staff_of
from accounts.forms import OnceForm
from accounts.models import CareLink, User
from accounts.texts import lazy
from coaching import services
from coaching.admin.forms import ActForm, choices, stop_label
from coaching.admin.scoped import ScopedModelAdmin
from coaching.models import Acknowledgement, DeskNote, Enrolment, Message, PlannedReview
from coaching.services.writing import LONGEST
from coaching.stops import acknowledged

PAGE = 20
"""Messages, and notes, that the page of a client shows at once."""
NEWEST: Mapping[str, str] = {}
"""The first page of each."""


class AcknowledgeForm(ActForm):
    """Say that stops were seen. It is an act: on what its author had seen, and with a reason."""

    row = Acknowledgement
    slug = "acknowledge"
    title = lazy("Acknowledge: I have seen it")
    button = lazy("Acknowledge the ticked stops")
    saved = lazy("Saved. Your client reads that you have seen it. The plan stays paused.")

    stops = forms.MultipleChoiceField(
        label=lazy("Which stops have you seen?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": lazy("Tick the stops that you have seen."),
            "invalid_choice": lazy("One of these stops is not open."),
        },
    )

    @property
    def fits(self) -> bool:
        """Where one is open that nobody has seen."""
        seen = acknowledged([self.enrolment]) if self.open_stops else {}
        return any(stop.id not in seen for stop in self.open_stops)

    def offer(self) -> None:
        """The stops that are open now, none of them ticked."""
        choices(self, "stops", [(stop.id, stop_label(stop)) for stop in self.open_stops])

    def carry_out(self) -> None:
        """Write down that they were seen."""
        told = {name: answer for name, answer in self.cleaned_data.items() if name != "seen"}
        services.acknowledge(
            physiotherapist=self.physiotherapist,
            enrolment=self.enrolment.uuid,
            now=timezone.now(),
            **told,
        )

    def repeats(self, row: Any) -> bool:
        """The same stops with the same reason."""
        ticked = self.data.getlist("stops") if isinstance(self.data, QueryDict) else []
        # Browsers send line ends as two characters; they are kept as one.
        reason = self.typed("reason").replace("\r\n", "\n")
        return (reason, sorted(set(ticked))) == (row.reason, row.stops)


class WriteForm(OnceForm):
    """Something that is written about a client, or to them."""

    slug: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str]
    saved: ClassVar[str]

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """Each form of the page has ids of its own."""
        super().__init__(data, auto_id=f"{self.slug}-%s", **kwargs)

    def write(self, physiotherapist: User, enrolment: Enrolment, now: datetime) -> None:
        """Have it written down. Raises a Refusal where that does not fit."""
        raise NotImplementedError


class PlanForm(WriteForm):
    """When to look again."""

    slug = "review"
    title = lazy("Plan the next review")
    button = lazy("Plan it")
    saved = lazy("Saved. The next review is planned.")

    on = forms.DateField(
        label=lazy("Day"),
        help_text=lazy("Leave it empty to take the planned day back."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": lazy("This is not a day.")},
    )

    def write(self, physiotherapist: User, enrolment: Enrolment, now: datetime) -> None:
        """Plan it, or take it back."""
        services.plan_review(
            physiotherapist=physiotherapist,
            enrolment=enrolment.uuid,
            now=now,
            **self.cleaned_data,
        )


class NoteForm(WriteForm):
    """A note for its author, and for whom it is about in a copy of their data."""

    slug = "note"
    title = lazy("Write a note to self")
    button = lazy("Keep the note")
    saved = lazy("Saved. At the desk only you read this note.")

    text = forms.CharField(
        label=lazy("Note"),
        help_text=lazy("No cover and no lead reads it. Your client does, in a copy of their data."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": lazy("Write something first.")},
    )

    def write(self, physiotherapist: User, enrolment: Enrolment, now: datetime) -> None:
        """Keep it."""
        services.note_to_self(
            physiotherapist=physiotherapist,
            enrolment=enrolment.uuid,
            now=now,
            **self.cleaned_data,
        )


class UuidsField(forms.CharField):
    """Which messages the page showed."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> list[UUID]:
        """Their ids. Raises ValidationError for anything else."""
        try:
            return [UUID(part) for part in super().clean(value).split()]
        except ValueError as error:
            raise forms.ValidationError(_("Load the page again.")) from error


class ReadForm(WriteForm):
    """The new messages that the page shows were read."""

    slug = "read"
    title = button = lazy("Mark as read")
    saved = lazy("Saved. Your client sees that the messages were read.")

    shown = UuidsField(required=False)

    def write(self, physiotherapist: User, enrolment: Enrolment, now: datetime) -> None:
        """What was shown was read, and nothing that came in since."""
        services.read_as_physiotherapist(
            physiotherapist=physiotherapist, messages=self.cleaned_data["shown"], now=now
        )


class MessageForm(ReadForm):
    """Words to the client. Who answers has read what was shown."""

    slug = "message"
    title = lazy("Write to the client")
    button = lazy("Send")
    saved = lazy("Sent. Your client reads it when they next look.")

    text = forms.CharField(
        label=lazy("Message"),
        help_text=lazy("Your client, and whoever covers for you, can read it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": lazy("Write something first.")},
    )

    def write(self, physiotherapist: User, enrolment: Enrolment, now: datetime) -> None:
        """Send it."""
        services.write_to_client(
            physiotherapist=physiotherapist,
            client=enrolment.client,
            uuid=self.cleaned_data["uuid"],
            text=self.cleaned_data["text"],
            now=now,
        )
        super().write(physiotherapist, enrolment, now)


FORMS: dict[str, type[WriteForm]] = {
    form.slug: form for form in (MessageForm, ReadForm, PlanForm, NoteForm)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """What the page of a client shows of all this; `forms` are those that fit, by their slugs.

    Of `messages` the oldest come first, of `notes` the newest; `waiting` is how many of all the
    client's are unread.
    """

    messages: Page[Message]
    waiting: int
    notes: Page[DeskNote]
    review: PlannedReview | None
    is_overdue: bool
    forms: dict[str, WriteForm]


def sections(
    physiotherapist: User,
    enrolment: Enrolment,
    *,
    pages: Mapping[str, str] = NEWEST,
    sent: WriteForm | None = None,
) -> dict[str, Sections]:
    """The context of `_writing.html`.

    `pages` says which page of the messages and of the notes; `sent` stands in the place of its
    empty form.
    """
    client, today = enrolment.client, timezone.localdate(timezone=physiotherapist.zone)
    own = Message.objects.seen_by(physiotherapist).of(client).select_related("author")
    shown = Paginator(own, PAGE).get_page(pages.get("messages"))
    shown.object_list = list(shown.object_list)[::-1]
    notes = DeskNote.objects.filter(author=physiotherapist, enrolment__client=client)
    review = enrolment.plannedreviews.select_related("author").first()
    return {
        "writing": Sections(
            messages=shown,
            waiting=services.unread_for(physiotherapist)[client.pk],
            notes=Paginator(notes, PAGE).get_page(pages.get("notes")),
            review=review if review and review.on else None,
            is_overdue=bool(review and review.on and review.on < today),
            forms=_forms(physiotherapist, enrolment, list(shown.object_list), today)
            | ({sent.slug: sent} if sent else {}),
        )
    }


def _forms(
    physiotherapist: User, enrolment: Enrolment, shown: list[Message], today: date
) -> dict[str, WriteForm]:
    """A lead who sees the client for an overdue stop has no link to write under."""
    found: list[WriteForm] = []
    new = " ".join(str(row.uuid) for row in shown if row.by_client and row.read_at is None)
    if CareLink.objects.seen_by(physiotherapist).about(enrolment.client).exists():
        found.append(MessageForm(initial={"shown": new}))
    if new:
        found.append(ReadForm(initial={"shown": new}))
    if enrolment.ended_at is None:
        review = PlanForm()
        review.fields["on"].widget.attrs["min"] = today.isoformat()
        found += [review, NoteForm()]
    return {form.slug: form for form in found}


class WritingPages(ScopedModelAdmin):
    """Where the forms are sent; a part of the pages about a client."""

    def writing_urls(self) -> list[URLPattern]:
        """One address a form."""
        view = self.admin_site.admin_view(self.write_view)
        return [path("<uuid:uuid>/write/<slug:what>/", view, name="coaching_enrolment_write")]

    @in_own_zone
    def write_view(self, request: HttpRequest, uuid: UUID, what: str) -> HttpResponse:
        """Write it down, or show the form again with what is missing."""
        enrolment = self.own(request, self.get_queryset(request), uuid)
        if what not in FORMS:
            raise Http404
        if request.method != "POST":
            return redirect("admin:coaching_enrolment_change", enrolment.uuid)
        data = request.POST.copy()
        form = FORMS[what](data)
        if form.is_valid():
            if self.was_written(request, form, enrolment):
                self.message_user(request, form.saved, messages.SUCCESS)
                return redirect("admin:coaching_enrolment_change", enrolment.uuid)
            # Whatever came under the old id, these words are sent under one of their own.
            data["uuid"] = str(uuid4())
        shown = sections(staff_of(request), enrolment, sent=form)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return self.client_page(request, enrolment, status=status, **shown)

    def was_written(self, request: HttpRequest, form: WriteForm, enrolment: Enrolment) -> bool:
        """Whether it was; a refusal becomes an error of the form, which keeps its words."""
        try:
            form.write(staff_of(request), enrolment, timezone.now())
        except services.NotFound as refusal:
            raise Http404 from refusal
        except services.Refusal as refusal:
            form.add_error(None, str(refusal))
            return False
        return True

    def client_page(self, request: HttpRequest, enrolment: Enrolment, **more: Any) -> HttpResponse:
        """The page of a client."""
        raise NotImplementedError
