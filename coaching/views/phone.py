"""What the phone keeps: the service worker, the pages about it, and the way out.

The pages here are the same for everybody and are kept by the service worker, so they are made
without the request: no session, no token, no name.
"""

import hashlib
from functools import cache
from pathlib import Path

from allauth.account.views import logout
from django.contrib.staticfiles.finders import find
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import resolve, reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SHELL = ("player", "phone")
"""The pages that the service worker keeps; the first stands in for any other."""
FOLDERS = ("js/phone", "js/player")
FILES = (
    "css/figure.css",
    "css/site.css",
    "css/player.css",
    "img/icon.svg",
    "img/icons.svg",
    "js/site.js",
)
# For pages that need the network anyway.
LEFT_OUT = (
    "js/phone/erased.js",
    "js/phone/leaving.js",
    "js/phone/report.js",
    "js/player/start.js",
)


@require_safe
def phone(_request: HttpRequest) -> HttpResponse:
    """What waits on this phone, and who may be forgotten."""
    return HttpResponse(render_to_string("coaching/phone.html"))


@require_safe
def install(_request: HttpRequest) -> HttpResponse:
    """How the site gets onto the home screen."""
    return HttpResponse(render_to_string("coaching/install.html"))


@never_cache
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers where the network does not; a new release is a new script."""
    context = {
        "version": _version(get_language()),
        "files": [static(name) for name in shell_files()],
        "pages": [reverse(name) for name in SHELL],
        "language": get_language(),
    }
    return render(request, "coaching/service-worker.js", context, content_type="text/javascript")


def log_out(request: HttpRequest) -> HttpResponse:
    """Allauth's, which also empties the browser where the page says that nothing waits in it."""
    response: HttpResponse = logout(request)
    if "empty" in request.POST:
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@cache
def shell_files() -> tuple[str, ...]:
    """The static files of the shell, by the names that they have in the source."""
    scripts = [
        f"{folder}/{path.name}"
        for folder in FOLDERS
        for path in sorted(Path(str(find(folder))).glob("*.js"))
    ]
    return tuple(name for name in (*FILES, *scripts) if name not in LEFT_OUT)


@cache
def _version(_language: str | None = None) -> str:
    """Changes with any file or page of the shell, in the language that is spoken now."""
    digest = hashlib.sha256()
    for name in shell_files():
        digest.update(Path(str(find(name))).read_bytes())
    for name in SHELL:
        address = reverse(name)
        page = resolve(address).func(_anonymous(address))
        digest.update(page.content)
    return digest.hexdigest()[:12]


def _anonymous(address: str) -> HttpRequest:
    request = HttpRequest()
    request.method, request.path = "GET", address
    return request
