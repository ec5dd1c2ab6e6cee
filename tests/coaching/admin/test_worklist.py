"""The worklist: who stands where and why, what is counted, and what it costs."""

import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import CareLink, Clinic, User
from coaching import services
from coaching.models import Decision, Enrolment, PlannedReview, Program, StopNotice, Workout
from coaching.rules.terms import LumbarContact
from tests.accounts.clinics import DAY, LEAD, MEMBER, cover, join
from tests.coaching.admin.clients import clear, enrol, feel, moment, one_set, train
from tests.coaching.admin.conftest import LIST, page_of

EXPORT = reverse("admin:coaching_enrolment_export")
PAGES = [
    LIST,
    *(reverse(f"admin:{name}_changelist") for name in ("accounts_invitation", "coaching_program")),
]


@pytest.fixture
def care(make_person, physiotherapist):
    """`care("bea", refer=True)` -> a further client, as the fold would have left them."""

    def take(name, **columns):
        client = make_person(f"{name}@example.org")
        accounts.link(physiotherapist=physiotherapist, client=client)
        now = timezone.now()
        return put(enrol(client), **{"last_workout_at": now, "moved_at": now, **columns})

    return take


@pytest.fixture
def fine(enrolled):
    """`person`, who needs nobody."""
    return put(enrolled, last_workout_at=timezone.now(), moved_at=timezone.now())


def put(enrolment, **columns):
    Enrolment.objects.filter(pk=enrolment.pk).update(**columns)
    enrolment.refresh_from_db()
    return enrolment


def acknowledge(physiotherapist, enrolment):
    enrolment.refresh_from_db()
    return services.acknowledge(
        physiotherapist=physiotherapist,
        enrolment=enrolment.uuid,
        uuid=uuid4(),
        stops=enrolment.where.open_stops,
        reason="Called them.",
        now=timezone.now(),
    )


def ago(**span):
    return timezone.now() - timedelta(**span)


def listed(desk, query=""):
    page = desk.get(f"{LIST}{query}")
    return [row.client.email.split("@")[0] for row in page.context["worklist"].rows]


def row_of(desk, name, query=""):
    rows = desk.get(f"{LIST}{query}").context["worklist"].rows
    return next(row for row in rows if row.client.email.startswith(name))


def everybody(care):
    """One client in each tier but ada's, the least urgent first."""
    care("silent", last_workout_at=ago(days=10))
    care("held", moved_at=ago(days=21))
    care("twice", regressions=2)
    care("refer", refer=True)
    names = ("seen", "stop", "emergency")
    return [care(name) for name in names]


def stop_them(physiotherapist, seen, stop, emergency):
    feel(seen.client, 1, "saddle_numbness")
    acknowledge(physiotherapist, seen)
    feel(stop.client, 2, "numbness")
    feel(emergency.client, 3, "leg_weakness")


def test_the_tiers_stand_in_the_order_of_care(desk, physiotherapist, care, fine):
    stop_them(physiotherapist, *everybody(care))
    order = ["emergency", "stop", "seen", "refer", "twice", "held", "silent", "ada"]
    assert listed(desk) == order
    words = [row.badge.word for row in desk.get(LIST).context["worklist"].rows]
    assert words == [
        "Emergency",
        "Stop",
        "Stop, seen",
        "Painful workouts",
        "Stepped back",
        "Held",
        "Silent",
        "Fine",
    ]


