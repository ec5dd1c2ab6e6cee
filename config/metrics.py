"""How the site is doing, in Prometheus's words, for who knows the token."""

import os
from collections.abc import Callable, Iterator
from time import perf_counter

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from coaching.stops import waiting_since

Answer = Callable[[HttpRequest], HttpResponseBase]

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which all workers of a machine count together; `serve` sets it."""

REQUESTS = Histogram(
    "coach_request_seconds",
    "Time to answer, by the name of the address.",
    ["route", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 2, 10),
)


def timed(get_response: Answer) -> Answer:
    """Middleware: count how long each answer took."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        response = get_response(request)
        match = request.resolver_match
        # Never the path: it may hold an id, or a token. Only known methods, or a client could
        # fill the memory with words of its own.
        route = match.view_name if match else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route, method, response.status_code).observe(perf_counter() - began)
        return response

    return answer


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Stops:
    """Stops that wait for somebody: asked of the database whenever it is scraped."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """How many nobody has acknowledged, and for how long the oldest has waited."""
        since = waiting_since()
        oldest = (timezone.now() - min(since)).total_seconds() if since else 0.0
        yield GaugeMetricFamily(
            "coach_stops_not_acknowledged", "Open stops that nobody has seen.", len(since)
        )
        yield GaugeMetricFamily(
            "coach_stops_oldest_seconds", "For how long the oldest of them has waited.", oldest
        )


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything counted on this machine. Without the right token it is not there."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = settings.METRICS_TOKEN
    if not known or scheme != "Bearer" or not constant_time_compare(token, known):
        raise Http404
    return HttpResponse(_counted(), content_type=CONTENT_TYPE_LATEST)


def _counted() -> bytes:
    asked = CollectorRegistry()
    asked.register(Stops())
    if SHARED in os.environ:
        MultiProcessCollector(asked)
        return generate_latest(asked)
    return generate_latest(REGISTRY) + generate_latest(asked)
