import ast
import re
import runpy
from pathlib import Path

import pytest
from allauth.account import app_settings as account_settings
from allauth.core.internal import ratelimit
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.utils.csp import build_policy

from accounts.limits import WAIT
from config import checks, env
from tests.environment import ROOT, documented_variables

HTTPS = {"SITE_URL": "https://coach.example.org"}
README = (ROOT / "README.md").read_text()
READERS = {"address", "flag", "number", "secret", "text", "words"}


@pytest.fixture
def load(monkeypatch, tmp_path):
    """The settings as they would be with these variables and no others."""

    def load(**variables):
        for name in documented_variables():
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config" / "settings.py"))

    return load


def variables_read():
    """Every name that some file in config/ asks the environment for."""
    found = set()
    for path in (ROOT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and is_reader(node.func):
                found.add(node.args[0].value)
    return found


def is_reader(function):
    return (
        isinstance(function, ast.Attribute)
        and function.attr in READERS
        and isinstance(function.value, ast.Name)
        and function.value.id == env.__name__.rpartition(".")[2]
    )


def test_every_variable_has_a_row_in_the_readme():
    rows = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert variables_read() == {name for name in rows if not name.endswith("_FILE")}


@pytest.mark.parametrize(
    ("variables", "verified"),
    [({}, False), ({"MAIL_HOST": "mail.example.org"}, True), (HTTPS, True)],
)
def test_an_address_is_verified_where_others_reach_the_site_or_mail_is_sent(
    load, variables, verified
):
    settings = load(**variables)
    assert settings["ACCOUNT_EMAIL_VERIFICATION"] == ("mandatory" if verified else "optional")
    assert settings["ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED"] is verified


def test_every_limit_counts_over_the_wait_that_is_told(load):
    settings = load()
    rates = settings["ACCOUNT_RATE_LIMITS"] | settings["MFA_RATE_LIMITS"]
    for rate in ",".join(rates.values()).split(","):
        assert ratelimit.parse_rate(rate).duration == WAIT
    # Nothing is left to allauth's own numbers but what this site does not have.
    unused = {"change_phone", "verify_phone", "request_login_code"}
    assert set(account_settings.RATE_LIMITS) == set(settings["ACCOUNT_RATE_LIMITS"]) | unused


@pytest.mark.parametrize("secret", ["not base32!", "ABC", "ä", "lowercaselowercaselowercaselower"])
def test_a_secret_that_no_app_can_read_is_refused(load, secret):
    with pytest.raises(ImproperlyConfigured, match="DEMO_TOTP_SECRET is not base32"):
        load(DEMO_TOTP_SECRET=secret)


def test_every_variable_has_a_line_in_the_example():
    assert variables_read() == documented_variables()


def test_nothing_is_needed_to_start_on_this_machine(load):
    settings = load()
    assert settings["SITE_URL"] == "http://127.0.0.1:8000"
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert not settings["DEBUG"]
    assert not settings["SECURE_SSL_REDIRECT"]


def test_the_address_follows_the_port(load):
    assert load(PORT="8123")["SITE_URL"] == "http://127.0.0.1:8123"


def test_what_is_kept_is_kept_where_only_its_owner_can_look(load):
    assert load()["VAR_DIR"].stat().st_mode & 0o777 == 0o700


def test_https_makes_cookies_that_only_this_host_over_https_can_set(load):
    settings = load(**HTTPS)
    for kind in ("SESSION", "CSRF"):
        assert settings[f"{kind}_COOKIE_NAME"].startswith("__Host-")
        assert settings[f"{kind}_COOKIE_SECURE"]
        assert settings[f"{kind}_COOKIE_SAMESITE"] == "Lax"


def test_https_is_asked_for_and_remembered(load):
    settings = load(**HTTPS)
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SECURE_HSTS_SECONDS"] >= settings["YEAR"]
    assert settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert settings["SECURE_HSTS_PRELOAD"]


def test_https_answers_to_its_own_name_only(load):
    assert load(**HTTPS)["ALLOWED_HOSTS"] == ["coach.example.org"]


def test_plain_http_elsewhere_is_refused(load):
    with pytest.raises(ImproperlyConfigured, match="unencrypted"):
        load(SITE_URL="http://coach.example.org")


def test_one_proxy_is_trusted_with_https_and_none_without(load):
    assert load(**HTTPS)["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert load()["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0


def test_without_a_proxy_nobody_may_claim_that_a_request_was_encrypted(load):
    assert load(**HTTPS)["SECURE_PROXY_SSL_HEADER"]
    assert load(**HTTPS, TRUSTED_PROXIES="0")["SECURE_PROXY_SSL_HEADER"] is None
    assert load()["SECURE_PROXY_SSL_HEADER"] is None


@pytest.mark.parametrize("switch", ["DEBUG", "DEMO"])
def test_what_is_for_trying_out_is_refused_in_public(load, switch):
    assert load(**{switch: "1"})[switch]
    with pytest.raises(ImproperlyConfigured, match=f"{switch}"):
        load(**HTTPS, **{switch: "1"})


def test_the_demo_has_a_database_of_its_own_whatever_else_is_set(load):
    settings = load(DEMO="1", DATABASE_URL="postgres://coach@db/coach")
    assert settings["DATABASES"]["default"]["NAME"] == str(settings["VAR_DIR"] / "demo.sqlite3")


def test_mail_is_kept_until_a_server_is_named(load):
    assert "filebased" in load()["MAILERS"]["default"]["BACKEND"]
    assert "smtp" in load(MAIL_HOST="mail.example.org")["MAILERS"]["default"]["BACKEND"]


def test_a_given_key_is_taken_and_none_is_written(load, tmp_path):
    key = "k" * 64
    assert load(SECRET_KEY=key)["SECRET_KEY"] == key
    assert not (tmp_path / "var" / "secret_key").exists()


SECRETS = {
    "DATABASE_URL": ("postgres://coach:hush@db/coach", "hush"),
    "SECRET_KEY": ("k" * 64, "k" * 64),
    "MAIL_PASSWORD": ("hush", "hush"),
    "METRICS_TOKEN": ("hush", "hush"),
    "DEMO_PASSWORD": ("hush", "hush"),
    "DEMO_TOTP_SECRET": ("ABCDEFGH" * 4, "ABCDEFGH" * 4),
}


def secret_in(settings, name):
    """Where each of `SECRETS` comes to be."""
    return {
        "DATABASE_URL": lambda: settings["DATABASES"]["default"]["PASSWORD"],
        "MAIL_PASSWORD": lambda: settings["MAILERS"]["default"]["OPTIONS"]["password"],
    }.get(name, lambda: settings[name])()


@pytest.mark.parametrize("suffix", ["", "_FILE"])
@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_comes_from_its_variable_or_from_a_file(load, tmp_path, name, suffix):
    value, expected = SECRETS[name]
    if suffix:
        path = tmp_path / "secret"
        path.write_text(f"{value}\n")
        value = str(path)
    settings = load(MAIL_HOST="mail.example.org", **{f"{name}{suffix}": value})
    assert secret_in(settings, name) == expected


def test_the_readme_names_every_secret_that_may_come_from_a_file():
    (names,) = re.findall(r"^(.+) may instead be the name with `_FILE`", README, re.MULTILINE)
    assert set(re.findall(r"`([A-Z_]+)`", names)) == set(SECRETS) == set(checks.SECRETS)
    sources = "".join(path.read_text() for path in (ROOT / "config").rglob("*.py"))
    assert set(re.findall(r'env\.secret\(\s*"([A-Z_]+)"', sources)) == set(SECRETS)


def test_the_policy_allows_what_comes_from_here_and_nothing_else(load):
    policy = build_policy(load()["SECURE_CSP"])
    assert policy.startswith("default-src 'none'")
    for directive in ("frame-ancestors", "base-uri", "object-src"):
        assert f"{directive} 'none'" in policy
    assert set(re.findall(r"'[^']+'", policy)) == {"'none'", "'self'"}


def test_the_settings_file_reads_the_environment_through_one_door():
    for path in (ROOT / "config").rglob("*.py"):
        if path.name != "env.py":
            assert not re.search(
                r"os\.(environ\[\"(?!DJANGO)|environ\.get|getenv)", Path(path).read_text()
            )


def test_a_forwarded_header_is_worth_nothing_without_a_proxy(settings):
    settings.SECURE_PROXY_SSL_HEADER = None
    assert not RequestFactory().get("/", headers={"x-forwarded-proto": "https"}).is_secure()
