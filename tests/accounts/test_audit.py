"""The audit trail: a chain without gap or fork, that tells where somebody meddled with it."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from io import StringIO
from itertools import pairwise
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts import guards
from accounts.models import BEGINNING, AuditEntry, AuditHead, User
from accounts.services import auditing
from tests.environment import ROOT

ENTRY, HEAD = guards.ENTRY, guards.HEAD
IS_LONG = bool(os.environ.get("LONG"))
PROCESSES, ENTRIES, TURNS = 2, 500 if IS_LONG else 40, 20

COPIED = "at, actor, what, client, about, asked, shown, outcome, request, format"
NEXT = f"""INSERT INTO {ENTRY} (number, previous, hash, {COPIED})
    SELECT %s, %s, %s, {COPIED} FROM {ENTRY} WHERE number = 1"""


@pytest.fixture
def entries(db):
    """Six of them."""
    for number in range(6):
        auditing.record(actor=None, what=f"act {number}", about=[uuid4()], shown=number)
    return list(AuditEntry.objects.order_by("number"))


@pytest.fixture
def unguarded(entries):
    """Somebody took the guards away, as whoever owns the database can."""
    sql(*guards.remove(connection.vendor))
    return entries


def sql(*statements, **of):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, of.get("told"))


def verify(**options):
    out = StringIO()
    call_command("audit", "verify", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def broken_at(**options):
    with pytest.raises(CommandError, match=r"breaks at entry \d+") as told:
        verify(**options)
    return int(str(told.value).split("entry ")[1].split(":")[0])


# Added to, and whole


def test_entries_are_numbered_from_one_and_each_carries_the_hash_of_the_one_before(entries):
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5, 6]
    hashes = [entry.hash for entry in entries]
    assert [entry.previous for entry in entries] == [BEGINNING, *hashes[:-1]]
    assert hashes == [entry.expected_hash for entry in entries]
    assert str(AuditHead.objects.get()) == f"6 {hashes[-1]}"


def test_an_entry_is_kept_as_it_was_told(person, physiotherapist):
    now = datetime(2026, 9, 1, 12, 30, 15, 123456, tzinfo=UTC)
    others = [uuid4(), uuid4()]
    auditing.record(
        actor=physiotherapist,
        what="admin:coaching_enrolment_change GET",
        client=person.public_id,
        about=others,
        asked=["q", "tier"],
        shown=3,
        outcome=404,
        request="0123-abcd",
        now=now,
    )
    kept = AuditEntry.objects.get()
    assert (kept.at, kept.actor, kept.client) == (now, physiotherapist.public_id, person.public_id)
    assert kept.about == f"{others[0]} {others[1]}"
    assert (kept.asked, kept.shown, kept.outcome, kept.request) == ("q tier", 3, 404, "0123-abcd")


def test_an_entry_is_written_by_one_statement(entries, django_assert_num_queries):
    with django_assert_num_queries(1):
        auditing.record(actor=None, what="act")


def test_an_entry_names_at_most_a_page_of_ids(db):
    auditing.record(actor=None, what="list", about=[uuid4() for _ in range(51)])
    assert len(AuditEntry.objects.get().about.split()) == auditing.MOST_ABOUT == 50


def test_an_act_that_is_undone_leaves_no_entry_and_no_gap(entries):
    with transaction.atomic():
        auditing.record(actor=None, what="act")
        transaction.set_rollback(True)
    auditing.record(actor=None, what="the next")
    assert AuditEntry.objects.first().number == 7
    assert "whole: 7 entries" in verify()


def test_an_entry_outlives_whoever_it_is_about(person, physiotherapist):
    auditing.record(actor=physiotherapist, what="page", client=person.public_id)
    client, actor = person.public_id, physiotherapist.public_id
    physiotherapist.client_links.all().delete()
    User.objects.filter(pk__in=[person.pk, physiotherapist.pk]).delete()
    kept = AuditEntry.objects.get()
    assert (kept.client, kept.actor) == (client, actor)
    assert "whole: 1 entries" in verify()


def test_where_the_end_is_gone_nothing_is_recorded(unguarded):
    sql(f"DELETE FROM {HEAD}")
    with pytest.raises(auditing.NotRecorded):
        auditing.record(actor=None, what="act")
    with pytest.raises(CommandError, match="entry 1: the end of the trail is gone"):
        verify()


def test_an_empty_trail_is_whole(db):
    assert "whole: 0 entries" in verify()


# Only added to


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {ENTRY} SET what = 'nothing' WHERE number = 3",
        f"DELETE FROM {ENTRY} WHERE number = 6",
        f"DELETE FROM {ENTRY}",
        f"UPDATE {HEAD} SET number = 5",
        f"UPDATE {HEAD} SET number = number + 1, hash = '{'1' * 64}'",
        f"DELETE FROM {HEAD}",
        f"INSERT INTO {HEAD} (id, number, hash) VALUES (2, 0, '')",
    ],
)
def test_the_database_refuses_to_change_the_trail(entries, statement):
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(statement)
    assert "whole: 6 entries" in verify()


@pytest.mark.parametrize(
    ("number", "previous"), [(8, None), (6, None), (7, "0" * 64), (0, BEGINNING)]
)
def test_the_database_takes_an_entry_at_the_end_only(entries, number, previous):
    told = [number, previous or entries[-1].hash, "1" * 64]
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(NEXT, told=told)
    assert "whole: 6 entries" in verify()


@pytest.mark.parametrize("number", [3, 6])
def test_nothing_is_put_in_the_place_of_an_entry(entries, number):
    """SQLite's REPLACE deletes without saying so, PostgreSQL's upsert updates."""
    put = NEXT.replace("INSERT", "INSERT OR REPLACE")
    if connection.vendor == "postgresql":
        put = f"{NEXT} ON CONFLICT (number) DO UPDATE SET what = 'nothing'"
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(put, told=[number, entries[number - 2].hash, "1" * 64])
    assert "whole: 6 entries" in verify()


@pytest.mark.postgres
def test_the_table_is_not_emptied_at_once(entries):
    for table in (ENTRY, HEAD):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql(f"TRUNCATE {table}")


def test_the_orm_cannot_change_an_entry_either(entries):
    entries[2].what = "nothing"
    for change in (entries[2].save, entries[2].delete, AuditEntry.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# Where somebody meddled all the same


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("what", "'nothing'"),
        ("actor", f"'{'1' * 32}'"),
        ("client", f"'{'1' * 32}'"),
        ("about", "''"),
        ("asked", "'q'"),
        ("shown", "NULL"),
        ("outcome", "404"),
        ("request", "'x'"),
        ("at", "'2026-01-01 00:00:00+00:00'"),
        ("format", "2"),
        ("hash", f"'{'1' * 64}'"),
    ],
)
@pytest.mark.parametrize("number", [1, 4, 6])
def test_a_changed_entry_is_found_whatever_was_changed(unguarded, column, value, number):
    sql(f"UPDATE {ENTRY} SET {column} = {value} WHERE number = {number}")
    assert broken_at() == number


@pytest.mark.parametrize("number", [1, 3, 6])
def test_a_removed_entry_is_found_the_last_one_too(unguarded, number):
    sql(f"DELETE FROM {ENTRY} WHERE number = {number}")
    assert broken_at() == number


def test_an_emptied_trail_is_found(unguarded):
    sql(f"DELETE FROM {ENTRY}")
    assert broken_at() == 1


def test_a_removed_entry_whose_gap_was_closed_is_found(unguarded):
    sql(f"DELETE FROM {ENTRY} WHERE number = 3")
    for number in (4, 5, 6):
        sql(f"UPDATE {ENTRY} SET number = {number - 1} WHERE number = {number}")
    sql(f"UPDATE {HEAD} SET number = 5")
    assert broken_at() == 3


def test_an_inserted_entry_is_found(unguarded):
    for number in (6, 5, 4):
        sql(f"UPDATE {ENTRY} SET number = {number + 1} WHERE number = {number}")
    sql(NEXT, told=[4, unguarded[2].hash, "1" * 64])
    sql(f"UPDATE {HEAD} SET number = 7")
    assert broken_at() == 4


def test_an_inserted_entry_with_a_hash_that_fits_is_found_after_it(unguarded):
    for number in (6, 5, 4):
        sql(f"UPDATE {ENTRY} SET number = {number + 1} WHERE number = {number}")
    made = AuditEntry.objects.get(number=1)
    made.number, made.previous = 4, unguarded[2].hash
    sql(NEXT, told=[4, made.previous, made.expected_hash])
    sql(f"UPDATE {HEAD} SET number = 7")
    assert broken_at() == 5


def test_an_entry_before_the_first_is_found(unguarded):
    sql(NEXT, told=[0, BEGINNING, "1" * 64])
    assert broken_at() == 1


def test_entries_in_each_others_place_are_found(unguarded):
    for number, place in ((2, 99), (5, 2), (99, 5)):
        sql(f"UPDATE {ENTRY} SET number = {place} WHERE number = {number}")
    assert broken_at() == 2


def test_a_chain_that_was_written_anew_is_found_by_an_anchor(unguarded, tmp_path):
    kept = StringIO()
    call_command("audit", "anchor", stdout=kept)
    anchors = tmp_path / "anchors"
    anchors.write_text(f"2 {unguarded[1].hash}\n{kept.getvalue()}")
    assert "whole" in verify(anchors=anchors)
    previous = unguarded[2].hash
    for entry in unguarded[3:]:
        entry.what, entry.previous = "nothing", previous
        entry.hash = previous = entry.expected_hash
        entry.save()
    AuditHead.objects.update(hash=previous)
    assert "whole" in verify()
    assert broken_at(anchors=anchors) == 6


def test_a_trail_that_was_cut_short_is_found_by_an_anchor(unguarded, tmp_path):
    anchors = tmp_path / "anchors"
    anchors.write_text(f"6 {unguarded[5].hash}\n")
    sql(f"DELETE FROM {ENTRY} WHERE number > 4")
    AuditHead.objects.update(number=4, hash=unguarded[3].hash)
    assert "whole" in verify()
    assert broken_at(anchors=anchors) == 6


@pytest.mark.parametrize("text", ["6", "6 abc", "x" * 70])
def test_what_is_no_anchor_is_said(entries, tmp_path, text):
    anchors = tmp_path / "anchors"
    anchors.write_text(text)
    with pytest.raises(CommandError, match="not a number and a hash"):
        verify(anchors=anchors)
    with pytest.raises(CommandError, match="cannot be read"):
        verify(anchors=tmp_path / "nothing")


def test_it_says_how_far_it_is(entries, monkeypatch):
    monkeypatch.setattr("accounts.management.commands.audit.EVERY", 2)
    said = StringIO()
    call_command("audit", "verify", stdout=StringIO(), stderr=said)
    assert said.getvalue().splitlines() == ["2 entries hold", "4 entries hold", "6 entries hold"]


# At once


def test_processes_that_record_at_once_leave_one_chain(transactional_db):
    line = [sys.executable, "-m", "tests.accounts.recorder", str(ENTRIES)]
    database = str(connection.settings_dict["NAME"])
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "bufsize": 0}
    recorders = [subprocess.Popen([*line, database], cwd=ROOT, **pipes) for _ in range(PROCESSES)]

    def heard(said: bytes) -> bool:
        return [recorder.stdout.readline() for recorder in recorders] == [said] * PROCESSES

    assert heard(b"ready\n")
    for turn in range(1, TURNS + 1):
        for recorder in recorders:
            recorder.stdin.write(b"go\n")
        assert heard(b"done\n")
        told = AuditEntry.objects.order_by("number").values_list("number", "what")
        who = [what.split()[0] for _, what in told]
        turns_of_the_pen = sum(one != other for one, other in pairwise(who))
        if turns_of_the_pen > 2 * turn:  # more than one after the other
            break
    else:
        pytest.fail("never at once")
    assert [recorder.communicate() for recorder in recorders] == [(b"", None)] * PROCESSES
    assert [recorder.returncode for recorder in recorders] == [0] * PROCESSES
    count = PROCESSES * ENTRIES * turn
    assert f"whole: {count} entries" in verify()
    assert [number for number, _ in told] == list(range(1, count + 1))
    assert len({what for _, what in told}) == count
