"""A network that goes away in mid-sentence: the phone does not know what the server has stored."""

from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from accounts.models import User
from coaching.models import Enrolment, MorningReport, SetReport, SymptomReport, Workout
from coaching.rules.terms import Status
from coaching.services.settling import is_settled
from tests.browser.cable import Cable
from tests.browser.conftest import Phone
from tests.browser.test_phone import delivered, on, send, tell_a_sign, waiting
from tests.coaching.views.conftest import enrol

CUTS = {
    "before it": 0,
    "in its first line": 1,
    "in its headers": 100,
    "in its body": -99,
    "at its last byte": -1,
}

TELL_A_WORKOUT = """
const { plan } = await phone.bundle();
const { id, at } = await phone.add({ type: "workout", plan });
const workout = { id, at, plan };
const clean = { lumbar_contact: "held", pops: 0, discomfort: 0, symptoms: [] };
const answers = { workout, asked: { level: 3, rep_step: 0 }, reps: 8, ...clean };
const first = await phone.add({ type: "set", number: 1, ...answers });
const second = await phone.add({ type: "set", number: 2, ...answers });
const undo = await phone.add({ type: "undo", set: second.id });
const again = await phone.add({ type: "set", number: 2, after: undo.id, ...answers, pops: 1 });
const finish = await phone.add({ type: "finish", workout });
return [id, first.id, second.id, undo.id, again.id, finish.id];
"""


@pytest.fixture
def origin(cable: Cable) -> str:
    """The site is at the other end of the cable."""
    return cable.url


@pytest.fixture
def enrolled(live_server: Any, person: User) -> Enrolment:
    """`person` on level 3 of the main program."""
    call_command("load_catalogue", verbosity=0)
    return enrol(person, level=3)


def events() -> list[str]:
    """The id of every event that the server has; the end of a workout is no row of its own."""
    tables = Workout, SetReport, MorningReport, SymptomReport
    rows = [str(uuid) for table in tables for uuid in table.objects.values_list("uuid", flat=True)]
    return sorted(rows)


def test_a_batch_whose_answer_was_cut_anywhere_counts_once(
    phone: Phone, cable: Cable, person: User, enrolled: Enrolment
) -> None:
    page = phone(person)
    page.goto("/today/")
    page.goto("/learn/")  # it stays where it is, whatever is told
    on(page, "await phone.fetchBundle()")
    told: list[str] = []
    for place, end in CUTS.items():
        cable.cut()
        batch = on(page, TELL_A_WORKOUT)
        assert send_into(page, cable, end) == batch, place
        told += batch[:-1]
        assert events() == sorted(told), place
        cable.mend()
        assert send(page)["waiting"] == 0, place
        assert events() == sorted(told), place
    assert Workout.objects.exclude(ended_at=None).count() == len(CUTS)

    cable.cut()
    alarm = tell_a_sign(page)
    assert send_into(page, cable, 0) == [alarm]
    cable.mend()
    assert send(page)["waiting"] == 0
    assert events() == sorted([*told, alarm])
    enrolled.refresh_from_db()
    assert enrolled.status == Status.STOPPED
    assert is_settled(enrolled)


def send_into(page: Page, cable: Cable, end: int) -> list[str]:
    """Send what waits over a cable that is cut in the answer; what the phone still holds."""
    assert send(page)["reason"] == "offline"
    cable.cut_in_answer(end)
    assert send(page)["reason"] in ("offline", "server")
    cable.wait_until_cut()
    held = [uuid for uuid, _ in waiting(page)]
    assert set(held) <= delivered()
    return held
