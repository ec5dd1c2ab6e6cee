"""The desk's pages about people and care."""

from accounts.admin.absences import CoverAdmin
from accounts.admin.clinics import ClinicAdmin
from accounts.admin.factors import FactorAdmin
from accounts.admin.invitations import InvitationAdmin
from accounts.admin.people import CareLinkAdmin, UserAdmin
from accounts.admin.trail import AuditEntryAdmin

__all__ = [
    "AuditEntryAdmin",
    "CareLinkAdmin",
    "ClinicAdmin",
    "CoverAdmin",
    "FactorAdmin",
    "InvitationAdmin",
    "UserAdmin",
]
