"""Something feels wrong: the same place on every page, and it acts at once."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from coaching import catalogue, services
from coaching.forms import SignsForm, emergency_first
from coaching.rules import signs
from coaching.services import Moment
from coaching.views.asking import advise, posted


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Tick what is felt. Who is signed in has their plan paused; anyone gets the advice."""
    form = SignsForm(posted(request))
    if form.is_bound and form.is_valid():
        return _acted(request, form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "coaching/report.html", _page(form), status=status)


def _page(form: SignsForm) -> dict[str, object]:
    emergency = sorted(sign.value for sign in signs.EMERGENCY_SIGNS)
    return {"form": form, "emergency": emergency, "cards": catalogue.spoken().cards}


def _acted(request: HttpRequest, form: SignsForm) -> HttpResponse:
    symptoms = form.cleaned_data["symptoms"]
    if isinstance(request.user, User) and request.user.has_agreed:
        try:
            services.report_symptom(
                client=request.user,
                uuid=form.cleaned_data["uuid"],
                symptoms=symptoms,
                moment=Moment.now(request.user),
            )
        except services.NotAgreed:
            return advise(request, emergency_first(symptoms))
        return redirect("today")
    return advise(request, emergency_first(symptoms))
