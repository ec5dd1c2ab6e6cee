"""What the desk shows, in what order, and at what cost."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import services as accounts
from coaching import services
from coaching.models import Enrolment
from coaching.rules.terms import LumbarContact, Symptom
from coaching.services import Moment, SetAnswers
from tests.coaching.admin.clients import clear, enrol, feel, moment, one_set, train
from tests.coaching.admin.conftest import LIST, act_on, page_of, record_of, told
from tests.environment import ROOT

INLINE = re.compile(
    r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)


@pytest.fixture
def care(make_person, physiotherapist):
    """`care("bea")` -> a further client on the main program."""

    def take(name):
        client = make_person(f"{name}@example.org")
        accounts.link(physiotherapist=physiotherapist, client=client)
        return enrol(client)

    return take


def rows_of(page):
    return [row.client.email.split("@")[0] for row in page.context["worklist"].rows]


def queries_of(browser, path):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def test_the_worklist_says_where_everybody_stands(desk, enrolled):
    page = desk.get(LIST).text
    assert "<h1>Worklist</h1>" in page
    assert "Level 1 of 10: knee raise<" in page
    assert 'class="tag tag-held">Held<' in page
    assert "none yet" in page


def test_the_reverse_crunch_has_a_name_and_no_number(desk, person, enrolled):
    train(person, 1, one_set(lumbar_contact=LumbarContact.LOST))
    assert 'data-label="Level">Reverse crunch<' in desk.get(LIST).text


def test_an_emergency_in_a_set_or_a_morning_is_an_emergency(desk, care, person, enrolled):
    bea = care("bea").client
    train(bea, 1, one_set(symptoms=frozenset({Symptom.LEG_WEAKNESS})))
    workout = train(person, 1, one_set(), one_set(), one_set())
    services.report_morning(
        client=person,
        workout=workout.uuid,
        uuid=uuid4(),
        discomfort=None,
        symptoms=[Symptom.TINGLING_BOTH_LEGS],
        moment=moment(person, 2),
    )
    assert desk.get(LIST).text.count("tag-emergency") == 2


def test_an_emergency_in_any_set_of_the_workout_that_stopped_is_one(desk, person, enrolled):
    workout = train(person, 1, one_set(symptoms=frozenset({Symptom.SADDLE_NUMBNESS})))
    services.log_set(
        client=person,
        workout=workout.uuid,
        number=2,
        uuid=uuid4(),
        answers=SetAnswers(report=one_set(symptoms=frozenset({Symptom.NUMBNESS}))),
        moment=moment(person, 1.01),
    )
    for path in (LIST, page_of(enrolled)):
        assert "tag-emergency" in desk.get(path).text


def test_an_emergency_that_was_cleared_is_none_any_more(desk, physiotherapist, person, enrolled):
    first = feel(person, 1, "saddle_numbness")
    feel(person, 2, "numbness")
    enrolled.refresh_from_db()
    clear(physiotherapist, enrolled, first.uuid, day=3)
    page = desk.get(LIST).text
    assert "tag-emergency" not in page
    assert "tag-stopped" in page


def test_ended_programs_are_shown_where_they_are_asked_for(desk, enrolled):
    Enrolment.objects.update(ended_at=moment(enrolled.client, 5).performed_at)
    assert rows_of(desk.get(LIST)) == []
    page = desk.get(f"{LIST}?tier=ended")
    assert rows_of(page) == ["ada"]
    assert "tag-ended" in page.text
    client = desk.get(page_of(enrolled))
    assert client.status_code == 200
    assert not client.context["slugs"]


def test_the_program_filter_keeps_who_is_on_it(desk, enrolled):
    assert rows_of(desk.get(f"{LIST}?program={enrolled.program.slug}")) == ["ada"]
    assert rows_of(desk.get(f"{LIST}?program=one-leg-first")) == []


def test_times_are_told_in_the_zone_of_who_looks(desk, physiotherapist, person, enrolled):
    physiotherapist.time_zone = "Asia/Kolkata"
    physiotherapist.save()
    feel(person, 1, "numbness")
    for path, words in ((LIST, "2 Sep, 13:35"), (page_of(enrolled), "13:35 IST")):
        page = desk.get(path).text
        assert words in page
        assert "Asia/Kolkata" in page


def test_a_client_asks_as_much_for_many_decisions_as_for_few(desk, person, enrolled):
    train(person, 1, *[one_set(pops=1)] * 3)
    train(person, 2, *[one_set(pops=1)] * 3)
    desk.get(page_of(enrolled))
    few = queries_of(desk, page_of(enrolled))
    for day in range(3, 20):
        train(person, day, one_set(), one_set(pops=1))
    assert queries_of(desk, page_of(enrolled)) == few


# The frame


def test_nothing_is_inline(desk, stopped):
    pages = [
        reverse("admin:index"),
        LIST,
        page_of(stopped),
        record_of(stopped),
        reverse("admin:coaching_program_changelist"),
        reverse("admin:coaching_program_change", args=[stopped.program_id]),
    ]
    for path in pages:
        assert not INLINE.findall(desk.get(path).text), path
    for status, body in ((422, told(stopped, reason="")), (409, told(stopped, seen=0))):
        response = desk.post(act_on(stopped, "set-level"), body)
        assert response.status_code == status
        assert not INLINE.findall(response.text)


def test_pages_are_never_kept_by_a_browser(desk, stopped):
    for path in (LIST, page_of(stopped), record_of(stopped)):
        assert "no-store" in desk.get(path).headers["Cache-Control"]


def test_the_desk_has_the_colours_of_the_site():
    def colours(sheet):
        # Paper has colours of its own.
        text = (ROOT / "static" / "css" / sheet).read_text().split("@media print")[0]
        found = re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", text)
        names = ("paper", "raised", "sunk", "ink", "soft", "line", "edge", "stop", "calm", "alarm")
        return [(name, colour) for name, colour in found if name in names]

    desk = colours("desk.css")
    assert len(desk) > 30
    assert desk == colours("site.css")[: len(desk)]


def test_a_moment_of_the_review_is_now(desk, stopped):
    before = Moment.now(stopped.client).performed_at
    desk.post(act_on(stopped, "set-ceiling"), told(stopped, level=2))
    assert stopped.reviews.get().performed_at >= before
