"""The physiotherapist's desk in the place of Django's admin."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, with a first page and a frame of its own."""

    default_site = "coaching.site.DeskSite"
