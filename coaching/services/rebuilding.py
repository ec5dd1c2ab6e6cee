"""The check that what is kept and said equals the fold of the events."""

from django.db import transaction

from coaching.models import Enrolment
from coaching.services.settling import is_settled, resettle


def differs(pk: int) -> bool:
    """Whether what is kept or said of an enrolment is not the fold of its events."""
    with transaction.atomic():
        return not is_settled(_locked(pk))


def rebuild(pk: int) -> bool:
    """Put right what is kept and said of an enrolment; True where it was wrong."""
    with transaction.atomic():
        enrolment = _locked(pk)
        if is_settled(enrolment):
            return False
        resettle(enrolment)
        return True


def _locked(pk: int) -> Enrolment:
    enrolments = Enrolment.objects.select_related("program", "client")
    return enrolments.select_for_update(of=("self",)).get(pk=pk)
