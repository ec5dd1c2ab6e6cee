"""Several devices and people at once, on real connections: nothing is lost, nothing twice."""

import os
import threading
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accounts import processing
from accounts import services as accounts
from accounts.models import CareLink, User
from coaching import services
from coaching.models import (
    Agreement,
    Decision,
    Delivery,
    Enrolment,
    FunctionReport,
    LimitTrial,
    MorningReport,
    Review,
    Screening,
    SetReport,
    SymptomReport,
    Workout,
)
from coaching.rules.terms import Outcome
from coaching.services import (
    AlreadyReported,
    NotAgreed,
    NotFound,
    OutOfOrder,
    ProgramStopped,
    Refusal,
    confirm_agreement,
    screened,
)
from coaching.services.settling import is_settled
from tests.coaching.desk import Desk
from tests.coaching.life import BEGIN, CLEAN, NUMB, POPPED, Life, one_set, program
from tests.coaching.phone import Phone, facts

ROUNDS = 8
IS_LONG = bool(os.environ.get("LONG"))
PAIRS = 72 if IS_LONG else 25
CLIENTS_EACH = 7 if IS_LONG else 1
"""Whom each of the long acts meets, PAIRS times each: 504 pairs of every act."""


@pytest.fixture
def somebody(transactional_db):
    """Somebody who answered every question, on a database that others write to."""
    call_command("load_catalogue", verbosity=0)
    life = Life(User.objects.create_user("ada@example.org"))
    life.answer_all()
    return life


@pytest.fixture
def busy(somebody):
    """The same at level 1 of the main program."""
    somebody.enrol()
    return somebody


@pytest.fixture
def their_desk(busy):
    """Their physiotherapist."""
    user = accounts.promote(user=User.objects.create_user("petra@example.org"))
    accounts.link(physiotherapist=user, client=busy.client)
    return Desk(user, busy)


