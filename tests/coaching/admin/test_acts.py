"""The three acts: each once, with a reason, on what was seen, and by a service."""

from uuid import uuid4

import pytest

from accounts import services as accounts
from coaching import services
from coaching.models import Decision, Enrolment, Review
from coaching.rules.terms import Outcome
from coaching.services import Moment
from tests.coaching.admin.clients import feel, moment, one_set, train
from tests.coaching.admin.conftest import LIST, REASON, act_on, page_of, record_of, told

FORMS = {
    "clear-stops": {"level": "", "stops": None},
    "set-level": {"level": "3", "rep_step": "1"},
    "set-ceiling": {"level": "4"},
}
KINDS = {
    "clear-stops": Review.Kind.CLEARANCE,
    "set-level": Review.Kind.OVERRIDE,
    "set-ceiling": Review.Kind.CEILING,
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


def test_a_level_is_set_and_a_stop_stays(desk, stopped):
    desk.post(act_on(stopped, "set-level"), body_of(stopped, "set-level"))
    position = now(stopped).where
    assert (position.level, position.rep_step) == (3, 1)
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
    assert "<form class=" not in response.text
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
