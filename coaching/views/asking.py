"""What every signed-in view asks first: who are you, and what is yours."""

from collections.abc import Callable, Set
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from accounts.asking import way_to_agreement
from accounts.models import User
from coaching import catalogue, services
from coaching.forms import emergency_first
from coaching.models import Enrolment
from coaching.rules.policy import Policy
from coaching.rules.terms import Symptom
from coaching.services import Moment

NOTHING_SAVED = "What you sent was not saved: you have not agreed that we keep it."

View = Callable[..., HttpResponse]

STATUS = {
    services.AlreadyReported: HTTPStatus.CONFLICT,
    services.OutOfOrder: HTTPStatus.CONFLICT,
    services.ProgramStopped: HTTPStatus.CONFLICT,
    services.NotAllowed: HTTPStatus.FORBIDDEN,
}


def client_of(request: HttpRequest) -> User:
    """The person who asks. Every query starts here."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def enrolment_of(client: User) -> Enrolment | None:
    """The program that this client is on."""
    enrolment = Enrolment.objects.of(client).active().select_related("program").first()
    if enrolment:
        enrolment.client = client
    return enrolment


def for_clients(view: View) -> View:
    """Signed in and agreed; a refusal becomes a page that says why, with the right status."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not client_of(request).has_agreed:
            return before_agreement(request)
        try:
            return view(request, *args, **kwargs)
        except services.NotFound as refusal:
            raise Http404 from refusal
        except services.NotAgreed:
            return before_agreement(request)
        except services.NeedsAgreement:
            return leave(request, "locked")
        except services.Refusal as refusal:
            return refused(request, refusal)

    return guarded


def before_agreement(request: HttpRequest) -> HttpResponse:
    """The words to agree to. What warns in a form is not kept, but answered all the same."""
    signs = {sign for sign in Symptom if sign in request.POST.getlist("symptoms")}
    told = request.POST.get("discomfort", "")
    hurts = told.isdecimal() and int(told) >= Policy().severe_discomfort
    if signs or hurts:
        return advise(request, emergency_first(signs) if signs else "stop")
    if request.method == "POST":
        messages.warning(request, NOTHING_SAVED)
    return leave(request, way_to_agreement(request))


def advise(request: HttpRequest, card: str) -> HttpResponse:
    """What to do now, where nothing is kept."""
    context = {"card": catalogue.spoken().cards[card]}
    return render(request, "coaching/advice.html", context)


def for_the_enrolled(view: View) -> View:
    """The view gets the enrolment; who has none yet is taken to the start."""

    @wraps(view)
    def with_enrolment(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        enrolment = enrolment_of(client_of(request))
        if enrolment is None:
            return redirect("start")
        return view(request, enrolment, *args, **kwargs)

    return for_clients(with_enrolment)


def refused(request: HttpRequest, refusal: services.Refusal) -> HttpResponse:
    """A page that says what did not fit, and where to go on."""
    context = {"refusal": refusal, "is_stopped": isinstance(refusal, services.ProgramStopped)}
    return render(request, "coaching/refused.html", context, status=STATUS[type(refusal)])


def leave(request: HttpRequest, to: str, *args: Any) -> HttpResponse:
    """Go on to a page with another frame: htmx has to load it whole."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(resolve_url(to, *args))
    return redirect(to, *args)


def act_on_signs(
    request: HttpRequest, form: forms.Form, *, told_before: Set[str] = frozenset()
) -> HttpResponse | None:
    """Stop at once for a sign that was ticked, though the rest of the form was not understood."""
    symptoms = form.cleaned_data.get("symptoms", frozenset()) - told_before
    if not symptoms:
        return None
    client = client_of(request)
    services.report_symptom(
        client=client,
        uuid=form.cleaned_data.get("uuid") or uuid4(),
        symptoms=symptoms,
        moment=Moment.now(client),
    )
    return leave(request, "today")


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing on a GET, and even an empty post on a POST."""
    return request.POST if request.method == "POST" else None


def invalid(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A form that was not understood, as it was filled in."""
    return render(request, template, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def say(request: HttpRequest, text: str) -> None:
    """A short word on the next page."""
    messages.success(request, text)
