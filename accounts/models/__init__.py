"""People, the clinics they work in, and who cares for whom."""

from accounts.models.audit import BEGINNING, FORMAT, AuditEntry, AuditHead
from accounts.models.care import CareLink, ConsentAnswer, Invitation, digest_of
from accounts.models.clinics import Clinic, CodeTry, Cover, Membership
from accounts.models.people import PHYSIOTHERAPISTS, User, validate_time_zone
from accounts.models.privacy import ProcessingAnswer, Tombstone

__all__ = [
    "BEGINNING",
    "FORMAT",
    "PHYSIOTHERAPISTS",
    "AuditEntry",
    "AuditHead",
    "CareLink",
    "Clinic",
    "CodeTry",
    "ConsentAnswer",
    "Cover",
    "Invitation",
    "Membership",
    "ProcessingAnswer",
    "Tombstone",
    "User",
    "digest_of",
    "validate_time_zone",
]
