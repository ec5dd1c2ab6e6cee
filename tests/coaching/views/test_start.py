"""From the first question to the starting level."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from coaching import catalogue
from coaching.models import Enrolment, LimitTrial
from coaching.rules.terms import Status
from tests.coaching.views.conftest import CLEAN, MAIN, answer_all

QUESTIONS = list(catalogue.builtin().questions)
LIMIT = f"/start/limit/{MAIN}/"


def agree(site: Client, **told: str) -> None:
    seen = site.get("/start/advice/").context["form"]["flagged"].value()
    site.post("/start/advice/", {"uuid": uuid4(), "agreed": "on", "flagged": seen, **told})


def trial(level: int, **told: object) -> dict[str, object]:
    return {"uuid": uuid4(), "level": level, **CLEAN, **told}


def test_there_are_at_most_eight_questions() -> None:
    assert len(QUESTIONS) <= 8


def test_the_start_needs_an_account(client: Client, programs: None) -> None:
    answer = client.get("/start/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/start/"


def test_the_questions_come_one_after_another(site: Client) -> None:
    seen = []
    for slug in QUESTIONS:
        assert site.get("/start/")["Location"] == f"/start/questions/{slug}/"
        page = site.get(f"/start/questions/{slug}/").content.decode()
        seen.append(catalogue.builtin().questions[slug]["text"] in page.replace("&#x27;", "'"))
        site.post(f"/start/questions/{slug}/", {"uuid": uuid4(), "answer": "no"})
    assert all(seen)
    assert site.get("/start/")["Location"] == "/start/program/"


def test_a_question_wants_an_answer_and_says_so(site: Client) -> None:
    answer = site.post(f"/start/questions/{QUESTIONS[0]}/", {"uuid": uuid4()})
    assert answer.status_code == 422
    assert "Choose an answer" in answer.content.decode()


@pytest.mark.parametrize("said", ["yes", "unsure"])
@pytest.mark.parametrize("slug", QUESTIONS)
def test_a_yes_or_not_sure_locks_the_start_and_shows_its_card(
    site: Client, person: User, slug: str, said: str
) -> None:
    answer_all(person, **{slug.replace("-", "_"): said})
    assert site.get("/start/")["Location"] == "/start/advice/"
    card = catalogue.builtin().questions[slug][f"card_{said}"]
    page = site.get("/start/advice/").content.decode()
    assert catalogue.builtin().cards[card]["heading"] in page
    assert site.get(LIMIT)["Location"] == "/start/"
    assert site.post(LIMIT, trial(1)).status_code == 409
    assert not LimitTrial.objects.exists()


def test_a_locked_start_opens_once_a_professional_agreed(site: Client, person: User) -> None:
    answer_all(person, hernia="yes")
    assert site.post("/start/advice/", {"uuid": uuid4()}).status_code == 422
    agree(site)
    assert site.get("/start/")["Location"] == "/start/program/"


def test_a_later_yes_locks_the_start_again(site: Client, person: User) -> None:
    answer_all(person, hernia="yes")
    agree(site)
    site.post("/start/questions/pregnancy/", {"uuid": uuid4(), "answer": "yes"})
    assert site.get("/start/")["Location"] == "/start/advice/"


def test_signs_reported_before_a_program_lock_the_start(site: Client, screened: User) -> None:
    site.post("/report/", {"uuid": uuid4(), "symptoms": ["saddle_numbness"]})
    assert site.get("/start/")["Location"] == "/start/advice/"
    heading = catalogue.builtin().cards["emergency"]["heading"]
    assert heading in site.get("/start/advice/").content.decode()


def test_the_starting_level_is_the_last_clean_one(site: Client, screened: User) -> None:
    site.post(LIMIT, trial(1))
    site.post(LIMIT, trial(2))
    site.post(LIMIT, trial(3, lumbar_contact="lost"))
    assert Enrolment.objects.of(screened).get().level == 2


def test_the_start_is_never_beyond_the_last_knee_raise(site: Client, screened: User) -> None:
    for level in (1, 2, 3):
        site.post(LIMIT, trial(level))
    assert Enrolment.objects.of(screened).get().level == 3
    assert site.get(LIMIT)["Location"] == "/start/"


@pytest.mark.parametrize(
    "told",
    [{"lumbar_contact": "lost"}, {"lumbar_contact": "unsure"}, {"pops": "1"}, {"discomfort": "1"}],
    ids=str,
)
def test_who_is_not_clean_at_the_easiest_level_begins_with_the_reverse_crunch(
    site: Client, screened: User, told: dict[str, str]
) -> None:
    site.post(LIMIT, trial(1, **told))
    assert Enrolment.objects.of(screened).get().level == 0


@pytest.mark.parametrize("missing", list(CLEAN))
def test_a_trial_wants_every_answer(site: Client, screened: User, missing: str) -> None:
    answer = site.post(LIMIT, trial(1, **{missing: ""}))
    assert answer.status_code == 422
    assert not LimitTrial.objects.exists()


@pytest.mark.parametrize("told", [{"symptoms": ["numbness"]}, {"discomfort": "6"}], ids=str)
def test_a_warning_ends_the_search_and_stops_the_program(
    site: Client, screened: User, told: dict[str, object]
) -> None:
    site.post(LIMIT, trial(1, **told))
    enrolment = Enrolment.objects.of(screened).get()
    assert (enrolment.status, enrolment.level) == (Status.STOPPED, 1)
    assert "stop-screen" in site.get("/today/").content.decode()


def test_discomfort_just_below_severe_does_not_stop(site: Client, screened: User) -> None:
    site.post(LIMIT, trial(1, discomfort="5"))
    assert Enrolment.objects.of(screened).get().status == Status.ACTIVE


def test_a_level_cannot_be_jumped_over(site: Client, screened: User) -> None:
    assert site.post(LIMIT, trial(2)).status_code == 409
    assert not LimitTrial.objects.exists()


def test_a_warning_on_a_stale_page_is_heard_all_the_same(site: Client, screened: User) -> None:
    site.post(LIMIT, trial(1, lumbar_contact="lost"))
    assert Enrolment.objects.of(screened).get().status == Status.ACTIVE
    site.post(LIMIT, trial(2, symptoms=["numbness"]))
    assert Enrolment.objects.of(screened).get().status == Status.STOPPED


def test_the_reverse_crunch_base_begins_without_a_search(site: Client, screened: User) -> None:
    where = "/start/limit/reverse-crunch-base/"
    assert "reverse crunch" in site.get(where).content.decode().lower()
    once = {"uuid": uuid4()}
    for _ in range(2):
        site.post(f"{where}begin/", once)
    assert Enrolment.objects.of(screened).get().level == 0


def test_a_sign_locks_the_start_even_when_the_rest_was_not_answered(
    site: Client, screened: User
) -> None:
    site.post(LIMIT, trial(1, discomfort="", symptoms=["leg_weakness"]))
    assert site.get("/start/")["Location"] == "/start/advice/"


def test_a_later_yes_keeps_a_client_from_training_until_a_professional_agreed(
    site: Client, screened: User
) -> None:
    site.post(LIMIT, trial(1, lumbar_contact="lost"))
    site.post("/start/questions/pregnancy/", {"uuid": uuid4(), "answer": "yes"})
    assert site.post("/workout/begin/", {"uuid": uuid4()})["Location"] == "/start/advice/"
    agree(site)
    assert site.post("/workout/begin/", {"uuid": uuid4()})["Location"] == "/workout/"


def test_an_agreement_covers_only_what_its_page_showed(site: Client, person: User) -> None:
    answer_all(person, hernia="yes")
    seen = site.get("/start/advice/").context["form"]["flagged"].value()
    site.post("/start/questions/pregnancy/", {"uuid": uuid4(), "answer": "yes"})
    agree(site, flagged=seen)
    assert site.get("/start/")["Location"] == "/start/advice/"
    agree(site)
    assert site.get("/start/")["Location"] == "/start/program/"
