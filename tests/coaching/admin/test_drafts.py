"""A program written at the desk: nothing typed is lost, a second person reads, a preview tells."""

import re
from itertools import product
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import services as accounts
from coaching.admin.draft_forms import typed
from coaching.models import Decision, Enrolment, Program, ProgramDraft
from coaching.rules.terms import LumbarContact
from coaching.services import drafting
from coaching.services.publishing import digest_of
from coaching.showing import previewing
from tests.accounts.clinics import join
from tests.coaching.admin.clients import clear, enrol, feel, one_set, train
from tests.coaching.drafts import OWN, begin, builtin, change, published, review

HOME = reverse("admin:coaching_programdraft_changelist")
ACTS = ("review", "publish", "withdraw")
MARKUP = '<b onclick="x">Bold</b> & <script>'


@pytest.fixture
def author(physiotherapist):
    """Petra, who looks after `person`, writes."""
    join(physiotherapist)
    return physiotherapist


@pytest.fixture
def colleague(author, make_person):
    """Works in the same clinic."""
    user = accounts.promote(user=make_person("carl@example.org"))
    join(user)
    return user


@pytest.fixture
def at(client):
    """`at(user)` -> the browser, with this person signed in."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def place(draft, page="change"):
    """The address of a draft's page."""
    if page in ACTS:
        return reverse("admin:coaching_programdraft_act", args=[draft.uuid, page])
    return reverse(f"admin:coaching_programdraft_{page}", args=[draft.uuid])


def as_typed(draft, act="save", **changes):
    """What the page would post, with these fields typed otherwise."""
    return {**typed(draft.definition), "seen": draft.version, "act": act, **changes}


def said(response):
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# Who


def test_not_ones_clinics_looks_exactly_like_not_there(at, author, other_physiotherapist):
    join(other_physiotherapist, name="Hill Clinic")
    draft, nobody = begin(author), ProgramDraft(uuid=uuid4())
    browser = at(other_physiotherapist)
    for page in ("change", "preview", *ACTS):
        for method in ("get", "post"):
            theirs, missing = (getattr(browser, method)(place(it, page)) for it in (draft, nobody))
            assert theirs.status_code == missing.status_code == 404, (page, method)
            assert theirs.content == missing.content
    assert OWN not in said(browser.get(HOME))
    assert b"petra@example.org" not in browser.get(HOME).content


@pytest.mark.parametrize("name", ["clerk", "superuser"])
def test_drafts_are_closed_to_staff_who_are_no_physiotherapists(request, at, author, name):
    draft = begin(author)
    browser = at(request.getfixturevalue(name))
    for address in (HOME, place(draft), place(draft, "preview"), place(draft, "review")):
        assert browser.get(address).status_code == browser.post(address).status_code == 403


def test_programs_of_another_clinic_are_nowhere(at, author, colleague, other_physiotherapist):
    join(other_physiotherapist, name="Hill Clinic")
    version = published(author, colleague, title="Harbour steps")
    page = reverse("admin:coaching_program_change", args=[version.pk])
    programs = reverse("admin:coaching_program_changelist")
    for user, is_there in ((colleague, True), (other_physiotherapist, False)):
        browser = at(user)
        for address in (programs, HOME):
            assert ("Harbour steps" in said(browser.get(address))) is is_there
        assert (browser.get(page).status_code == 200) is is_there
        chosen = browser.post(HOME, {"uuid": uuid4(), "base": version.pk})
        assert chosen.status_code == (302 if is_there else 422)


def test_clients_choose_from_the_catalogue_alone(at, author, colleague, stranger):
    published(author, colleague, title="Harbour steps")
    enrolled = enrol(stranger)
    Enrolment.objects.filter(pk=enrolled.pk).delete()
    page = at(stranger).get(reverse("choose"))
    assert builtin().title in said(page)
    assert "Harbour steps" not in said(page)
    assert at(stranger).get(reverse("limit", args=[OWN])).status_code == 404


# Writing


def test_a_draft_begins_as_a_copy_once(at, author):
    body = {"uuid": str(uuid4()), "base": builtin().pk}
    for _ in range(2):
        response = at(author).post(HOME, body)
    draft = ProgramDraft.objects.get()
    assert response.headers["Location"] == place(draft)
    assert len(draft.definition["levels"]) == 10
    assert "No fault" in said(at(author).get(place(draft)))


def test_the_same_form_sent_with_another_choice_begins_nothing_more(at, author):
    uuid = str(uuid4())
    at(author).post(HOME, {"uuid": uuid, "base": builtin().pk})
    again = at(author).post(HOME, {"uuid": uuid, "base": ""})
    assert again.status_code == 422
    assert "saved already" in said(again)
    assert ProgramDraft.objects.count() == 1