@pytest.mark.parametrize("key", ["client", "since", "level", "workout", "review"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_stops_are_the_first_rows_whatever_the_rest_is_ordered_by(
    desk, physiotherapist, care, fine, key, sign
):
    stop_them(physiotherapist, *everybody(care))
    assert listed(desk, f"?o={sign}{key}")[:3] == ["emergency", "stop", "seen"]


def test_the_rest_is_ordered_as_asked_with_blanks_last_both_ways(desk, care, fine):
    care("zoe", last_workout_at=None, started_at=timezone.now())
    care("bea", last_workout_at=ago(days=3))
    assert listed(desk, "?o=client") == ["ada", "bea", "zoe"]
    assert listed(desk, "?o=-client") == ["zoe", "bea", "ada"]
    assert listed(desk, "?o=workout") == ["bea", "ada", "zoe"]
    assert listed(desk, "?o=-workout") == ["ada", "bea", "zoe"]


def test_each_tier_can_be_asked_for_alone(desk, physiotherapist, care, fine):
    stop_them(physiotherapist, *everybody(care))
    alone = {
        "emergency": "emergency",
        "stop": "stop",
        "seen": "seen",
        "refer": "refer",
        "regressed": "twice",
        "held": "held",
        "silent": "silent",
        "fine": "ada",
    }
    assert {tier: listed(desk, f"?tier={tier}") for tier in alone} == {
        tier: [name] for tier, name in alone.items()
    }
    pills = [(pill.badge.word, pill.count) for pill in desk.get(LIST).context["worklist"].pills]
    assert pills[:2] == [("Everybody", 8), ("Emergency", 1)]
    assert pills[-1] == ("Ended", None)


def test_a_row_says_why_in_words(desk, physiotherapist, care, fine):
    moved, trained = ago(days=30), ago(days=12)
    care("held", moved_at=moved, last_workout_at=trained)
    care("twice", regressions=3)
    care("refer", refer=True)
    care("paused", is_paused=True)
    care("new", last_workout_at=None, moved_at=timezone.now())
    for name, words in {
        "held": ["At the same level and repetitions since", "No workout since"],
        "twice": ["Stepped back 3 times in a row"],
        "refer": ["Painful workouts in a row: an eye was asked for"],
        "paused": ["Paused"],
        "new": ["No workout yet"],
        "ada": ["Nothing open"],
    }.items():
        found = row_of(desk, name).reasons
        assert len(found) == len(words), name
        assert all(line.startswith(start) for line, start in zip(found, words, strict=True)), name


def test_a_stop_says_what_was_told_and_where(desk, person, fine):
    train(person, 1, one_set(), one_set(discomfort=7))
    feel(person, 2, "sharp_pain")
    assert row_of(desk, "ada").reasons == [
        "discomfort 7 of 10, told in set 2",
        "Sharp pain, told outside a workout",
    ]


def test_a_corrected_set_counts_as_it_was_last_told(desk, person, fine):
    workout = train(person, 1, one_set(discomfort=9))
    services.correct_set(
        client=person,
        report=workout.set_reports.get().uuid,
        uuid=uuid4(),
        answers=services.SetAnswers(report=one_set(discomfort=6)),
        moment=moment(person, 2),
    )
    assert row_of(desk, "ada").reasons == ["discomfort 6 of 10, told in set 1"]


def test_of_many_stops_three_are_named(desk, person, fine):
    for day in range(1, 6):
        feel(person, day, "numbness")
    assert row_of(desk, "ada").reasons[-1] == "and 2 more"
    assert len(row_of(desk, "ada").reasons) == 4


def test_a_stop_counts_from_when_it_was_heard_of(desk, person, fine):
    feel(person, 1, "numbness", late=2)
    assert row_of(desk, "ada").client.since == moment(person, 3).performed_at


def test_a_further_stop_after_an_acknowledgement_is_not_seen(desk, physiotherapist, person, fine):
    feel(person, 1, "saddle_numbness")
    acknowledge(physiotherapist, fine)
    feel(person, 2, "numbness")
    row = row_of(desk, "ada")
    assert row.badge.word == "Stop"
    assert row.reasons == ["Numbness, told outside a workout"]


def test_a_cleared_stop_is_in_no_row(desk, physiotherapist, person, fine):
    told = feel(person, 1, "numbness")
    clear(physiotherapist, fine, told.uuid, day=2)
    assert not row_of(desk, "ada").client.tier.is_stop


# The count of stops that nobody has acknowledged


@pytest.mark.parametrize("path", PAGES)
def test_every_page_counts_the_stops_that_nobody_acknowledged(
    desk, physiotherapist, person, fine, others, path
):
    assert "<title>(" not in desk.get(path).text
    feel(person, 1, "numbness")
    feel(person, 2, "leg_weakness")
    assert "<title>(2) " in desk.get(path).text
    acknowledge(physiotherapist, fine)
    feel(person, 3, "sharp_pain")
    page = desk.get(path).text
    assert "<title>(1) " in page
    assert "stop not acknowledged" in page


def test_the_count_costs_one_query(desk, physiotherapist, person, fine):
    path = reverse("admin:accounts_invitation_changelist")
    feel(person, 1, "numbness")
    with CaptureQueriesContext(connection) as asked:
        desk.get(path)
    stops = [query for query in asked if "open_stops" in query["sql"]]
    assert len(stops) == 1


def test_the_first_page_is_the_worklist_for_who_has_clients(client, desk, superuser, fine):
    assert desk.get(reverse("admin:index")).headers["Location"] == LIST
    client.force_login(superuser)
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert LIST not in page.text
    accounts.promote(user=superuser)
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert LIST in page.text


# Messages, level, review, sparkline


def test_messages_that_wait_are_counted_in_the_row_until_they_are_read(
    desk, physiotherapist, person, fine
):
    link = CareLink.objects.get(client=person)
    for text in ("May I do two sets?", "And walk?"):
        services.write_to_physiotherapist(
            client=person, link=link.uuid, uuid=uuid4(), text=text, now=timezone.now()
        )
    assert "2 unread messages" in desk.get(LIST).text
    told = link.messages.values_list("uuid", flat=True)
    services.read_as_physiotherapist(
        physiotherapist=physiotherapist, messages=told, now=timezone.now()
    )
    assert row_of(desk, "ada").client.unread == 0


def test_a_review_whose_day_is_over_is_marked_and_todays_is_not(desk, physiotherapist, care, fine):
    # Where it is about noon now: the day ends in no test.
    east = 12 - timezone.now().hour
    zone = f"Etc/GMT{-east:+d}"
    User.objects.filter(pk=physiotherapist.pk).update(time_zone=zone)
    today = timezone.localdate(timezone=ZoneInfo(zone))
    for name, on in (("late", today - DAY), ("today", today)):
        row = care(name)
        PlannedReview.objects.create(
            uuid=uuid4(), enrolment=row, author=physiotherapist, written_at=ago(hours=2), on=on
        )
    assert row_of(desk, "late").is_overdue
    assert not row_of(desk, "today").is_overdue
    assert row_of(desk, "ada").client.review_on is None


def test_the_latest_plan_counts_and_can_be_taken_back(desk, physiotherapist, fine):
    for hours, on in ((2, timezone.localdate()), (1, None)):
        PlannedReview.objects.create(
            uuid=uuid4(), enrolment=fine, author=physiotherapist, written_at=ago(hours=hours), on=on
        )
    assert row_of(desk, "ada").client.review_on is None


def test_the_sparkline_tells_eight_weeks_of_range_pops_and_arches(desk, person, fine):
    train(person, 1, one_set(), one_set(pops=1), one_set())
    train(person, 3, *[one_set(lumbar_contact=LumbarContact.LOST)] * 3)
    train(person, 5, *[one_set(pops=None)] * 3)
    late = timezone.now() - moment(person, 5).performed_at
    for model in (Decision, Workout):
        model.objects.update(performed_at=F("performed_at") + late)
    drawn = row_of(desk, "ada").spark
    assert drawn.alt == "3 workouts in 8 weeks: asked 75°; pops in 1 of 2; back lifted in 1 of 3."
    assert drawn.pops.count("M") == drawn.arches.count("M") == 1
    assert 'role="img" aria-label="3 workouts in 8 weeks' in desk.get(LIST).text


@pytest.mark.parametrize(("days", "words"), [(55, "1 workout in"), (56, "No workout in")])
def test_the_sparkline_begins_eight_weeks_ago(desk, person, fine, days, words):
    train(person, 1, *[one_set()] * 3)
    for model in (Decision, Workout):
        model.objects.update(performed_at=ago(days=days))
    assert row_of(desk, "ada").spark.alt.startswith(words)


# Whose


def test_a_cover_finds_own_and_covered_clients_apart(client, make_person, person):
    petra, otto = (
        accounts.promote(user=make_person(f"{name}@example.org")) for name in ("petra", "otto")
    )
    join(petra, role=LEAD)
    join(otto)
    accounts.link(physiotherapist=petra, client=person)
    accounts.link(physiotherapist=otto, client=make_person("own@example.org"))
    for user in (person, User.objects.get(email="own@example.org")):
        enrol(user)
    today = timezone.now().date()
    cover(petra, otto, first_day=today, last_day=today, now=timezone.now())
    client.force_login(otto)
    assert sorted(listed(client)) == ["ada", "own"]
    assert listed(client, "?whose=cover") == ["ada"]
    assert listed(client, "?whose=own") == ["own"]
    assert row_of(client, "ada").client.covered_for == "petra@example.org"
    client.force_login(petra)
    assert "whose" not in re.findall(r'name="(\w+)"', client.get(LIST).text)


def test_an_overdue_stop_is_the_leads_too_and_counted(client, make_person, physiotherapist, fine):
    lead = accounts.promote(user=make_person("lena@example.org"))
    join(physiotherapist, role=MEMBER)
    join(lead, role=LEAD)
    agreed = timezone.now() - timedelta(days=1)
    CareLink.objects.update(clinic=Clinic.objects.get(), since=agreed)
    feel(fine.client, 1, "numbness")
    client.force_login(lead)
    assert listed(client) == []
    fine.refresh_from_db()
    (stop,) = fine.where.open_stops
    StopNotice.objects.create(
        enrolment=fine, stop=stop, to=lead, kind=StopNotice.Kind.OVERDUE, due_at=timezone.now()
    )
    page = client.get(LIST).text
    assert "Overdue: yours as lead" in page
    assert "<title>(1) Worklist" in page
    assert listed(client, "?whose=lead") == ["ada"]


def test_filters_offer_what_own_clients_have_and_nothing_else(desk, care, fine, others):
    other = Program.objects.current().get(slug="one-leg-first")
    put(others, program=other, level=7)
    care("bea", level=3)
    page = desk.get(LIST)
    assert [choice.value for choice in page.context["worklist"].levels] == ["1", "3"]
    assert other.title not in page.text
    assert listed(desk, "?level=7") == []
    assert listed(desk, "?level=3") == ["bea"]
    assert listed(desk, "?q=BEA") == ["bea"]


def test_the_program_that_most_are_on_is_named_once_and_others_in_their_rows(desk, care, fine):
    usual, other = fine.program, Program.objects.current().get(slug="one-leg-first")
    care("bea")
    assert usual.title not in desk.get(LIST).text
    care("cleo", program=other)
    page = desk.get(LIST)
    assert page.context["worklist"].usual == usual
    assert f"No program named: {usual.title}." in page.text
    assert page.text.count(f'<span class="soft">{other.title}</span>') == 1
    assert f'<span class="soft">{usual.title}</span>' not in page.text


# What it costs


def copies(enrolment, physiotherapist, make_person, count):
    """Stopped clients as this one is, each with a workout and stops of their own."""
    for number in range(count):
        client = make_person(f"copy{number}@example.org")
        accounts.link(physiotherapist=physiotherapist, client=client)
        enrol(client)
        train(client, 1, one_set(), one_set(discomfort=7))
        feel(client, 2, "numbness")


def queries(desk):
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(LIST).status_code == 200
    kept = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(kept) for query in asked)


def test_the_list_asks_as_much_for_sixty_as_for_three(desk, physiotherapist, make_person, fine):
    join(physiotherapist, role=LEAD)
    copies(fine, physiotherapist, make_person, 2)
    few = queries(desk)
    copies(fine, physiotherapist, lambda email: make_person(f"b{email}"), 57)
    assert desk.get(LIST).context["worklist"].result_count == 60
    assert queries(desk) == few <= 12


def test_the_second_page_holds_the_rest(desk, care, fine):
    for number in range(50):
        care(f"copy{number:02}", last_workout_at=ago(hours=1))
    put(fine, last_workout_at=timezone.now())
    assert len(listed(desk)) == 50
    assert listed(desk, "?p=2") == ["ada"]
    assert listed(desk, "?p=99") == ["ada"]


# The table for a spreadsheet


def test_the_table_is_the_whole_list_as_asked_for(desk, care, fine):
    for number in range(51):
        care(f"copy{number:02}")
    answer = desk.get(f"{EXPORT}?q=copy&o=-client")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert len(lines) == 52
    assert lines[1].startswith("copy50@example.org,Own clients,Fine,Nothing open,")
    assert "no-store" in answer.headers["Cache-Control"]
    name = f"worklist-{timezone.localdate():%Y-%m-%d}.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠", "\t", "\r", "\n"])
