"""The physiotherapist's desk, in Django's admin: own clients only, and every act by a service."""

from coaching.admin.clients import EnrolmentAdmin
from coaching.admin.drafts import ProgramDraftAdmin
from coaching.admin.programs import ProgramAdmin

__all__ = ["EnrolmentAdmin", "ProgramAdmin", "ProgramDraftAdmin"]