def test_an_empty_draft_names_what_is_missing_at_its_field(at, author):
    at(author).post(HOME, {"uuid": str(uuid4())})
    page = at(author).get(place(ProgramDraft.objects.get()))
    listed = {problem.where for problem in page.context["problems"]}
    assert {"Title", "Sets a workout", "Rep steps", "Levels", "Sources"} <= listed
    for problem in page.context["problems"]:
        assert f'id="{problem.anchor}"'.encode() in page.content


def test_the_page_posts_back_what_is_stored(at, author):
    draft = begin(author, policy={"layoff_days": 10}, leads_into="one-leg-first")
    before = ProgramDraft.objects.get()
    at(author).post(place(draft), as_typed(draft))
    draft.refresh_from_db()
    assert (draft.version, draft.definition) == (before.version, before.definition)


def test_saving_keeps_faults_and_checking_keeps_nothing(at, author):
    draft = begin(author)
    wrong = {"sets": "three", "level-3-thigh_angle": "91"}
    checked = at(author).post(place(draft), as_typed(draft, "check", **wrong))
    assert {it.where for it in checked.context["problems"]} == {
        "Sets a workout",
        "Level 3: Lowest thigh angle",
    }
    assert "Not saved yet" in said(checked)
    assert b'value="three"' in checked.content
    assert ProgramDraft.objects.get().definition["sets"] == 3
    at(author).post(place(draft), as_typed(draft, **wrong))
    stored = ProgramDraft.objects.get().definition
    assert (stored["sets"], stored["levels"][2]["thigh_angle"]) == ("three", 91)


def test_rows_of_the_ladder_come_and_go_without_a_script_and_nothing_typed_is_lost(at, author):
    draft = begin(author)
    page = at(author).post(place(draft), as_typed(draft, "add-2", title="Typed"))
    rows = [
        (it["variation"].value(), it["thigh_angle"].value()) for it, _ in page.context["levels"]
    ]
    assert rows[:4] == [
        ("knee-raise", "75"),
        ("knee-raise", "60"),
        ("knee-raise", ""),
        ("knee-raise", "45"),
    ]
    assert b'value="Typed"' in page.content
    page = at(author).post(place(draft), as_typed(draft, "remove-10", title="Typed"))
    assert len(page.context["levels"]) == 9
    assert len(ProgramDraft.objects.get().definition["levels"]) == 10


def test_the_load_of_each_level_and_the_limit_are_shown(at, author):
    page = at(author).get(place(begin(author)))
    assert [round(load) for _, load in page.context["levels"]] == [
        *(44, 59, 71, 62, 78, 89, 71, 87, 94, 98)
    ]
    chart = page.context["chart"]
    assert chart.alt.startswith("Load of each level. 1: 44, 2: 59")
    assert chart.rows[1] == ("2", "Knee raise", "59", "+15.6", "20")
    assert chart.rows[3] == ("4", "Half-bent leg raise", "62", "-9.1", "0")
    assert not chart.series[2].marks


def test_a_step_beyond_the_limit_stands_out_in_the_curve(at, author):
    draft = begin(author)
    steep = as_typed(draft, "check", **{"level-2-thigh_angle": "50"})
    chart = at(author).post(place(draft), steep).context["chart"]
    assert chart.series[2].marks.count("M") == 1
    assert "Too much at level 2." in chart.sentence


def test_a_stale_page_changes_nothing_and_shows_what_is_other(at, author):
    draft = begin(author)
    stale = as_typed(draft, sets="5", title="Mine")
    change(draft, rest_seconds=90)
    page = at(author).post(place(draft), stale)
    assert page.status_code == 409
    assert {(it.label, it.before, it.after) for it in page.context["changes"]} == {
        ("Title", builtin().title, "Mine"),
        ("Sets a workout", "3", "5"),
        ("Rest, seconds", "90", "60"),
    }
    assert ProgramDraft.objects.get().definition["sets"] == 3
    again = {**stale, "seen": page.context["draft"].version}
    assert at(author).post(place(draft), again).status_code == 302
    assert ProgramDraft.objects.get().definition["sets"] == 5


@pytest.mark.parametrize(
    "told",
    [{"title": "x" * 4_001}, {"title": "a\0b"}, {"level-1-variation": "x" * 61}],
    ids=["too long", "nul", "long choice"],
)
def test_what_cannot_be_stored_is_refused_and_kept_on_the_page(at, author, told):
    draft = begin(author)
    page = at(author).post(place(draft), as_typed(draft, **told, summary="Typed"))
    assert page.status_code == 422
    assert "Typed" in said(page)
    assert ProgramDraft.objects.get().version == draft.version


