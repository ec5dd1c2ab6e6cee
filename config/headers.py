"""Response headers that Django has no setting for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

USED = (
    "publickey-credentials-create",
    "publickey-credentials-get",  # passkeys
    "screen-wake-lock",  # the player
)
"""What a page of ours uses; no other page may, and ours in a frame neither."""
OFF = (
    "accelerometer",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
ISOLATION = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [f"{name}=(self)" for name in USED] + [f"{name}=()" for name in OFF]
    ),
}


def isolation(get_response: Answer) -> Answer:
    """Middleware: keep other sites out of this one's memory, and devices out of reach."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in ISOLATION.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def private_pages(get_response: Answer) -> Answer:
    """Middleware: nothing that a signed-in person saw stays behind in a cache.

    Goes by the cookie rather than by the user, so that it costs no query. A view that is the
    same for everybody may say so with `Cache-Control: public`.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        cookie = settings.SESSION_COOKIE_NAME
        signed_in = cookie in request.COOKIES or cookie in response.cookies
        if signed_in and "public" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
        return response

    return answer
