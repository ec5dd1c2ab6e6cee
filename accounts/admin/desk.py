"""What every page of the desk keeps to: no row is edited, and every query begins at who asks."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from accounts import services
from accounts.models import User
from accounts.trail import told_refused

View = Callable[..., HttpResponse]


def is_physiotherapist(request: HttpRequest) -> bool:
    """Whether the person who asks may have clients."""
    return isinstance(request.user, User) and request.user.is_physiotherapist


def staff_of(request: HttpRequest) -> User:
    """The person who asks."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def in_own_zone(view: View) -> View:
    """The page tells every time on the clock of the person who asks."""

    @wraps(view)
    def told(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with timezone.override(staff_of(request).zone):
            response = view(self, request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        return response

    return told


class ReadOnlyAdmin(admin.ModelAdmin):
    """Pages to read: no row is added, changed or deleted, one or many."""

    actions = None
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters that the page offers: no guessing at columns through the address."""
        offered = {getattr(item, "parameter_name", None) for item in self.get_list_filter(request)}
        return lookup in offered

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """No pop-up picks a row by a column of its choice."""
        return False


class DeskPage(ReadOnlyAdmin):
    """A page of forms rather than of rows, with addresses of its own."""

    home: str
    """The name of the page's address, where an act leads back to."""

    def may_open(self, request: HttpRequest) -> bool:
        """Whether the page is for this person."""
        raise NotImplementedError

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whom it is for sees it in the list."""
        return self.may_open(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Whom it is for opens it."""
        return self.may_open(request)

    def page(
        self,
        request: HttpRequest,
        template: str,
        context: dict[str, Any],
        *,
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        """One of its pages, in the desk's frame."""
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "zone": staff_of(request).time_zone,
        }
        return render(request, template, frame | context, status=status)

    def done(self, request: HttpRequest, words: str) -> HttpResponse:
        """Back to the page, with a word on what was done."""
        self.message_user(request, words, messages.SUCCESS)
        return redirect(self.home)


def for_whom_it_is(view: View) -> View:
    """Only whom the page is for, with times on their own clock; a refusal is told on the page."""

    @wraps(view)
    @in_own_zone
    def guarded(self: DeskPage, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_open(request):
            raise PermissionDenied
        try:
            return view(self, request, *args, **kwargs)
        except services.NotFound as refusal:
            raise Http404 from refusal
        except services.Refused as refusal:
            told_refused(request)
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(self.home)

    return guarded


def act(view: View) -> View:
    """An address that only posts do something at; whoever opens it is led to the page."""

    @wraps(view)
    @for_whom_it_is
    def posted(self: DeskPage, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return redirect(self.home)
        return view(self, request, *args, **kwargs)

    return posted
