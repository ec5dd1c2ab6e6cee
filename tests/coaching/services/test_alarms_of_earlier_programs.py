"""An alarm by the program it was told about, or by the present one, stops the present one."""

from contextlib import suppress
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction

from accounts.models import CareLink
from coaching import services
from coaching.models import Enrolment, MorningReport, SetReport, StopNotice, Workout
from coaching.rules.terms import Outcome
from coaching.services import AlreadyReported, NotAllowed, NotFound
from coaching.services.settling import is_settled
from coaching.services.workouts import was_left
from coaching.stops import count_not_seen, open_stops
from tests.coaching.life import BEGIN, Life, one_set
from tests.coaching.limits import program_that_stops_from
from tests.coaching.phone import Phone, row_of, said
from tests.coaching.services.alarms import stops
from tests.coaching.services.conftest import acknowledge

LIMITS = ((5, 6), (6, 5), (5, 5), (3, 6))
"""Of the program it was done on, and of the present one: stricter, looser, equal, far apart."""
AROUND = sorted(
    {(then, now, limit + by) for then, now in LIMITS for limit in (then, now) for by in (-1, 0, 1)}
)
"""With one below, on and above each limit."""


class Changed:
    """A client who trained on one program, told of that late, and is on another one now."""

    def __init__(self, life: Life, desk, then: int, now: int) -> None:
        self.life, self.desk, self.phone = life, desk, Phone(life)
        self.change(then, day=0.5)
        self.told = life.train(1, one_set(lumbar_contact="lost"))
        life.finish(self.told)
        self.begun = self.phone.begin(1.5)
        self.change(now, day=3)

    def change(self, limit: int, *, day: float) -> None:
        self.desk.change(program_that_stops_from(limit).slug, 1, day=day)


@pytest.fixture
def changed(life, desk):
    """`changed(5, 6)` -> from a program that stops from 5 on to one that stops from 6 on."""
    return lambda then, now: Changed(life, desk, then, now)


@pytest.fixture(autouse=True)
def all_is_folded(programs):
    """After every test, what is kept and said equals the fold, on each program."""
    yield
    for enrolment in Enrolment.objects.select_related("program", "client"):
        assert is_settled(enrolment)


def a_set(it, hurt):
    return it.phone.send(it.phone.log(it.begun, 1, discomfort=hurt))


def a_set_after_what_is_not_here(it, hurt):
    """Nobody waits with an alarm; what is none waits."""
    return it.phone.send(it.phone.log(it.begun, 1, discomfort=hurt, after=str(uuid4())))


def a_workout_told_whole(it, hurt):
    told = {"reps": 8, "lumbar_contact": "held", "pops": 0, "symptoms": []}
    plan = it.begun["plan"]
    return it.phone.send(it.phone.begin(1.6, plan=plan, sets=[told | {"discomfort": hurt}]))


def a_morning(it, hurt):
    it.phone.send(it.begun)
    return it.phone.send(it.phone.morning(2, hurt, workout=it.begun["id"]))


def a_morning_before_its_workout(it, hurt):
    morning = it.phone.morning(2, hurt, workout=it.begun["id"])
    return it.phone.send(morning, it.begun) + it.phone.send(morning)


def a_morning_that_names_no_workout(it, hurt):
    return it.phone.send(it.phone.morning(2, hurt))


def an_entry_that_is_not_understood(it, hurt):
    return it.phone.send(it.phone.log(it.begun, 1, reps=-1, discomfort=hurt))


def a_morning_that_is_not_understood(it, hurt):
    it.phone.send(it.begun)
    return it.phone.send(it.phone.morning(2, hurt, workout=it.begun["id"], who="me"))


def an_unnamed_morning_that_is_not_understood(it, hurt):
    return it.phone.send(it.phone.morning(2, hurt, who="me"))


def an_entry_of_no_plan(it, hurt):
    begun = it.begun | {"plan": "the first one"}
    return it.phone.send(it.phone.log(begun, 1, discomfort=hurt))


def a_set_on_an_old_page(it, hurt):
    with suppress(NotFound):
        it.life.log(it.told, 2, one_set(discomfort=hurt), late=9)


def a_morning_on_an_old_page(it, hurt):
    with suppress(AlreadyReported):
        it.life.morning(it.told, hurt, day=4)


def a_correction_in_the_history(it, hurt):
    with suppress(NotFound):
        it.life.correct(SetReport.objects.get(workout=it.told), one_set(discomfort=hurt))


def a_trial_on_an_old_page(it, hurt):
    with suppress(AlreadyReported):
        slug = Enrolment.objects.get(uuid=it.begun["plan"]).program.slug
        it.life.trial(1, one_set(discomfort=hurt), slug=slug)


