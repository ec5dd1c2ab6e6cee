"""What is deleted when its time is over. Nothing that a fold or a record needs is among it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from accounts.models import CodeTry, Invitation

TRIES = timedelta(days=1)
"""Wrong codes count for an hour."""


def over(now: datetime) -> dict[str, "QuerySet[Any]"]:
    """The rows whose time is over, by what they are."""
    unused = now - timedelta(days=settings.KEEP_INVITATIONS_DAYS)
    never_used = Invitation.objects.filter(used_at=None, link=None)
    return {
        "sessions": Session.objects.filter(expire_date__lte=now),
        "invitations": never_used.filter(Q(expires_at__lte=unused) | Q(revoked_at__lte=unused)),
        "wrong codes": CodeTry.objects.filter(tried_at__lte=now - TRIES),
    }
