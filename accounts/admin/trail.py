"""The audit trail, to read: for superusers, by who looked, at whom, and when."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.desk import ReadOnlyAdmin
from accounts.admin.people import SuperuserOnly
from accounts.models import AuditEntry, User
from accounts.texts import lazy


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin, SuperuserOnly):
    """Every entry, the newest first. Whoever reads it is on record too."""

    list_display = ("who", "when", "what", "whom", "outcome", "shown", "asked", "number")
    list_per_page = 50
    list_max_show_all = 50
    date_hierarchy = "at"
    search_fields = ("actor", "client")
    sortable_by = ()
    fields = tuple(field.name for field in AuditEntry._meta.concrete_fields)  # noqa: SLF001

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """With the addresses of those who have an account still."""
        people = {
            name: User.objects.filter(public_id=OuterRef(name)) for name in ("actor", "client")
        }
        emails = {f"{name}_email": Subquery(it.values("email")) for name, it in people.items()}
        entries: QuerySet[AuditEntry] = super().get_queryset(request).annotate(**emails)
        return entries

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was read and done, and by whom."""
        return super().changelist_view(request, {"title": _("Audit trail")})

    @admin.display(description=lazy("time"))
    def when(self, entry: AuditEntry) -> str:
        """To the second, on the clock of who reads it."""
        return f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=lazy("who"))
    def who(self, entry: AuditEntry) -> str:
        """Whoever looked."""
        return str(getattr(entry, "actor_email", None) or entry.actor or _("at the machine"))

    @admin.display(description=lazy("client"))
    def whom(self, entry: AuditEntry) -> str:
        """Whose record it was."""
        return str(getattr(entry, "client_email", None) or entry.client or "")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Superusers look."""
        return self._allowed(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The dates that the page offers."""
        return lookup in ("at__year", "at__month", "at__day")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Of one person: what they did, and what was seen of them."""
        term = search_term.strip()
        if not term:
            return queryset, False
        person = _id_of(term)
        if person is None:
            return queryset.none(), False
        about = Q(actor=person) | Q(client=person) | Q(about__contains=str(person))
        return queryset.filter(about), False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """One entry; that it was read says nothing of the client in it."""
        return admin.ModelAdmin.get_object(self, request, object_id, from_field)


def _id_of(term: str) -> UUID | None:
    """Whom somebody means by an id or an address; nobody for anything else."""
    try:
        return UUID(term)
    except ValueError:
        known = User.objects.filter(email=term.lower())
        return known.values_list("public_id", flat=True).first()
