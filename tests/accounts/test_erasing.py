import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command

from accounts import services
from accounts.models import Tombstone, User
from accounts.services.erasing import tombstones

ROOT = Path(__file__).resolve().parents[2]


def test_after_an_erasure_no_file_of_the_site_has_a_word_of_it(tmp_path):
    marker = "planted7f3a"
    env = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
    env |= {"VAR_DIR": str(tmp_path / "var"), "DATABASE_URL": "", "SECRET_KEY": "k" * 60}
    env |= {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "tests/accounts/erasing.py", marker],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["status"], told["after"]) == (200, 0)
    assert told["before"] > 20
    assert told["kept"] > 20
    # Who reads in a transaction holds back the log, and a large file is written anew later.
    for place in ("while read", "large"):
        hits, is_left = told[place]
        assert (hits > 0, is_left) == (True, True), place
    assert told["once read"] == told["a minute later"] == [0, False]
    assert (tmp_path / "var" / "erasures.log").read_text().split()[0] == told["public_id"]
    assert marker not in done.stdout + done.stderr


@pytest.fixture
def var(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_who_is_back_from_a_backup_is_erased_again_and_nobody_else(var, person, stranger):
    call_command("createcachetable", verbosity=0)
    tombstones().write_text(f"{person.public_id} 2026-11-23\n")
    call_command("erase", "--again", verbosity=0)
    assert list(User.objects.values_list("email", flat=True)) == [stranger.email]


def batch(*accounts):
    entries = [{"id": str(uuid4()), "account": str(account)} for account in accounts]
    told = {"sent_at": "2026-11-23T08:00:00+00:00", "device": str(uuid4()), "offered": []}
    return {**told, "entries": entries}


def sent(client, *accounts):
    return client.post("/outbox/", batch(*accounts), content_type="application/json")


@pytest.mark.django_db
def test_a_phone_of_who_was_erased_is_told_to_forget(client, person):
    call_command("createcachetable", verbosity=0)
    gone = person.public_id
    services.erase(user=person)
    answer = sent(client, gone)
    assert (answer.status_code, answer.json()) == (410, {"erased": [str(gone)]})


@pytest.mark.django_db
def test_a_phone_with_nothing_to_send_is_told_so_too_and_only_of_who_was_erased(client, person):
    gone = Tombstone.objects.create(public_id=uuid4(), erased_on=date(2026, 11, 23)).public_id
    answer = client.get("/outbox/", {"account": str(gone)})
    assert (answer.status_code, answer.json()) == (410, {"erased": [str(gone)]})
    there, nowhere, nonsense = (
        client.get("/outbox/", {"account": account})
        for account in (person.public_id, uuid4(), "nonsense\0")
    )
    assert there.status_code == 401
    assert there.content == nowhere.content == nonsense.content == client.get("/outbox/").content


@pytest.mark.django_db
def test_nobody_learns_of_an_account_that_is_there(client, person):
    Tombstone.objects.create(public_id=uuid4(), erased_on=date(2026, 11, 23))
    there, nowhere = sent(client, person.public_id), sent(client, uuid4())
    assert there.status_code == nowhere.status_code == 401
    assert there.content == nowhere.content
    assert sent(client, "nonsense").content == there.content
