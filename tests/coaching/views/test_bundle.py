"""What a phone takes along says what the server will say."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from coaching import services
from coaching.models import Enrolment, Program
from coaching.models.starting import Answer
from coaching.rules import workout as training
from coaching.rules.lookahead import fingerprint
from coaching.rules.terms import LumbarContact, Position, Symptom
from coaching.services import Moment
from coaching.services.starting import _enrol
from coaching.showing.bundle import GOOD_FOR, bundle
from tests.coaching.views.conftest import enrol, one_set, train
from tests.node import node

WHERE = "/workout/bundle/"
WALK = Path(__file__).parents[2] / "js" / "walk.mjs"


def taken(site: Client) -> dict:
    return site.get(WHERE).json()


def test_a_stranger_is_told_so_and_sent_nowhere(client: Client, programs: None) -> None:
    assert client.get(WHERE).status_code == 401


def test_who_has_no_program_gets_no_bundle(site: Client) -> None:
    assert site.get(WHERE).status_code == 404


def test_a_bundle_is_never_stored_by_a_cache(site: Client, enrolled: Enrolment) -> None:
    assert "no-store" in site.get(WHERE)["Cache-Control"]


def test_a_bundle_is_bound_to_the_account_and_the_plan(site: Client, enrolled: Enrolment) -> None:
    told = taken(site)
    assert told["account"] == str(enrolled.client.public_id)
    assert told["plan"] == str(enrolled.uuid)
    assert (told["status"], told["workout"]) == ("active", None)


def test_it_begins_where_the_client_stands(site: Client, enrolled: Enrolment) -> None:
    told = taken(site)
    root = told["nodes"][told["root"]]
    ask = told["asks"][root["ask"]]
    assert (ask["level"], ask["reps"], root["number"]) == (3, 8, 1)
    assert "<svg" in told["figures"][ask["figure"]]


def test_it_goes_on_with_the_workout_under_way(site: Client, enrolled: Enrolment) -> None:
    row = train(enrolled.client, one_set())
    told = taken(site)
    assert told["workout"]["id"] == str(row.uuid)
    assert told["nodes"][told["root"]]["number"] == told["workout"]["number"] == 2
    enrolled.refresh_from_db()
    assert told["nodes"][told["root"]]["id"] == fingerprint(services.underway(enrolled, row))


@pytest.mark.parametrize(("hours", "goes_on"), [(3.99, True), (4, False)])
def test_a_workout_that_was_left_is_not_gone_on_with(
    site: Client, enrolled: Enrolment, hours: float, goes_on: bool
) -> None:
    train(enrolled.client, one_set(), days_ago=hours / 24)
    assert (taken(site)["workout"] is not None) is goes_on


def test_a_stopped_plan_takes_no_workout_along(site: Client, enrolled: Enrolment) -> None:
    services.report_symptom(
        client=enrolled.client,
        uuid=uuid4(),
        symptoms=[Symptom.NUMBNESS],
        moment=Moment.now(enrolled.client),
    )
    told = taken(site)
    assert told["status"] == "stopped"
    assert "nodes" not in told


def test_a_locked_start_takes_no_workout_along(site: Client, enrolled: Enrolment) -> None:
    services.answer_question(
        client=enrolled.client,
        uuid=uuid4(),
        question="abdominal-surgery",
        answer=Answer.YES,
        moment=Moment.now(enrolled.client),
    )
    told = taken(site)
    assert told["status"] == "needs-agreement"
    assert "nodes" not in told


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days_since", "good_for"),
    [
        (None, GOOD_FOR),
        (11.9, GOOD_FOR),
        (12.5, timedelta(days=1.5)),
        (13.99, timedelta(days=0.01)),
        (14, GOOD_FOR),
        (27, timedelta(days=1)),
    ],
)
def test_a_bundle_is_good_for_two_days_and_not_past_the_next_step_of_a_layoff(
    enrolled: Enrolment, days_since: float | None, good_for: timedelta
) -> None:
    last = NOON - timedelta(days=days_since) if days_since is not None else None
    enrolled.position |= {"last_workout_at": last.isoformat() if last else None}
    told = made(enrolled, now=NOON)
    assert datetime.fromisoformat(told["valid_until"]) == NOON + good_for


def made(enrolment: Enrolment, *, now: datetime) -> dict:
    """The bundle of a workout that would begin now, as a phone reads it."""
    program, where = enrolment.program.rules, enrolment.where
    begun = training.begin(program, where, at=now, event_id="")
    told = bundle(enrolment, status="active", row=None, underway=begun, now=now)
    return json.loads(json.dumps(told))


# The page itself looks up what the rules would say


def answers(report: object) -> dict:
    """A set as the page has it."""
    return {
        "reps": report.reps,
        "lumbar_contact": report.lumbar_contact,
        "pops": report.pops,
        "discomfort": report.discomfort,
        "symptoms": sorted(report.symptoms),
        "lowest_angle": report.lowest_angle,
    }


def some_workouts(random: Random, count: int) -> list[list]:
    """Workouts of sets with every kind of answer, the clean ones often."""
    return [[_some_set(random) for _ in range(3)] for _ in range(count)]


def _some_set(random: Random) -> object:
    report = one_set(reps=random.choice([7, 8, 9, 10, 12]))
    changes = {
        "lumbar_contact": random.choice([*LumbarContact, None]),
        "pops": random.choice([None, 0, 1, 2, 100]),
        "discomfort": random.choice([None, *range(11)]),
        "symptoms": frozenset(random.sample(list(Symptom), random.choice([1, 1, 2]))),
        "lowest_angle": random.choice([None, 0, 15, 30, 45, 55, 55.5, 70.5, 75, 85, 85.5, 90]),
    }
    for name in random.sample(list(changes), random.choice([0, 0, 1, 1, 2])):
        report = replace(report, **{name: changes[name]})
    return report


def expected(program: object, start: Position, sets: list, *, at: datetime) -> dict:
    """What the rules say of such a workout, until it is over."""
    here = training.begin(program, start, at=at, event_id="w")
    told = []
    for report in sets:
        if here.ended or here.sets_done >= program.sets:
            break
        here, verdict = training.after_set(here, report, program)
        asked = program.prescription(here.position)
        told.append(
            {
                "rule": verdict.rule.name,
                "outcome": verdict.outcome.value,
                "ends": verdict.ends_workout,
                "id": fingerprint(here),
                "over": here.ended or here.sets_done >= program.sets,
                "stopped": bool(here.position.open_stops),
                "asks": [asked.level, here.position.rep_step, asked.reps],
            }
        )
    return {"told": told, "receipt": training.finish(here, program).outcome.value}


def test_the_page_finds_what_the_rules_say_at_every_place_of_every_program(
    person: User, programs: None
) -> None:
    random = Random("every place")
    jobs, wanted = [], []
    for program in Program.objects.current():
        enrolment = _enrol(person, program, 1, Moment.now(person))
        rules = program.rules
        for level, rep_step, (popping, trained) in product(
            range(rules.ladder.last + 1), range(len(rules.rep_steps)), ((0, True), (1, False))
        ):
            days = [NOON.date().isoformat()] if trained else []
            place = {"level": level, "rep_step": rep_step, "popping": popping}
            enrolment.position |= {**place, "advance_days": days}
            start = enrolment.where
            told = made(enrolment, now=NOON)
            workouts = some_workouts(random, 40)
            answer = [expected(rules, start, sets, at=NOON) for sets in workouts]
            cut = [sets[: len(each["told"])] for sets, each in zip(workouts, answer, strict=True)]
            job = {
                "bundle": {**told, "figures": {}},
                "day": NOON.date().isoformat(),
                "workouts": [[answers(report) for report in sets] for sets in cut],
            }
            jobs.append(json.dumps(job))
            wanted.append(answer)
        enrolment.delete()
    found = [json.loads(line) for line in node(WALK, text="\n".join(jobs)).splitlines()]
    assert found == wanted


def test_a_bundle_asks_as_many_questions_after_many_workouts_as_after_one(
    site: Client, person: User, programs: None
) -> None:
    enrol(person, level=3)
    counts = []
    for _ in range(2):
        for days_ago in range(12, 2, -1):
            train(person, one_set(), one_set(), one_set(), days_ago=days_ago / 10)
        with CaptureQueriesContext(connection) as queries:
            assert site.get(WHERE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
