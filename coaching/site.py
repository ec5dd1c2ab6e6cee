"""The desk as a site of Django's admin: its first page, and what every page of it says."""

from functools import cache, partial
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User
from coaching.stops import count_not_seen


class DeskSite(AdminSite):
    """Physiotherapists begin with the worklist, other staff with what they may open."""

    site_header = site_title = "Lumbar Lock"
    index_title = "Desk"
    enable_nav_sidebar = False

    def index(  # type: ignore[override]  # a redirect is no TemplateResponse
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who needs somebody first; a superuser keeps the list of all there is."""
        user = request.user
        if isinstance(user, User) and user.is_physiotherapist and not user.is_superuser:
            return redirect("admin:coaching_enrolment_changelist")
        return super().index(request, extra_context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With `waiting`: how many stops nobody has acknowledged. Asked for once a page."""
        context = super().each_context(request)
        user = request.user
        if isinstance(user, User) and user.is_physiotherapist:
            context["waiting"] = cache(partial(count_not_seen, user))
        return context
