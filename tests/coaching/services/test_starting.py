"""Questions, the search for one's limit, the enrolment and the way on."""

from uuid import uuid4

import pytest

from coaching import catalogue
from coaching.models import Agreement, Decision, Enrolment, LimitTrial, Screening, Workout
from coaching.models.starting import Answer
from coaching.rules.terms import Outcome
from coaching.services import (
    AlreadyReported,
    NotFound,
    OutOfOrder,
    choose_substitute,
    confirm_agreement,
    next_program,
    screened,
)
from tests.coaching.desk import Desk
from tests.coaching.life import LOST, POPPED, Life, one_set, program

QUESTIONS = list(catalogue.builtin().questions)
FIRST = QUESTIONS[0]


@pytest.fixture
def nobody(programs, person):
    """Somebody who has answered nothing."""
    return Life(person)


def substitute(life, uuid=None, slug="reverse-crunch-base"):
    return choose_substitute(
        client=life.client, program=program(slug), uuid=uuid or uuid4(), moment=life.moment()
    )


def test_questions_are_asked_in_order_until_all_are_answered(nobody):
    for question in QUESTIONS:
        assert screened(nobody.client).next_question == question
        nobody.answer(question)
    assert screened(nobody.client).is_done


@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNSURE])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_yes_or_not_sure_locks_the_start_until_a_professional_agreed(newcomer, question, answer):
    newcomer.answer(question, answer)
    for begin in (lambda: newcomer.trial(1), lambda: substitute(newcomer)):
        with pytest.raises(OutOfOrder):
            begin()
    newcomer.agree(day=1)
    newcomer.trial(1)


def test_an_agreement_covers_nothing_that_was_told_after_it(newcomer):
    newcomer.answer(FIRST, Answer.YES, day=0)
    newcomer.agree(day=1)
    assert not screened(newcomer.client).is_locked
    newcomer.answer(QUESTIONS[1], Answer.YES, day=2)
    assert screened(newcomer.client).is_locked


def test_the_latest_answer_counts(newcomer):
    newcomer.answer(FIRST, Answer.YES, day=0)
    newcomer.answer(FIRST, Answer.NO, day=1)
    assert not screened(newcomer.client).is_locked
    assert Screening.objects.filter(question=FIRST).count() == 3


def test_the_same_answer_under_one_uuid_counts_once(nobody):
    uuid = uuid4()
    assert nobody.answer(FIRST, uuid=uuid) == nobody.answer(FIRST, uuid=uuid)
    assert Screening.objects.count() == 1


@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNSURE])
def test_a_yes_under_a_used_uuid_is_never_turned_away(newcomer, answer):
    uuid = uuid4()
    newcomer.answer(FIRST, uuid=uuid)
    first = newcomer.answer(FIRST, answer, uuid=uuid)
    assert newcomer.answer(FIRST, answer, uuid=uuid) == first
    assert screened(newcomer.client).is_locked


def test_a_no_under_a_used_uuid_is_refused(newcomer):
    uuid = uuid4()
    newcomer.answer(FIRST, Answer.YES, uuid=uuid)
    with pytest.raises(AlreadyReported):
        newcomer.answer(FIRST, Answer.NO, uuid=uuid)
    assert screened(newcomer.client).is_locked


def test_an_unknown_question_is_not_there(nobody):
    with pytest.raises(NotFound):
        nobody.answer("shoe-size")


def test_an_agreement_under_one_uuid_counts_once(nobody, stranger):
    told = {"uuid": uuid4(), "moment": nobody.moment()}
    first = confirm_agreement(client=nobody.client, **told)
    assert confirm_agreement(client=nobody.client, **told) == first
    with pytest.raises(AlreadyReported):
        confirm_agreement(client=stranger, **told)
    assert Agreement.objects.count() == 1


def test_other_peoples_answers_lock_nobody(newcomer, stranger):
    Life(stranger).answer(FIRST, Answer.YES)
    assert screened(newcomer.client).is_done


def test_the_search_ends_at_the_first_level_that_is_not_clean(newcomer):
    newcomer.trial(1)
    newcomer.trial(2, POPPED)
    assert newcomer.place == (1, 0)


def test_the_search_ends_at_the_hardest_level_to_begin_at(newcomer):
    for level in (1, 2, 3):
        newcomer.trial(level)
    assert newcomer.place == (3, 0)


def test_who_has_no_clean_level_begins_with_the_reverse_crunch(newcomer):
    newcomer.trial(1, LOST)
    assert newcomer.place == (0, 0)