def test_a_page_that_was_tampered_with_is_no_error(at, author):
    draft = begin(author)
    counts = ({"levels": "x"}, {"levels": "-1"}, {"levels": "99999999999"})
    for told, act in product(counts, ("add-x", "remove-99", "remove-0", "add-99", "")):
        body = {**as_typed(draft, act), **told}
        assert at(author).post(place(draft), body).status_code == 200, (told, act)
    assert at(author).post(place(draft), {"seen": "x"}).status_code == 409
    assert ProgramDraft.objects.get().definition == draft.definition


def test_texts_are_shown_as_they_were_typed_and_never_as_markup(at, author, colleague, person):
    draft = begin(author, title=MARKUP, summary=MARKUP, for_whom=MARKUP)
    review(draft, colleague)
    for user in (author, colleague):
        for address in (HOME, place(draft), place(draft, "preview")):
            page = at(user).get(address).content
            assert b"<b onclick" not in page
            assert b"&lt;b onclick" in page
    at(colleague).post(place(draft, "publish"), {"digest": digest_of(draft.definition)})
    enrol(person, slug=OWN)
    for name in ("today", "workout", "player", "history"):
        assert b"<b onclick" not in at(person).get(reverse(name)).content


# Review and publication


def test_a_second_person_reads_all_of_it_agrees_and_publishes(at, author, colleague):
    draft = begin(author, title="Harbour steps", rest_seconds=90)
    assert at(author).post(place(draft, "review"), {}).status_code == 409
    page = at(colleague).get(place(draft))
    assert {(it.label, it.before, it.after) for it in page.context["changes"]} >= {
        ("Title", builtin().title, "Harbour steps"),
        ("Rest, seconds", "60", "90"),
    }
    assert "Save the draft" not in said(page)
    digest = page.context["digest"]
    assert at(colleague).post(place(draft, "review"), {"digest": digest}).status_code == 302
    assert at(colleague).post(place(draft, "publish"), {"digest": digest}).status_code == 302
    version = Program.objects.get(slug=OWN)
    draft.refresh_from_db()
    assert (draft.reviewer, draft.published) == (colleague, version)
    assert "Harbour steps (version 1)" in said(at(author).get(place(draft)))


def test_what_was_changed_after_it_was_read_is_shown_before_a_review(at, author, colleague):
    draft = begin(author)
    digest = at(colleague).get(place(draft)).context["digest"]
    change(draft, rest_seconds=90)
    page = at(colleague).post(place(draft, "review"), {"digest": digest})
    assert page.status_code == 409
    assert "Nothing was done" in said(page)
    assert page.context["digest"] != digest
    assert not ProgramDraft.objects.get().is_reviewed


def test_nobody_but_its_author_posts_a_change(at, author, colleague):
    draft = begin(author)
    assert at(colleague).post(place(draft), as_typed(draft, sets="5")).status_code == 409
    assert ProgramDraft.objects.get().definition["sets"] == 3


def test_a_withdrawal_is_asked_once_more_and_ends_the_draft(at, author):
    draft = begin(author)
    assert "Yes, withdraw this draft" in said(at(author).get(place(draft)))
    assert at(author).get(place(draft, "withdraw")).status_code == 302
    assert ProgramDraft.objects.get().is_under_way
    at(author).post(place(draft, "withdraw"))
    assert "Save the draft" not in said(at(author).get(place(draft)))


# Preview


def preview(browser, draft):
    """What it tells."""
    return browser.get(place(draft, "preview")).context


def test_the_preview_names_the_first_difference_and_where_it_would_have_led(at, author, person):
    enrol(person)
    train(person, 1, *[one_set()] * 3)
    train(person, 3, *[one_set(10)] * 3)
    (row,) = preview(at(author), begin(author, rep_steps=[8, 11, 12]))["moved"]
    place = "Level 1 of 10: knee raise, thighs five sixths of the way up"
    assert row.at.date().isoformat() == "2026-09-04"
    assert (row.really, row.drafted) == (f"Moved on: {place}, 12 reps", f"Stayed: {place}, 11 reps")
    assert (row.stands_really, row.stands_drafted) == (f"{place}, 12 reps", f"{place}, 11 reps")


def test_who_would_have_moved_the_same_is_counted(at, author, person):
    enrol(person)
    train(person, 1, *[one_set()] * 3)
    told = preview(at(author), begin(author, rest_seconds=90))
    assert (told["moved"], told["same"], told["count"]) == ([], 1, 1)


def test_the_preview_shows_nobody_elses_clients(at, author, others):
    told = at(author).get(place(begin(author, rep_steps=[5]), "preview"))
    assert told.context["count"] == 0
    assert b"bo@example.org" not in told.content


