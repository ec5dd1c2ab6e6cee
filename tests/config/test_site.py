import pytest
from django.core.exceptions import ImproperlyConfigured

from config import site


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1",
        "http://127.0.0.1:8000",
        "http://127.255.255.254:8000",
        "http://localhost:8000/",
        "http://coach.localhost",
        "http://[::1]:8000",
    ],
)
def test_plain_http_is_fine_on_this_machine(url):
    found = site.parse(url)
    assert found.loopback
    assert not found.https
    assert found.origin == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://126.255.255.255",
        "http://128.0.0.1",
        "http://192.168.1.2:8000",
        "http://0.0.0.0:8000",
        "http://[::2]",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "http://notlocalhost",
        "http://coach.example.org",
    ],
)
def test_plain_http_to_anywhere_else_is_refused_with_a_hint(url):
    with pytest.raises(ImproperlyConfigured, match=r"unencrypted.* Use https://"):
        site.parse(url)


@pytest.mark.parametrize("url", ["https://coach.example.org", "https://10.0.0.7:8443"])
def test_https_is_fine_anywhere(url):
    found = site.parse(url)
    assert found.https
    assert found.origin == url


@pytest.mark.parametrize(
    "url",
    [
        "coach.example.org",
        "ftp://coach.example.org",
        "https://",
        "https://:443",
        "https://a b.example",
        "https://coach.example.org:0",
        "https://coach.example.org:70000",
        "https://coach.example.org:x",
        "https://[::1",
        "https://coach.example.org/app",
        "https://coach.example.org?x=1",
        "https://coach.example.org#x",
        "https://user:secret@coach.example.org",
        "https://*",
    ],
)
def test_what_is_no_address_of_a_site_is_refused_with_a_hint(url):
    with pytest.raises(ImproperlyConfigured, match=site.HINT):
        site.parse(url)


def test_a_loopback_site_answers_to_every_name_of_this_machine():
    assert site.parse("http://127.0.0.1:8000").hosts() == ["127.0.0.1", "localhost", "[::1]"]


def test_a_public_site_answers_to_its_own_name_and_to_those_asked_for():
    hosts = site.parse("https://coach.example.org").hosts(("www.example.org",))
    assert hosts == ["coach.example.org", "www.example.org"]
