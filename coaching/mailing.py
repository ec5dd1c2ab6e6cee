"""Mail about stops. It may be read by anybody on the way: no word in it says who, or what."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from accounts.texts import lazy as _
from coaching.models import StopNotice

Kind = StopNotice.Kind

SUBJECTS = {
    Kind.NEW: _("Lumbar Lock: somebody needs you"),
    Kind.OVERDUE: _("Lumbar Lock: somebody is still waiting"),
}


def mail_stop(notice: StopNotice) -> None:
    """Tell a person that somebody has a stop. Raises OSError where the mail server fails."""
    kind = Kind(notice.kind)
    desk = settings.SITE_URL + reverse("admin:index")
    with override(notice.to.language or settings.LANGUAGE_CODE):
        words = render_to_string(f"coaching/mail/{kind.value}.txt", {"desk": desk})
        send_mail(str(SUBJECTS[kind]), words, None, [notice.to.email])
