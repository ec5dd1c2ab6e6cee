"""What `manage.py check --deploy` says of the settings, in a process of its own as on a server."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as site_settings

from config import checks
from config import site as sites
from tests.environment import ROOT

COMMAND = (sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
FAR = {"ENGINE": "django.db.backends.postgresql", "HOST": "db.example.org", "OPTIONS": {}}


def check(folder, **variables):
    """Ask in an empty environment, but for these."""
    path = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder / "var")}
    return subprocess.run(
        COMMAND, cwd=ROOT, env={**path, **variables}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def public(tmp_path):
    """A site as the README describes one for others, its secrets in files."""
    variables = {"SITE_URL": "https://coach.example.org", "MAIL_HOST": "mail.example.org"}
    secrets = {
        "SECRET_KEY": "k" * 20 + "3Fz-" * 10,
        "MAIL_PASSWORD": "hush",
        "DATABASE_URL": "postgres://coach:hush@db.example.org/coach?sslmode=verify-full",
    }
    for name, secret in secrets.items():
        path = tmp_path / name.lower()
        path.write_text(secret)
        path.chmod(0o600)
        variables[f"{name}_FILE"] = str(path)
    return variables


def test_the_settings_that_are_documented_for_the_public_leave_nothing_to_warn_of(tmp_path, public):
    told = check(tmp_path, **public)
    assert told.returncode == 0, told.stderr
    assert "no issues (0 silenced)" in told.stdout


def test_what_is_unsafe_fails_and_says_what_to_write_instead(tmp_path, public):
    (tmp_path / "secret_key").chmod(0o604)
    unsafe = {**public, "MAIL_HOST": ""}
    told = check(tmp_path, **unsafe)
    assert told.returncode == 1
    assert set(re.findall(r"config\.W\d+", told.stderr)) == {"config.W001", "config.W003"}
    assert "Set MAIL_HOST." in told.stderr
    assert f"chmod o-rwx {tmp_path / 'secret_key'}" in told.stderr


@pytest.mark.parametrize(
    ("address", "host", "warns"),
    [
        ("https://coach.example.org", "", True),
        ("https://coach.example.org", "mail.example.org", False),
        ("http://127.0.0.1:8000", "", False),
    ],
)
def test_only_a_site_for_others_has_to_send_mail(settings, address, host, warns):
    settings.SITE, settings.MAIL_HOST = sites.parse(address), host
    assert bool(checks.mail_is_sent()) is warns


@pytest.mark.parametrize(
    ("host", "tls", "warns"),
    [
        ("mail.example.org", False, True),
        ("mail.example.org", True, False),
        ("localhost", False, False),
        ("", False, False),
    ],
)
def test_mail_to_another_machine_is_encrypted(settings, host, tls, warns):
    settings.MAIL_HOST = host
    settings.MAILERS = {"default": {"OPTIONS": {"use_tls": tls}}}
    assert bool(checks.mail_is_encrypted()) is warns


@pytest.mark.parametrize("name", ["VAR_DIR", "BACKUP_DIR"])
@pytest.mark.parametrize(("mode", "warns"), [(0o700, False), (0o750, False), (0o701, True)])
def test_the_folders_of_what_is_kept_are_closed_to_others(settings, tmp_path, name, mode, warns):
    settings.VAR_DIR = settings.BACKUP_DIR = tmp_path / "not there"
    folder = tmp_path / "kept"
    folder.mkdir()
    folder.chmod(mode)
    setattr(settings, name, folder)
    assert bool(checks.what_is_kept_is_closed()) is warns


@pytest.mark.parametrize("name", [*checks.SECRETS, ""])
@pytest.mark.parametrize(("mode", "warns"), [(0o640, False), (0o644, True)])
def test_a_secret_that_others_may_read_is_told(settings, monkeypatch, tmp_path, name, mode, warns):
    settings.VAR_DIR, settings.BACKUP_DIR = tmp_path, tmp_path / "not there"
    tmp_path.chmod(0o700)
    path = tmp_path / "secret_key"
    path.write_text("hush")
    path.chmod(mode)
    if name:
        path = path.rename(tmp_path / "elsewhere")
        monkeypatch.setenv(f"{name}_FILE", str(path))
    assert [str(path) in found.msg for found in checks.what_is_kept_is_closed()] == [True] * warns


@pytest.mark.parametrize(
    ("changed", "warns"),
    [
        ({}, True),
        ({"OPTIONS": {"sslmode": "require"}}, True),
        ({"OPTIONS": {"sslmode": "verify-full"}}, False),
        ({"HOST": "127.0.0.1"}, False),
        ({"HOST": "/run/postgresql"}, False),
        ({"HOST": ""}, False),
    ],
)
def test_a_database_on_another_machine_is_made_sure_of(monkeypatch, changed, warns):
    monkeypatch.setattr(site_settings, "DATABASES", {"default": {**FAR, **changed}})
    assert bool(checks.the_database_is_who_it_says()) is warns


def test_a_file_of_sqlite_is_on_this_machine(monkeypatch):
    own = {"ENGINE": "django.db.backends.sqlite3", "NAME": "x", "OPTIONS": {}}
    monkeypatch.setattr(site_settings, "DATABASES", {"default": own})
    assert checks.the_database_is_who_it_says() == []
