"""What an earlier version's links become: nobody had been asked then."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE, AFTER = [("accounts", "0001_initial")], [("accounts", "0002_care_team")]
NEWEST = [("accounts", "0003_consent_answers")]


def migrate(to):
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


def migrate_everything():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_an_open_link_becomes_a_proposal_and_one_that_ended_stays_on_record():
    try:
        apps = migrate(BEFORE)
        user, link = apps.get_model("accounts", "User"), apps.get_model("accounts", "CareLink")
        petra, ada, bo = (
            user.objects.create(email=f"{name}@example.org") for name in ("petra", "ada", "bo")
        )
        now = timezone.now()
        link.objects.create(physiotherapist=petra, client=ada, since=now)
        link.objects.create(physiotherapist=petra, client=bo, since=now, ended_at=now)
        link = migrate(AFTER).get_model("accounts", "CareLink")
        told = ("since", "proposed_at", "text_version", "ended_by", "ended_at")
        kept = {row.client.email: row for row in link.objects.select_related("client")}
        answers = {email: tuple(getattr(row, name) for name in told) for email, row in kept.items()}
        assert answers == {
            "ada@example.org": (None, now, "", "", None),
            "bo@example.org": (now, now, "none", "administrator", now),
        }
        assert len({row.uuid for row in kept.values()}) == 2
    finally:
        migrate_everything()


@pytest.mark.django_db(transaction=True)
def test_what_somebody_had_agreed_to_is_their_first_answer():
    try:
        apps = migrate(AFTER)
        user, link = apps.get_model("accounts", "User"), apps.get_model("accounts", "CareLink")
        petra, ada, bo = (
            user.objects.create(email=f"{name}@example.org") for name in ("petra", "ada", "bo")
        )
        now = timezone.now()
        link.objects.create(physiotherapist=petra, client=ada, since=now, text_version="1")
        link.objects.create(physiotherapist=petra, client=bo)
        answers = migrate(NEWEST).get_model("accounts", "ConsentAnswer").objects
        told = answers.values_list("link__client__email", "text_version", "agreed", "answered_at")
        assert list(told) == [("ada@example.org", "1", True, now)]
    finally:
        migrate_everything()
