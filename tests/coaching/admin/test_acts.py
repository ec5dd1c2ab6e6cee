"""The acts: each once, with a reason, on what was seen, and by a service."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Clinic
from coaching import services
from coaching.admin.forms import doubt_of_start
from coaching.models import Decision, Enrolment, Program, Review
from coaching.rules.terms import Outcome, Status
from coaching.services import Moment
from tests.coaching.admin.clients import feel, moment, one_set, train
from tests.coaching.admin.conftest import LIST, REASON, act_on, page_of, record_of, told

FORMS = {
    "clear-stops": {"level": "", "stops": None},
    "set-level": {"level": "2", "rep_step": "1"},
    "set-ceiling": {"level": "4"},
    "set-doses": {
        "sets": "2",
        "rep_steps": "5, 6",
        "days_per_week": "3",
        "lowering_seconds": "3",
        "raising_seconds": "2",
        "rest_seconds": "90",
        "lock_cue": "natural",
        "until": "",
    },
    "pause": {"until": ""},
    "resume": {},
}
KINDS = {
    "clear-stops": Review.Kind.CLEARANCE,
    "set-level": Review.Kind.OVERRIDE,
    "set-ceiling": Review.Kind.CEILING,
    "set-doses": Review.Kind.DOSES,
    "pause": Review.Kind.PAUSE,
    "resume": Review.Kind.RESUME,
}


def body_of(enrolment, act, **more):
    """What the page of a stopped client would post for an act."""
    answers = dict(FORMS[act])
    if "stops" in answers:
        answers["stops"] = list(enrolment.where.open_stops)
    return told(enrolment, **{**answers, **more})


def now(enrolment):
    return Enrolment.objects.select_related("program").get(pk=enrolment.pk)


@pytest.mark.parametrize("act", FORMS)
def test_an_act_is_a_review_with_a_decision(desk, physiotherapist, stopped, act):
    response = desk.post(act_on(stopped, act), body_of(stopped, act))
    assert (response.status_code, response.headers["Location"]) == (302, page_of(stopped))
    review = Review.objects.get()
    assert (review.kind, review.author, review.reason) == (KINDS[act], physiotherapist, REASON)
    decision = Decision.objects.get(about=Decision.About.REVIEW)
    assert decision.subject == review.uuid
    assert "Saved." in desk.get(page_of(stopped)).text
    record = desk.get(record_of(stopped)).text
    assert REASON in record
    assert physiotherapist.email in record


def test_a_clearance_opens_the_plan_at_the_first_level_of_the_variation(desk, stopped):
    desk.post(act_on(stopped, "clear-stops"), body_of(stopped, "clear-stops"))
    assert not now(stopped).is_stopped
    assert now(stopped).level == 1


def test_a_clearance_opens_the_plan_at_the_level_chosen(desk, stopped):
    desk.post(act_on(stopped, "clear-stops"), body_of(stopped, "clear-stops", level="0"))
    assert now(stopped).level == 0


def test_a_clearance_in_a_pause_does_not_say_that_the_plan_is_open(desk, stopped):
    desk.post(act_on(stopped, "pause"), body_of(stopped, "pause"))
    desk.post(act_on(stopped, "clear-stops"), body_of(stopped, "clear-stops"))
    page = desk.get(page_of(stopped)).text
    assert not now(stopped).is_stopped
    assert "Saved. No stop is open any more. The plan is paused." in page
    assert "The plan is open again." not in page


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.COMPLETED])
def test_who_is_paused_stands_as_paused_and_as_nothing_else(desk, enrolled, status):
    desk.post(act_on(enrolled, "pause"), body_of(enrolled, "pause"))
    Enrolment.objects.filter(pk=enrolled.pk).update(status=status)
    assert desk.get(page_of(enrolled)).context["badge"].word == "Paused"


def test_a_stop_in_a_pause_stands_as_a_stop(desk, stopped):
    desk.post(act_on(stopped, "pause"), body_of(stopped, "pause"))
    assert desk.get(page_of(stopped)).context["badge"].word == "Stopped"


def test_a_stop_that_was_closed_meanwhile_is_no_fault_of_who_ticked_it(desk, stopped):
    feel(stopped.client, 3, "sharp_pain")
    both = body_of(now(stopped), "clear-stops")
    first = {**both, "uuid": str(uuid4()), "stops": both["stops"][:1]}
    assert desk.post(act_on(stopped, "clear-stops"), first).status_code == 302
    other_stops = {**both, "uuid": first["uuid"]}
    assert desk.post(act_on(stopped, "clear-stops"), other_stops).status_code == 409
    response = desk.post(act_on(stopped, "clear-stops"), both)
    assert response.status_code == 409
    assert "One of these stops is not open." not in response.text


@pytest.mark.parametrize("present", [4, 5, 6])
def test_a_start_beyond_where_clients_begin_is_asked_for_only_where_it_is_harder(enrolled, present):
    program = enrolled.program
    assert bool(doubt_of_start(program, 5, present=program, present_level=present)) == (present < 5)


def test_a_level_is_set_and_a_stop_stays(desk, stopped):
    desk.post(act_on(stopped, "set-level"), body_of(stopped, "set-level"))
    position = now(stopped).where
    assert (position.level, position.rep_step) == (2, 1)
    assert now(stopped).is_stopped


def test_a_ceiling_is_set(desk, stopped):
    desk.post(act_on(stopped, "set-ceiling"), body_of(stopped, "set-ceiling"))
    assert now(stopped).where.ceiling == 4


def test_the_page_offers_the_default_level_in_words(desk, person, enrolled):
    feel(person, 2, "numbness")
    page = desk.get(page_of(enrolled)).text
    assert "The default: Level 1 of 10: knee raise, thighs five sixths of the way up" in page


@pytest.mark.parametrize("act", FORMS)
def test_an_act_sent_twice_counts_once(desk, stopped, act):
    body = body_of(stopped, act)
    answers = [desk.post(act_on(stopped, act), body) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert Review.objects.count() == 1


@pytest.mark.parametrize("act", FORMS)
def test_an_act_that_was_changed_and_sent_again_is_not_mistaken_for_the_first(desk, stopped, act):
    body = body_of(stopped, act)
    desk.post(act_on(stopped, act), body)
    response = desk.post(act_on(stopped, act), {**body, "reason": "On second thoughts."})
    assert response.status_code == 409
    assert Review.objects.count() == 1


@pytest.mark.parametrize("act", FORMS)
@pytest.mark.parametrize("reason", ["", "   ", None, "x" * 1001])
def test_a_reason_is_required(desk, stopped, act, reason):
    body = body_of(stopped, act, reason=reason)
    response = desk.post(act_on(stopped, act), {k: v for k, v in body.items() if v is not None})
    assert response.status_code == 422
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("act", "wrong"),
    [
        ("set-level", {"level": "11"}),
        ("set-level", {"level": "-1"}),
        ("set-level", {"level": ""}),
        ("set-level", {"level": "x"}),
        ("set-level", {"rep_step": "3"}),
        ("set-level", {"uuid": "x"}),
        ("set-ceiling", {"level": "0"}),
        ("set-ceiling", {"level": "11"}),
        ("set-ceiling", {"level": "9" * 40}),
        ("set-doses", {"sets": "0"}),
        ("set-doses", {"sets": "11"}),
        ("set-doses", {"rep_steps": ""}),
        ("set-doses", {"rep_steps": "8, 8"}),
        ("set-doses", {"rep_steps": "8 to 12"}),
        ("set-doses", {"rep_steps": "0, 8"}),
        ("set-doses", {"rep_steps": "8, 101"}),
        ("set-doses", {"rep_steps": "1,2,3,4,5,6,7,8,9,10,11"}),
        ("set-doses", {"rest_seconds": "601"}),
        ("set-doses", {"days_per_week": "8"}),
        ("set-doses", {"lock_cue": "loose"}),
        ("pause", {"until": "tomorrow"}),
        ("pause", {"until": "9999-12-31"}),
        ("pause", {"until": "0001-01-01"}),
        ("clear-stops", {"level": "11"}),
        ("clear-stops", {"stops": []}),
        ("clear-stops", {"stops": ["x"]}),
        ("clear-stops", {"stops": [str(uuid4())]}),
        ("clear-stops", {"reason": "nul\x00"}),
    ],
)
def test_what_does_not_fit_is_refused_and_kept(desk, stopped, act, wrong):
    response = desk.post(act_on(stopped, act), body_of(stopped, act, **wrong))
    assert response.status_code == 422
    assert "nothing was changed" in response.text.lower()
    if "reason" not in wrong:
        assert REASON in response.text
    assert not Review.objects.exists()


def test_a_stop_that_came_in_after_the_page_is_not_cleared(desk, person, stopped):
    body = body_of(stopped, "clear-stops")
    later = feel(person, 3, "sharp_pain")
    response = desk.post(act_on(stopped, "clear-stops"), body)
    assert response.status_code == 409
    assert "Something new came in" in response.text
    assert "Sharp pain" in response.text
    assert REASON in response.text
    assert not Review.objects.exists()

    form = response.context["sent"]
    again = {**body, "uuid": form["uuid"].value(), "seen": form["seen"].value()}
    assert form["stops"].value() == body["stops"]
    assert desk.post(act_on(stopped, "clear-stops"), again).status_code == 302
    assert now(stopped).where.open_stops == (str(later.uuid),)
    assert "Another stop is still open" in desk.get(page_of(stopped)).text


@pytest.mark.parametrize("act", FORMS)
def test_a_late_report_that_moves_nothing_is_news_too(desk, person, stopped, act):
    body = body_of(stopped, act)
    feel(person, 1, "joint_locking", late=3)
    assert desk.post(act_on(stopped, act), body).status_code == 409
    assert not Review.objects.exists()


def test_a_colleagues_act_is_news_too(desk, make_person, person, stopped):
    colleague = accounts.promote(user=make_person("carl@example.org"))
    accounts.link(physiotherapist=colleague, client=person)
    body = body_of(stopped, "clear-stops")
    services.clear_stop(
        physiotherapist=colleague,
        enrolment=stopped.uuid,
        uuid=uuid4(),
        stops=stopped.where.open_stops,
        reason="Seen by me.",
        moment=Moment.now(person),
    )
    response = desk.post(act_on(stopped, "clear-stops"), body)
    assert response.status_code == 409
    assert "Seen by me." in response.text
    assert Review.objects.count() == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "0", "99999", None])
def test_who_does_not_say_what_they_saw_is_shown_it(desk, stopped, seen):
    body = body_of(stopped, "set-level", seen=seen)
    response = desk.post(
        act_on(stopped, "set-level"), {k: v for k, v in body.items() if v is not None}
    )
    assert response.status_code == 409
    assert not Review.objects.exists()


def test_a_long_absence_lists_the_newest_only(desk, person, enrolled):
    for day in range(1, 15):
        train(person, day, one_set(), one_set(), one_set(pops=1))
    response = desk.post(act_on(enrolled, "set-level"), told(enrolled, level=1, rep_step=0, seen=0))
    assert response.status_code == 409
    assert len(response.context["news"]) < 11
    assert "There is more in the timeline." in response.text


def test_a_program_that_ended_meanwhile_is_left_alone(desk, stopped):
    body = body_of(stopped, "set-level")
    Enrolment.objects.filter(pk=stopped.pk).update(ended_at=moment(stopped.client, 9).performed_at)
    response = desk.post(act_on(stopped, "set-level"), body)
    assert response.status_code == 409
    assert "This program has ended" in response.text
    assert "/set-level/" not in response.text
    assert not Review.objects.exists()


def test_a_uuid_of_somebody_elses_review_is_refused_without_an_error(
    client, desk, other_physiotherapist, stopped, others
):
    body = body_of(stopped, "set-level")
    desk.post(act_on(stopped, "set-level"), body)
    client.force_login(other_physiotherapist)
    theirs = told(others, level="2", rep_step="0", uuid=body["uuid"])
    response = client.post(act_on(others, "set-level"), theirs)
    assert response.status_code == 409
    assert "ada@example.org" not in response.text
    assert Review.objects.count() == 1


@pytest.mark.parametrize("act", FORMS)
def test_opening_the_address_of_an_act_leads_to_the_client(desk, stopped, act):
    assert desk.get(act_on(stopped, act)).headers["Location"] == page_of(stopped)


def test_an_act_that_does_not_exist_is_not_there(desk, stopped):
    assert desk.post(act_on(stopped, "delete"), told(stopped)).status_code == 404


def test_a_link_that_ends_takes_the_acts_with_it(desk, physiotherapist, person, stopped):
    body = body_of(stopped, "clear-stops")
    accounts.unlink(physiotherapist=physiotherapist, client=person)
    assert desk.post(act_on(stopped, "clear-stops"), body).status_code == 404
    assert now(stopped).is_stopped


def test_an_act_without_a_token_against_forgery_is_refused(physiotherapist, stopped):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(physiotherapist)
    body = body_of(stopped, "set-level")
    assert browser.post(act_on(stopped, "set-level"), body).status_code == 403
    assert not Review.objects.exists()


def test_the_list_says_stopped_until_the_clearance(desk, stopped):
    assert "tag-stopped" in desk.get(LIST).text
    desk.post(act_on(stopped, "clear-stops"), body_of(stopped, "clear-stops"))
    assert "tag-stopped" not in desk.get(LIST).text
    assert Decision.objects.filter(outcome=Outcome.CLEAR).count() == 1


# Acts that end by themselves


MAY_END = ["set-level", "set-ceiling", "set-doses", "pause"]


@pytest.mark.parametrize("act", MAY_END)
@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (366, True), (367, False)])
def test_an_end_is_a_day_from_today_on_within_a_year(
    desk, physiotherapist, stopped, act, days, fits
):
    last_day = timezone.localdate(timezone=physiotherapist.zone) + timedelta(days=days)
    body = body_of(stopped, act, until=last_day.isoformat())
    assert desk.post(act_on(stopped, act), body).status_code == (302 if fits else 422)
    assert Review.objects.exists() == fits


@pytest.mark.parametrize("act", MAY_END)
def test_the_end_is_the_midnight_after_that_day_on_the_clock_of_who_acts(
    desk, physiotherapist, stopped, act
):
    physiotherapist.time_zone = "Pacific/Auckland"
    physiotherapist.save()
    last_day = timezone.localdate(timezone=physiotherapist.zone) + timedelta(days=2)
    body = body_of(stopped, act, until=last_day.isoformat())
    for _ in range(2):
        assert desk.post(act_on(stopped, act), body).status_code == 302
    until = Review.objects.get().until.astimezone(physiotherapist.zone)
    assert until.date() == last_day + timedelta(days=1)
    assert until.time() == time.min


def test_what_differs_from_the_program_is_all_that_doses_keep(desk, stopped):
    desk.post(act_on(stopped, "set-doses"), body_of(stopped, "set-doses"))
    shown = {"rest_seconds": 90, "lock_cue": "natural"}
    assert Review.objects.get().doses == {"sets": 2, "rep_steps": [5, 6]} | shown
    form = desk.get(page_of(stopped)).text
    assert 'value="5, 6"' in form
    assert desk.get(page_of(stopped)).text.count('<option value="natural" selected>') == 1


def test_only_a_pause_that_holds_is_offered_an_end(desk, enrolled):
    assert 'id="resume"' not in desk.get(page_of(enrolled)).text
    desk.post(act_on(enrolled, "pause"), body_of(enrolled, "pause"))
    assert 'id="resume"' in desk.get(page_of(enrolled)).text
    desk.post(act_on(enrolled, "resume"), body_of(enrolled, "resume"))
    assert 'id="resume"' not in desk.get(page_of(enrolled)).text


# What is asked for twice


@pytest.mark.parametrize(("level", "is_far"), [("0", False), ("2", False), ("3", True)])
def test_a_level_far_up_is_asked_for_twice(desk, enrolled, level, is_far):
    body = body_of(enrolled, "set-level", level=level)
    response = desk.post(act_on(enrolled, "set-level"), body)
    assert response.status_code == (422 if is_far else 302)
    assert Review.objects.exists() is not is_far
    if is_far:
        assert "2 levels up at once, from level 1" in response.text
        for sure, status in (("2", 422), ("on", 422), ("3", 302)):
            answer = desk.post(act_on(enrolled, "set-level"), {**body, "sure": sure})
            assert answer.status_code == status, sure
        assert now(enrolled).level == 3


def test_a_clearance_to_a_level_far_up_is_asked_for_twice(desk, stopped):
    body = body_of(stopped, "clear-stops", level="4")
    assert desk.post(act_on(stopped, "clear-stops"), body).status_code == 422
    assert now(stopped).is_stopped
    assert desk.post(act_on(stopped, "clear-stops"), {**body, "sure": "4"}).status_code == 302
    assert now(stopped).level == 4


# Another program


def start_at(slug, level):
    return f"{Program.objects.current().get(slug=slug).pk}-{level}"


def test_another_program_begins_once_and_its_page_follows(desk, enrolled):
    body = told(enrolled, start=start_at("one-leg-first", 1))
    answers = [desk.post(act_on(enrolled, "change-program"), body) for _ in range(2)]
    began = Enrolment.objects.active().get()
    assert [answer.headers["Location"] for answer in answers] == [page_of(began)] * 2
    assert (began.program.slug, began.start_level) == ("one-leg-first", 1)
    assert now(enrolled).ended_at
    assert "This is the new program" in desk.get(page_of(began)).text
    assert REASON in desk.get(record_of(enrolled)).text
    other = {**body, "start": start_at("one-leg-first", 2)}
    assert desk.post(act_on(enrolled, "change-program"), other).status_code == 409


def test_a_first_level_that_nobody_begins_at_alone_is_asked_for_twice(desk, stranger, enrolled):
    light = told(enrolled, start=start_at("reverse-crunch-base", 1))
    desk.post(act_on(enrolled, "change-program"), light)
    began = Enrolment.objects.active().select_related("program").get()
    start = start_at("knee-raise-to-straight-leg-raise", 4)
    body = told(began, start=start)
    response = desk.post(act_on(began, "change-program"), body)
    assert (response.status_code, "at level 3 at most" in response.text) == (422, True)
    assert desk.post(act_on(began, "change-program"), {**body, "sure": start}).status_code == 302


def test_no_other_program_while_a_stop_is_open(desk, stopped):
    assert "change-program" not in desk.get(page_of(stopped)).text
    body = told(stopped, start=start_at("one-leg-first", 1))
    response = desk.post(act_on(stopped, "change-program"), body)
    assert response.status_code == 409
    assert "Clear its stops first" in response.text
    assert Enrolment.objects.filter(client=stopped.client).count() == 1


@pytest.mark.parametrize("start", ["", "x", "1-1-1", "0-1", "present"])
def test_only_what_is_offered_can_be_begun(desk, enrolled, start):
    if start == "present":
        start = start_at(enrolled.program.slug, 1)
    body = told(enrolled, start=start)
    assert desk.post(act_on(enrolled, "change-program"), body).status_code == 422


def test_programs_of_another_clinic_are_not_offered(desk, enrolled):
    own = Program.objects.current().get(slug="one-leg-first")
    clinic = Clinic.objects.create(name="Elsewhere")
    Program.objects.filter(pk=own.pk).update(clinic=clinic)
    assert own.title not in desk.get(page_of(enrolled)).text
    body = told(enrolled, start=f"{own.pk}-1")
    assert desk.post(act_on(enrolled, "change-program"), body).status_code == 422
