"""Mail about care. It may be read by anybody on the way: no word in it says anything of health."""

from django.core.mail import send_mail
from django.template.loader import render_to_string

from accounts.models import Invitation
from accounts.texts import lazy as _

SUBJECT = _("Lumbar Lock: an invitation for you")


def mail_invitation(invitation: Invitation, link: str) -> None:
    """Send the invitation's link to its address. Raises OSError where that fails."""
    words = render_to_string("care/invitation.txt", {"invitation": invitation, "link": link})
    send_mail(str(SUBJECT), words, None, [invitation.email])
