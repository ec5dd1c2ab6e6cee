"""What was reported beside what was decided, and what was decided before."""

from uuid import uuid4

import pytest

from coaching import services
from coaching.models import Enrolment, Program, SetReport
from coaching.rules.terms import LumbarContact, Symptom
from coaching.services import SetAnswers
from tests.coaching.admin.clients import clear, feel, moment, one_set, train
from tests.coaching.admin.conftest import act_on, page_of, record_of, told


def test_the_timeline_says_what_was_reported_and_decided(desk, person, enrolled):
    train(person, 1, one_set(), one_set(8, pops=1), one_set(7, discomfort=None))
    page = desk.get(page_of(enrolled)).text
    assert "Set 1: 8 repetitions, back down, no pop, discomfort 0" in page
    assert "Set 2: 8 repetitions, back down, 1 pop" in page
    assert "Set 3: 7 repetitions, back down, no pop, discomfort: not answered" in page
    assert "Rule: painless-pop" in page


def test_single_sets_are_told_while_a_workout_goes_on(desk, person, enrolled):
    train(person, 1, one_set())
    entries = desk.get(page_of(enrolled)).context["page"].rows
    assert [entry.decision.about for entry in entries] == ["set", "start"]


def test_a_set_that_was_taken_back_is_not_told_as_if_it_stood(desk, person, enrolled):
    workout = train(person, 1, one_set(5))
    services.undo_set(client=person, workout=workout.uuid, uuid=uuid4(), moment=moment(person, 1))
    assert "Set 1: 5 repetitions" not in desk.get(page_of(enrolled)).text


def test_a_workout_that_goes_on_again_is_no_finished_one(desk, person, enrolled):
    workout = train(person, 1, one_set(), one_set(), one_set())
    services.undo_set(client=person, workout=workout.uuid, uuid=uuid4(), moment=moment(person, 1))
    entries = desk.get(page_of(enrolled)).context["page"].rows
    assert [entry.decision.about for entry in entries] == ["set", "set", "start"]


def test_a_decision_that_was_superseded_stays_to_be_read(desk, person, enrolled):
    workout = train(person, 1, *[one_set()] * 3)
    wrong = SetReport.objects.get(workout=workout, number=2)
    services.correct_set(
        client=person,
        report=wrong.uuid,
        uuid=uuid4(),
        answers=SetAnswers(report=one_set(lumbar_contact=LumbarContact.LOST)),
        moment=moment(person, 2),
    )
    page = desk.get(page_of(enrolled))
    newest = page.context["page"].rows[0]
    assert newest.outcome == "Changed to the reverse crunch"
    assert [was.outcome for was in newest.earlier] == ["Moved on"]
    assert "before a late or corrected report" in page.text
    assert "Set 2: 8 repetitions, back down, no pop, discomfort 0 (corrected later)" in page.text
    assert "Set 2: 8 repetitions, back lifted" in page.text


def test_a_late_report_says_when_it_came(desk, person, enrolled):
    feel(person, 1, "numbness", late=3)
    assert "Came in late, Sat 5 September 2026, 08:05 UTC" in desk.get(page_of(enrolled)).text


def test_mornings_signs_notes_and_reviews_are_told(desk, physiotherapist, person, enrolled):
    workout = train(person, 1, *[one_set()] * 3)
    services.annotate_workout(
        client=person, workout=workout.uuid, uuid=uuid4(), text="Easy <3", now=workout.performed_at
    )
    services.report_morning(
        client=person,
        workout=workout.uuid,
        uuid=uuid4(),
        discomfort=5,
        symptoms=[],
        moment=moment(person, 2),
    )
    stop = feel(person, 3, "joint_locking")
    enrolled.refresh_from_db()
    clear(physiotherapist, enrolled, stop.uuid, day=4)
    page = desk.get(page_of(enrolled)).text
    assert "The next morning: discomfort 5 of 10" in page
    assert "A joint that locked or got stuck" in page
    assert "Easy &lt;3" in page
    assert "Seen on the couch, all clear." in page
    assert "petra@example.org" in page


def test_the_timeline_has_pages(desk, person, enrolled):
    for day in range(1, 28):
        train(person, day, one_set(pops=1))
        services.finish_workout(
            client=person,
            workout=person.enrolments.get().workouts.first().uuid,
            moment=moment(person, day),
        )
    first, second = (desk.get(f"{page_of(enrolled)}?page={n}").context["page"] for n in (1, 2))
    assert (len(first.rows), len(second.rows)) == (25, 3)
    assert desk.get(f"{page_of(enrolled)}?page=x").status_code == 200


def test_the_record_holds_acts_alone(desk, stopped):
    desk.post(act_on(stopped, "set-ceiling"), told(stopped, level=2))
    entries = desk.get(record_of(stopped)).context["entries"]
    assert [entry.decision.about for entry in entries] == ["review"]


