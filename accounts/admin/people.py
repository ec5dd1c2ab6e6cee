"""People and links, for superusers only: physiotherapists have their own desk."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import services
from accounts.models import CareLink, User
from accounts.texts import lazy
from accounts.trail import lists, look_of, shows

# No permission row decides anything on this site: who somebody is, does. Addresses and sessions are
# their owners' own, and allauth's page of factors shows what they are made of.
for model in (Group, EmailAddress, UserSession, Authenticator):
    admin.site.unregister(model)


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

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """One row, which the audit trail says was looked at."""
        found = super().get_object(request, object_id, from_field)
        if isinstance(client := getattr(found, "client", found), User):
            shows(request, client)
        return found

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, which the audit trail keeps the length of."""
        response = super().changelist_view(request, extra_context)
        if listed := getattr(response, "context_data", {}).get("cl"):
            lists(request, len(listed.result_list))
        return response

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

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """People sign up themselves, or come from `manage.py physiotherapist`."""
        return False


class PersonField(forms.ModelChoiceField):
    """Somebody, by the e-mail address of their account, however it is spelt."""

    widget = forms.EmailInput

    def __init__(self, **options: Any) -> None:
        super().__init__(User.objects.all(), to_field_name="email", **options)
        self.error_messages["invalid_choice"] = _("There is no account with this address.")

    def to_python(self, value: Any) -> Any:
        """The person. Raises ValidationError where there is none."""
        return super().to_python(str(value or "").strip().lower())


class ProposalForm(forms.ModelForm):
    """Who shall be asked to share their training with whom."""

    physiotherapist = PersonField()
    client = PersonField()

    def clean(self) -> dict[str, Any]:
        """Refuse what the service would refuse."""
        told = super().clean() or self.cleaned_data
        physiotherapist = told.get("physiotherapist")
        if physiotherapist and not physiotherapist.is_physiotherapist:
            self.add_error(
                "physiotherapist",
                _("%(physiotherapist)s is not a physiotherapist.")
                % {"physiotherapist": physiotherapist},
            )
        if physiotherapist and physiotherapist == told.get("client"):
            self.add_error("client", _("Nobody can be their own physiotherapist."))
        return told


@admin.register(CareLink)
class CareLinkAdmin(SuperuserOnly):
    """Who looks after whom. What is added is a proposal: the client has to agree to it."""

    list_display = ("physiotherapist", "client", "route", "proposed_at", "since", "ended_at")
    list_select_related: ClassVar = ["physiotherapist", "client"]
    form = ProposalForm
    fields = ("physiotherapist", "client")
    search_fields = ("physiotherapist__email", "client__email")
    actions = ("end_links",)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """No link is rewritten: it is a record of what somebody agreed to."""
        return False

    def save_model(self, request: HttpRequest, obj: CareLink, form: Any, change: bool) -> None:
        """Ask the client."""
        shows(request, obj.client)
        obj.pk = services.propose(
            physiotherapist=obj.physiotherapist,
            client=obj.client,
            route=CareLink.Route.ADMINISTRATOR,
        ).pk

    @admin.action(description=lazy("End the selected links"), permissions=["view"])
    def end_links(self, request: HttpRequest, queryset: QuerySet[CareLink]) -> None:
        """End them now; they stay on record."""
        for found in queryset.filter(ended_at=None).select_related("physiotherapist", "client"):
            look_of(request).about.append(found.client.public_id)
            services.unlink(physiotherapist=found.physiotherapist, client=found.client)
        self.message_user(request, _("The links have ended."), messages.SUCCESS)
