"""What was reported beside what was decided, and what was decided before."""

from uuid import uuid4

from coaching import services
from coaching.models import Enrolment, Program, SetReport
from coaching.rules.terms import LumbarContact
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
    entries = desk.get(page_of(enrolled)).context["page"].object_list
    assert [entry.decision.about for entry in entries] == ["set", "start"]


def test_a_set_that_was_taken_back_is_not_told_as_if_it_stood(desk, person, enrolled):
    workout = train(person, 1, one_set(5))
    services.undo_set(client=person, workout=workout.uuid, uuid=uuid4(), moment=moment(person, 1))
    assert "Set 1: 5 repetitions" not in desk.get(page_of(enrolled)).text


def test_a_workout_that_goes_on_again_is_no_finished_one(desk, person, enrolled):
    workout = train(person, 1, one_set(), one_set(), one_set())
    services.undo_set(client=person, workout=workout.uuid, uuid=uuid4(), moment=moment(person, 1))
    entries = desk.get(page_of(enrolled)).context["page"].object_list
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
    newest = page.context["page"].object_list[0]
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
    assert (len(first.object_list), len(second.object_list)) == (25, 3)
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
