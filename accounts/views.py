"""Who sees my training: what a client agreed to, is asked, and can end."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import consent, services
from accounts.asking import way_to_agreement
from accounts.forms import ChoosePhysiotherapistForm, CodeForm
from accounts.looks import looks_at
from accounts.models import CareLink, Clinic, Cover, Invitation, Membership, User
from accounts.services.invitations import GONE

View = Callable[..., HttpResponse]

CODE = "clinic_code"
"""Where the session keeps the code that opened a clinic's page."""

read_or_answer = require_http_methods(["GET", "HEAD", "POST"])


def for_clients(view: View) -> View:
    """Signed in, and a refusal is told on the page of one's links."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except services.NotFound as refusal:
            raise Http404 from refusal
        except services.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("care")

    return guarded


def for_agreed(view: View) -> View:
    """For what shares health data: only who agreed that it is kept at all."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not client_of(request).has_agreed:
            return redirect(way_to_agreement(request))
        return view(request, *args, **kwargs)

    return guarded


def client_of(request: HttpRequest) -> User:
    """The person who asks. Every query starts here."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@require_safe
@for_clients
def care(request: HttpRequest) -> HttpResponse:
    """Everybody who sees this client's training, who asks to, and who did."""
    return _care_page(request, CodeForm())


@require_safe
@for_clients
def looks(request: HttpRequest) -> HttpResponse:
    """Who of the staff opened this client's record, and when."""
    found = looks_at(client_of(request), request.GET.get("page"))
    return render(request, "care/looks.html", {"days": found.days, "page": found.page})


@require_POST
@for_agreed
@for_clients
def code(request: HttpRequest) -> HttpResponse:
    """A clinic's code opens the page of its physiotherapists."""
    form = CodeForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data["code"]
        if services.clinic_with_code(client=client_of(request), code=typed):
            request.session[CODE] = typed
            return redirect("care_clinic")
        form.add_error("code", _("We do not know this code. Look at it again, letter by letter."))
    return _care_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@read_or_answer
@for_agreed
@for_clients
def clinic(request: HttpRequest) -> HttpResponse:
    """The clinic whose code was typed, and who works there; one of them is chosen."""
    found = Clinic.objects.with_code(request.session.get(CODE, "")).first()
    if found is None:
        return redirect("care")
    client = client_of(request)
    working = _physiotherapists_of(found, client)
    form = ChoosePhysiotherapistForm(request.POST or None, physiotherapists=working)
    if form.is_valid():
        link = services.propose(
            physiotherapist=form.chosen, client=client, route=CareLink.Route.CODE
        )
        return redirect("care_link", link.uuid)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "clinic": found}
    return render(request, "care/clinic.html", context, status=status)


@read_or_answer
@for_agreed
@for_clients
def link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a proposal asks for, word for word; and what is new in words agreed to before."""
    client = client_of(request)
    found = services.own_link(client, uuid)
    if request.method == "POST":
        return _answer_to_words(request, client, found)
    if found.is_outdated:
        return render(request, "care/words.html", _new_words_of(found))
    if not found.is_proposed:
        return redirect("care")
    return render(request, "care/consent.html", _consent_to(found) | {"link": found})


@read_or_answer
@for_clients
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stop sharing, or refuse a proposal: asked once, done at once."""
    client = client_of(request)
    found = services.own_link(client, uuid)
    if request.method != "POST" and found.is_active:
        return render(request, "care/withdraw.html", {"link": found})
    if request.method != "POST":
        return redirect("care")
    was_shared = found.since is not None
    services.withdraw(client=client, link=uuid)
    messages.success(request, _ended_words(found.physiotherapist, was_shared=was_shared))
    return redirect("care")


