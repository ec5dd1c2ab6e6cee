"""An act on a client: once, on what its author had seen, and by a service."""

from collections.abc import Mapping
from enum import Enum
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from accounts.models import User
from coaching.admin.doses import DosesForm
from coaching.admin.forms import (
    ActForm,
    CeilingForm,
    ClearForm,
    LevelForm,
    PauseForm,
    ProgramForm,
    ResumeForm,
)
from coaching.admin.writing import AcknowledgeForm
from coaching.models import Decision, Enrolment
from coaching.stops import OpenStop

ACTS: Mapping[str, type[ActForm]] = {
    form.slug: form
    for form in (
        AcknowledgeForm,
        ClearForm,
        LevelForm,
        CeilingForm,
        DosesForm,
        ResumeForm,
        PauseForm,
        ProgramForm,
    )
}
"""Every act, by the last part of its address, in the order offered."""


class Result(Enum):
    """What became of an act."""

    DONE = "done"
    INVALID = "invalid"
    STALE = "stale"


def seen_now(enrolment: Enrolment) -> int:
    """How much there is to see: the key of the client's last decision."""
    return Decision.objects.newest([enrolment.client_id]).get(enrolment.client_id, 0)


def attempt(form: ActForm) -> Result:
    """Carry an act out unless it was before, or something came in that its author has not seen.

    To be called with the client and the enrolment locked.
    """
    enrolment = form.enrolment
    if _was_done(form):
        return Result.DONE
    if enrolment.ended_at or seen_in(form.data) != seen_now(enrolment):
        return Result.STALE
    if not form.is_valid():
        return Result.INVALID
    form.carry_out()
    return Result.DONE


def empty_forms(
    enrolment: Enrolment, stops: list[OpenStop], physiotherapist: User
) -> dict[str, ActForm]:
    """The acts that can be done now, by their slugs."""
    if enrolment.ended_at:
        return {}
    given: dict[str, Any] = {
        "enrolment": enrolment,
        "stops": stops,
        "physiotherapist": physiotherapist,
        "initial": {"seen": seen_now(enrolment)},
    }
    offered = {slug: form(**given) for slug, form in ACTS.items()}
    return {slug: form for slug, form in offered.items() if form.fits}


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


def _was_done(form: ActForm) -> bool:
    try:
        uuid = forms.UUIDField().clean(form.data.get("uuid"))
    except forms.ValidationError:
        return False
    author = form.physiotherapist
    rows = form.row.objects.filter(enrolment=form.enrolment, author=author, uuid=uuid)
    known = rows.first()
    return known is not None and form.repeats(known)
