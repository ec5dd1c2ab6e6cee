"""Second factors, for superusers: which there are, and to take away one that was lost."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.people import SuperuserOnly


@admin.register(Authenticator)
class FactorAdmin(SuperuserOnly):
    """What somebody has, never what it is made of. Whoever loses one here signs in anew."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    actions = None
    fields = ("user", "type", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """People set up their own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes one."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Of somebody who lost it; not one's own, which has its own page."""
        own = isinstance(obj, Authenticator) and obj.user_id == request.user.pk
        return self._allowed(request) and not own

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Take it away, and end every session that proved it."""
        super().delete_model(request, obj)
        for session in UserSession.objects.filter(user=obj.user_id):
            session.end()
