import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from config import headers

EXPECTED = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_every_page_keeps_others_out(client, db, name):
    response = client.get(reverse(name))
    assert EXPECTED.items() <= dict(response.headers).items()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_a_page_that_does_not_exist_keeps_others_out_too(client, db):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert EXPECTED.items() <= dict(response.headers).items()


def answer(response, *, cookie=False):
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    return headers.private_pages(lambda _: response)(request).headers.get("Cache-Control")


def test_nothing_that_a_signed_in_person_saw_is_stored():
    assert answer(HttpResponse(), cookie=True) == "no-store"


def test_the_answer_that_signs_somebody_in_is_not_stored():
    response = HttpResponse()
    response.set_cookie(settings.SESSION_COOKIE_NAME, "x")
    assert answer(response) == "no-store"


def test_a_page_may_only_be_stored_if_it_says_that_it_is_for_everybody():
    public = HttpResponse(headers={"Cache-Control": "public, max-age=60"})
    private = HttpResponse(headers={"Cache-Control": "max-age=60"})
    assert answer(public, cookie=True) == "public, max-age=60"
    assert answer(private, cookie=True) == "no-store"


def test_what_strangers_see_is_left_alone():
    assert answer(HttpResponse()) is None


def test_the_account_pages_of_a_signed_in_person_are_not_stored(client, person):
    client.force_login(person)
    response = client.get(reverse("account_email"))
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
