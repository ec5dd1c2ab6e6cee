import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext

from accounts.models import User
from accounts.texts import keep_at_hand


def language_of(response: HttpResponse) -> str:
    return response.headers["Content-Language"]


@pytest.mark.parametrize("code", ["de", "es", "ar"])
def test_a_chosen_language_is_kept_with_the_account_and_in_a_cookie(
    client: Client, person: User, code: str
) -> None:
    client.force_login(person)
    response = client.post(
        "/language/", {"language": code}, headers={"referer": "http://testserver/learn/?a=b"}
    )
    assert (response.status_code, response.headers["Location"]) == (302, "/learn/?a=b")
    person.refresh_from_db()
    assert person.language == code
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == code
    page = client.get("/learn/")
    assert language_of(page) == code
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in page.text
    client.logout()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = code
    assert language_of(client.get("/learn/")) == code, "the cookie is the stranger's"


def test_the_account_goes_before_the_cookie_and_the_cookie_before_the_browser(
    client: Client, person: User
) -> None:
    asks = {"accept-language": "ar"}
    assert language_of(client.get("/learn/", headers=asks)) == "ar"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    assert language_of(client.get("/learn/", headers=asks)) == "es"
    User.objects.filter(pk=person.pk).update(language="de")
    client.force_login(person)
    assert language_of(client.get("/learn/", headers=asks)) == "de"
    assert language_of(client.get("/phone/?language=ar", headers=asks)) == "ar"


@pytest.mark.parametrize("code", ["", "xx", "../de", "en"])
def test_a_language_that_is_not_there_changes_nothing(
    client: Client, person: User, code: str
) -> None:
    client.force_login(person)
    response = client.post("/language/", {"language": code})
    assert response.status_code == 200
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies
    person.refresh_from_db()
    assert person.language == ""
    assert language_of(client.get("/learn/", headers={"accept-language": "xx"})) == "en-gb"


@pytest.mark.parametrize(
    "came_from", ["https://elsewhere.example/learn/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_the_way_back_leads_nowhere_else(client: Client, came_from: str) -> None:
    response = client.post("/language/", {"language": "de", "next": came_from})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/", "/learn/", "/phone/", "/programs/", "/accounts/login/"])
def test_a_cache_is_told_what_a_page_depends_on(client: Client, path: str) -> None:
    vary = {name.strip() for name in client.get(path).headers["Vary"].split(",")}
    assert {"Cookie", "Accept-Language"} <= vary


def test_a_text_is_looked_for_once_and_in_each_language() -> None:
    text, words = "Log out", []
    for code in ("en-gb", "de", "en-gb", "es"):
        keep_at_hand(code)
        with translation.override(code):
            words.append(gettext(text))
            assert ngettext("%(n)s day", "%(n)s days", 1) != ngettext("%(n)s day", "%(n)s days", 2)

    assert words[0] == words[2] == text
    assert len(set(words)) == 3
