"""What can happen to people, clinics and links: one verb, one transaction, one lock."""

from accounts.services.care import (
    accept,
    end_care,
    keep_as_it_was,
    link,
    own_link,
    propose,
    unlink,
    withdraw,
)
from accounts.services.clinics import clinic_of, clinic_with_code, join, leave, renew_code
from accounts.services.covers import end_cover, name_cover
from accounts.services.erasing import erase, erased_among, is_named_as_staff
from accounts.services.exporting import export
from accounts.services.invitations import (
    accept_invitation,
    decline_invitation,
    invite,
    opened,
    revoke,
)
from accounts.services.people import promote
from accounts.services.processing import agree_to_processing, withdraw_processing
from accounts.services.refusals import NotFound, Refused

__all__ = [
    "NotFound",
    "Refused",
    "accept",
    "accept_invitation",
    "agree_to_processing",
    "clinic_of",
    "clinic_with_code",
    "decline_invitation",
    "end_care",
    "end_cover",
    "erase",
    "erased_among",
    "export",
    "invite",
    "is_named_as_staff",
    "join",
    "keep_as_it_was",
    "leave",
    "link",
    "name_cover",
    "opened",
    "own_link",
    "promote",
    "propose",
    "renew_code",
    "revoke",
    "unlink",
    "withdraw",
    "withdraw_processing",
]
