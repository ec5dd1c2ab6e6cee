"""The guided workout, through the pages."""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from coaching.forms import LogSetForm
from coaching.models import Decision, Enrolment, SetReport, Workout
from coaching.rules.terms import Hands, Status, Symptom
from coaching.templatetags.questions import questions
from tests.coaching.views.conftest import enrol, one_set, set_post, train

Begin = Callable[[], Workout]


def test_a_normal_set_is_one_post_of_what_the_page_holds(site: Client, begin: Begin) -> None:
    begin()
    page = site.get("/workout/").content.decode()
    assert 'name="lumbar_contact" value="held"' in page
    assert "All good" in page


def test_three_clean_sets_advance_and_show_the_receipt(site: Client, begin: Begin) -> None:
    workout = begin()
    for number in (1, 2):
        assert site.post("/workout/", set_post(workout, number))["Location"] == "/workout/"
    answer = site.post("/workout/", set_post(workout, 3))
    assert answer["Location"] == f"/workout/{workout.uuid}/"
    page = site.get(answer["Location"]).content.decode()
    assert "8" in page
    assert Decision.objects.get(about="workout").outcome == "advance"


def test_the_next_set_asks_for_less_after_the_back_lifted(site: Client, begin: Begin) -> None:
    workout = begin()
    site.post("/workout/", set_post(workout, lumbar_contact="lost"))
    page = site.get("/workout/").content.decode()
    assert "Your back lifted" in page
    assert "two thirds of the way up" in page


def test_a_painless_pop_is_called_generally_benign_first(site: Client, begin: Begin) -> None:
    workout = begin()
    site.post("/workout/", set_post(workout, pops="1"))
    said = Decision.objects.get(about="set").said
    assert said["because"].startswith("Generally benign") or said["title"].startswith(
        "Generally benign"
    )
    assert "enerally benign" in site.get("/workout/").content.decode()


@pytest.mark.parametrize("sign", list(Symptom))
def test_any_sign_ends_the_workout_at_once_and_locks_the_program(
    site: Client, begin: Begin, sign: Symptom
) -> None:
    workout = begin()
    answer = site.post("/workout/", set_post(workout, symptoms=[sign.value]))
    assert Enrolment.objects.get().status == Status.STOPPED
    stop = site.get(answer["Location"], follow=True)
    assert "stop-screen" in stop.content.decode()
    assert site.post("/workout/begin/", {"uuid": uuid4()}).status_code == 409
    assert not Workout.objects.under_way().exists()


