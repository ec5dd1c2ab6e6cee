"""What a physiotherapist does, and what a client may do where there is none."""

from uuid import uuid4

import pytest

from accounts import services as accounts
from accounts.models import User
from coaching.models import Review, Workout
from coaching.rules.terms import Outcome, Status
from coaching.services import AlreadyReported, NotAllowed, NotFound, OutOfOrder, has_physiotherapist
from coaching.stops import open_stops
from tests.coaching.desk import Desk
from tests.coaching.life import CLEAN, Life, one_set


@pytest.fixture
def stopped(life):
    """Somebody who felt something on the first day, at level 1."""
    life.report = life.feel(1, "numbness")
    return life


def test_a_clearance_names_what_was_seen_and_opens_the_program(stopped, desk):
    review = desk.clear(stopped.report)
    assert not stopped.is_stopped
    assert stopped.standing(review).outcome == Outcome.CLEAR
    assert stopped.standing(review).said["because"] == "Seen on the couch."


def test_a_clearance_covers_nothing_that_it_does_not_name(stopped, desk):
    unseen = stopped.feel(2, "sharp_pain")
    review = desk.clear(stopped.report)
    assert [stop.id for stop in open_stops(stopped.enrolment)] == [str(unseen.uuid)]
    assert "Another warning is still open" in stopped.standing(review).said["because"]
    desk.clear(unseen, day=21)
    assert not stopped.is_stopped


def test_a_clearance_of_two_stops_names_both(stopped, desk):
    second = stopped.feel(2, "sharp_pain")
    desk.clear(stopped.report, second)
    assert not stopped.is_stopped


def test_a_clearance_of_what_is_not_open_changes_nothing(stopped, desk):
    review = desk.clear(str(uuid4()))
    assert stopped.is_stopped
    assert stopped.standing(review).outcome == Outcome.IGNORED


@pytest.mark.parametrize("clear", ["clear", "clear_myself"])
def test_a_clearance_names_at_least_one_stop(stopped, request, clear):
    by = stopped if clear == "clear_myself" else request.getfixturevalue("desk")
    with pytest.raises(OutOfOrder, match="Name the stops"):
        getattr(by, clear)()
    assert not Review.objects.exists()


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_review_has_a_reason(stopped, desk, reason):
    with pytest.raises(OutOfOrder, match="reason"):
        desk.clear(stopped.report, reason=reason)
    assert stopped.is_stopped


@pytest.mark.parametrize(("level", "after"), [(None, 7), (0, 0), (3, 3), (10, 10)])
def test_a_physiotherapist_chooses_the_level_after_a_stop(life_at, physiotherapist, level, after):
    life = life_at(9)
    desk = Desk(physiotherapist, life)
    desk.clear(life.feel(1, "numbness"), level=level)
    assert life.place == (after, 0)


def test_a_client_who_clears_a_stop_begins_at_level_1(life_at):
    life = life_at(9)
    life.clear_myself(life.feel(1, "numbness"))
    assert life.place == (1, 0)


def test_a_client_with_a_physiotherapist_clears_nothing(stopped, physiotherapist):
    with pytest.raises(NotAllowed):
        stopped.clear_myself(stopped.report)
    assert stopped.is_stopped


def test_a_client_whose_care_has_ended_clears_it_themself(stopped, physiotherapist):
    accounts.unlink(physiotherapist=physiotherapist, client=stopped.client)
    assert not has_physiotherapist(stopped.client)
    stopped.clear_myself(stopped.report)
    assert not stopped.is_stopped


@pytest.mark.parametrize("lost", [{"is_active": False}, {"is_staff": False}])
def test_a_client_whose_physiotherapist_lost_the_desk_is_not_locked_out(
    stopped, physiotherapist, lost
):
    User.objects.filter(pk=physiotherapist.pk).update(**lost)
    assert not has_physiotherapist(stopped.client)
    stopped.clear_myself(stopped.report)
    assert not stopped.is_stopped


def test_a_client_clears_nothing_of_somebody_elses(stopped, stranger):
    other = Life(stranger)
    other.enrol()
    theirs = other.feel(1, "numbness")
    stopped.clear_myself(theirs)
    assert other.is_stopped
    assert stopped.is_stopped


ACTS = {
    "clear": lambda desk, enrolment: desk.clear("x", enrolment=enrolment),
    "override": lambda desk, enrolment: desk.override(2, enrolment=enrolment),
    "ceiling": lambda desk, enrolment: desk.ceiling(2, enrolment=enrolment),
    "pause": lambda desk, enrolment: desk.pause(enrolment=enrolment),
    "resume": lambda desk, enrolment: desk.resume(enrolment=enrolment),
    "doses": lambda desk, enrolment: desk.doses(sets=2, enrolment=enrolment),
    "change": lambda desk, enrolment: desk.change("one-leg-first", 1, enrolment=enrolment),
}