WAYS = (
    a_set,
    a_set_after_what_is_not_here,
    a_workout_told_whole,
    a_morning,
    a_morning_before_its_workout,
    a_morning_that_names_no_workout,
    an_entry_that_is_not_understood,
    a_morning_that_is_not_understood,
    an_unnamed_morning_that_is_not_understood,
    an_entry_of_no_plan,
    a_set_on_an_old_page,
    a_morning_on_an_old_page,
    a_correction_in_the_history,
    a_trial_on_an_old_page,
)


@pytest.mark.parametrize("way", WAYS)
def test_the_stricter_limit_of_the_two_stops_the_present_program(changed, desk, life, way):
    """One boundary after another, on one client: what stopped is cleared before the next."""
    it = changed(5, 6)
    for then, now, hurt in AROUND:
        with transaction.atomic():
            Enrolment.objects.filter(uuid=it.begun["plan"]).update(
                program=program_that_stops_from(then)
            )
            Enrolment.objects.of(life.client).active().update(program=program_that_stops_from(now))
            assert not life.is_stopped
            way(it, hurt)
            assert life.is_stopped == (hurt >= min(then, now)), (then, now, hurt)
            assert len(stops(life)) == life.is_stopped
            transaction.set_rollback(True)


@pytest.mark.parametrize("way", WAYS)
def test_such_a_stop_is_mailed_once_seen_at_the_desk_and_can_be_cleared(
    changed, desk, life, physiotherapist, way
):
    CareLink.objects.update(since=BEGIN)
    it = changed(5, 6)
    way(it, 5)
    (stop,) = open_stops(life.enrolment)
    assert count_not_seen(physiotherapist) == 1
    now = life.moment(40.5).performed_at
    for _ in range(2):
        services.mail_notices(now=now)
    assert set(StopNotice.objects.values_list("stop", flat=True)) == {stop.id}
    assert StopNotice.objects.filter(kind="new").count() == 1
    assert len(mail.outbox) == StopNotice.objects.exclude(sent_at=None).count()
    acknowledge(physiotherapist, life, stop.id, now=now)
    assert count_not_seen(physiotherapist) == 0
    desk.clear(stop.id, day=42)
    assert not life.is_stopped
    assert is_settled(life.enrolment)


@pytest.mark.parametrize("way", [a_set, a_morning, a_set_on_an_old_page, a_morning_on_an_old_page])
def test_the_receipt_names_the_limit_that_was_reached_and_whose_it_is(changed, life, way):
    way(changed(5, 6), 5)
    standing = life.enrolment.decisions.standing().filter(outcome=Outcome.STOP)
    for decision in standing:
        assert "a 5." in decision.said["because"]
        assert "an earlier program, which stops at 5." in decision.said["because"]
        assert decision.said["sources"] == ["ext: pain traffic light (Silbernagel 2007)"]
    assert standing.exists()
    assert open_stops(life.enrolment)[0].seen_in.endswith(" on an earlier program")


@pytest.mark.parametrize("hurt", [6, 7])
def test_what_the_present_program_stops_for_by_itself_is_put_in_its_own_words(changed, life, hurt):
    a_set(changed(5, 6), hurt)
    standing = life.enrolment.decisions.standing().filter(outcome=Outcome.STOP)
    assert all("earlier" not in decision.said["because"] for decision in standing)


def test_of_several_earlier_programs_the_one_it_was_done_on_counts(changed, life):
    it = changed(6, 3)
    it.change(5, day=4)
    a_set(it, 4)
    assert not life.is_stopped
    a_workout_told_whole(it, 5)
    assert life.is_stopped


def test_a_limit_goes_with_what_was_kept_apart_through_the_next_program(changed, desk, life):
    it = changed(4, 5)
    a_set(it, 4)
    (stop,) = stops(life)
    desk.clear(stop, day=41)
    kept = SetReport.objects.get(uuid=stop)
    it.change(6, day=42)
    with pytest.raises(NotFound):
        life.correct(kept, one_set(discomfort=4), day=43)
    assert not life.is_stopped
    life.correct(kept, one_set(discomfort=5), day=43)
    assert life.is_stopped
    assert SetReport.objects.latest("pk").severe_discomfort == 4


def test_what_was_kept_apart_cannot_be_put_right_below_the_limit_of_its_own_program(changed, life):
    a_set(changed(4, 6), 5)
    kept = SetReport.objects.get(uuid=stops(life)[0])
    with pytest.raises(NotAllowed):
        life.correct(kept, one_set(discomfort=3), day=41)
    assert life.correct(kept, one_set(discomfort=4), day=41).severe_discomfort == 4
    assert life.is_stopped