def test_a_double_submit_counts_once(site: Client, begin: Begin) -> None:
    told = set_post(begin())
    answers = [site.post("/workout/", told) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert SetReport.objects.count() == 1


def test_a_second_page_for_the_same_set_is_told_so(site: Client, begin: Begin) -> None:
    workout = begin()
    site.post("/workout/", set_post(workout))
    answer = site.post("/workout/", set_post(workout, lumbar_contact="lost"))
    assert answer.status_code == 409
    assert "saved already" in answer.content.decode()
    assert SetReport.objects.count() == 1


def test_a_set_that_comes_too_early_is_told_so(site: Client, begin: Begin) -> None:
    assert site.post("/workout/", set_post(begin(), 2)).status_code == 409
    assert not SetReport.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reps": "-1"},
        {"reps": "101"},
        {"reps": ""},
        {"reps": "eight"},
        {"pops": "-1"},
        {"pops": "101"},
        {"discomfort": "11"},
        {"discomfort": "NaN"},
        {"lumbar_contact": "maybe"},
        {"symptoms": ["dizziness"]},
        {"lowest_angle": "91"},
        {"lowest_angle": "nan"},
        {"lowest_angle": "-1"},
        {"number": "21"},
        {"uuid": "1"},
        {"uuid": ""},
    ],
    ids=str,
)
def test_what_is_out_of_range_is_refused_and_what_was_typed_is_kept(
    site: Client, begin: Begin, wrong: dict[str, str]
) -> None:
    workout = begin()
    answer = site.post("/workout/", set_post(workout, **{"reps": 7, **wrong}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please look at this again" in page
    assert not SetReport.objects.exists()
    if "reps" not in wrong:
        assert 'value="7"' in page


@pytest.mark.parametrize("blank", ["lumbar_contact", "pops", "discomfort"])
def test_an_unanswered_question_is_kept_as_unknown_and_never_advances(
    site: Client, begin: Begin, blank: str
) -> None:
    workout = begin()
    for number in (1, 2, 3):
        site.post("/workout/", set_post(workout, number, **{blank: ""}))
    assert getattr(SetReport.objects.first(), blank) is None
    decision = Decision.objects.get(about="workout")
    assert (decision.outcome, decision.rule) == ("hold", "unanswered")


def test_the_last_set_can_be_taken_back_and_told_again(site: Client, begin: Begin) -> None:
    workout = begin()
    site.post("/workout/", set_post(workout, lumbar_contact="lost"))
    site.post(f"/workout/{workout.uuid}/undo/", {"uuid": uuid4()})
    assert Enrolment.objects.get().level == 3
    site.post("/workout/", set_post(workout))
    assert SetReport.objects.as_last_told().get().lumbar_contact == "held"


def test_a_warning_cannot_be_taken_back(site: Client, begin: Begin) -> None:
    workout = begin()
    site.post("/workout/", set_post(workout, symptoms=["numbness"]))
    answer = site.post(f"/workout/{workout.uuid}/undo/", {"uuid": uuid4()})
    assert answer.status_code == 403
    assert Enrolment.objects.get().status == Status.STOPPED


def test_ending_early_keeps_what_was_told(site: Client, begin: Begin) -> None:
    workout = begin()
    site.post("/workout/", set_post(workout))
    answer = site.post(f"/workout/{workout.uuid}/finish/")
    assert answer["Location"] == f"/workout/{workout.uuid}/"
    assert Decision.objects.get(about="workout").rule == "incomplete"
    assert site.get(answer["Location"]).status_code == 200


def test_beginning_twice_is_one_workout(site: Client, begin: Begin) -> None:
    begin()
    begin()
    assert Workout.objects.count() == 1


def test_another_clients_workout_looks_like_one_that_is_not_there(
    site: Client, enrolled: Enrolment, stranger: User
) -> None:
    enrol(stranger, level=3)
    theirs = train(stranger, one_set(), days_ago=1)
    nobodys = uuid4()

    def answers(uuid: UUID) -> list[tuple[int, bytes]]:
        fake = Workout(uuid=uuid)
        found = [
            site.get(f"/workout/{uuid}/"),
            site.post(f"/workout/{uuid}/undo/", {"uuid": uuid4()}),
            site.post(f"/workout/{uuid}/finish/"),
            site.post("/workout/", set_post(fake, 2)),
            site.get(f"/history/{uuid}/"),
        ]
        return [(answer.status_code, answer.content) for answer in found]

    mine = [
        (code, body.replace(str(theirs.uuid).encode(), b"")) for code, body in answers(theirs.uuid)
    ]
    none = [(code, body.replace(str(nobodys).encode(), b"")) for code, body in answers(nobodys)]
    assert mine == none
    assert {code for code, _ in mine} == {404}
    assert SetReport.objects.filter(workout=theirs).count() == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_logging_a_set_takes_at_most_eleven_queries(
    site: Client, begin: Begin, queries: CaptureQueriesContext, number: int
) -> None:
    workout = begin()
    for earlier in range(1, number):
        site.post("/workout/", set_post(workout, earlier))
    with queries:
        site.post("/workout/", set_post(workout, number))
    assert len(queries) <= 11, "\n".join(query["sql"] for query in queries)


def test_a_sign_stops_even_when_the_rest_was_not_understood(site: Client, begin: Begin) -> None:
    answer = site.post("/workout/", set_post(begin(), reps="many", symptoms=["numbness"]))
    assert answer["Location"] == "/today/"
    assert Enrolment.objects.get().status == Status.STOPPED


# A page that has grown old


def test_a_page_that_asked_for_another_level_keeps_the_set_and_never_advances(
    site: Client, begin: Begin
) -> None:
    workout = begin()
    for number in (1, 2, 3):
        site.post("/workout/", set_post(workout, number, asked_level=4, asked_rep_step=0))
    decision = Decision.objects.get(about="workout")
    assert (decision.outcome, decision.rule) == ("hold", "other-prescription")


def test_a_page_says_what_it_asked_for(site: Client, begin: Begin) -> None:
    begin()
    page = site.get("/workout/").content.decode()
    assert page.count('name="asked_level" value="3"') == 2
    assert page.count('name="asked_rep_step" value="0"') == 2


def test_sets_of_the_level_that_was_asked_for_advance(site: Client, begin: Begin) -> None:
    workout = begin()
    for number in (1, 2, 3):
        site.post("/workout/", set_post(workout, number, asked_level=3, asked_rep_step=0))
    assert Decision.objects.get(about="workout").outcome == "advance"


def test_what_one_client_told_stands_on_no_page_of_another(site: Client, begin: Begin) -> None:
    workout = begin()
    fresh = site.get("/workout/").text
    told = set_post(workout, reps="999", pops="3", discomfort="4", hands=next(iter(Hands)))
    refused = site.post("/workout/", told)

    assert refused.status_code == 422
    assert refused.text.count(" checked") == 4
    assert 'value="999"' in refused.text
    again = site.get("/workout/").text
    assert " checked" not in again
    assert "999" not in again
    assert _without_ids(again) == _without_ids(fresh)


def test_the_questions_of_a_set_are_asked_in_each_readers_language(
    site: Client, person: User, begin: Begin
) -> None:
    begin()
    asked = {}
    for code in ("en-gb", "de", "en-gb", "ar"):
        User.objects.filter(pk=person.pk).update(language=code)
        asked[code] = site.get("/workout/").text

    assert "Did your back lift?" in asked["en-gb"]
    for code in ("de", "ar"):
        assert "Did your back lift?" not in asked[code]
        assert "How many did you do?" not in asked[code]


def test_the_repetitions_to_begin_with_are_those_that_the_set_asks_for() -> None:
    for reps in (8, 10, 8):
        asked = questions(LogSetForm(), "coaching/_set_questions.html", reps=reps)
        assert re.findall(r'name="reps" value="(\d+)"', asked) == [str(reps)]


def _without_ids(page: str) -> str:
    """Without what is made anew for each page: uuids, and the token against forged posts."""
    return re.sub(r'value="[\w-]{36,}"', "", page)