def test_the_beginning_has_its_receipt(newcomer):
    newcomer.trial(1, LOST)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.subject) == (Outcome.START, newcomer.enrolment.uuid)
    assert "reverse crunch" in decision.said["because"]


@pytest.mark.parametrize("level", [2, 3, 10])
def test_levels_are_tried_from_the_easiest(newcomer, level):
    with pytest.raises(OutOfOrder):
        newcomer.trial(level)
    assert not LimitTrial.objects.exists()


def test_the_same_trial_under_one_uuid_counts_once(newcomer):
    uuid = uuid4()
    assert newcomer.trial(1, uuid=uuid) == newcomer.trial(1, uuid=uuid)
    assert LimitTrial.objects.count() == 1


def test_a_trial_answers_every_question(newcomer):
    with pytest.raises(ValueError, match="every question"):
        newcomer.trial(1, one_set(discomfort=None))


def test_nobody_begins_two_programs(life):
    for begin in (lambda: life.trial(1), lambda: substitute(life)):
        with pytest.raises(AlreadyReported):
            begin()
    assert Enrolment.objects.count() == 1


def test_a_program_with_the_reverse_crunch_first_begins_there(newcomer):
    uuid = uuid4()
    assert substitute(newcomer, uuid) == substitute(newcomer, uuid)
    assert newcomer.place == (0, 0)


def test_a_program_with_a_range_begins_with_the_search(newcomer):
    with pytest.raises(OutOfOrder, match="limit"):
        substitute(newcomer, slug="one-leg-first")


# On to the next program


@pytest.fixture
def completed(life_at):
    """Somebody who has completed the program that leads into the main one."""
    life = life_at(program("one-leg-first").rules.ladder.last, slug="one-leg-first")
    for day, reps in ((1, 8), (3, 10), (5, 12)):
        life.train(day, *[one_set(reps)] * 3)
    assert life.enrolment.is_completed
    return life


def test_from_a_completed_program_one_moves_on_to_the_first_level_of_the_next(completed):
    before, uuid = completed.enrolment, uuid4()
    assert completed.move_on(uuid=uuid) == completed.move_on(uuid=uuid)
    assert completed.enrolment.program.slug == "knee-raise-to-straight-leg-raise"
    assert completed.place == (1, 0)
    before.refresh_from_db()
    assert before.ended_at
    assert Enrolment.objects.count() == 2


def test_nobody_moves_on_before_the_program_is_completed(life_at):
    life = life_at(1, slug="one-leg-first")
    with pytest.raises(OutOfOrder):
        life.move_on()
    assert Enrolment.objects.get().ended_at is None


def test_nobody_moves_on_from_the_last_program(life_at):
    life = life_at(10)
    for day, reps in ((1, 8), (3, 10), (5, 12)):
        life.train(day, *[one_set(reps)] * 3)
    assert life.enrolment.is_completed
    with pytest.raises(OutOfOrder):
        life.move_on()


def test_nobody_moves_on_past_a_physiotherapists_ceiling(completed, physiotherapist):
    last = completed.enrolment.program.rules.ladder.last
    Desk(physiotherapist, completed).ceiling(last, day=6)
    assert completed.enrolment.is_completed
    assert next_program(completed.enrolment) is None
    with pytest.raises(OutOfOrder):
        completed.move_on()


def test_nobody_moves_on_in_a_pause_and_so_out_of_it(completed, physiotherapist):
    desk = Desk(physiotherapist, completed)
    desk.pause(day=6)
    assert completed.enrolment.is_completed
    assert next_program(completed.enrolment) is None
    with pytest.raises(OutOfOrder):
        completed.move_on(day=7)
    desk.resume(day=8)
    completed.move_on(day=9)
    assert completed.place == (1, 0)


def test_nobody_moves_on_while_stopped(completed):
    completed.feel(6, "numbness")
    with pytest.raises(OutOfOrder):
        completed.move_on()


def test_moving_on_ends_the_workout_under_way(completed):
    workout = completed.start(7)
    completed.log(workout, 1, one_set(12))
    completed.move_on(day=7)
    assert not Workout.objects.under_way().exists()


def test_nobody_moves_on_while_a_workout_under_way_steps_back(completed):
    workout = completed.start(7)
    completed.log(workout, 1, LOST)
    with pytest.raises(OutOfOrder):
        completed.move_on(day=7)
    assert Workout.objects.under_way().get() == workout


def test_a_sign_after_the_move_stops_the_new_program(completed):
    completed.move_on()
    completed.feel(5.5, "numbness", late=40)
    assert completed.is_stopped
    with pytest.raises(OutOfOrder):
        completed.move_on(day=50)
