"""What a client and those who look after them write to each other."""

from http import HTTPStatus
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coaching import services
from coaching.forms import MessageForm
from coaching.showing.conversations import Conversation, conversations, new_in, page_of
from coaching.views.asking import client_of, for_clients, posted


@require_safe
@for_clients
def messages(request: HttpRequest) -> HttpResponse:
    """With whom; where there is one, straight to it."""
    found = conversations(client_of(request))
    if len(found) == 1:
        return redirect("conversation", found[0].link.uuid)
    return render(request, "coaching/messages.html", {"conversations": found})


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def conversation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The messages under one link. Who opens it has read them; a further one is written here."""
    client = client_of(request)
    found = conversations(client)
    own = next((each for each in found if each.link.uuid == uuid), None)
    if own is None:
        raise Http404
    form = MessageForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            services.write_to_physiotherapist(
                client=client, link=uuid, now=timezone.now(), **form.cleaned_data
            )
        except (services.AlreadyReported, services.OutOfOrder) as refusal:
            form = _again(form, refusal)
        else:
            return redirect(f"{resolve_url('conversation', uuid)}#newest")
    return _page(request, own, form, has_others=len(found) > 1)


def _again(form: MessageForm, refusal: services.Refusal) -> MessageForm:
    """The words, to be sent anew under an id of their own."""
    words = form.cleaned_data["text"]
    again = MessageForm({"uuid": uuid4(), "text": words})
    again.add_error("text", str(refusal))
    return again


def _page(
    request: HttpRequest, shown: Conversation, form: MessageForm, *, has_others: bool
) -> HttpResponse:
    client = client_of(request)
    page = page_of(client, shown.link, request.GET.get("page"))
    new = new_in(page)
    if request.method == "GET" and new:
        services.read_as_client(client=client, messages=new, now=timezone.now())
    context = {
        "link": shown.link,
        "page": page,
        "new": set(new),
        "form": form if shown.link.is_active and not page.has_previous() else None,
        "has_others": has_others,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "coaching/conversation.html", context, status=status)