@never_cache
@read_or_answer
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites; once signed in, what would be shared. One use."""
    if not isinstance(request.user, User):
        return _invitation_for_nobody(request, token)
    if not request.user.has_agreed:
        return redirect(way_to_agreement(request))
    try:
        if request.method == "POST":
            return _answer_to_invitation(request, request.user, token)
        return _invitation_for(request, request.user, token)
    except services.NotFound:
        return _gone(request)
    except services.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("care")


def _invitation_for_nobody(request: HttpRequest, token: str) -> HttpResponse:
    found = services.opened(token=token)
    if found is None:
        return _gone(request)
    return render(request, "care/invitation.html", {"invitation": found})


def _invitation_for(request: HttpRequest, client: User, token: str) -> HttpResponse:
    found = services.opened(token=token)
    if found is None:
        # Who opens the link in the mail again finds what became of it.
        used = Invitation.objects.with_token(token).filter(link__client=client).exists()
        return redirect("care") if used else _gone(request)
    return render(request, "care/consent.html", _consent_to(found) | {"invitation": found})


def _answer_to_invitation(request: HttpRequest, client: User, token: str) -> HttpResponse:
    if request.POST.get("answer") == "no":
        services.decline_invitation(client=client, token=token)
        messages.success(request, _("Nothing is shared. You can change your mind at any time."))
        return redirect("care")
    shown = request.POST.get("text_version", "")
    agreed = services.accept_invitation(client=client, token=token, text_version=shown)
    return _now_shared(request, agreed)


def _gone(request: HttpRequest) -> HttpResponse:
    """Used, too old, revoked or never there: all look the same."""
    return render(request, "care/gone.html", {"why": GONE}, status=HTTPStatus.NOT_FOUND)


def _care_page(
    request: HttpRequest, form: CodeForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    links = CareLink.objects.about(client_of(request)).select_related("physiotherapist", "clinic")
    context = {
        "active": _with_covers(list(links.active().order_by("since"))),
        "proposed": links.proposed().order_by("proposed_at"),
        "ended": links.exclude(ended_at=None).order_by("-ended_at"),
        "form": form,
    }
    return render(request, "care/care.html", context, status=status)


def _with_covers(active: list[CareLink]) -> list[tuple[CareLink, list[Cover]]]:
    """Each link with whoever covers now or will."""
    away = [found.physiotherapist_id for found in active]
    covers = Cover.objects.not_over(timezone.now()).filter(physiotherapist__in=away)
    found = list(covers.select_related("cover"))
    return [(link, [cover for cover in found if _is_for(cover, link)]) for link in active]


def _is_for(cover: Cover, link: CareLink) -> bool:
    return (cover.physiotherapist_id, cover.clinic_id) == (link.physiotherapist_id, link.clinic_id)


def _consent_to(asked: CareLink | Invitation) -> dict[str, Any]:
    """The words that the client agrees to."""
    clinic = asked.clinic.name if asked.clinic else None
    physiotherapist = asked.physiotherapist.email
    return {
        "consent": consent.CURRENT,
        "sees": consent.CURRENT.sees(physiotherapist=physiotherapist, clinic=clinic),
        "physiotherapist": physiotherapist,
        "clinic": clinic,
    }


def _new_words_of(link: CareLink) -> dict[str, Any]:
    """The current words, with what is new in them marked."""
    parts = consent.compared(
        link.text_version,
        physiotherapist=link.physiotherapist.email,
        clinic=link.clinic.name if link.clinic else None,
    )
    return {"link": link, "parts": parts, "version": consent.CURRENT.version}


def _answer_to_words(request: HttpRequest, client: User, found: CareLink) -> HttpResponse:
    shown = request.POST.get("text_version", "")
    if request.POST.get("answer") == "keep":
        services.keep_as_it_was(client=client, link=found.uuid, text_version=shown)
        messages.success(
            request, _("Nothing changes. You can read the new words again at any time.")
        )
        return redirect("care")
    agreed = services.accept(client=client, link=found.uuid, text_version=shown)
    return _now_shared(request, agreed)


def _physiotherapists_of(clinic: Clinic, client: User) -> list[User]:
    """Who can be chosen there: not oneself, and nobody who sees it already."""
    working = Membership.objects.active().filter(clinic=clinic)
    seeing = CareLink.objects.about(client).active()
    return list(
        User.objects.physiotherapists()
        .filter(pk__in=working.values("user"))
        .exclude(pk=client.pk)
        .exclude(pk__in=seeing.values("physiotherapist"))
        .order_by("email")
    )


def _now_shared(request: HttpRequest, agreed: CareLink) -> HttpResponse:
    messages.success(
        request,
        _("You share your training with %(physiotherapist)s now.")
        % {"physiotherapist": agreed.physiotherapist},
    )
    return redirect("care")


def _ended_words(physiotherapist: User, *, was_shared: bool) -> str:
    if was_shared:
        return _("%(physiotherapist)s sees nothing of your training any more.") % {
            "physiotherapist": physiotherapist
        }
    return _("Nothing is shared with %(physiotherapist)s.") % {"physiotherapist": physiotherapist}
