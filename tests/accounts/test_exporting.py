"""A copy of one's data has every row about oneself, and nothing of anybody else."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.urls import reverse

from accounts import personal, services
from accounts.models import AuditEntry, CareLink, User
from accounts.services.exporting import columns

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MY_DATA = "my_data"


def opened(person):
    with services.export(person=person, now=NOW) as file, zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def leads_to_a_person(model, seen=()):
    """Whether any reference, whatever becomes of it, leads from a row to somebody."""
    targets = {field.related_model for field in model._meta.concrete_fields} - {None, model, *seen}
    return User in targets or any(
        leads_to_a_person(target, (*seen, model)) for target in targets if isinstance(target, type)
    )


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_a_model_that_leads_to_a_person_is_in_the_copy_or_says_why_not(model):
    if model in (User, AuditEntry) or personal.ways_to_person(model):
        return
    if leads_to_a_person(model):
        reason = getattr(model, "not_about_anybody", "") or personal.OTHERS.get(model._meta.label)
        assert reason


def test_the_row_of_the_account_is_there_without_what_opens_it(person):
    (told,) = json.loads(opened(person)["data.json"])["accounts-user"]
    assert told["email"] == person.email
    assert "password" not in told


@pytest.mark.parametrize("name", sorted(personal.SECRET))
def test_a_secret_that_is_left_out_is_a_column_that_is_there(name):
    label, _, column = name.rpartition(".")
    model = apps.get_model(label)
    assert column in {field.name for field in model._meta.concrete_fields}
    assert column not in {field.name for field in columns(model)}


def test_the_tables_hold_the_same_rows_as_the_data(person, physiotherapist):
    files = opened(person)
    for kind, rows in json.loads(files["data.json"]).items():
        table = files[f"tables/{kind}.csv"].removeprefix("\ufeff")
        lines = list(csv.DictReader(io.StringIO(table)))
        assert [line.keys() for line in lines] == [row.keys() for row in rows]


def test_a_person_is_me_or_another_and_nobody_is_named(person, physiotherapist):
    text = opened(person)["data.json"]
    (link,) = json.loads(text)["accounts-carelink"]
    assert (link["client"], link["physiotherapist"]) == ("me", "another")
    assert physiotherapist.email not in text


def test_nothing_of_anybody_else_is_in_it(person, stranger, physiotherapist, other_physiotherapist):
    for user in (person, stranger):
        EmailAddress.objects.create(user=user, email=user.email)
    everything = "".join(opened(person).values())
    assert person.email in everything
    for other in (stranger, physiotherapist, other_physiotherapist):
        assert other.email not in everything
        assert str(other.public_id) not in everything


def test_a_physiotherapists_copy_has_nothing_of_their_clients(person, physiotherapist):
    everything = "".join(opened(physiotherapist).values())
    assert physiotherapist.email in everything
    assert person.email not in everything
    assert str(person.public_id) not in everything


def test_words_that_a_spreadsheet_would_run_stay_words(person):
    person.time_zone = "=1+1"
    person.save()
    files = opened(person)
    assert "'=1+1" in files["tables/accounts-user.csv"]
    assert json.loads(files["data.json"])["accounts-user"][0]["time_zone"] == "=1+1"


def test_the_guide_says_what_each_file_and_column_is(person, physiotherapist):
    files = opened(person)
    guide = files["README.txt"]
    assert "2026-03-01T12:00:00Z" in guide
    for kind, rows in json.loads(files["data.json"]).items():
        part = guide.partition(f"\n{kind}: ")[2]
        assert part
        for column in rows[0]:
            assert f"\n  {column}" in part


def test_the_page_asks_for_the_password_again_first(client, person):
    person.set_password("one that is long enough")
    person.save()
    client.force_login(person)
    response = client.get(reverse(MY_DATA))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_reauthenticate"))


def test_nobody_gets_the_copy_of_anybody(client, db):
    response = client.post(reverse(MY_DATA))
    assert response["Location"].startswith(reverse("account_login"))


@pytest.fixture
def proved(client, person):
    """Somebody who has just told their password again."""
    person.set_password("one that is long enough")
    person.save()
    client.force_login(person)
    told = {"password": "one that is long enough"}
    client.post(f"{reverse('account_reauthenticate')}?next={reverse(MY_DATA)}", told)
    return client


def test_a_copy_comes_by_a_post_and_lies_nowhere(proved, person, settings):
    assert proved.get(reverse(MY_DATA)).status_code == 200
    response = proved.post(reverse(MY_DATA))
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "no-store"
    content = b"".join(response.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert person.email in archive.read("data.json").decode()


def test_three_copies_a_day_and_then_it_is_said_when_to_come_back(proved):
    for _ in range(3):
        copy = proved.post(reverse(MY_DATA))
        assert b"".join(copy.streaming_content)
        assert copy.status_code == 200
    response = proved.post(reverse(MY_DATA))
    assert response.status_code == 429
    assert "Come back tomorrow" in response.text


def test_what_was_looked_at_is_in_it(person):
    assert "accounts-auditentry" not in json.loads(opened(person)["data.json"])
    from accounts.services import auditing

    auditing.record(actor=None, what="command report", client=person.public_id)
    (entry,) = json.loads(opened(person)["data.json"])["accounts-auditentry"]
    assert entry["what"] == "command report"


def test_every_link_of_a_client_is_there_also_those_that_ended(person, physiotherapist):
    services.unlink(physiotherapist=physiotherapist, client=person)
    services.link(physiotherapist=physiotherapist, client=person)
    links = json.loads(opened(person)["data.json"])["accounts-carelink"]
    assert len(links) == CareLink.objects.about(person).count() == 2
