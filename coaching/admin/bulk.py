"""One act for several clients: first shown client by client, then done once for each of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.texts import lazy
from coaching import services
from coaching.admin.caseload import Client, named
from coaching.admin.forms import doubt_of_start
from coaching.admin.words import level_words
from coaching.models import Decision, Program
from coaching.receipts import in_the_readers_words
from coaching.rules.terms import REVERSE_CRUNCH
from coaching.services import Moment
from coaching.services.starting import NEWS
from coaching.services.writing import LONGEST
from coaching.tongue import listed

STOPPED = lazy("A stop is open")
ON_IT = lazy("On this program already")


class BulkForm(forms.Form):
    """What is to be done for everybody who is named.

    `moves` is whether it is only done on what its author had seen.
    """

    use_required_attribute = False
    slug: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str]
    done: ClassVar[str]
    moves: ClassVar[bool] = False

    def __init__(self, *args: Any, physiotherapist: User, **kwargs: Any) -> None:
        """For the person who asks."""
        super().__init__(*args, **kwargs)
        self.physiotherapist = physiotherapist

    @property
    def told(self) -> list[tuple[Any, Any]]:
        """What was filled in, for whoever reads it once more."""
        return [(field.label, _in_words(self.cleaned_data[field.name])) for field in self]

    def will(self, client: Client) -> str:
        """What happens to this client, in words."""
        raise NotImplementedError

    def why_not(self, client: Client) -> str:
        """Why this client is left out of just this; empty where nothing speaks against it."""
        return ""

    def carry_out(self, line: "Line", now: datetime) -> None:
        """Do it for this client, once whatever is sent twice. Raises a Refusal."""
        raise NotImplementedError


class AssignForm(BulkForm):
    """Another program for each."""

    slug, title, button = "assign-program", lazy("Assign a program"), lazy("Assign it")
    done = lazy("Assigned")
    moves = True
    program = forms.ModelChoiceField(
        queryset=Program.objects.none(), error_messages={"required": lazy("Choose a program.")}
    )
    level = forms.IntegerField(
        min_value=REVERSE_CRUNCH,
        label=lazy("First level"),
        help_text=lazy("Counted from 1; 0 is the reverse crunch."),
        error_messages={"required": lazy("Say where they begin.")},
    )
    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Each client reads it."),
        error_messages={"required": lazy("Write down the reason.")},
    )

    def __init__(self, *args: Any, physiotherapist: User, **kwargs: Any) -> None:
        """The newest version of each program that this physiotherapist may use."""
        super().__init__(*args, physiotherapist=physiotherapist, **kwargs)
        offered = Program.objects.current().visible_to(physiotherapist)
        self.fields["program"].queryset = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The level has to be one of the program's."""
        told = super().clean() or self.cleaned_data
        program, level = told.get("program"), told.get("level")
        if program and level is not None and level > program.rules.ladder.last:
            self.add_error(
                "level",
                _("This program has %(last)s levels.") % {"last": program.rules.ladder.last},
            )
        return told

    def will(self, client: Client) -> str:
        """From where to where."""
        program = self.cleaned_data["program"]
        return _("%(before)s → %(after)s") % {
            "before": _place(client.program, client.level),
            "after": _place(program, self.cleaned_data["level"]),
        }

    def why_not(self, client: Client) -> str:
        """Who is on it would only lose their ceiling and doses; a far level is asked for alone."""
        program, level = self.cleaned_data["program"], self.cleaned_data["level"]
        if client.program == program:
            return ON_IT
        return doubt_of_start(program, level, present=client.program, present_level=client.level)

    def carry_out(self, line: "Line", now: datetime) -> None:
        """The present program ends, the other begins."""
        services.change_program(
            physiotherapist=self.physiotherapist,
            enrolment=line.client.uuid,
            program=self.cleaned_data["program"],
            level=self.cleaned_data["level"],
            uuid=line.uuid,
            reason=self.cleaned_data["reason"],
            moment=Moment.at(User.objects.get(pk=line.client.person), now),
            seen=line.seen,
        )


