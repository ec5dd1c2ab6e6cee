"""Who works in the demo's two clinics."""

from dataclasses import dataclass

from accounts.models import Membership

Role = Membership.Role

ADMINISTRATOR = "admin@example.org"
PHYSIOTHERAPIST = "physio1@example.org"
LEAD = "physio2@example.org"
ELSEWHERE = "physio3@example.org"
NOBODY = ""
"""The address of the physiotherapist of whoever trains alone."""

DAYS_AWAY = 10
"""From today the lead is away so long, and the first physiotherapist covers for them."""

INVITATION = "DEMZ-DEMZ-DEMZ-DEMZ-DEMZ-DEMZ"
"""What the link of the open invitation ends with: known to everybody, as the password is."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A physiotherapist, where they work and as what."""

    email: str
    clinic: str
    role: Membership.Role
    story: str


STAFF = (
    Colleague(
        PHYSIOTHERAPIST, "Riverside Clinic", Role.PHYSIOTHERAPIST, "covers for physio2 just now"
    ),
    Colleague(LEAD, "Riverside Clinic", Role.LEAD, "leads the clinic, and is away just now"),
    Colleague(ELSEWHERE, "Hilltop Practice", Role.PHYSIOTHERAPIST, "works alone"),
)
