"""How everyday life goes: asked every four weeks, and shown to the client."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import OnceForm
from accounts.models import CareLink, User
from coaching import services
from coaching.forms import FunctionForm
from coaching.models import FunctionReport
from coaching.services import Moment
from coaching.services.function import ASKED_EVERY
from coaching.showing.function import measures_of
from coaching.views.asking import client_of, for_clients, invalid, posted, say


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def function(request: HttpRequest) -> HttpResponse:
    """The questions while they are asked, and every answer so far."""
    client, now = client_of(request), timezone.now()
    form = _form(client, now, posted(request))
    if not form.is_bound:
        is_asked = services.is_function_due(client, now)
        return render(request, "coaching/function.html", _page(client, form if is_asked else None))
    if not form.is_valid():
        return invalid(request, "coaching/function.html", _page(client, form))
    services.report_function(
        client=client,
        uuid=form.cleaned_data["uuid"],
        activities=form.activities,
        change=form.cleaned_data.get("change"),
        moment=Moment.at(client, now),
    )
    say(request, _("Thank you. Noted."))
    return redirect("function")


@require_POST
@for_clients
def skip(request: HttpRequest) -> HttpResponse:
    """Not now: asked again in four weeks."""
    form = OnceForm(request.POST)
    if form.is_valid():
        client = client_of(request)
        services.report_function(
            client=client,
            uuid=form.cleaned_data["uuid"],
            activities=[],
            change=None,
            moment=Moment.now(client),
        )
        say(request, _("Skipped. That is fine."))
    return redirect("today")


def _form(client: User, now: datetime, data: Any) -> FunctionForm:
    return FunctionForm(
        data,
        names=services.activities_named(client),
        asks_change=services.asks_for_change(client, now),
    )


def _page(client: User, form: FunctionForm | None) -> dict[str, Any]:
    reports = list(FunctionReport.objects.of(client))
    links = CareLink.objects.about(client).active().telling_function()
    return {
        "form": form,
        "measures": measures_of(reports),
        "next_on": (reports[0].performed_at + ASKED_EVERY).astimezone(client.zone)
        if reports
        else None,
        "readers": links.select_related("physiotherapist").order_by("since"),
    }
