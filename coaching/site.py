"""The desk as a site of Django's admin: its first page, and what every page of it says."""

from functools import cache, partial, update_wrapper
from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _

from accounts.factors import has_proved_factor
from accounts.models import User
from accounts.texts import lazy, name_in_every_language
from accounts.trail import on_record
from coaching.hazards import hazards
from coaching.stops import count_not_seen

READ = ("GET", "HEAD")


def permission_first(view: Any) -> Any:
    """Whoever may open no row of a kind is told so before one is looked up.

    Django looks first, so its history page would answer 403 for a row that is there and lead
    elsewhere for one that is not: anybody at the desk could count accounts.
    """
    page = getattr(view, "__self__", None)
    if not isinstance(page, ModelAdmin):
        return view

    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "object_id" in kwargs and not page.has_view_or_change_permission(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return update_wrapper(asked, view)


class DeskSite(AdminSite):
    """Physiotherapists begin with the worklist, other staff with what they may open."""

    site_header = site_title = "Lumbar Lock"
    index_title = lazy("Desk")
    enable_nav_sidebar = False

    def register(self, *args: Any, **options: Any) -> None:
        """What has pages here has names in every language."""
        known = set(self._registry)
        super().register(*args, **options)
        for model in set(self._registry) - known:
            name_in_every_language(model)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """For whom the desk is, and on record. What may lie in a cache says nothing of anybody."""
        view = permission_first(view)
        return super().admin_view(view if cacheable else on_record(view), cacheable)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff whose session has proved a second factor, and nobody else."""
        return super().has_permission(request) and has_proved_factor(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The site's own way in: the admin's form has neither limits nor a second factor."""
        onward = get_next_redirect_url(request) or reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(onward)
        if super().has_permission(request):
            return redirect_to_login(onward, reverse("second_factor"))
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(onward)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The site's own page, where guesses at the old password are counted."""
        return redirect("account_change_password")

    def index(  # type: ignore[override]  # a redirect is no TemplateResponse
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who needs somebody first; a superuser keeps the list of all there is."""
        user = request.user
        if isinstance(user, User) and user.is_physiotherapist and not user.is_superuser:
            return redirect("admin:coaching_enrolment_changelist")
        return super().index(request, extra_context)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """With the hazard log, which is no row of a table."""
        return [
            path("hazards/", self.admin_view(self.hazards_view), name="hazards"),
            *super().get_urls(),
        ]

    def hazards_view(self, request: HttpRequest) -> HttpResponse:
        """What could hurt somebody, for who has clients or answers for the site."""
        user = request.user
        if not (isinstance(user, User) and (user.is_physiotherapist or user.is_superuser)):
            raise PermissionDenied
        if request.method not in READ:
            return HttpResponseNotAllowed(READ)
        found = hazards()
        context = {
            **self.each_context(request),
            "title": _("Hazard log"),
            "hazards": found,
            "open": sum(hazard.is_open for hazard in found),
        }
        return render(request, "admin/hazards.html", context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With `waiting`: how many stops nobody has acknowledged. Asked for once a page."""
        context = super().each_context(request)
        user = request.user
        if isinstance(user, User) and user.is_physiotherapist:
            context["waiting"] = cache(partial(count_not_seen, user))
        return context
