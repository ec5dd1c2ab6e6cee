"""Whatever is sent, the answer is never an error of ours, never a traceback, and bounded.

What broke something is printed small; the seed in its name repeats it:
`LONG=1 pytest "tests/fuzz/test_fuzz.py::test_no_request_breaks_the_site[20260105-person]"`.
"""

import os
from datetime import timedelta

import pytest
from django.core.management import call_command

from accounts import services as accounts
from tests.accounts.clinics import LEAD, invite, join
from tests.coaching.drafts import begin
from tests.coaching.life import BEGIN, CLEAN, POPPED, Life
from tests.coaching.phone import Phone
from tests.fuzz.requests import Sender
from tests.fuzz.sending import Run

ACTORS = ("nobody", "person", "physiotherapist", "superuser")
FIRST_SEED = 20260105
EACH = 1_250
"""Requests of one actor in one round: 5,000 by all."""
ROUNDS = 40 if os.environ.get("LONG") else 1


@pytest.fixture
def life(db, person, physiotherapist):
    """Somebody in care, with something of everything."""
    call_command("load_catalogue", verbosity=0)
    join(physiotherapist, role=LEAD)
    found = Life(person)
    found.answer_all()
    found.enrol(1)
    workout = found.train(1, CLEAN, POPPED)
    found.morning(workout)
    return found


@pytest.fixture
def ids(life, person, physiotherapist, superuser):
    """Of rows that are there, and other words that lead somewhere."""
    workout = life.start(3)
    told = life.log(workout, 1, CLEAN)
    invitation, token = invite(physiotherapist)
    draft = begin(physiotherapist)
    link = person.care_links.get()
    rows = (workout, told, life.enrolment, link, draft, invitation)
    # A lead's superuser: no page of the desk is closed to them.
    accounts.promote(user=superuser)
    join(superuser, role=LEAD)
    return [
        *(str(row.uuid) for row in rows),
        *(str(row.pk) for row in rows),
        *(str(life.enrolment.uuid),) * 4,
        *(str(user.public_id) for user in (person, physiotherapist)),
        *(str(user.pk) for user in (person, physiotherapist)),
        *("knee-raise-to-straight-leg-raise", "reverse-crunch-base", "why-it-pops", "1", token),
        *("override", "set-level", "set-doses", "pause", "clear-stops", "note", "export"),
    ]


@pytest.fixture
def batch(life):
    """What a phone of theirs sends."""
    phone = Phone(life)
    phone.feel(4, "numbness")
    phone.morning(4)
    workout, first, *_ = phone.train(5)
    phone.undo(first)
    phone.finish(workout)
    return {
        "sent_at": (BEGIN + timedelta(days=6)).isoformat(),
        "device": str(phone.device),
        "entries": phone.outbox,
        "offered": [],
    }


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + ROUNDS))
@pytest.mark.parametrize("who", ACTORS)
def test_no_request_breaks_the_site(request, record_property, ids, batch, who, seed):
    actor = None if who == "nobody" else request.getfixturevalue(who)
    run = Run(actor, Sender(seed * 10 + ACTORS.index(who), ids, batch))
    run.go(EACH)
    record_property("fuzz", run.told())
    assert not run.faults, "\n".join(run.faults)
    # What answers nothing but no was not asked well.
    assert run.seen["status 200"] + run.seen["status 302"] > run.sent / 4
    assert {f"address {address.name}" for address in run.sender.addresses} <= run.seen.keys()
    assert not run.slow, "\n".join(run.slow)
