"""Addresses that answer as only a fault would."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def broken(_request: HttpRequest) -> HttpResponse:
    """Nobody expected this."""
    raise RuntimeError


def forbidden(_request: HttpRequest) -> HttpResponse:
    """Not for you."""
    raise PermissionDenied


def bad(_request: HttpRequest) -> HttpResponse:
    """Nobody asks like this."""
    raise SuspiciousOperation


handler500 = "config.faults.broken"
urlpatterns = [
    path("broken", broken),
    path("forbidden", forbidden),
    path("bad", bad),
    path("", include("config.urls")),
]
