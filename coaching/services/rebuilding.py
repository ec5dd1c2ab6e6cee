"""The check that what is kept and said equals the fold of the events, and is the client's own."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from coaching.models import Enrolment, SetReport
from coaching.services.settling import is_settled, resettle


def differs(pk: int) -> bool:
    """Whether what is kept or said of an enrolment is not the fold of its events, or strayed."""
    with transaction.atomic():
        enrolment = _locked(pk)
        return not is_settled(enrolment) or any(rows.exists() for rows in _strayed(enrolment))


def rebuild(pk: int) -> bool:
    """Put right what is kept and said of an enrolment; True where it was wrong."""
    with transaction.atomic():
        enrolment = _locked(pk)
        moved = sum([rows.update(client=enrolment.client_id) for rows in _strayed(enrolment)])
        if is_settled(enrolment):
            return bool(moved)
        resettle(enrolment)
        return True


def _strayed(enrolment: Enrolment) -> Iterator[QuerySet[Any]]:
    """The rows of an enrolment that say they are of another client."""
    sets = SetReport.objects.filter(workout__enrolment=enrolment)
    kept = (enrolment.workouts.all(), sets, enrolment.mornings.all(), enrolment.decisions.all())
    return (rows.exclude(client=enrolment.client_id) for rows in kept)


def _locked(pk: int) -> Enrolment:
    enrolments = Enrolment.objects.select_related("program", "client")
    return enrolments.select_for_update(of=("self",)).get(pk=pk)
