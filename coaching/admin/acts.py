"""An act on a client: once, on what its author had seen, and by a service."""

from collections.abc import Callable
from enum import Enum
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from accounts.models import User
from coaching import services
from coaching.admin.forms import ACTS, ActForm, ClearForm
from coaching.models import Decision, Enrolment, Review
from coaching.services import Moment
from coaching.stops import OpenStop


class Result(Enum):
    """What became of an act."""

    DONE = "done"
    INVALID = "invalid"
    STALE = "stale"


def seen_now(enrolment: Enrolment) -> int:
    """How much there is to see: decisions are only ever appended, so their number tells."""
    return Decision.objects.filter(enrolment=enrolment).count()


def attempt(form: ActForm, physiotherapist: User, enrolment: Enrolment) -> Result:
    """Carry an act out unless it was before, or something came in that its author has not seen.

    To be called with the enrolment locked.
    """
    if _was_done(form, physiotherapist, enrolment):
        return Result.DONE
    if enrolment.ended_at or seen_in(form.data) != seen_now(enrolment):
        return Result.STALE
    if not form.is_valid():
        return Result.INVALID
    _SERVICES[form.kind](
        physiotherapist=physiotherapist,
        enrolment=enrolment.uuid,
        moment=Moment.now(enrolment.client),
        **_told(form),
    )
    return Result.DONE


def empty_forms(enrolment: Enrolment, stops: list[OpenStop]) -> dict[str, ActForm]:
    """The acts that can be done now, by their slugs."""
    if enrolment.ended_at:
        return {}
    seen = {"seen": seen_now(enrolment)}
    offered = [form for form in ACTS.values() if stops or form is not ClearForm]
    return {form.slug: form(enrolment=enrolment, stops=stops, initial=seen) for form in offered}


def refreshed(data: QueryDict, enrolment: Enrolment, stops: list[OpenStop]) -> QueryDict:
    """What was typed, to be sent again as an act of its own by somebody who has now seen more."""
    again = data.copy()
    again["uuid"] = str(uuid4())
    again["seen"] = str(seen_now(enrolment))
    still_open = {stop.id for stop in stops}
    again.setlist("stops", [stop for stop in data.getlist("stops") if stop in still_open])
    return again


def seen_in(data: Any) -> int:
    """How much the author had seen; nothing where the form does not say."""
    try:
        return forms.IntegerField(min_value=0).clean(data.get("seen")) or 0
    except forms.ValidationError:
        return 0


def _was_done(form: ActForm, physiotherapist: User, enrolment: Enrolment) -> bool:
    try:
        uuid = forms.UUIDField().clean(form.data.get("uuid"))
    except forms.ValidationError:
        return False
    known = Review.objects.filter(enrolment=enrolment, author=physiotherapist, uuid=uuid).first()
    return known is not None and form.repeats(known)


def _told(form: ActForm) -> dict[str, Any]:
    return {name: told for name, told in form.cleaned_data.items() if name != "seen"}


_SERVICES: dict[Review.Kind, Callable[..., Review]] = {
    Review.Kind.CLEARANCE: services.clear_stop,
    Review.Kind.OVERRIDE: services.override_level,
    Review.Kind.CEILING: services.set_ceiling,
}