def test_an_earlier_program_of_the_same_client_is_a_link_away(desk, person, enrolled):
    Enrolment.objects.update(ended_at=moment(person, 5).performed_at)
    current = services.choose_substitute(
        client=person,
        program=Program.objects.current().get(slug="reverse-crunch-base"),
        uuid=uuid4(),
        moment=moment(person, 5),
    )
    assert page_of(enrolled) in desk.get(page_of(current)).text
    assert page_of(current) in desk.get(page_of(enrolled)).text


# The part of it that is asked for


@pytest.fixture
def eventful(physiotherapist, person, enrolled):
    """A workout with a note and a correction, its morning, a plain workout, a sign, a clearance."""
    workout = train(person, 1, *[one_set()] * 3)
    services.annotate_workout(
        client=person, workout=workout.uuid, uuid=uuid4(), text="Easy.", now=workout.performed_at
    )
    services.correct_set(
        client=person,
        report=SetReport.objects.get(workout=workout, number=2).uuid,
        uuid=uuid4(),
        answers=SetAnswers(report=one_set(pops=1)),
        moment=moment(person, 1.1),
    )
    services.report_morning(
        client=person,
        workout=workout.uuid,
        uuid=uuid4(),
        discomfort=0,
        symptoms=[],
        moment=moment(person, 2),
    )
    train(person, 3, *[one_set()] * 3)
    stop = feel(person, 4, "numbness")
    enrolled.refresh_from_db()
    clear(physiotherapist, enrolled, stop.uuid, day=5)
    return enrolled


def told_of(desk, enrolment, query):
    entries = desk.get(f"{page_of(enrolment)}?{query}").context["page"].rows
    return [str(entry.decision.about) for entry in entries]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["review", "symptoms", "workout", "morning", "workout", "start"]),
        ("kind=workouts", ["workout", "workout"]),
        ("kind=signs", ["symptoms"]),
        ("kind=mornings", ["morning"]),
        ("kind=acts", ["review"]),
        ("kind=corrections", ["workout"]),
        ("kind=notes", ["workout"]),
        ("kind=signs&kind=acts", ["review", "symptoms"]),
        ("kind=notes&first=2026-09-03", []),
        ("first=2026-09-04&last=2026-09-05", ["symptoms", "workout"]),
        ("kind=nothing", ["review", "symptoms", "workout", "morning", "workout", "start"]),
    ],
)
def test_the_timeline_shows_the_kinds_and_days_asked_for(desk, eventful, query, shown):
    assert told_of(desk, eventful, query) == shown


def test_a_stop_in_a_workout_is_a_sign_too(desk, person, enrolled):
    train(person, 1, one_set(symptoms=frozenset({Symptom.NUMBNESS})))
    assert told_of(desk, enrolled, "kind=signs") == ["workout"]


def test_days_begin_and_end_on_the_clock_of_who_looks(desk, physiotherapist, person, enrolled):
    physiotherapist.time_zone = "Pacific/Auckland"
    physiotherapist.save()
    # 12:00 UTC on the 2nd is midnight, the first moment of the 3rd, in Auckland.
    midnight = 1 + (12 * 60 - 8 * 60 - 5) / (24 * 60)
    for day in (midnight - 1 / 86400, midnight):
        feel(person, day, "numbness")
    assert told_of(desk, enrolled, "kind=signs&first=2026-09-03") == ["symptoms"]
    assert told_of(desk, enrolled, "kind=signs&last=2026-09-02") == ["symptoms"]
    assert len(told_of(desk, enrolled, "kind=signs")) == 2


def test_days_that_end_before_they_begin_are_asked_about(desk, eventful):
    page = desk.get(f"{page_of(eventful)}?first=2026-09-05&last=2026-09-04")
    assert "Choose a day that is not before the first." in page.text
    assert len(page.context["page"].rows) == 6


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize(
    ("day", "words"), [("0001-01-01", "Choose a later day."), ("9999-12-31", "an earlier day.")]
)
def test_a_day_that_no_clock_tells_is_asked_about(
    desk, physiotherapist, eventful, zone, day, words
):
    type(physiotherapist).objects.filter(pk=physiotherapist.pk).update(time_zone=zone)
    page = desk.get(f"{page_of(eventful)}?first={day}&last={day}")
    assert words in page.text
    assert len(page.context["page"].rows) == 6
    for kept in ("1900-01-01", "2999-12-31"):
        assert desk.get(f"{page_of(eventful)}?first={kept}&last={kept}").status_code == 200


def test_what_is_asked_for_stays_while_turning_pages_and_an_empty_part_says_so(
    desk, person, enrolled
):
    for day in range(1, 28):
        feel(person, day, "numbness")
    page = desk.get(f"{page_of(enrolled)}?kind=signs&first=2026-09-01").text
    assert "?kind=signs&amp;first=2026-09-01&amp;page=2#story" in page
    assert 'value="signs" id="filter-kind_1" checked' in page
    assert "Nothing of this kind in these days." in desk.get(f"{page_of(enrolled)}?kind=notes").text
