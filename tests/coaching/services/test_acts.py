"""Acts that hold for a time: pauses, doses, ends, and a change of program."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts import services as accounts
from coaching.models import Enrolment, Review, Workout
from coaching.receipts import last_day_before
from coaching.rules.terms import Outcome
from coaching.services import AlreadyReported, NotAllowed, OutOfOrder, ProgramStopped
from coaching.services.settling import is_settled
from coaching.services.workouts import training_status
from coaching.strict import Fault
from tests.coaching.life import BEGIN, one_set, program
from tests.coaching.phone import Phone

EIGHT = [one_set(8)] * 3


@pytest.fixture(autouse=True)
def all_is_folded(db):
    """After each test what is kept is the fold, of every program there was."""
    yield
    assert all(map(is_settled, Enrolment.objects.select_related("program", "client")))


# Pauses


def test_while_paused_no_workout_begins_and_until_then_and_after_it_does(life, desk):
    desk.pause(day=2, until=5)
    for day in (2, 4.999):
        with pytest.raises(OutOfOrder, match="physiotherapist paused"):
            life.start(day)
    assert life.start(5)


def test_a_pause_is_ended_by_a_physiotherapist(life, desk):
    desk.pause(day=2)
    assert life.standing(desk.resume(day=3)).outcome == Outcome.RESUME
    assert life.standing(desk.resume(day=4)).outcome == Outcome.IGNORED
    assert life.start(5)


def test_what_was_done_on_a_phone_in_a_pause_is_kept_and_moves_nobody(life, desk):
    desk.pause(day=2)
    phone = Phone(life)
    phone.send(*phone.train(3), day=4)
    decision = life.standing(Workout.objects.get())
    assert (decision.outcome, decision.rule) == (Outcome.HOLD, "held")
    assert "stay at this step, or to take a break" in decision.said["because"]


def test_a_pause_ends_the_workout_under_way(life, desk):
    workout = life.start(1)
    life.log(workout, 1)
    desk.pause(day=1.01)
    assert Workout.objects.get().finished_at
    assert life.standing(workout).rule == "incomplete"


@pytest.mark.parametrize(("day", "status"), [(4.999, "paused"), (5, "active")])
def test_what_a_client_may_do_is_told_by_the_clock(life, desk, day, status):
    desk.pause(day=2, until=5)
    assert training_status(life.enrolment, now=life.moment(day).performed_at) == status


def test_a_stop_stands_above_a_pause(life, desk):
    sign = life.feel(1, "numbness")
    desk.pause(day=2)
    assert training_status(life.enrolment, now=BEGIN + timedelta(days=3)) == "stopped"
    desk.clear(sign, day=3)
    assert training_status(life.enrolment, now=BEGIN + timedelta(days=4)) == "paused"


def test_who_has_no_physiotherapist_any_more_ends_a_pause_themself(life, desk, physiotherapist):
    desk.pause(day=2)
    with pytest.raises(NotAllowed):
        life.resume_myself(day=3)
    accounts.unlink(physiotherapist=physiotherapist, client=life.client)
    review = life.resume_myself(day=3)
    assert (review.by_client, life.standing(review).outcome) == (True, Outcome.RESUME)
    assert life.standing(review).said["title"] == "You ended the pause"
    assert life.start(4)


# Ends


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, until: desk.override(2, day=2, until=until),
        lambda desk, until: desk.ceiling(2, day=2, until=until),
        lambda desk, until: desk.pause(day=2, until=until),
        lambda desk, until: desk.doses(sets=2, day=2, until=until),
    ],
    ids=["override", "ceiling", "pause", "doses"],
)
def test_an_end_is_still_to_come_and_is_told(life, desk, act):
    for until in (1, 2):
        with pytest.raises(OutOfOrder, match="still to come"):
            act(desk, until)
    assert not Review.objects.exists()
    review = act(desk, 3)
    last_day = last_day_before(review.until, life.client.zone)
    assert f"the end of {last_day:%-d %B %Y}" in life.standing(review).said["because"]


def test_an_override_with_an_end_holds_until_then(life, desk):
    desk.override(2, day=1, until=5)
    assert life.standing(life.train(4.9, *EIGHT)).rule == "held"
    assert life.standing(life.train(6, *EIGHT)).outcome == Outcome.ADVANCE


def test_what_the_worklist_reads_is_kept_beside_the_position(life, desk):
    hurt = one_set(discomfort=4)
    life.train(1, hurt)
    life.train(2, hurt)
    desk.pause(day=3, until=9)
    row = life.enrolment
    assert (row.regressions, row.refer, row.is_paused) == (2, True, True)
    assert row.paused_until == BEGIN + timedelta(days=9)
    # The second step back is on the reverse crunch, which moves nobody.
    assert (row.level, row.moved_at) == (0, BEGIN + timedelta(days=1))


# Doses


def test_doses_change_what_is_asked_and_what_is_whole(life, desk):
    desk.override(3, 1, day=1)
    review = desk.doses(day=2, sets=2, rep_steps=[4, 5], rest_seconds=90, lock_cue="natural")
    shown = {"rest_seconds": 90, "lock_cue": "natural"}
    assert review.doses == {"sets": 2, "rep_steps": [4, 5]} | shown
    said = life.standing(review).said
    assert (said["before"]["sets"], said["before"]["reps"]) == (3, 10)
    assert (said["after"]["sets"], said["after"]["reps"]) == (2, 4)
    workout = life.train(3, *[one_set(4)] * 2)
    assert workout.finished_at
    assert life.place == (3, 1)
    desk.doses(day=4)
    assert life.place == (3, 0)
    assert life.position.doses is None


def test_a_stored_position_with_doses_is_the_same_position_again(life, desk):
    desk.doses(day=2, sets=2, rep_steps=[4, 5], rest_seconds=90, until=5)
    assert life.position.doses.rep_steps == (4, 5)
    assert life.position.doses.manner == (("rest_seconds", 90),)
    assert life.position.doses_until == BEGIN + timedelta(days=5)


@pytest.mark.parametrize(
    "doses",
    [
        {"sets": 0},
        {"sets": 11},
        {"rep_steps": []},
        {"rep_steps": [8, 8]},
        {"rep_steps": [101]},
        {"rest_seconds": 601},
        {"days_per_week": 8},
        {"lowering_seconds": 0},
        {"lock_cue": "loose"},
        {"load": 3},
    ],
    ids=str,
)
def test_doses_are_as_a_program_could_have_them(life, desk, doses):
    with pytest.raises((Fault, ValueError)):
        desk.doses(**doses)
    assert not Review.objects.exists()


def test_an_override_names_one_of_the_clients_own_steps(life, desk):
    desk.doses(day=2, rep_steps=[4], until=9)
    with pytest.raises(ValueError, match="rep step"):
        desk.override(2, 1, day=3)
    desk.override(2, 1, day=9)
    assert life.place == (2, 1)


# A change of program


@pytest.fixture
def changed(life, desk):
    """Somebody at level 1 who was put on another program on day 20."""
    life.left = life.enrolment
    life.began = desk.change("one-leg-first", 4)
    return life


def test_a_change_ends_one_program_and_begins_another_and_both_say_so(changed):
    left = Enrolment.objects.get(pk=changed.left.pk)
    assert left.ended_at == changed.began.started_at == BEGIN + timedelta(days=20)
    assert (changed.enrolment, changed.place) == (changed.began, (4, 0))
    review = Review.objects.get()
    assert (review.kind, review.enrolment, review.uuid) == ("program", left, changed.began.uuid)
    assert left.decisions.standing().get(about="review").outcome == Outcome.LEAVE
    start = changed.began.decisions.get()
    assert (start.outcome, start.said["because"]) == (Outcome.START, "Another way.")


def test_a_change_takes_nothing_along(life, desk):
    desk.ceiling(2, day=1)
    desk.pause(day=2)
    desk.doses(day=3, sets=2)
    desk.change("one-leg-first", 4)
    where = life.position
    assert (where.ceiling, where.is_paused, where.doses) == (None, False, None)


def test_a_change_ends_the_workout_under_way(life, desk):
    workout = life.start(1)
    life.log(workout, 1)
    desk.change("one-leg-first", 4, day=1.01)
    assert Workout.objects.get().finished_at
    assert life.standing(workout).rule == "incomplete"


def test_nobody_changes_out_of_a_stop(life, desk):
    life.feel(1, "numbness")
    with pytest.raises(ProgramStopped):
        desk.change("one-leg-first", 4)
    assert Enrolment.objects.count() == 1
    assert not Review.objects.exists()


def test_a_change_is_made_once(life, desk):
    uuid, left = uuid4(), life.enrolment.uuid
    told = {"uuid": uuid, "enrolment": left}
    assert desk.change("one-leg-first", 4, **told) == desk.change("one-leg-first", 4, **told)
    for other in (
        lambda: desk.change("one-leg-first", 3, **told),
        lambda: desk.change("reverse-crunch-base", 4, **told),
        lambda: desk.change("one-leg-first", 4, reason="Why not.", **told),
    ):
        with pytest.raises(AlreadyReported):
            other()
    assert Enrolment.objects.count() == 2


@pytest.mark.parametrize("level", [-1, 7])
def test_a_change_is_to_a_level_of_the_new_program(life, desk, level):
    assert program("one-leg-first").rules.ladder.last == 6
    with pytest.raises(ValueError, match="ladder"):
        desk.change("one-leg-first", level)
    with pytest.raises(OutOfOrder, match="reason"):
        desk.change("one-leg-first", 1, reason=" ")
    assert life.enrolment.ended_at is None


def test_what_comes_in_late_of_the_program_that_was_left_goes_to_it(life, desk):
    phone = Phone(life)
    late = phone.train(3)
    left = life.enrolment
    desk.change("one-leg-first", 4, day=5)
    phone.send(*late, day=6)
    assert Workout.objects.get().enrolment == left
    assert Enrolment.objects.get(pk=left.pk).where.rep_step == 1
    assert life.place == (4, 0)


def test_a_sign_of_the_program_that_was_left_stops_the_present_one(changed):
    changed.feel(19, "numbness", late=2)
    assert changed.is_stopped