class MessageForm(BulkForm):
    """The same words to each."""

    slug, title, button = "message", lazy("Write a message"), lazy("Send it")
    done = lazy("Sent")
    text = forms.CharField(
        max_length=LONGEST,
        label=lazy("Message"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=lazy("Each client gets one of their own. Nobody sees who else was written to."),
        error_messages={"required": lazy("Write something first.")},
    )

    def will(self, client: Client) -> str:
        """Whom it goes to."""
        return _("Gets the message")

    def carry_out(self, line: "Line", now: datetime) -> None:
        """One message under the link with this client."""
        services.write_to_client(
            physiotherapist=self.physiotherapist,
            client=User.objects.get(pk=line.client.person),
            uuid=line.uuid,
            text=self.cleaned_data["text"],
            now=now,
        )


class ReviewForm(BulkForm):
    """The same day for each."""

    slug, title, button = "plan-review", lazy("Plan a review"), lazy("Plan it")
    done = lazy("Planned")
    on = forms.DateField(
        label=lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": lazy("Choose a day.")},
    )

    def clean_on(self) -> Any:
        """Today, or a later day, on the calendar of who plans it."""
        if self.cleaned_data["on"] < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return self.cleaned_data["on"]

    def will(self, client: Client) -> str:
        """What was planned before, and what will be."""
        on = _("Review on %(in_words)s") % {"in_words": _in_words(self.cleaned_data["on"])}
        before = client.review_on
        return (
            _("%(on)s, instead of %(in_words)s") % {"on": on, "in_words": _in_words(before)}
            if before
            else on
        )

    def carry_out(self, line: "Line", now: datetime) -> None:
        """The latest plan counts."""
        services.plan_review(
            physiotherapist=self.physiotherapist,
            enrolment=line.client.uuid,
            uuid=line.uuid,
            on=self.cleaned_data["on"],
            now=now,
        )


BULK: Mapping[str, type[BulkForm]] = {
    form.slug: form for form in (AssignForm, MessageForm, ReviewForm)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One client: what will happen or happened, or why they are left out.

    `uuid` makes the act count once; `seen` is how many decisions there were to see.
    """

    client: Client
    uuid: UUID
    seen: int
    words: str = ""
    left_out: str = ""


def ticked(data: QueryDict) -> list[UUID]:
    """Whoever was ticked, or everybody on the page."""
    names = data.getlist("shown" if data.get("everybody") else "client")
    return [uuid for uuid in map(_uuid, names) if uuid]


def lines(clients: Iterable[Client], data: QueryDict) -> list[Line]:
    """Everybody who was ticked and is in this person's care, with who is left out and why."""
    found = list(named(clients, ticked(data)))
    seen = Decision.objects.newest(client.person for client in found)
    return [
        Line(
            client=client,
            uuid=_uuid(data.get(f"uuid-{client.uuid}")) or uuid4(),
            seen=seen.get(client.person, 0),
            left_out=STOPPED if client.tier.is_stop else "",
        )
        for client in found
    ]


def previewed(form: BulkForm, found: Iterable[Line]) -> list[Line]:
    """The same lines, with what will happen to whom."""
    return [
        line if line.left_out else replace(line, words=form.will(line.client))
        for line in _fitting(form, found)
    ]


Acting = Callable[[UUID], AbstractContextManager[object]]
"""What keeps an act on the client with this public id on record, or undoes it."""


def carried_out(
    form: BulkForm, found: Iterable[Line], data: QueryDict, now: datetime, acting: Acting
) -> list[Line]:
    """Done for each who is not left out; whom it was not done for, and why."""
    return [_carried_out(form, line, data, now, acting) for line in _fitting(form, found)]


def _fitting(form: BulkForm, found: Iterable[Line]) -> Iterator[Line]:
    """The same lines, less those that just this does not fit."""
    return (replace(line, left_out=line.left_out or form.why_not(line.client)) for line in found)


def _carried_out(
    form: BulkForm, line: Line, data: QueryDict, now: datetime, acting: Acting
) -> Line:
    if line.left_out:
        return line
    if form.moves and data.get(f"seen-{line.client.uuid}") != str(line.seen):
        return replace(line, left_out=NEWS)
    try:
        with acting(line.client.public_id):
            form.carry_out(line, now)
    except services.Refusal as refusal:
        return replace(line, left_out=str(refusal))
    return replace(line, words=form.done)


def _place(program: Program, level: int) -> str:
    return listed([in_the_readers_words(program.title), level_words(program, level)])


def _in_words(told: Any) -> Any:
    return date_format(told, _("j M Y")) if isinstance(told, date) else told


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