def test_a_client_who_stops_sharing_is_out_of_the_preview(at, author, person):
    enrol(person)
    draft = begin(author, rep_steps=[5])
    assert preview(at(author), draft)["count"] == 1
    accounts.unlink(physiotherapist=author, client=person)
    assert preview(at(author), draft)["count"] == 0


def test_the_preview_writes_nothing(at, author, person):
    enrol(person)
    train(person, 1, *[one_set()] * 3)
    draft = begin(author, rep_steps=[5])
    before = list(Enrolment.objects.values()), Decision.objects.count(), Program.objects.count()
    browser = at(author)
    with CaptureQueriesContext(connection) as queries:
        preview(browser, draft)
    wrote = [it["sql"] for it in queries if re.match("INSERT|UPDATE|DELETE", it["sql"])]
    assert [sql for sql in wrote if '"coaching_' in sql] == []
    assert before == (
        list(Enrolment.objects.values()),
        Decision.objects.count(),
        Program.objects.count(),
    )


@pytest.mark.parametrize(
    ("levels", "is_compared"), [(5, True), (4, False)], ids=["on the ladder", "beyond it"]
)
def test_a_level_that_the_draft_does_not_have_cannot_be_compared(
    at, author, person, levels, is_compared
):
    Enrolment.objects.filter(pk=enrol(person).pk).update(start_level=5)
    shorter = begin(author)
    change(shorter, levels=shorter.definition["levels"][:levels])
    told = preview(at(author), shorter)
    assert len(told["obstacles"]) == (0 if is_compared else 1)
    if not is_compared:
        (it,) = told["obstacles"]
        assert it.obstacle == "Level 5 was named for them, and the draft ends at level 4."


def stopped_by_a_sign(person):
    feel(person, 2, "numbness")


def stopped_by_discomfort(person):
    """Severe by the stricter number of version 1, and not by the draft's."""
    train(person, 2, one_set(discomfort=4))


@pytest.mark.parametrize(("stop", "moved"), [(stopped_by_a_sign, 0), (stopped_by_discomfort, 1)])
def test_who_is_stopped_is_stopped_in_the_preview_too(at, author, colleague, person, stop, moved):
    strict = {"moderate_discomfort": 3, "severe_discomfort": 4}
    version = published(author, colleague, policy=strict)
    enrol(person, slug=OWN)
    stop(person)
    draft = begin(author, base=version)
    change(draft, rep_steps=[5, 6], policy={})
    draft.refresh_from_db()
    drafted = drafting.as_program(draft)
    (compared,) = previewing.compare([Enrolment.objects.get(client=person)], drafted)
    assert compared.is_stopped
    assert compared.stands.status == "stopped"
    told = at(author).get(place(draft, "preview"))
    assert told.context["same_stopped"] == 1 - moved
    assert len(told.context["moved"]) == moved
    assert all(row.stands_drafted.endswith("(stopped)") for row in told.context["moved"])
    assert ("1 of them stopped now" if not moved else "Stopped") in said(told)


def test_a_stop_that_only_the_draft_sees_is_not_cleared_by_anybody(at, author, person):
    enrolment = enrol(person)
    train(person, 1, one_set(discomfort=5), *[one_set()] * 2)
    sign = feel(person, 2, "numbness")
    clear(author, enrolment, sign.uuid, day=3)
    strict = {"moderate_discomfort": 3, "severe_discomfort": 5}
    (row,) = preview(at(author), begin(author, policy=strict))["moved"]
    assert row.drafted.startswith("Stopped: ")
    assert row.stands_drafted.endswith("(stopped)")
    assert not row.is_stopped


def test_the_preview_is_bounded_and_its_queries_do_not_grow_with_the_reports(
    at, author, make_person, monkeypatch
):
    monkeypatch.setattr(previewing, "PAGE", 2)
    for name in ("a", "b", "c"):
        client = make_person(f"{name}@example.org")
        accounts.link(physiotherapist=author, client=client)
        enrol(client)
        train(client, 1, *[one_set()] * 3)
    draft = begin(author, rep_steps=[8, 12])
    browser = at(author)
    first, second = (browser.get(place(draft, "preview"), {"page": page}) for page in (1, 2))
    assert (first.context["count"], second.context["count"]) == (2, 1)
    with CaptureQueriesContext(connection) as few:
        preview(browser, draft)
    for name in ("a", "b"):
        client = Enrolment.objects.get(client__email=f"{name}@example.org").client
        for day in range(3, 12, 2):
            train(client, day, *[one_set(12, lumbar_contact=LumbarContact.LOST)] * 3)
    with CaptureQueriesContext(connection) as many:
        preview(browser, draft)
    assert len(many) == len(few)
