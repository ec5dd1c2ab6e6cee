"""Notices whose time is over."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from coaching.models import StopNotice
from coaching.rules.terms import Status


def notices_over(now: datetime) -> "QuerySet[StopNotice]":
    """Those of mails that were sent. While a stop is open they say who sees it, and stay."""
    before = now - timedelta(days=settings.KEEP_NOTICES_DAYS)
    return StopNotice.objects.filter(sent_at__lte=before).exclude(enrolment__status=Status.STOPPED)
