"""What every page of the desk keeps to: nothing is edited as a row, and only what is yours exists.

Django's object permissions are no visibility filters: a list, a filter or a search would show
what a page refuses. So every query here begins at the person who asks.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from accounts.admin.desk import ReadOnlyAdmin, is_physiotherapist, staff_of
from accounts.models import User
from accounts.trail import shows


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
        if isinstance(client := getattr(found, "client", None), User):
            shows(request, client)
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Physiotherapists see the section."""
        return is_physiotherapist(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Physiotherapists look, at what is theirs."""
        if not is_physiotherapist(request):
            return False
        return obj is None or self.get_queryset(request).filter(pk=obj.pk).exists()
