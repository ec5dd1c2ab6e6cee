"""What was done so far: the list, one workout, a correction, a note."""

import re
from copy import copy
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db.models import Model
from django.db.models.base import ModelState
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from coaching import services
from coaching.models import Decision, Enrolment, MorningReport, Note, SetReport, Workout
from coaching.rules.terms import LumbarContact, Outcome, Status, Symptom
from coaching.services import Moment
from coaching.showing import progress, retelling
from coaching.showing.tellings import chains_of
from coaching.showing.timeline import PAGE
from tests.coaching.views.conftest import CLEAN, enrol, one_set, train
from tests.coaching.views.test_every_page import INLINE
from tests.conftest import MakePerson

EMPTY = "No workouts yet – your first takes about 6 minutes."


def words(answer: HttpResponse) -> str:
    """What a page says, in one line."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", unescape(text).replace("\N{NO-BREAK SPACE}", " "))


def page_of(workout: Workout) -> str:
    return f"/history/{workout.uuid}/"


def set_of(workout: Workout, number: int = 1) -> SetReport:
    return SetReport.objects.as_last_told().get(workout=workout, number=number)


def correction_of(report: SetReport) -> str:
    return f"/history/sets/{report.uuid}/"


def told(**answers: object) -> dict[str, object]:
    return {"uuid": uuid4(), "number": 1, "reps": 8, **CLEAN, **answers}


def clones(workout: Workout, count: int) -> None:
    """As many more workouts like this one, a day apart, each before the one it is made from."""
    days = range(1, count + 1)
    earlier = [_earlier(workout, day, uuid=uuid4()) for day in days]
    Workout.objects.bulk_create(earlier)
    sets = list(workout.set_reports.all())
    told = {
        (new.pk, old.pk): _like(old, uuid=uuid4(), workout=new) for new in earlier for old in sets
    }
    SetReport.objects.bulk_create(told.values())
    said = list(workout.decisions.all())
    Decision.objects.bulk_create(
        _earlier(old, day, workout=new, **_about(new, told.get((new.pk, old.set_report_id))))
        for day, new in zip(days, earlier, strict=True)
        for old in said
    )


def _about(workout: Workout, report: SetReport | None) -> dict[str, object]:
    return {"set_report": report, "subject": report.uuid if report else workout.uuid}


def _earlier(row: Workout | Decision, days: int, **changes: object) -> Workout | Decision:
    return _like(row, performed_at=row.performed_at - timedelta(days=days), **changes)


def _like(row: Model, **changes: object) -> Model:
    copied = copy(row)
    copied.pk, copied._state = None, ModelState()
    for name, value in changes.items():
        setattr(copied, name, value)
    return copied


@pytest.fixture
def trained(enrolled: Enrolment) -> Workout:
    """A clean workout, two days ago."""
    return train(enrolled.client, *[one_set()] * 3, days_ago=2)


# The list


def test_before_the_first_workout_it_says_how_short_that_is(
    site: Client, enrolled: Enrolment
) -> None:
    page = site.get("/history/")
    assert EMPTY in words(page)
    assert "Where you begin Level 3: knee raise, thighs halfway up, 3 × 8" in words(page)
    assert "chart-draw" not in page.content.decode()


def test_with_a_workout_it_says_what_was_done_and_decided(site: Client, trained: Workout) -> None:
    page = words(site.get("/history/"))
    assert EMPTY not in page
    assert "Your back stayed down" in page
    assert "Level 3: knee raise, thighs halfway up, 3 × 8" in page
    assert "Sets 1 to 3 8 repetitions, back down, no pop, discomfort 0" in page
    assert "Then 3 × 10 reps" in page
    assert "Level 3 of 10" in page


def test_a_set_is_no_line_of_its_own(site: Client, trained: Workout) -> None:
    assert site.get("/history/").content.decode().count('class="entry"') == 2


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "Sun 4 Oct 2026 23:30"),
        ("Asia/Tokyo", "Mon 5 Oct 2026 08:30"),
        ("America/New_York", "Sun 4 Oct 2026 19:30"),
    ],
)
def test_a_day_is_the_clients_own(site: Client, enrolled: Enrolment, zone: str, said: str) -> None:
    User.objects.filter(pk=enrolled.client_id).update(time_zone=zone)
    client = User.objects.get(pk=enrolled.client_id)
    late = datetime(2026, 10, 4, 23, 30, tzinfo=UTC)
    days_ago = (timezone.now() - late) / timedelta(days=1)
    workout = train(client, *[one_set()] * 3, days_ago=days_ago)
    page = words(site.get("/history/"))
    assert said in page
    assert f"Times are those of {zone}" in page
    assert said[:3] in words(site.get(page_of(workout)))


def test_a_clock_that_stood_elsewhere_is_named(site: Client, trained: Workout) -> None:
    Workout.objects.update(utc_offset=540)
    assert "(UTC+09:00)" in words(site.get("/history/"))
    assert "(UTC+09:00)" in words(site.get(page_of(trained)))


def test_mornings_signs_and_checks_are_lines_too(
    site: Client, enrolled: Enrolment, physiotherapist: User
) -> None:
    workout = train(enrolled.client, *[one_set()] * 3, days_ago=3)
    _morning(enrolled, workout, None, days_ago=2)
    _review(enrolled, physiotherapist)
    _signs(enrolled)
    page = words(site.get("/history/"))
    assert "Next morning" in page
    assert "Discomfort: not answered. " in page
    assert "Your physiotherapist set your level Good control." in page
    assert "Warning signs" in page
    assert "Numbness. You told us of" in page
    assert page.index("Warning signs") < page.index("Next morning Stayed Skipped")


def _morning(
    enrolled: Enrolment, workout: Workout, discomfort: int | None, *, days_ago: float
) -> MorningReport:
    return services.report_morning(
        client=enrolled.client,
        workout=workout.uuid,
        uuid=uuid4(),
        discomfort=discomfort,
        symptoms=(),
        moment=Moment.at(enrolled.client, timezone.now() - timedelta(days=days_ago)),
    )


def _review(enrolled: Enrolment, physiotherapist: User) -> None:
    services.override_level(
        physiotherapist=physiotherapist,
        enrolment=enrolled.uuid,
        uuid=uuid4(),
        level=2,
        reason="Good control.",
        moment=Moment.at(enrolled.client, timezone.now() - timedelta(days=1)),
    )


def _signs(enrolled: Enrolment) -> None:
    services.report_symptom(
        client=enrolled.client,
        uuid=uuid4(),
        symptoms=[Symptom.NUMBNESS],
        moment=Moment.now(enrolled.client),
    )


def test_it_can_be_read_while_the_plan_is_paused(site: Client, trained: Workout) -> None:
    _signs(trained.enrolment)
    page = site.get("/history/")
    assert "Do not train until a professional has checked you." in words(page)
    assert "3 sets of" not in words(page)
    assert "figure-frame" not in page.content.decode()
    assert site.get(page_of(trained)).status_code == 200


def test_an_open_workout_is_named_and_not_yet_decided_on(site: Client, enrolled: Enrolment) -> None:
    workout = train(enrolled.client, one_set())
    assert "is still open. Look at it" in words(site.get("/history/"))
    page = words(site.get(page_of(workout)))
    assert "This workout is still open. Go on with it" in page
    assert "Set by set Set 1" in page


def test_a_set_that_was_taken_back_is_gone_and_its_workout_open_again(
    site: Client, enrolled: Enrolment
) -> None:
    workout = train(enrolled.client, *[one_set()] * 3)
    services.undo_set(
        client=enrolled.client,
        workout=workout.uuid,
        uuid=uuid4(),
        moment=Moment.now(enrolled.client),
    )
    assert "You move on" not in words(site.get(page_of(workout)))
    assert "Set 3" not in words(site.get(page_of(workout)))
    assert site.get("/history/").content.decode().count('class="entry"') == 1


def test_what_was_corrected_says_so_and_what_followed_was_worked_out_again(
    site: Client, enrolled: Enrolment
) -> None:
    first = train(enrolled.client, *[one_set()] * 3, days_ago=4)
    train(enrolled.client, *[one_set(10)] * 3, days_ago=2)
    site.post(correction_of(set_of(first)), told(pops="1"))
    page = words(site.get("/history/")).replace("Corrected. What", "")
    assert page.count("Corrected") == 1
    assert page.count("Worked out again") == 1
    assert page.count("What we said before") == 2
    assert "You move on: Your back stayed down" in page


def test_twenty_lines_a_page(site: Client, trained: Workout) -> None:
    clones(trained, PAGE)
    first, second = site.get("/history/"), site.get("/history/?page=2")
    assert first.content.decode().count('class="entry"') == PAGE
    assert second.content.decode().count('class="entry"') == 2
    assert "Newer Page 2" in words(second)
    assert "chart-draw" not in second.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "", "1e9", "²"])
def test_a_page_that_is_none_is_the_nearest_one(site: Client, trained: Workout, page: str) -> None:
    assert site.get("/history/", {"page": page}).status_code == 200


def test_workouts_of_the_program_before_stay(site: Client, trained: Workout) -> None:
    Enrolment.objects.update(ended_at=timezone.now())
    enrol(trained.enrolment.client, level=1, days_ago=0)
    assert str(trained.uuid) in site.get("/history/").content.decode()
    page = words(site.get(page_of(trained)))
    assert "Set 1" in page
    assert "Correct this set" not in page
    assert site.get(correction_of(set_of(trained))).status_code == 404


@pytest.mark.parametrize("count", [1, 60, 300])
def test_it_asks_as_much_of_the_database_however_long_it_is(
    site: Client, trained: Workout, queries, count: int
) -> None:
    clones(trained, count - 1)
    with queries:
        assert site.get("/history/").status_code == 200
    assert len(queries) == 8


def test_a_history_that_was_worked_out_again_asks_once_more(
    site: Client, enrolled: Enrolment, queries
) -> None:
    workouts = [train(enrolled.client, *[one_set()] * 3, days_ago=ago) for ago in (8, 6, 4, 2)]
    for workout in workouts:
        site.post(correction_of(set_of(workout)), told(discomfort="1"))
    site.get("/history/")
    with queries:
        assert "What we said before" in words(site.get("/history/"))
    assert len(queries) == 9


# The charts


def test_there_are_four_charts_with_words_and_tables(site: Client, trained: Workout) -> None:
    page = site.get("/history/").content.decode()
    assert page.count('role="img" aria-label="') >= 5
    assert page.count("<table>") == 4
    assert "Your last workout asked for 45°, halfway up." in page


def test_a_blank_answer_is_told_as_one(site: Client, enrolled: Enrolment) -> None:
    train(enrolled.client, *[one_set(discomfort=None, pops=None)] * 3, days_ago=2)
    page = words(site.get("/history/"))
    assert "Last workout: no answer." in page
    assert "no answer about pops" in page


def test_an_unsure_back_is_no_lifted_one(enrolled: Enrolment) -> None:
    unsure = one_set(lumbar_contact=LumbarContact.UNSURE)
    train(enrolled.client, one_set(), unsure, one_set(lumbar_contact=LumbarContact.LOST))
    arches = _pops_rows(enrolled)[0][2]
    assert arches == "1 (2 of 3 sets answered)"


def test_a_correction_replaces_the_telling_in_the_charts(site: Client, enrolled: Enrolment) -> None:
    workout = train(enrolled.client, *[one_set(pops=1)] * 2, days_ago=1)
    services.finish_workout(
        client=enrolled.client, workout=workout.uuid, moment=Moment.now(enrolled.client)
    )
    site.post(correction_of(set_of(workout)), told(pops="3"))
    assert _pops_rows(enrolled)[0][1] == "4"


def _pops_rows(enrolled: Enrolment) -> tuple[tuple[str, ...], ...]:
    charts = _charts(enrolled)
    return next(chart for chart in charts if chart.slug == "pops").rows


def _charts(enrolled: Enrolment):
    now = timezone.now()
    workouts = progress.recent_workouts(enrolled.client, now)
    chains = chains_of([workout.pk for workout in workouts])
    return progress.charts_of(enrolled, workouts, chains, now)


def test_a_workout_without_a_set_is_in_no_chart(site: Client, enrolled: Enrolment) -> None:
    workout = train(enrolled.client)
    services.finish_workout(
        client=enrolled.client, workout=workout.uuid, moment=Moment.now(enrolled.client)
    )
    assert _charts(enrolled) == []
    assert "Kept, not counted" in words(site.get("/history/"))
    assert "There is no set in this workout." in words(site.get(page_of(workout)))


def test_the_charts_hold_sixty_workouts(trained: Workout) -> None:
    clones(trained, 60)
    charts = {chart.slug: chart for chart in _charts(trained.enrolment)}
    assert len(charts["range"].rows) == len(charts["discomfort"].rows) == 60


def test_weeks_hold_all_their_workouts_where_there_were_more_than_sixty(trained: Workout) -> None:
    clones(trained, 80)
    now = timezone.now()
    weeks = progress.weeks_of(
        trained.enrolment, progress.recent_workouts(trained.enrolment.client, now), now
    )
    # The last was two days ago, which on a Monday is not in this week nor at the end of the last.
    assert [week.workouts for week in weeks[1:-2]] == [7] * 9


@pytest.mark.parametrize(("days_ago", "blank"), [(0, 11), (6.9 + 7, 9), (77, 0), (90, 0)], ids=str)
def test_weeks_before_the_beginning_are_blank(person, programs, days_ago, blank) -> None:
    enrolment = enrol(person, level=1)
    sunday = datetime(2026, 10, 4, 12, tzinfo=UTC)
    enrolment.started_at = sunday - timedelta(days=days_ago)
    weeks = progress.weeks_of(enrolment, [], sunday)
    assert [week.workouts for week in weeks] == [None] * blank + [0] * (12 - blank)


@pytest.mark.parametrize(("zone", "this_week"), [("UTC", 0), ("Asia/Tokyo", 1)])
def test_a_week_begins_on_the_clients_own_monday(
    make_person: MakePerson, programs: None, zone: str, this_week: int
) -> None:
    client = make_person("c@example.org", time_zone=zone)
    enrolment = enrol(client, level=1, days_ago=400)
    late_on_sunday = datetime(2026, 10, 4, 23, 30, tzinfo=UTC)
    monday = late_on_sunday + timedelta(days=1)
    workout = Workout(**Moment.at(client, late_on_sunday).stamp(uuid4()))
    assert progress.weeks_of(enrolment, [workout], monday)[-1].workouts == this_week


# One workout


def test_the_page_of_a_workout_has_the_receipt_and_each_set(site: Client, trained: Workout) -> None:
    page = words(site.get(page_of(trained)))
    for part in (
        "You move on Your back stayed down 3 × 8 reps → becomes 3 × 10 reps",
        "Now: Level 3: knee raise, thighs halfway up, 3 × 10.",
        "From the article",
        "Article, statement A44",
        "Not from the article",
        "What you told us Sets 1 to 3 8 repetitions, back down, no pop, discomfort 0",
        "What would change it",
        "The plan Level 3: knee raise, thighs halfway up, 8 repetitions",
    ):
        assert part in page
    assert page.count("Correct this set") == 3
    assert "This part is not from the article" not in page


def test_the_next_morning_is_on_it(site: Client, trained: Workout) -> None:
    _morning(trained.enrolment, trained, 0, days_ago=1)
    assert "The next morning Discomfort 0." in words(site.get(page_of(trained)))
    MorningReport.objects.update(discomfort=None)
    assert "The next morning Not answered." in words(site.get(page_of(trained)))


def test_two_painful_workouts_ask_for_a_professional(site: Client, enrolled: Enrolment) -> None:
    for ago in (3, 1):
        last = train(enrolled.client, one_set(discomfort=4), days_ago=ago)
    assert "Please have this looked at" in words(site.get(page_of(last)))


@pytest.mark.parametrize("where", ["/history/{}/", "/history/sets/{}/"])
def test_somebody_elses_looks_like_one_that_is_not_there(
    site: Client, enrolled: Enrolment, stranger: User, where: str
) -> None:
    enrol(stranger, level=1)
    theirs = train(stranger, one_set(), days_ago=1)
    uuid = theirs.uuid if "sets" not in where else set_of(theirs).uuid
    answers = [site.get(where.format(name)) for name in (uuid, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_somebody_elses_can_neither_be_corrected_nor_noted_on(
    site: Client, enrolled: Enrolment, stranger: User
) -> None:
    enrol(stranger, level=1)
    theirs = train(stranger, one_set(), days_ago=1)
    assert site.post(correction_of(set_of(theirs)), told(reps=1)).status_code == 404
    note = {"uuid": uuid4(), "text": "Mine?"}
    assert site.post(f"{page_of(theirs)}note/", note).status_code == 404
    assert SetReport.objects.filter(workout=theirs).count() == 1
    assert not Note.objects.exists()


def test_without_a_program_there_is_nothing_to_see(site: Client) -> None:
    for where in ("/history/", f"/history/{uuid4()}/", f"/history/sets/{uuid4()}/"):
        assert site.get(where)["Location"] == "/start/"


# A correction


def test_the_form_holds_what_was_told(site: Client, enrolled: Enrolment) -> None:
    workout = train(enrolled.client, one_set(7, pops=1, discomfort=2, lowest_angle=50.0))
    form = site.get(correction_of(set_of(workout))).context["form"]
    assert [form[name].value() for name in ("reps", "pops", "discomfort")] == [7, 1, 2]
    page = site.get(correction_of(set_of(workout))).content.decode()
    assert re.search(r'name="pops" value="1"[^>]*checked', page)
    assert re.search(r'name="discomfort" value="2"[^>]*checked', page)
    assert 'name="lowest_angle" value="50.0"' in page


def test_a_question_that_was_not_answered_is_not_answered_for_anybody(
    site: Client, enrolled: Enrolment
) -> None:
    workout = train(enrolled.client, one_set(pops=None, discomfort=None, lumbar_contact=None))
    page = site.get(correction_of(set_of(workout))).content.decode()
    assert not re.search(r"<input[^>]*checked", page)


def test_more_pops_than_the_form_counts_are_not_lost(site: Client, enrolled: Enrolment) -> None:
    workout = train(enrolled.client, one_set(pops=7), days_ago=1)
    page = site.get(correction_of(set_of(workout))).content.decode()
    assert re.search(r'name="pops" value="7"[^>]*checked', page)
    site.post(correction_of(set_of(workout)), told(pops="7", reps=6))
    assert set_of(workout).pops == 7


def test_a_correction_keeps_what_was_told_before(site: Client, trained: Workout) -> None:
    first = set_of(trained)
    answer = site.post(correction_of(first), told(reps=6), follow=True)
    assert answer.redirect_chain == [(page_of(trained), 302)]
    page = words(answer)
    assert "Corrected. What you told us before is kept too." in page
    assert "What you told us before , set 1 8 repetitions, back down" in page
    assert "Fewer than planned" in page
    assert list(SetReport.objects.filter(number=1).values_list("reps", flat=True)) == [8, 6]


def test_a_set_can_be_corrected_again_and_again(site: Client, trained: Workout) -> None:
    for reps in (6, 7, 8):
        site.post(correction_of(set_of(trained)), told(reps=reps))
    page = words(site.get(page_of(trained)))
    told_before = page[page.index("What you told us before , set 1") :]
    order = [told_before.index(f"{reps} repetitions, back") for reps in (7, 6, 8)]
    assert order == sorted(order)
    assert page.count("Correct this set") == 3


def test_an_old_address_leads_to_what_stands(site: Client, trained: Workout) -> None:
    first = set_of(trained)
    site.post(correction_of(first), told(reps=6))
    assert site.get(correction_of(first))["Location"] == correction_of(set_of(trained))


def test_correcting_what_was_corrected_meanwhile_is_refused(site: Client, trained: Workout) -> None:
    first = set_of(trained)
    site.post(correction_of(first), told(reps=6))
    assert site.post(correction_of(first), told(reps=5)).status_code == 409
    assert set_of(trained).reps == 6


def test_the_same_correction_sent_twice_counts_once(site: Client, trained: Workout) -> None:
    first, answers = set_of(trained), told(reps=6)
    for _ in range(2):
        assert site.post(correction_of(first), answers).status_code == 302
    assert SetReport.objects.filter(number=1).count() == 2


def test_a_correction_that_changes_nothing_is_none(site: Client, trained: Workout) -> None:
    answer = site.post(correction_of(set_of(trained)), told(), follow=True)
    assert "Nothing was changed." in words(answer)
    assert SetReport.objects.filter(number=1).count() == 1


def test_what_was_not_understood_is_kept_in_the_form(site: Client, trained: Workout) -> None:
    answer = site.post(correction_of(set_of(trained)), told(reps="many", pops="2"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="many"' in page
    assert re.search(r'name="pops" value="2"[^>]*checked', page)
    assert "error-summary" in page
    assert SetReport.objects.filter(number=1).count() == 1


@pytest.mark.parametrize("nothing", [{}, {"uuid": "no"}, {"uuid": "", "reps": ""}])
def test_an_empty_correction_asks_again(
    site: Client, trained: Workout, nothing: dict[str, str]
) -> None:
    assert site.post(correction_of(set_of(trained)), nothing).status_code == 422


def test_a_warning_sign_cannot_be_corrected_away(site: Client, enrolled: Enrolment) -> None:
    workout = train(enrolled.client, one_set(symptoms=frozenset({Symptom.NUMBNESS})))
    before = Decision.objects.count(), SetReport.objects.count()
    answer = site.post(correction_of(set_of(workout)), told(reps=7))
    assert answer.status_code == 403
    assert "A warning sign cannot be removed." in words(answer)
    assert (Decision.objects.count(), SetReport.objects.count()) == before
    enrolled.refresh_from_db()
    assert enrolled.is_stopped
    assert set_of(workout).symptoms == ["numbness"]


def test_severe_discomfort_cannot_be_corrected_away(site: Client, enrolled: Enrolment) -> None:
    workout = train(enrolled.client, one_set(discomfort=6))
    assert site.post(correction_of(set_of(workout)), told(discomfort="5")).status_code == 403
    assert set_of(workout).discomfort == 6


def test_a_warning_sign_that_is_added_stops_at_once(site: Client, trained: Workout) -> None:
    answer = site.post(correction_of(set_of(trained)), told(symptoms=["numbness"]), follow=True)
    assert "stop-screen" in answer.content.decode()
    assert Enrolment.objects.get().is_stopped


def test_a_set_that_was_taken_back_cannot_be_corrected(site: Client, enrolled: Enrolment) -> None:
    workout = train(enrolled.client, one_set(), one_set())
    second = set_of(workout, 2)
    taken = services.undo_set(
        client=enrolled.client,
        workout=workout.uuid,
        uuid=uuid4(),
        moment=Moment.now(enrolled.client),
    )
    for report in (second, taken):
        assert site.get(correction_of(report)).status_code == 404


def test_a_sign_is_never_turned_away_however_old_the_page(site: Client, trained: Workout) -> None:
    first = set_of(trained)
    site.post(correction_of(first), told(reps=6))
    answer = site.post(correction_of(first), told(symptoms=["numbness"]), follow=True)
    assert "stop-screen" in answer.content.decode()


def test_a_sign_in_the_program_before_is_heard(site: Client, trained: Workout) -> None:
    Enrolment.objects.update(ended_at=timezone.now())
    present = enrol(trained.enrolment.client, level=1, days_ago=0)
    site.post(correction_of(set_of(trained)), told(symptoms=["numbness"]))
    present.refresh_from_db()
    assert present.is_stopped


def test_what_the_form_does_not_ask_is_kept(site: Client, trained: Workout) -> None:
    SetReport.objects.update(effort=4, asked_level=2, asked_rep_step=1)
    site.post(correction_of(set_of(trained)), told(reps=6))
    assert (set_of(trained).effort, set_of(trained).asked) == (4, (2, 1))
    told_so_far = SetReport.objects.count()
    site.post(correction_of(set_of(trained)), told(reps=6))
    assert SetReport.objects.count() == told_so_far


def test_the_repetitions_that_popped_are_shown_and_can_be_put_right(
    site: Client, trained: Workout
) -> None:
    SetReport.objects.update(pops=2, pop_repetitions=[5, 2])
    page = site.get(correction_of(set_of(trained))).content.decode()
    assert 'name="pop_repetitions" value="5, 2"' in page
    assert re.search(r"<details[^>]* open[^>]*><summary>More about the pop", page)
    told_so_far = SetReport.objects.count()
    site.post(correction_of(set_of(trained)), told(pops="2", pop_repetitions="5, 2"))
    assert SetReport.objects.count() == told_so_far
    site.post(correction_of(set_of(trained)), told(pops="1", pop_repetitions="2"))
    assert set_of(trained).pop_repetitions == [2]


# Notes


def test_a_note_is_added_and_shown_as_it_was_written(site: Client, trained: Workout) -> None:
    text = "<b>Good</b> & slow.\nTwice."
    answer = site.post(f"{page_of(trained)}note/", {"uuid": uuid4(), "text": text})
    assert answer["Location"] == f"{page_of(trained)}#notes"
    page = site.get(page_of(trained)).content.decode()
    assert "&lt;b&gt;Good&lt;/b&gt; &amp; slow.<br>Twice." in page


def test_a_note_sent_twice_is_one(site: Client, trained: Workout) -> None:
    note = {"uuid": uuid4(), "text": "Good."}
    for _ in range(2):
        site.post(f"{page_of(trained)}note/", note)
    assert Note.objects.count() == 1


@pytest.mark.parametrize(("text", "status"), [("", 422), ("  ", 422), ("x" * 1000, 302)])
def test_a_note_says_something(site: Client, trained: Workout, text: str, status: int) -> None:
    answer = site.post(f"{page_of(trained)}note/", {"uuid": uuid4(), "text": text})
    assert answer.status_code == status


def test_a_note_that_is_too_long_is_kept_in_the_form(site: Client, trained: Workout) -> None:
    text = "x" * 1001
    answer = site.post(f"{page_of(trained)}note/", {"uuid": uuid4(), "text": text})
    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_a_workout_of_the_program_before_can_be_noted_on(site: Client, trained: Workout) -> None:
    Enrolment.objects.update(ended_at=timezone.now())
    enrol(trained.enrolment.client, level=1, days_ago=0)
    site.post(f"{page_of(trained)}note/", {"uuid": uuid4(), "text": "That was hard."})
    assert "That was hard." in words(site.get(page_of(trained)))


# All of them


def test_nothing_is_inline(site: Client, enrolled: Enrolment) -> None:
    workout = train(enrolled.client, *[one_set(pops=1)] * 3, days_ago=1)
    site.post(correction_of(set_of(workout)), told(pops="2"))
    for where in ("/history/", page_of(workout), correction_of(set_of(workout))):
        assert not INLINE.search(site.get(where).content.decode()), where


def test_every_outcome_has_words(enrolled: Enrolment) -> None:
    assert set(retelling.HEADLINES) == set(retelling.SHORT) == set(Outcome)


@pytest.mark.parametrize(
    ("before", "status"),
    [(frozenset(), Status.STOPPED), (frozenset({Symptom.NUMBNESS}), Status.ACTIVE)],
    ids=["a new sign", "a sign that was told and cleared"],
)
def test_only_a_new_sign_stops_when_the_rest_of_a_correction_was_not_understood(
    site: Client, enrolled: Enrolment, before: frozenset[Symptom], status: Status
) -> None:
    workout = train(enrolled.client, one_set(symptoms=before), days_ago=2)
    enrolled.refresh_from_db()
    if before:
        services.clear_stop_myself(
            client=enrolled.client,
            uuid=uuid4(),
            stops=enrolled.where.open_stops,
            reason="My doctor",
            moment=Moment.now(enrolled.client),
        )
    report = workout.set_reports.get()
    site.post(correction_of(report), told(reps="many", symptoms=["numbness"]))
    enrolled.refresh_from_db()
    assert enrolled.status == status
