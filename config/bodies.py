"""What did not arrive whole was not said."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError

Answer = Callable[[HttpRequest], HttpResponseBase]


def whole(get_response: Answer) -> Answer:
    """Middleware: refuse a body that ends before its announced length.

    When a line breaks, the server hands on what had come by then. Of a discomfort of 10 that may be
    a 1, and of a report with a sign one without: nothing else would tell it from a whole one.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if is_whole(request):
            return get_response(request)
        return HttpResponse(
            "Not all of it arrived, so nothing was saved. Send it again.\n",
            content_type="text/plain",
            status=HTTPStatus.BAD_REQUEST,
        )

    return answer


def is_whole(request: HttpRequest) -> bool:
    """Whether all that was announced is there. What is too large to be read is not looked at."""
    try:
        return len(request.body) >= announced(request)
    except RequestDataTooBig:
        return True
    except UnreadablePostError:
        return False


def announced(request: HttpRequest) -> int:
    """Bytes; 0 where nothing that can be read was said, as Django takes it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
