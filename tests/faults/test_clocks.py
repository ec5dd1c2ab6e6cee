"""Clocks that are wrong: a phone's, and the server's own."""

import json
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.sites import site
from tests.faults.telling import counted, tell
from tests.faults.training import Ledger, Message, Teller, batch, entries_of, training

IS_LONG = bool(os.environ.get("LONG"))
TIMES = 100 if IS_LONG else 3
WRONG_BY = [timedelta(days=days) for days in (-365, -3, 3, 365)]
NEAR = timedelta(minutes=10)
SIGNED_IN_FOR_LONG = """
from django.contrib.sessions.models import Session
Session.objects.update(expire_date="2100-01-01T00:00Z")
"""
TOO_FAR = """
from coaching.models import Enrolment
for row in Enrolment.objects.all():
    begins = row.decisions.get(about="start").said["after"]["level"]
    if row.level > begins + row.workouts.count():
        print(row.pk)
"""
"""Who is further on than a level for each workout, which is as fast as it goes."""
LATEST = """
import json
from coaching.models import Workout
rows = Workout.objects.filter(uuid__in={!r}).values_list("performed_at", flat=True)
print(json.dumps([at.isoformat() for at in rows]))
"""


def told_by_a_clock_that_is(wrong_by, person):
    """A workout as a phone with that clock tells it, and its id."""
    entries = entries_of(person)
    message = batch(entries)
    body = json.loads(message.body)
    body["sent_at"] = moved(body["sent_at"], wrong_by)
    for entry in body["entries"]:
        entry["at"] = moved(entry["at"], wrong_by)
        if "workout" in entry:
            entry["workout"]["at"] = moved(entry["workout"]["at"], wrong_by)
    return Message(message.path, json.dumps(body).encode(), message.rows, is_batch=True), entries


def moved(at, by):
    return (datetime.fromisoformat(at) + by).isoformat()


@pytest.mark.parametrize("wrong_by", WRONG_BY, ids=lambda by: f"{by.days} days")
def test_what_a_phone_with_a_wrong_clock_tells_is_kept_at_the_right_time(wrong_by):
    with (
        site("sqlite") as found,
        Teller(found) as teller,
        Ledger(found.folder / "ledger") as ledger,
    ):
        found.start()
        workouts = []
        for number in range(TIMES):
            person = found.people[number % len(found.people)]
            message, entries = told_by_a_clock_that_is(wrong_by, person)
            ledger.write("offered", message)
            assert teller.tell(person, message) == "yes", teller.said
            ledger.write("promised", message)
            workouts.append(entries[0]["id"])
        kept = json.loads(found.run(LATEST.format(workouts)))
        verdict = found.check(ledger.path)
    tell(f"phones' clocks wrong by {wrong_by.days} days", verdict)
    assert verdict.is_clean, verdict
    assert len(kept) == TIMES
    now = datetime.now(UTC)
    assert all(abs(now - datetime.fromisoformat(at)) < NEAR for at in kept), kept


def wrong(by):
    """A command line's beginning. Not `faketime`: it stays in between, and ends alone."""
    [library] = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    return "env", f"LD_PRELOAD={library}", f"FAKETIME={by.days:+}d"


@pytest.mark.long
@pytest.mark.parametrize("wrong_by", WRONG_BY, ids=lambda by: f"{by.days} days")
def test_a_server_whose_clock_was_wrong_for_a_while_loses_nothing_and_moves_nobody_too_far(
    wrong_by,
):
    with site("sqlite") as found:
        found.run(SIGNED_IN_FOR_LONG)
        said = Counter()
        # Workouts end before it is put right: one that was left for days is over, as any is.
        for wrapper in (wrong(wrong_by), ()):
            found.start(*wrapper)
            with training(found) as people:
                people.had(TIMES)
            said += people.tally.answers
            found.stop()
        verdict = found.check(people.ledger.path)
        too_far = found.run(TOO_FAR)
    tell(f"the server's clock wrong by {wrong_by.days} days, then right", verdict, counted(said))
    assert verdict.is_clean, verdict
    assert not too_far