def test_graver_discomfort_in_a_correction_of_it_is_a_stop_that_nobody_has_seen(
    changed, desk, life
):
    a_set(changed(3, 6), 4)
    (first,) = stops(life)
    desk.clear(first, day=41)
    kept = SetReport.objects.get(uuid=first)
    life.correct(kept, one_set(discomfort=4, pops=1), day=42)
    assert not life.is_stopped
    newest = SetReport.objects.latest("pk")
    told = life.correct(newest, one_set(discomfort=5), day=43)
    assert stops(life) == [str(told.uuid)]


def test_a_correction_that_tells_the_same_again_is_no_news(changed, desk, life):
    it = changed(4, 6)
    entry = it.phone.log(it.begun, 1, discomfort=4)
    it.phone.send(entry)
    desk.clear(*stops(life), day=41)
    with pytest.raises(NotFound):
        life.correct(row_of(entry), one_set(discomfort=4), day=42)
    assert not life.is_stopped


def test_the_morning_after_what_was_kept_apart_is_heard_by_the_same_limit(changed, desk, life):
    it = changed(4, 6)
    a_set_on_an_old_page(it, 4)
    desk.clear(*stops(life), day=41)
    kept = Workout.objects.get(enrolment=life.enrolment)
    life.morning(kept, 3, day=42)
    assert not life.is_stopped
    told = life.morning(kept, 4, day=43)
    assert stops(life) == [str(told.uuid)]


@pytest.mark.parametrize(("hurt", "is_over"), [(4, False), (5, True)])
def test_a_workout_that_came_before_such_a_morning_is_over(changed, life, hurt, is_over):
    it = changed(5, 6)
    workout = life.start(4)
    MorningReport.objects.create(
        client=life.client,
        enrolment=life.enrolment,
        discomfort=hurt,
        severe_discomfort=5,
        **life.moment(5).stamp(uuid4()),
    )
    row = Workout.objects.select_related("enrolment").get(pk=workout.pk)
    row.enrolment.last_at = life.moment(5).performed_at
    assert was_left(row) is is_over
    MorningReport.objects.all().delete()
    assert it.told.finished_at is None


@pytest.mark.parametrize(("then", "now"), [(5, 6), (6, 5)])
def test_such_an_alarm_waits_for_nothing(changed, life, then, now):
    it, later = changed(then, now), {"after": str(uuid4())}
    it.phone.send(it.begun)
    entries = [
        it.phone.log(it.begun, 1, discomfort=5, **later),
        it.phone.morning(2, 5, workout=it.begun["id"], **later),
    ]
    assert said(it.phone.send(*entries)) == [("stored", None)] * 2
    assert len(stops(life)) == 2


def test_what_is_no_alarm_on_either_waits_and_stops_nothing(changed, life):
    it = changed(5, 6)
    assert said(a_set_after_what_is_not_here(it, 4)) == [("waits", None)]
    assert not life.is_stopped


def test_what_cannot_be_read_whole_is_judged_by_the_plan_it_names_and_not_by_all(changed, life):
    it = changed(3, 6)
    life.finish(life.start(4))
    it.phone.send(it.phone.morning(5, 5, who="me"))
    it.phone.send(it.phone.log(it.phone.begin(4.5), 1, reps=-1, discomfort=5))
    assert not life.is_stopped


def test_such_an_alarm_goes_first_whatever_its_place_in_the_batch(changed, life):
    it = changed(5, 6)
    it.phone.send(*it.phone.train(4), it.phone.log(it.begun, 1, discomfort=5))
    assert life.is_stopped
    assert not life.enrolment.decisions.filter(outcome=Outcome.ADVANCE).exists()


def test_an_alarm_sent_twice_is_one_stop(changed, life):
    it = changed(5, 6)
    entry = it.phone.log(it.begun, 1, discomfort=5)
    assert said(it.phone.send(entry) + it.phone.send(entry)) == [("stored", None), ("known", None)]
    assert len(stops(life)) == 1


def test_a_set_with_an_alarm_stops_its_own_program_too_which_nobody_trains_any_more(changed, life):
    it = changed(5, 6)
    a_set(it, 5)
    earlier = Enrolment.objects.get(uuid=it.begun["plan"])
    assert earlier.status == life.enrolment.status == "stopped"


def test_who_is_on_no_program_now_is_heard_on_the_one_it_was_done_on(changed, life):
    it = changed(5, 6)
    Enrolment.objects.update(ended_at=BEGIN)
    for way in (a_set, a_morning):
        assert "refused" not in [result.status for result in way(it, 6)]
    assert Enrolment.objects.get(uuid=it.begun["plan"]).is_stopped
