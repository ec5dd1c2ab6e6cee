import subprocess
from time import time

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from accounts import personal, services
from accounts.models import CareLink, Invitation, Tombstone, User
from coaching.models import Program
from tests import postgres
from tests.accounts.planting import models_that_go, plant

pytestmark = pytest.mark.django_db
OWN, OTHER = "markerown", "markerother"


@pytest.fixture
def others(make_person):
    """What rows refer to, and is about nobody: a physiotherapist, a program."""
    call_command("load_catalogue", verbosity=0)
    petra = services.promote(user=make_person("petra@example.org"))
    from django.contrib.auth.models import Group, Permission

    found = {Program: Program.objects.first(), Group: Group.objects.first()}
    return {**found, Permission: Permission.objects.first(), "physiotherapist": petra}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_after_an_erasure_a_dump_has_no_word_of_it(person, stranger, others, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    call_command("createcachetable", verbosity=0)
    plant(person, others, OWN)
    plant(stranger, others, OTHER)
    cache.set(f"copies:{person.email}", OWN)
    assert dump().count(OWN) > 20
    services.erase(user=person)
    left = dump()
    assert OWN not in left
    assert person.email not in left
    assert left.count(OTHER) > 20


def dump():
    """The whole database, in words."""
    named = connection.get_connection_params()
    asked = [f"--{option}={named[name]}" for option, name in DUMP.items()]
    told = subprocess.run(
        postgres.command("pg_dump", "--inserts", *asked),
        env=postgres.environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    return told.stdout


DUMP = {"host": "host", "username": "user", "dbname": "dbname"}


def proved(client, user):
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def test_nothing_of_who_was_erased_is_left_and_all_of_anybody_else(person, stranger, others):
    call_command("createcachetable", verbosity=0)
    plant(person, others, OWN)
    plant(stranger, others, OTHER)
    kept = {rows.model: rows.count() for rows in personal.rows_about(stranger)}
    services.erase(user=person)
    assert {rows.model: rows.count() for rows in personal.rows_about(stranger)} == kept
    assert set(models_that_go()) - {Invitation, LogEntry} <= {
        model for model, count in kept.items() if count
    }
    assert not any(rows.exists() for rows in personal.rows_about(person))
    assert not LogEntry.objects.filter(user=person).exists()
    assert [row.public_id for row in Tombstone.objects.all()] == [person.public_id]


def test_an_invitation_to_their_address_goes_too(person, others):
    call_command("createcachetable", verbosity=0)
    petra = others["physiotherapist"]
    from uuid import uuid4

    from accounts.services.invitations import new_token

    for email in ("ADA@example.org", "else@example.org"):
        services.invite(physiotherapist=petra, uuid=uuid4(), token=new_token(), email=email)
    services.erase(user=person)
    assert [row.email for row in Invitation.objects.all()] == ["else@example.org"]


def test_staff_are_erased_by_the_operator_alone_and_leave_what_they_wrote(
    client, person, physiotherapist
):
    call_command("createcachetable", verbosity=0)
    with pytest.raises(services.Refused):
        services.erase(user=physiotherapist)
    services.erase(user=physiotherapist, by_operator=True)
    husk = User.objects.get(pk=physiotherapist.pk)
    assert (husk.is_active, husk.is_staff) == (False, False)
    assert "petra" not in husk.email
    assert not User.objects.clients_of(husk).exists()
    assert CareLink.objects.about(person).get().ended_at


def test_the_page_of_staff_says_whom_to_ask(client, physiotherapist):
    client.force_login(physiotherapist)
    answer = client.post("/data/erase/")
    assert answer.status_code == 409
    assert User.objects.filter(pk=physiotherapist.pk, is_active=True).exists()


def test_erasing_asks_who_it_is_then_once_and_signs_out(client, person):
    call_command("createcachetable", verbosity=0)
    proved(client, person)
    page = client.get("/data/erase/").content.decode()
    assert "Save a copy first" in page
    assert User.objects.filter(pk=person.pk).exists()
    answer = client.post("/data/erase/")
    assert str(person.public_id) in answer.content.decode()
    assert not User.objects.filter(pk=person.pk).exists()
    assert client.get("/today/").url.startswith("/accounts/login/")
