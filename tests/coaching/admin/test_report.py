"""The report on a client: everything on two pages, for who may see that client."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import CareLink
from coaching import services
from coaching.management import chromium
from coaching.models import Review
from coaching.rules.terms import PopLocation, Symptom
from coaching.services import Activity, Moment, SetAnswers
from coaching.showing.report import MOST_ACTS, MOST_STOPS, report_of
from tests.coaching.admin.clients import clear, feel, moment, one_set, train
from tests.coaching.admin.conftest import report_on
from tests.coaching.admin.test_pages import INLINE, queries_of

LONG_WORDS = "Seen on the couch: strength, feeling and reflexes are as they were before. " * 6


def stop_and_clear(physiotherapist, enrolment, day):
    stop = feel(enrolment.client, day, *(sign.value for sign in Symptom))
    return services.clear_stop(
        physiotherapist=physiotherapist,
        enrolment=enrolment.uuid,
        uuid=uuid4(),
        stops=[str(stop.uuid)],
        reason=LONG_WORDS,
        moment=moment(enrolment.client, day + 0.1),
    )


@pytest.fixture
def eventful(physiotherapist, person, enrolled):
    """The most that any part of a report can hold."""
    now = timezone.now()
    for week in range(12):
        for day in (0, 2, 4):
            at = Moment.at(person, now - timedelta(weeks=12 - week, days=-day))
            workout = services.start_workout(client=person, uuid=uuid4(), moment=at)
            location = list(PopLocation)[(week + day) % len(PopLocation)]
            services.log_set(
                client=person,
                workout=workout.uuid,
                number=1,
                uuid=uuid4(),
                answers=SetAnswers(report=one_set(pops=1, discomfort=None), pop_location=location),
                moment=at,
            )
            services.finish_workout(client=person, workout=workout.uuid, moment=at)
    for day in range(12):
        stop_and_clear(physiotherapist, enrolled, 1 + day)
    for days in range(168, 0, -28):
        services.report_function(
            client=person,
            uuid=uuid4(),
            activities=[Activity(f"{days}{letter} {'carry ' * 14}"[:80], 5) for letter in "abc"],
            change=6,
            moment=Moment.at(person, now - timedelta(days=days)),
        )
    for day in range(8):
        feel(person, 40 + day, *(sign.value for sign in Symptom))
    enrolled.refresh_from_db()
    return enrolled


def test_it_says_where_the_client_stands_and_what_is_not_known(desk, person, enrolled):
    train(person, 1, one_set(), one_set(pops=None), one_set())
    page = desk.get(report_on(enrolled)).text
    for words in (
        "ada@example.org",
        enrolled.program.title,
        "No open stop.",
        "Last 8 weeks",
        "1 of 3 sets",
        "Told by the client; no diagnosis.",
    ):
        assert words in page
    assert re.search(r"Made \d+ \w+ \d{4}, \d\d:\d\d UTC", page)
    assert not INLINE.findall(page)
    assert "no-store" in desk.get(report_on(enrolled)).headers["Cache-Control"]


def test_stops_are_told_open_or_with_the_day_of_their_clearance(
    desk, physiotherapist, person, enrolled
):
    first = feel(person, 2, "numbness")
    enrolled.refresh_from_db()
    clear(physiotherapist, enrolled, first.uuid, day=5)
    feel(person, 6, "sharp_pain")
    enrolled.refresh_from_db()
    report = report_of(enrolled, physiotherapist, timezone.now())
    assert [line.told for line in report.open_stops] == ["Sharp pain"]
    (past,) = report.past_stops
    assert past.cleared_at == moment(person, 5).performed_at


def test_a_stop_in_a_workout_is_an_earlier_one_once_it_is_cleared(
    physiotherapist, person, enrolled
):
    signs = frozenset({Symptom.NUMBNESS})
    workout = train(person, 1, one_set(), one_set(symptoms=signs, discomfort=7))
    enrolled.refresh_from_db()
    assert not report_of(enrolled, physiotherapist, timezone.now()).past_stops
    (stop,) = enrolled.where.open_stops
    clear(physiotherapist, enrolled, stop, day=2)
    enrolled.refresh_from_db()
    (past,) = report_of(enrolled, physiotherapist, timezone.now()).past_stops
    assert (past.at, past.told) == (workout.performed_at, "Numbness; discomfort 7 of 10")


def test_every_part_has_a_largest_size_and_says_what_it_leaves_out(physiotherapist, eventful):
    report = report_of(eventful, physiotherapist, timezone.now())
    assert (len(report.past_stops), report.older_stops) == (MOST_STOPS, 12 - MOST_STOPS)
    assert (len(report.acts), report.older_acts) == (MOST_ACTS, 12 - MOST_ACTS)
    assert len(report.weeks) == 8
    assert (len(report.measures.days), len(report.measures.activities)) == (4, 6)
    assert (len(report.open_stops), report.more_open_stops) == (6, 2)
    assert all(len(act.reason) <= 140 for act in report.acts)
    assert all("Numbness between the legs" in line.told for line in report.open_stops)


def test_it_asks_as_much_for_a_long_history_as_for_a_short_one(
    desk, physiotherapist, person, enrolled
):
    train(person, 1, *[one_set(pops=1)] * 3)
    stop_and_clear(physiotherapist, enrolled, 2)
    desk.get(report_on(enrolled))
    few = queries_of(desk, report_on(enrolled))
    for day in range(3, 12):
        train(person, day, *[one_set(pops=1)] * 3)
        stop_and_clear(physiotherapist, enrolled, day + 0.2)
    assert queries_of(desk, report_on(enrolled)) == few


# The command


def write(client, physiotherapist, path):
    call_command("report", client, physiotherapist=physiotherapist, output=str(path), verbosity=0)


@pytest.mark.parametrize(
    ("client", "reader", "words"),
    [
        ("bo@example.org", "petra@example.org", "no such client"),
        ("nobody@example.org", "petra@example.org", "no such client"),
        ("ada@example.org", "otto@example.org", "no such client"),
        ("ada@example.org", "ada@example.org", "no such physiotherapist"),
        ("ada@example.org", "nobody@example.org", "no such physiotherapist"),
    ],
)
def test_who_may_not_see_a_client_gets_no_report(enrolled, others, tmp_path, client, reader, words):
    with pytest.raises(CommandError, match=words):
        write(client, reader, tmp_path / "report.pdf")
    assert not list(tmp_path.iterdir())


def test_a_link_that_ended_gives_no_report(physiotherapist, enrolled, tmp_path):
    CareLink.objects.update(ended_at=timezone.now(), ended_by="client")
    with pytest.raises(CommandError, match="no such client"):
        write("ada@example.org", "petra@example.org", tmp_path / "report.pdf")


def test_without_chromium_it_says_what_is_missing(monkeypatch, enrolled, tmp_path):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "chromium"))
    with pytest.raises(CommandError, match="No Chromium found"):
        write("ada@example.org", "petra@example.org", tmp_path / "report.pdf")
    assert not list(tmp_path.iterdir())


@pytest.mark.browser
def test_the_longest_history_fits_on_two_pages(eventful, tmp_path):
    assert chromium.find(), "Run tests/chromium.sh"
    path = tmp_path / "report.pdf"
    write("ada@example.org", "petra@example.org", path)
    paper = path.read_bytes()
    assert paper.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2
    assert path.stat().st_mode & 0o077 == 0
    assert Review.objects.count() == 12