def test_no_cell_of_the_table_is_run(start):
    from coaching.admin.export import safe

    assert safe(f"{start}1+1") == f"'{start}1+1"
    assert safe(f"1{start}") == f"1{start}"
    if start.isspace():
        return
    assert safe(f' "{start}1"') == f'\' "{start}1"'
    for parted in ";\t\r\n":
        assert safe(f"1{parted} {start}1") == f"1{parted}' {start}1"


def test_an_address_that_looks_like_a_formula_is_words(desk, physiotherapist, make_person, fine):
    for email in ("=1+1@example.org", '"x;=1+1"@example.org'):
        client = make_person(email)
        accounts.link(physiotherapist=physiotherapist, client=client)
        enrol(client)
    told = desk.get(f"{EXPORT}?q==1").content.decode("utf-8-sig")
    assert "\r\n'=1+1@example.org," in told
    assert ";'=1+1" in told
    assert ";=1+1" not in told


def test_nothing_of_others_is_in_the_table(desk, fine, others):
    assert b"bo@example.org" not in desk.get(EXPORT).content
    assert desk.get(f"{EXPORT}?client=1").status_code == 400


@pytest.mark.parametrize("name", ["clerk", "superuser"])
def test_the_table_is_closed_to_other_staff(request, client, fine, name):
    client.force_login(request.getfixturevalue(name))
    assert client.get(EXPORT).status_code == 403
    assert page_of(fine) not in client.get(reverse("admin:index")).text
