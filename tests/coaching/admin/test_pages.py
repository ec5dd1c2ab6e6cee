"""What the desk shows, in what order, and at what cost."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import services as accounts
from coaching import services
from coaching.models import Decision, Enrolment
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
    return [row.client.email.split("@")[0] for row in page.context["cl"].result_list]


def queries_of(browser, path):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def copies_of(enrolment, physiotherapist, make_person, count):
    """Rows that look like this one's, each with somebody of their own."""
    decision = Decision.objects.filter(enrolment=enrolment).first()
    for number in range(count):
        client = make_person(f"copy{number}@example.org")
        accounts.link(physiotherapist=physiotherapist, client=client)
        copy = Enrolment.objects.get(pk=enrolment.pk)
        copy.pk, copy.uuid, copy.client = None, uuid4(), client
        copy.save()
        decision.pk, decision.enrolment, decision.subject = None, copy, uuid4()
        decision.workout = decision.set_report = None
        decision.save()


def test_the_list_is_called_my_clients_and_says_where_everybody_stands(desk, enrolled):
    page = desk.get(LIST).text
    assert "<h1>My clients</h1>" in page
    assert "Level 1 of 10: knee raise, thighs five sixths of the way up" in page
    assert "Began: Where you begin" in page
    assert 'class="tag tag-active">Active<' in page
    assert "none yet" in page
    assert enrolled.program.title in page


def test_the_reverse_crunch_has_a_name_and_no_number(desk, person, enrolled):
    train(person, 1, one_set(lumbar_contact=LumbarContact.LOST))
    assert '<td class="field-level_now">Reverse crunch</td>' in desk.get(LIST).text


def test_emergencies_stand_above_stops_and_stops_above_the_rest(desk, care, enrolled):
    for name in ("bea", "cleo", "dan", "eve"):
        care(name)
    people = {row.client.email[:3]: row.client for row in Enrolment.objects.all()}
    feel(people["dan"], 1, "saddle_numbness")
    feel(people["cle"], 2, "numbness")
    train(people["eve"], 3, *[one_set()] * 3)
    assert rows_of(desk.get(LIST))[:3] == ["dan", "cleo", "eve"]
    for order in ("0", "-0", "2", "-2", "4"):
        assert rows_of(desk.get(f"{LIST}?o={order}"))[:2] == ["dan", "cleo"]
    assert rows_of(desk.get(f"{LIST}?status=stopped")) == ["dan", "cleo"]


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


def test_the_list_names_what_is_open_and_how_many(desk, person, stopped):
    feel(person, 3, "sharp_pain")
    page = desk.get(LIST).text
    assert "Numbness" in page
    assert "Sharp pain" in page
    assert '<td class="field-stops_open">2</td>' in page


def test_an_emergency_that_was_cleared_is_none_any_more(desk, physiotherapist, person, enrolled):
    first = feel(person, 1, "saddle_numbness")
    feel(person, 2, "numbness")
    enrolled.refresh_from_db()
    clear(physiotherapist, enrolled, first.uuid, day=3)
    page = desk.get(LIST).text
    assert "tag-emergency" not in page
    assert "tag-stopped" in page


def test_search_finds_own_clients_by_address(desk, care, enrolled):
    care("bea")
    assert rows_of(desk.get(f"{LIST}?q=bea")) == ["bea"]
    assert rows_of(desk.get(f"{LIST}?q=nobody")) == []


def test_ended_programs_are_shown_where_they_are_asked_for(desk, enrolled):
    Enrolment.objects.update(ended_at=moment(enrolled.client, 5).performed_at)
    assert rows_of(desk.get(LIST)) == []
    page = desk.get(f"{LIST}?status=ended")
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
    train(person, 1, *[one_set()] * 3)
    for path in (LIST, page_of(enrolled)):
        page = desk.get(path).text
        assert "13:35 IST" in page
        assert "Asia/Kolkata" in page


def test_the_list_asks_as_much_for_fifty_as_for_five(desk, physiotherapist, make_person, stopped):
    copies_of(stopped, physiotherapist, make_person, 4)
    desk.get(LIST)
    few = queries_of(desk, LIST)
    Enrolment.objects.exclude(pk=stopped.pk).delete()
    copies_of(stopped, physiotherapist, lambda email: make_person(f"b{email}"), 49)
    assert desk.get(LIST).context["cl"].result_count == 50
    assert queries_of(desk, LIST) == few


def test_a_page_holds_fifty(desk, physiotherapist, make_person, stopped):
    copies_of(stopped, physiotherapist, make_person, 50)
    assert len(desk.get(LIST).context["cl"].result_list) == 50
    assert len(desk.get(f"{LIST}?p=2").context["cl"].result_list) == 1
    assert len(desk.get(f"{LIST}?all=").context["cl"].result_list) == 50


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
