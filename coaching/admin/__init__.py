"""The physiotherapist's desk, in Django's admin: own clients only, and every act by a service."""

from django.contrib import admin

from coaching.admin.clients import EnrolmentAdmin
from coaching.admin.programs import ProgramAdmin

__all__ = ["EnrolmentAdmin", "ProgramAdmin"]

admin.site.site_header = admin.site.site_title = "Lumbar Lock"
admin.site.index_title = "Desk"
admin.site.enable_nav_sidebar = False
