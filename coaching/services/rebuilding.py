"""The check that what is kept equals the fold of the events."""

from django.db import transaction

from coaching import chronicle, positions
from coaching.models import Enrolment
from coaching.services.settling import resettle


def differs(pk: int) -> bool:
    """Whether an enrolment's kept position is not the fold of its events."""
    enrolment = Enrolment.objects.select_related("program", "client").get(pk=pk)
    position = chronicle.begin(enrolment).position
    for told in chronicle.tell_all(enrolment):
        position = told.decision.position
    kept = (enrolment.position, enrolment.status, enrolment.level)
    return kept != (positions.dump(position), position.status, position.level)


def rebuild(pk: int) -> bool:
    """Put an enrolment's kept position right; True where it was wrong."""
    with transaction.atomic():
        Enrolment.objects.select_for_update().get(pk=pk)
        if not differs(pk):
            return False
        resettle(Enrolment.objects.select_related("program", "client").get(pk=pk))
        return True