def at_once(*verbs):
    """What each verb returned or refused, all begun at the same moment."""
    barrier = threading.Barrier(len(verbs))
    answers = [None] * len(verbs)

    def call(place):
        try:
            barrier.wait()
            answers[place] = verbs[place]()
        except Exception as error:  # noqa: BLE001  told to the test
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(place,)) for place in range(len(verbs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    broken = [e for e in answers if isinstance(e, Exception) and not isinstance(e, Refusal)]
    assert not broken, broken
    return answers


def refusals(answers):
    return [type(answer) for answer in answers if isinstance(answer, Refusal)]


def test_one_set_sent_twenty_times_is_one_row(busy):
    workout, uuid = busy.start(), uuid4()
    answers = at_once(*[lambda: busy.log(workout, 1, uuid=uuid)] * 20)
    assert {answer.pk for answer in answers} == {SetReport.objects.get().pk}
    assert Decision.objects.filter(about="set").count() == 1


@pytest.mark.parametrize(
    ("verb", "model"),
    [
        (lambda life, uuid: life.start(2, uuid=uuid), Workout),
        (lambda life, uuid: life.feel(2, "numbness", uuid=uuid), SymptomReport),
        (lambda life, uuid: life.morning(life.first, 7, uuid=uuid), MorningReport),
        (lambda life, uuid: life.correct(life.told, NUMB, uuid=uuid), SetReport),
        (lambda life, uuid: life.clear_myself(life.report, uuid=uuid), Review),
        (lambda life, uuid: life.answer("hernia", uuid=uuid), Screening),
    ],
)
def test_whatever_is_sent_eight_times_is_one_row(busy, verb, model):
    busy.first = busy.train(0)
    busy.told = SetReport.objects.get(number=1)
    if model is Review:
        busy.report = busy.feel(1, "numbness")
    before, uuid = model.objects.count(), uuid4()
    answers = at_once(*[lambda: verb(busy, uuid)] * 8)
    assert not refusals(answers)
    assert len({answer.pk for answer in answers}) == 1
    assert model.objects.count() == before + 1
    assert is_settled(busy.enrolment)


def test_one_trial_or_agreement_sent_eight_times_is_one_row(somebody):
    uuid = uuid4()
    assert not refusals(at_once(*[lambda: somebody.trial(1, POPPED, uuid=uuid)] * 8))
    assert LimitTrial.objects.count() == 1
    assert Enrolment.objects.count() == 1
    assert not refusals(at_once(*[lambda: agree(somebody, uuid)] * 8))
    assert Agreement.objects.count() == 1


def agree(life, uuid):
    return confirm_agreement(client=life.client, uuid=uuid, moment=life.moment())


def test_two_devices_that_log_one_set_number_are_told_apart(busy):
    workout = busy.start()
    for number in (1, 2, 3):
        answers = at_once(
            lambda number=number: busy.log(workout, number),
            lambda number=number: busy.log(workout, number, one_set(9)),
        )
        assert refusals(answers) == [AlreadyReported]
    assert SetReport.objects.count() == 3
    assert is_settled(busy.enrolment)


def test_two_alarms_at_once_are_both_heard(busy):
    workout = busy.start()
    answers = at_once(*[lambda: busy.log(workout, 1, NUMB)] * 4)
    assert not refusals(answers)
    assert SetReport.objects.count() == 4
    assert busy.is_stopped


def test_one_program_is_begun_by_two_devices(somebody):
    at_once(*[lambda: somebody.trial(1, POPPED)] * 4)
    assert Enrolment.objects.count() == 1


def test_workouts_begun_by_two_devices_are_one(busy):
    answers = at_once(*[lambda: busy.start(1)] * 4)
    assert len({answer.pk for answer in answers}) == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_an_override_is_not_lost_to_a_set_that_advances(busy, their_desk, turn):
    workout = busy.start()
    busy.log(workout, 1)
    busy.log(workout, 2)
    verbs = [lambda: busy.log(workout, 3), lambda: their_desk.override(5, day=1.5)]
    logged, review = at_once(*verbs[:: -1 if turn % 2 else 1])[:: -1 if turn % 2 else 1]
    assert isinstance(review, Review)
    assert busy.place == (5, 0)
    # It was done before the override, so it counts, and before that.
    assert busy.standing(logged.workout).outcome == Outcome.ADVANCE
    assert is_settled(busy.enrolment)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_sign_holds_against_a_set_that_would_advance(busy, turn):
    workout = busy.start()
    busy.log(workout, 1)
    busy.log(workout, 2)
    verbs = [lambda: busy.log(workout, 3, minutes=6), lambda: busy.feel(1, "numbness", minutes=5)]
    at_once(*verbs[:: -1 if turn % 2 else 1])
    assert busy.is_stopped
    assert Workout.objects.finished().get() == workout
    assert is_settled(busy.enrolment)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_sign_holds_against_a_clearance_that_has_not_seen_it(busy, their_desk, turn):
    first = busy.feel(1, "numbness")
    verbs = [lambda: busy.feel(2, "leg_weakness"), lambda: their_desk.clear(first, day=2)]
    at_once(*verbs[:: -1 if turn % 2 else 1])
    assert busy.is_stopped
    assert is_settled(busy.enrolment)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_sign_and_the_clients_own_clearance_do_not_wait_for_each_other(busy, turn):
    first = busy.feel(1, "numbness")
    at_once(lambda: busy.clear_myself(first, day=2), lambda: busy.feel(3, "numbness"))
    assert busy.is_stopped
    assert is_settled(busy.enrolment)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_sign_is_not_lost_while_a_program_begins(somebody, turn):
    at_once(lambda: somebody.trial(1, POPPED), lambda: somebody.feel(1, "numbness"))
    if Enrolment.objects.exists():
        assert somebody.is_stopped
    else:
        assert screened(somebody.client).is_locked


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_sign_is_not_lost_while_a_client_moves_on(somebody, turn):
    somebody.enrol(program("one-leg-first").rules.ladder.last, slug="one-leg-first")
    for day, reps in ((1, 8), (3, 10), (5, 12)):
        somebody.train(day, *[one_set(reps)] * 3)
    at_once(lambda: somebody.move_on(day=6), lambda: somebody.feel(6, "numbness"))
    assert somebody.is_stopped


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_ending_undoing_and_logging_at_once_leave_what_the_fold_says(busy, turn):
    workout = busy.train(1)
    verbs = [
        lambda: busy.undo(workout),
        lambda: busy.finish(workout),
        lambda: busy.log(workout, 4, CLEAN),
        lambda: busy.correct(SetReport.objects.get(number=1), POPPED),
    ]
    answers = at_once(*verbs)
    assert set(refusals(answers)) <= {AlreadyReported, OutOfOrder, NotFound}
    assert is_settled(busy.enrolment)
    standing = Decision.objects.standing().filter(outcome=Outcome.ADVANCE)
    assert not standing.exists()


def test_a_batch_sent_from_eight_threads_at_once_counts_once(busy):
    phone = Phone(busy)
    workout, *_, last = phone.train(1)
    phone.undo(last)
    phone.morning(2, workout=workout["id"])
    phone.feel(3, "numbness")
    answers = at_once(*[phone.send] * 8)
    stored = [result.id for answer in answers for result in answer if result.status == "stored"]
    assert sorted(stored) == sorted(entry["id"] for entry in phone.outbox)
    assert {result.status for answer in answers for result in answer} == {"stored", "known"}
    assert SetReport.objects.count() == 4
    assert len(facts(busy)) == 3
    assert is_settled(busy.enrolment)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_set_from_a_phone_and_one_from_the_page_are_both_kept(busy, turn):
    workout = busy.start(1)
    phone = Phone(busy)
    here = {"id": str(workout.uuid), "at": phone.at(1), "plan": str(busy.enrolment.uuid)}
    entry = phone.log(here, 1)
    verbs = [lambda: busy.log(workout, 1), lambda: phone.send(entry)]
    answers = at_once(*verbs[:: -1 if turn % 2 else 1])
    assert refusals(answers) in ([], [AlreadyReported])
    assert SetReport.objects.count() == 2 - len(refusals(answers))
    assert SetReport.objects.as_last_told().count() == 1
    assert is_settled(busy.enrolment)


WRITTEN = {
    "acknowledgement": lambda desk, common: services.acknowledge(
        **common, stops=[str(desk.life.before.uuid)], reason="I ring her."
    ),
    "planned review": lambda desk, common: services.plan_review(**common, on=None),
    "note": lambda desk, common: services.note_to_self(**common, text="Ring her."),
    "act": lambda desk, common: desk.pause(day=2),
}


WITHDRAWALS = {
    "of one link": lambda client: accounts.withdraw(
        client=client, link=CareLink.objects.get().uuid
    ),
    "of everything": lambda client: accounts.withdraw_processing(user=client),
}


@pytest.mark.postgres
@pytest.mark.parametrize("withdrawal", WITHDRAWALS)
@pytest.mark.parametrize("written", WRITTEN)
def test_what_is_written_while_a_withdrawal_is_under_way_waits_and_is_refused(
    busy, their_desk, written, withdrawal
):
    busy.before = busy.feel(1, "numbness")
    common = {
        "physiotherapist": their_desk.physiotherapist,
        "enrolment": busy.enrolment.uuid,
        "uuid": uuid4(),
        "now": busy.moment(2).performed_at,
    }
    answers = []
    desk = threading.Thread(
        target=lambda: answers.extend(at_once(partial(WRITTEN[written], their_desk, common)))
    )
    with transaction.atomic():
        WITHDRAWALS[withdrawal](busy.client)
        desk.start()
        # As long as it may take to be written, were it not to wait.
        desk.join(timeout=0.5)
        assert not answers
    desk.join()
    assert refusals(answers) == [NotFound]


TELLINGS = {
    "set": lambda life, phone, day: life.log(life.open, 1),
    "sign": lambda life, phone, day: life.feel(day, "numbness"),
    "uploaded set": lambda life, phone, day: phone.send(life.waits[0]),
    "uploaded sign": lambda life, phone, day: phone.send(life.waits[1]),
    "everyday life": lambda life, phone, day: services.report_function(
        client=life.client, uuid=uuid4(), activities=[], change=5, moment=life.moment(day)
    ),
    "answer before the start": lambda life, phone, day: life.answer("hernia"),
}
"""What a client tells at the moment in which they withdraw."""

KEPT = (Workout, SetReport, SymptomReport, MorningReport, FunctionReport, Screening, Delivery)


def rows_kept():
    return {model.__name__: model.objects.count() for model in KEPT}


def withdraw_counting(client):
    """The withdrawal, and what is kept at the moment at which it holds."""
    with transaction.atomic():
        accounts.withdraw_processing(user=client)
        return rows_kept()


def test_nothing_that_is_told_while_a_client_withdraws_is_kept_after_it(busy):
    phone = Phone(busy)
    for turn in range(len(TELLINGS) * (84 if IS_LONG else 5)):
        day, told = 2 * turn + 1, list(TELLINGS)[turn % len(TELLINGS)]
        if busy.is_stopped:
            busy.clear_myself(*busy.position.open_stops, day=day - 0.5)
        busy.open = busy.start(day)
        here = {"id": str(busy.open.uuid), "at": phone.at(day), "plan": str(busy.enrolment.uuid)}
        busy.waits = phone.log(here, 1), phone.feel(day, "numbness")
        verbs = [
            partial(withdraw_counting, busy.client),
            partial(TELLINGS[told], busy, phone, day + 0.01),
        ]
        order = -1 if turn // len(TELLINGS) % 2 else 1
        kept, answer = at_once(*verbs[::order])[::order]
        assert rows_kept() == kept, told
        assert not isinstance(answer, Refusal) or isinstance(answer, NotAgreed), answer
        agree_again(busy.client)
        assert is_settled(busy.enrolment)


def agree_again(client):
    accounts.agree_to_processing(user=client, text_version=processing.CURRENT.version)


@pytest.mark.parametrize("told", TELLINGS)
def test_who_withdrew_or_is_erased_is_told_that_nothing_is_kept(busy, told, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    call_command("createcachetable", verbosity=0)
    phone, busy.open = Phone(busy), busy.start(1)
    here = {"id": str(busy.open.uuid), "at": phone.at(1), "plan": str(busy.enrolment.uuid)}
    busy.waits = phone.log(here, 1), phone.feel(1, "numbness")
    accounts.withdraw_processing(user=busy.client)
    before = rows_kept()
    with pytest.raises(NotAgreed):
        TELLINGS[told](busy, phone, 1.01)
    assert rows_kept() == before
    accounts.erase(user=busy.client)
    with pytest.raises(NotAgreed):
        TELLINGS[told](busy, phone, 1.01)


CLIENTS = {
    "set": lambda life, workout: life.log(workout, 3),
    "sign": lambda life, workout: life.feel(day_of(workout), "numbness", minutes=7),
    "finish": lambda life, workout: life.finish(workout),
}
"""What a client does at that moment."""

DESK = {
    "clear": lambda desk, day: desk.clear(desk.life.before, day=day),
    "override": lambda desk, day: desk.override(5, day=day, until=day + 9),
    "ceiling": lambda desk, day: desk.ceiling(1, day=day),
    "pause": lambda desk, day: desk.pause(day=day, until=day + 9),
    "resume": lambda desk, day: desk.resume(day=day),
    "doses": lambda desk, day: desk.doses(day=day, sets=2, rep_steps=[6]),
    "change": lambda desk, day: desk.change("one-leg-first", 1, day=day),
}
"""Each act, by a physiotherapist who saw the client before the workout."""


@pytest.mark.parametrize("client", range(CLIENTS_EACH))
@pytest.mark.parametrize("acts", [[act] for act in DESK] if IS_LONG else [list(DESK)])
def test_no_act_is_lost_to_what_a_client_does_and_nothing_of_theirs_to_an_act(
    busy, their_desk, acts, client
):
    """One client through many days: each day an act meets a set, a sign or the end of a workout."""
    for turn in range(PAIRS):
        day = 2 * turn + 1
        act, theirs = acts[turn % len(acts)], list(CLIENTS)[(turn + client) % len(CLIENTS)]
        workout = ready_for(busy, their_desk, act, day)
        verbs = [
            partial(CLIENTS[theirs], busy, workout),
            partial(DESK[act], their_desk, day + 0.01),
        ]
        order = -1 if turn % 2 else 1
        told, done = at_once(*verbs[::order])[::order]
        if theirs == "sign":
            assert told.symptoms == ["numbness"]
            assert busy.is_stopped, turn
        assert_done(act, done, theirs)
        assert_kept(theirs, told)
        assert is_settled(Enrolment.objects.get(pk=workout.enrolment_id)), turn
    assert all(map(is_settled, Enrolment.objects.of(busy.client)))


def day_of(workout):
    return (workout.performed_at - BEGIN) / timedelta(days=1)


def ready_for(life, desk, act, day):
    """Two sets of a workout, on the main program, with nothing open but what the act ends."""
    stops = life.position.open_stops
    if stops:
        desk.clear(*stops, day=day - 0.03)
    if act == "change" and life.enrolment.program.slug != "knee-raise-to-straight-leg-raise":
        desk.change("knee-raise-to-straight-leg-raise", 1, day=day - 0.03)
    if life.position.is_paused:
        desk.resume(day=day - 0.03)
    workout = life.start(day)
    for number in (1, 2):
        if not Workout.objects.get(pk=workout.pk).finished_at:
            life.log(workout, number, minutes=number)
    if act == "resume":
        desk.pause(day=day + 0.003)
    if act == "clear":
        life.before = life.feel(day, "sharp_pain", minutes=4)
    return workout


def assert_done(act, done, theirs):
    if act == "change" and isinstance(done, ProgramStopped):
        assert theirs == "sign"
        return
    assert isinstance(done, Enrolment if act == "change" else Review), done
    assert Review.objects.filter(uuid=done.uuid).exists()
    assert Decision.objects.standing().filter(subject=done.uuid, about="review").count() == 1


def assert_kept(theirs, told):
    """What the client did is stored, or was refused to their face and can be said again."""
    if theirs == "set":
        assert isinstance(told, (SetReport, OutOfOrder, AlreadyReported, NotFound)), told
    if theirs == "finish":
        assert isinstance(told, (Workout, NotFound)), told
