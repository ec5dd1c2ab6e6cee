"""What every page of the desk keeps to: nothing is edited as a row, and only what is yours exists.

Django's object permissions are no visibility filters: a list, a filter or a search would show
what a page refuses. So every query here begins at the person who asks.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from accounts.models import User

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


class ScopedModelAdmin(ReadOnlyAdmin):
    """Rows about clients, for the physiotherapist who looks after them now.

    Permissions come from who somebody is, never from permission rows: not even a superuser
    sees a client whom nobody put into their care.
    """

    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    autocomplete_fields: ClassVar[tuple[str, ...]] = ()

    def scoped(self, physiotherapist: User) -> QuerySet[Any]:
        """The rows that are this physiotherapist's to see."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Own rows; none for anybody but a physiotherapist."""
        rows = self.scoped(staff_of(request))
        return rows if is_physiotherapist(request) else rows.none()

    def own(self, request: HttpRequest, rows: QuerySet[Any], uuid: UUID) -> Any:
        """One of `rows`; what is not yours is not there, and the two look the same."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = rows.filter(uuid=uuid).first()
        if found is None:
            raise Http404
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Physiotherapists see the section."""
        return is_physiotherapist(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Physiotherapists look, at what is theirs."""
        if not is_physiotherapist(request):
            return False
        return obj is None or self.get_queryset(request).filter(pk=obj.pk).exists()
