"""What a phone takes along for a workout without a network."""

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from coaching import services
from coaching.models import Enrolment
from coaching.rules import workout
from coaching.rules.workout import Underway
from coaching.showing.bundle import bundle
from coaching.views.asking import enrolment_of
from coaching.views.outbox import NOT_AGREED


@require_safe
def workout_bundle(request: HttpRequest) -> JsonResponse:
    """The bundle of the workout under way, or of the one that would begin now.

    A script asks, so nobody is sent to a login page: 401 without a login, 404 without a program.
    """
    if not isinstance(request.user, User):
        return JsonResponse({"why": _("Log in first.")}, status=401)
    if not request.user.has_agreed:
        return JsonResponse({"why": NOT_AGREED, "code": "not-agreed"}, status=409)
    enrolment = enrolment_of(request.user)
    if enrolment is None:
        return JsonResponse({"why": _("You have not started a program yet.")}, status=404)
    now = timezone.now()
    row = services.workout_to_go_on_with(enrolment, now=now)
    state = services.underway(enrolment, row) if row else _about_to_begin(enrolment, now)
    status = services.training_status(enrolment, now=now)
    return JsonResponse(bundle(enrolment, status=status, row=row, underway=state, now=now))


def _about_to_begin(enrolment: Enrolment, now: datetime) -> Underway:
    return workout.begin(enrolment.program.rules, enrolment.where, at=now, event_id="")
