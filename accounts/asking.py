"""Before anything about somebody's health is kept: the way to the words that they agree to."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse


def way_to_agreement(request: HttpRequest) -> str:
    """The page with the words, and back to where they were."""
    there = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    return f"{reverse('agreement')}?{urlencode({'next': there})}" if there else reverse("agreement")
