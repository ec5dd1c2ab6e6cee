"""People and links, for superusers only: physiotherapists have their own desk."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import CareLink, User


class SuperuserOnly(admin.ModelAdmin):
    """A page that staff can neither open nor see in the list."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Only superusers see the section."""
        return self._allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only superusers look."""
        return self._allowed(request)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only superusers add."""
        return self._allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only superusers change."""
        return self._allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes here: records belong to people, and erasing has its own way."""
        return False

    @staticmethod
    def _allowed(request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser


@admin.register(User)
class UserAdmin(SuperuserOnly):
    """Lock somebody out, or let them in again."""

    list_display = ("email", "date_joined", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email",)
    ordering = ("email",)
    fields = ("email", "time_zone", "is_active", "is_staff", "groups", "date_joined", "last_login")
    readonly_fields = ("email", "date_joined", "last_login")
    filter_horizontal = ("groups",)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """People sign up themselves, or come from `manage.py physiotherapist`."""
        return False


@admin.register(CareLink)
class CareLinkAdmin(SuperuserOnly):
    """Who looks after whom, and since when."""

    list_display = ("physiotherapist", "client", "since", "ended_at")
    list_select_related: ClassVar = ["physiotherapist", "client"]
    autocomplete_fields = ("physiotherapist", "client")
    search_fields = ("physiotherapist__email", "client__email")
