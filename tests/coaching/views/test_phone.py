import re

import pytest
from django.contrib.staticfiles.finders import find
from django.urls import reverse

from coaching.views import phone

SAME_FOR_EVERYBODY = ["phone", "install", "player"]


@pytest.mark.parametrize("name", SAME_FOR_EVERYBODY)
def test_a_page_that_the_phone_keeps_is_the_same_for_everybody(client, person, name):
    anonymous = client.get(reverse(name))
    client.force_login(person)
    client.get(reverse("learn"))
    client.cookies["waiting"] = "1"
    signed_in = client.get(reverse(name))
    assert signed_in.content == anonymous.content
    assert not signed_in.cookies
    assert b"csrf" not in signed_in.content


def test_the_service_worker_keeps_what_there_is_and_nothing_of_anybody(client, person):
    client.force_login(person)
    response = client.get(reverse("service_worker"))
    assert response["Content-Type"] == "text/javascript"
    assert "no-cache" in response["Cache-Control"] or "no-store" in response["Cache-Control"]
    script = response.content.decode()
    files = re.findall(r'"/static/([^"]+)"', script)
    assert set(files) == set(phone.shell_files())
    assert all(find(name) for name in files)
    assert str(person.public_id) not in script


def test_every_script_of_the_shell_is_kept(client):
    page = (
        client.get(reverse("player")).content.decode()
        + client.get(reverse("phone")).content.decode()
    )
    wanted = set(re.findall(r'(?:src|href)="/static/([^"]+\.(?:js|css))"', page))
    assert wanted <= set(phone.shell_files())


def test_another_release_is_another_service_worker(client, monkeypatch):
    monkeypatch.setattr(phone, "shell_files", lambda: ("js/site.js",))
    phone._version.cache_clear()
    before = phone._version()
    monkeypatch.setattr(phone, "shell_files", lambda: ("js/swaps.js",))
    assert phone._version() == before, "made once a process"
    phone._version.cache_clear()
    assert phone._version() != before
    phone._version.cache_clear()


@pytest.mark.parametrize(("told", "header"), [({"empty": "1"}, '"cache", "storage"'), ({}, None)])
def test_logging_out_empties_the_browser_only_where_nothing_waits(client, person, told, header):
    client.force_login(person)
    response = client.post(reverse("account_logout"), told)
    assert response.status_code == 302
    assert response.get("Clear-Site-Data") == header
    assert client.get(reverse("today")).status_code == 302


def test_only_a_post_logs_out_and_empties_the_browser(client, person):
    client.force_login(person)
    response = client.get(reverse("account_logout"), {"empty": "1"})
    assert response.status_code == 200
    assert "Clear-Site-Data" not in response


def test_a_signed_in_page_says_whose_it_is_and_others_do_not(client, person):
    assert b'name="account"' not in client.get(reverse("learn")).content
    client.force_login(person)
    account = f'<meta name="account" content="{person.public_id}">'
    assert account in client.get(reverse("learn")).content.decode()


@pytest.mark.parametrize(("cookie", "hidden"), [("1", False), ("0", True), ("<b>", True)])
def test_the_banner_has_its_place_before_any_script_runs(client, db, cookie, hidden):
    client.cookies["waiting"] = cookie
    page = client.get(reverse("learn")).content.decode()
    assert (re.search(r'id="waiting"[^>]* hidden>', page) is not None) == hidden


def test_pages_travel_compressed(client, db):
    response = client.get(reverse("learn"), headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
