"""The words of the receipts."""

import pytest

from coaching import catalogue
from coaching.models import Decision
from coaching.rules.judgement import rule_named
from tests.coaching.desk import Desk
from tests.coaching.life import CLEAN, LOST, NUMB, POPPED, About, one_set


def test_a_painless_pop_is_generally_benign_first(life):
    workout = life.train(1, POPPED, CLEAN, CLEAN)
    for about in (About.SET, About.WORKOUT):
        said = Decision.objects.filter(about=about, rule="painless-pop").get().said
        assert said["because"].lower().startswith("generally benign")
    assert life.standing(workout).said["sources"] == ["A19", "A20"]


def test_a_pop_without_an_answer_to_whether_it_hurt_is_not_called_painless(life):
    life.train(1, one_set(pops=1, discomfort=None), CLEAN, CLEAN)
    unanswered = catalogue.builtin().rule_texts["painless-pop"]["because_unanswered"]
    for about in (About.SET, About.WORKOUT):
        said = Decision.objects.filter(about=about, rule="painless-pop").get().said
        assert said["because"] == unanswered


@pytest.mark.parametrize(
    ("report", "rule"),
    [
        (one_set(symptoms=["saddle_numbness"]), "emergency-sign"),
        (NUMB, "stop-sign"),
        (one_set(discomfort=6), "severe-discomfort"),
        (one_set(pops=1, discomfort=1), "pop-with-discomfort"),
        (one_set(discomfort=5), "moderate-discomfort"),
        (LOST, "lumbar-lock-lost"),
        (POPPED, "painless-pop"),
        (one_set(discomfort=1), "mild-discomfort"),
        (one_set(lumbar_contact="unsure"), "unsure-contact"),
        (one_set(discomfort=None), "unanswered"),
        (one_set(lowest_angle=86), "shortened-range"),
        (one_set(7), "incomplete"),
        (CLEAN, "clean"),
    ],
)
def test_every_rule_is_told_with_its_words_sources_and_facts(life, report, rule):
    said = life.standing(life.log(life.start(), 1, report)).said
    texts = catalogue.builtin().rule_texts[rule]
    assert said["title"] == texts["title"]
    assert said["sources"] == list(rule_named(rule).sources)
    (fact,) = said["facts"]
    assert (fact["reps"], fact["discomfort"]) == (report.reps, report.discomfort)
    assert fact["symptoms"] == sorted(report.symptoms)
    assert said["before"]["level"] == 1


def test_a_receipt_says_what_is_asked_before_and_after(life):
    said = life.standing(life.train(1)).said
    assert (said["before"]["reps"], said["after"]["reps"]) == (8, 10)
    assert said["before"]["load"] == 44


def test_a_worse_morning_steps_back_and_says_its_rule(life_at):
    life = life_at(2)
    report = life.morning(life.train(1), 1)
    assert life.standing(report).rule == "next-morning"
    assert life.place == (1, 0)


@pytest.mark.parametrize(("discomfort", "title"), [(0, "Noted"), (None, "Skipped")])
def test_a_quiet_morning_is_noted_and_shows_the_24_hour_rule_as_ours(life, discomfort, title):
    said = life.standing(life.morning(life.train(1), discomfort)).said
    assert said["title"] == title
    assert "24-hour rule" in said["ours"]
    assert said["facts"] == [{"morning": discomfort, "symptoms": []}]


def test_a_skipped_morning_is_not_said_to_be_no_worse(life):
    said = life.standing(life.morning(life.train(1), None)).said
    assert "no worse" not in said["because"]


def test_what_came_while_paused_is_kept_and_not_counted(life):
    workout = life.train(1)
    life.feel(2, "numbness")
    report = life.morning(workout, 3, day=2, minutes=5)
    assert "paused" in life.standing(report).said["because"]


def test_a_clients_own_clearance_is_told_to_them(life):
    review = life.clear_myself(life.feel(1, "numbness"))
    said = life.standing(review).said
    assert "level 1" in said["because"]
    assert "not from the article" in said["ours"]


@pytest.mark.parametrize("act", ["override", "ceiling"])
def test_a_physiotherapists_reason_is_the_reason(life, desk, act):
    review = getattr(desk, act)(3)
    assert life.standing(review).said["because"] == review.reason


def test_who_reached_the_last_level_is_told_that_good_workouts_keep_them_there(life_at):
    life = life_at(10)
    for day, reps in ((1, 8), (3, 10), (5, 12)):
        workout = life.train(day, *[one_set(reps)] * 3)
    assert "last level" in life.standing(workout).said["would_change"]


def test_who_reached_their_ceiling_is_told_who_set_it(life, physiotherapist):
    desk = Desk(physiotherapist, life)
    desk.ceiling(1, day=0.5)
    for day, reps in ((1, 8), (3, 10), (5, 12)):
        workout = life.train(day, *[one_set(reps)] * 3)
    assert "your physiotherapist allows" in life.standing(workout).said["would_change"]
