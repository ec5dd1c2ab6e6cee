"""The agreement to the keeping of health data: given, and taken back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import processing
from accounts.models import CareLink, ProcessingAnswer, User
from accounts.services.care import end
from accounts.services.people import locked
from accounts.services.refusals import Refused


@transaction.atomic
def agree_to_processing(*, user: User, text_version: str, now: datetime | None = None) -> User:
    """From here on health data may be kept. Agreeing twice is once.

    Raises Refused where the words have changed since they were shown.
    """
    if text_version != processing.CURRENT.version:
        raise Refused(
            _("The words have changed since you opened the page. Please read them again.")
        )
    user = locked(user)
    if not user.has_agreed:
        _answer(user, text_version, agreed=True, now=now)
    return user


@transaction.atomic
def withdraw_processing(*, user: User, now: datetime | None = None) -> User:
    """From here on nothing is kept, and nobody sees what is there. Twice is once."""
    user, now = locked(user), now or timezone.now()
    if not user.agreed_to:
        return user
    _answer(user, user.agreed_to, agreed=False, now=now)
    for link in CareLink.objects.about(user).open():
        end(link, by=CareLink.EndedBy.CLIENT, now=now)
    return user


def _answer(user: User, text_version: str, *, agreed: bool, now: datetime | None) -> None:
    user.agreed_to = text_version if agreed else ""
    user.save(update_fields=["agreed_to"])
    ProcessingAnswer.objects.create(
        user=user, text_version=text_version, agreed=agreed, answered_at=now or timezone.now()
    )