@pytest.fixture(params=ACTS.values(), ids=ACTS)
def act(request):
    return request.param


def test_only_the_own_physiotherapist_acts(stopped, other_physiotherapist, act):
    with pytest.raises(NotFound):
        act(Desk(other_physiotherapist, stopped), stopped.enrolment.uuid)
    assert not Review.objects.exists()


def test_nobody_acts_after_their_care_has_ended(stopped, physiotherapist, act):
    accounts.unlink(physiotherapist=physiotherapist, client=stopped.client)
    with pytest.raises(NotFound):
        act(Desk(physiotherapist, stopped), stopped.enrolment.uuid)


@pytest.mark.parametrize("lost", [{"is_active": False}, {"is_staff": False}])
def test_nobody_acts_who_is_no_physiotherapist_any_more(stopped, physiotherapist, act, lost):
    User.objects.filter(pk=physiotherapist.pk).update(**lost)
    with pytest.raises(NotFound):
        act(Desk(User.objects.get(pk=physiotherapist.pk), stopped), stopped.enrolment.uuid)


def test_nobody_acts_on_a_program_that_was_left(life_at, physiotherapist, act):
    life = life_at(1, slug="reverse-crunch-base")
    left = life.enrolment
    type(left).objects.filter(pk=left.pk).update(ended_at=life.moment(2).received_at)
    with pytest.raises(NotFound):
        act(Desk(physiotherapist, life), left.uuid)


def test_an_act_under_one_uuid_is_done_once(life, desk):
    uuid = uuid4()
    assert desk.override(3, uuid=uuid) == desk.override(3, uuid=uuid, day=21)
    assert Review.objects.count() == 1


def test_another_act_under_a_used_uuid_is_refused_and_not_swallowed(life, desk):
    uuid = uuid4()
    desk.override(3, uuid=uuid)
    for other in (lambda: desk.override(2, uuid=uuid), lambda: desk.ceiling(3, uuid=uuid)):
        with pytest.raises(AlreadyReported):
            other()
    assert life.place == (3, 0)


def test_an_override_sets_level_and_repetitions(life, desk):
    desk.override(5, 2)
    assert life.place == (5, 2)


def test_an_override_leaves_a_stop_open(stopped, desk):
    desk.override(5)
    assert stopped.is_stopped
    assert stopped.place == (5, 0)


def test_a_ceiling_brings_down_who_is_above_it_and_stops_the_climb(life_at, physiotherapist):
    life = life_at(9)
    desk = Desk(physiotherapist, life)
    desk.ceiling(2, day=1)
    assert life.place == (2, 0)
    for day, reps in ((2, 8), (4, 10), (6, 12)):
        life.train(day, *[one_set(reps)] * 3)
    assert life.position.status is Status.COMPLETED
    assert life.place == (2, 2)


@pytest.mark.parametrize("level", [-1, 11, 99])
def test_a_level_is_on_the_ladder(life, desk, level):
    for act in (desk.override, desk.ceiling):
        with pytest.raises(ValueError, match="ladder"):
            act(level)
    with pytest.raises(ValueError, match="ladder"):
        desk.clear("x", level=level)
    assert not Review.objects.exists()


def test_a_ceiling_is_no_reverse_crunch(life, desk):
    with pytest.raises(ValueError, match="ladder"):
        desk.ceiling(0)
    desk.override(0)
    assert life.place == (0, 0)


@pytest.mark.parametrize("rep_step", [-1, 3])
def test_repetitions_are_of_the_program(life, desk, rep_step):
    with pytest.raises(ValueError, match="rep step"):
        desk.override(2, rep_step)


def test_a_review_ends_the_workout_under_way(life, desk):
    workout = life.start()
    life.log(workout, 1)
    desk.override(3, day=1 + 5 / 1440)
    assert Workout.objects.get().finished_at
    assert life.standing(workout).rule == "incomplete"
    assert life.place == (3, 0)


def test_a_clearance_ends_a_workout_that_was_under_way_at_the_stop(stopped):
    told = {"client": stopped.client, "enrolment": stopped.enrolment}
    Workout.objects.create(**told, **stopped.moment(2).stamp(uuid4()))
    stopped.clear_myself(stopped.report, day=3)
    assert not Workout.objects.under_way().exists()


def test_painful_workouts_in_a_row_ask_for_a_physiotherapists_eye(life):
    hurt = one_set(discomfort=4)
    first, second, third = (life.train(day, hurt) for day in (1, 3, 5))
    assert [life.standing(row).refer for row in (first, second, third)] == [False, True, True]
    assert not life.standing(life.train(7, *[CLEAN] * 3)).refer
