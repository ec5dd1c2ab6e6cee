"""One act for several: shown first, done once for each, and for nobody else."""

from contextlib import nullcontext
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from coaching.admin.bulk import BULK, NEWS, carried_out, lines
from coaching.admin.caseload import caseload
from coaching.models import Decision, Enrolment, Message, PlannedReview, Program, Review
from tests.coaching.admin.clients import enrol, feel, one_set, train
from tests.coaching.admin.conftest import LIST

ON = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def crowd(enrolled, physiotherapist, make_person):
    """`person`, bea, and cleo, who is stopped: all of one's own."""
    for name in ("bea", "cleo"):
        client = make_person(f"{name}@example.org")
        accounts.link(physiotherapist=physiotherapist, client=client)
        enrol(client)
    feel(named("cleo").client, 1, "numbness")
    return [named(name) for name in ("ada", "bea", "cleo")]


def named(name):
    return Enrolment.objects.active().get(client__email__startswith=name)


def address(act):
    return reverse("admin:coaching_enrolment_bulk", args=[act])


def fields(act):
    """What somebody fills in."""
    program = Program.objects.current().get(slug="one-leg-first")
    return {
        "plan-review": {"on": ON.isoformat()},
        "message": {"text": "See you on Monday."},
        "assign-program": {"program": program.pk, "level": 2, "reason": "Smaller steps."},
    }[act]


def preview(desk, act, rows, **more):
    """The page that says what will happen."""
    body = {"client": [row.uuid for row in rows], "step": "preview", **fields(act), **more}
    return desk.post(address(act), body)


def confirm(desk, act, shown):
    """Send what the preview showed, as its form would."""
    lines = [*shown.context["named"], *shown.context["left_out"]]
    body = {"client": [line.client.uuid for line in lines], "step": "confirm", **fields(act)}
    for line in shown.context["named"]:
        body |= {f"uuid-{line.client.uuid}": line.uuid, f"seen-{line.client.uuid}": line.seen}
    return desk.post(address(act), body)


def all_seen(rows):
    """What a form says whose author has seen everything of these."""
    newest = Decision.objects.newest(row.client_id for row in rows)
    return {f"seen-{row.uuid}": str(newest[row.client_id]) for row in rows}


def emails(lines):
    return sorted(line.client.email.split("@")[0] for line in lines)


def traces():
    """How much was written."""
    written = (PlannedReview, Message, Review, Enrolment)
    return [model.objects.count() for model in written]


@pytest.mark.parametrize("act", BULK)
def test_nothing_is_done_before_it_was_shown(desk, crowd, act):
    before = traces()
    first = desk.post(address(act), {"client": [row.uuid for row in crowd]})
    assert emails(first.context["named"]) == ["ada", "bea"]
    shown = preview(desk, act, crowd)
    assert shown.status_code == 200
    assert all(line.words for line in shown.context["named"])
    assert traces() == before


@pytest.mark.parametrize("act", BULK)
def test_stopped_clients_are_left_out_and_named(desk, crowd, act):
    shown = preview(desk, act, crowd)
    assert emails(shown.context["left_out"]) == ["cleo"]
    assert "A stop is open" in shown.text
    before = traces()
    done = confirm(desk, act, shown)
    assert emails(done.context["named"]) == ["ada", "bea"]
    assert emails(done.context["left_out"]) == ["cleo"]
    assert not PlannedReview.objects.filter(enrolment=named("cleo")).exists()
    assert not Message.objects.filter(link__client=named("cleo").client).exists()
    assert named("cleo").program.slug != "one-leg-first"
    assert traces() != before


@pytest.mark.parametrize("act", BULK)
def test_whoever_is_stopped_after_the_preview_is_left_out_too(desk, crowd, act):
    shown = preview(desk, act, crowd[:2])
    feel(named("bea").client, 2, "sharp_pain")
    done = confirm(desk, act, shown)
    assert emails(done.context["named"]) == ["ada"]
    assert emails(done.context["left_out"]) == ["bea"]


@pytest.mark.parametrize("act", BULK)
def test_what_is_sent_twice_is_done_once(desk, crowd, act):
    shown = preview(desk, act, crowd)
    confirm(desk, act, shown)
    once = traces()
    confirm(desk, act, shown)
    assert traces() == once


def test_each_client_gets_an_entry_of_their_own(desk, physiotherapist, crowd):
    confirm(desk, "plan-review", preview(desk, "plan-review", crowd))
    planned = PlannedReview.objects.order_by("enrolment__client__email")
    assert [(row.enrolment, row.author, row.on) for row in planned] == [
        (named(name), physiotherapist, ON) for name in ("ada", "bea")
    ]
    confirm(desk, "message", preview(desk, "message", crowd))
    assert sorted(Message.objects.values_list("link__client__email", "text")) == [
        ("ada@example.org", "See you on Monday."),
        ("bea@example.org", "See you on Monday."),
    ]


def test_a_program_is_assigned_at_the_level_that_was_named(desk, crowd):
    shown = preview(desk, "assign-program", crowd)
    (words,) = {line.words for line in shown.context["named"]}
    assert words.startswith("Knee raise to straight-leg raise, Level 1 of 10")
    assert "→ One leg first, Level 2 of" in words
    confirm(desk, "assign-program", shown)
    assert [(named(n).program.slug, named(n).level) for n in ("ada", "bea")] == [
        ("one-leg-first", 2)
    ] * 2
    assert Review.objects.filter(reason="Smaller steps.").count() == 2


def test_a_program_is_not_assigned_on_what_nobody_had_seen(desk, crowd):
    shown = preview(desk, "assign-program", crowd)
    train(named("bea").client, 1, *[one_set()] * 3)
    done = confirm(desk, "assign-program", shown)
    assert emails(done.context["named"]) == ["ada"]
    assert "Something new came in" in done.text
    assert named("bea").program.slug != "one-leg-first"


def test_what_comes_in_while_it_is_done_is_not_passed_over(desk, crowd, physiotherapist):
    """The second of two: their report comes in after all were counted, before their turn."""
    data = QueryDict(mutable=True)
    data.setlist("client", [str(row.uuid) for row in crowd[:2]])
    data.update(all_seen(crowd[:2]))
    data.update(fields("assign-program"))
    form = BULK["assign-program"](data, physiotherapist=physiotherapist)
    assert form.is_valid()
    found = lines(caseload(physiotherapist, timezone.now()), data)
    train(named("bea").client, 1, *[one_set()] * 3)
    done = carried_out(form, found, data, timezone.now(), lambda _client: nullcontext())
    assert {line.client.email[:3]: line.left_out for line in done} == {"ada": "", "bea": NEWS}
    assert named("bea").program.slug != "one-leg-first"


def test_nobody_is_put_anew_on_the_program_they_are_on(desk, crowd):
    """It would take away their ceiling, pause and doses."""
    form = {"program": crowd[0].program_id, "level": 1}
    shown = preview(desk, "assign-program", crowd, **form)
    assert not shown.context["named"]
    assert emails(shown.context["left_out"]) == ["ada", "bea", "cleo"]
    seen = all_seen(crowd)
    preview(desk, "assign-program", crowd, step="confirm", **form, **seen)
    assert not Enrolment.objects.exclude(ended_at=None).exists()


@pytest.mark.parametrize(("beyond", "left_out"), [(0, []), (1, ["ada", "bea"])])
def test_a_level_that_is_asked_for_twice_is_set_for_one_at_a_time(desk, crowd, beyond, left_out):
    program = crowd[0].program
    confirm(desk, "assign-program", preview(desk, "assign-program", crowd[:2], level=1))
    rows = [named("ada"), named("bea")]
    form = {"program": program.pk, "level": program.rules.hardest_start_level + beyond}
    shown = preview(desk, "assign-program", rows, **form)
    assert emails(shown.context["left_out"]) == left_out
    assert ("clients begin this program at level 3 at most" in shown.text) == bool(beyond)
    seen = all_seen(rows)
    preview(desk, "assign-program", rows, step="confirm", **form, **seen)
    assert (named("bea").program == program) == (not beyond)


@pytest.mark.parametrize("act", BULK)
def test_what_is_missing_is_named_and_nothing_is_done(desk, crowd, act):
    before = traces()
    empty = dict.fromkeys(fields(act), "")
    for step in ("preview", "confirm"):
        page = preview(desk, act, crowd, **(empty | {"step": step}))
        assert page.status_code == 422
        assert "Please look at this again" in page.text
    assert traces() == before


@pytest.mark.parametrize(("days", "status"), [(-1, 422), (0, 200)])
def test_a_review_is_planned_for_today_or_later(desk, crowd, days, status):
    on = timezone.localdate() + timedelta(days=days)
    assert preview(desk, "plan-review", crowd, on=on.isoformat()).status_code == status


def test_a_level_that_the_program_has_not_is_refused(desk, crowd):
    last = Program.objects.current().get(slug="one-leg-first").rules.ladder.last
    assert preview(desk, "assign-program", crowd, level=last).status_code == 200
    assert preview(desk, "assign-program", crowd, level=last + 1).status_code == 422
    assert preview(desk, "assign-program", crowd, level=-1).status_code == 422


def test_everybody_on_the_page_is_whoever_was_shown(desk, crowd):
    shown = [row.uuid for row in crowd[:2]]
    page = desk.post(address("plan-review"), {"everybody": "1", "shown": shown})
    assert emails(page.context["named"]) == ["ada", "bea"]


# Nobody else's


@pytest.mark.parametrize("act", BULK)
def test_another_physiotherapists_client_is_not_there(desk, crowd, others, act):
    before = traces()
    page = preview(desk, act, [others])
    nobody = preview(desk, act, [Enrolment(uuid=uuid4())])
    assert not page.context["named"]
    assert not page.context["left_out"]
    assert "bo@example.org" not in page.text
    assert tokenless(page) == tokenless(nobody)
    body = {"client": others.uuid, "step": "confirm", **fields(act)}
    body |= {f"uuid-{others.uuid}": uuid4(), f"seen-{others.uuid}": 1}
    assert "bo@example.org" not in desk.post(address(act), body).text
    assert traces() == before


def tokenless(page):
    return [line for line in page.text.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("uuids", [[], ["x"], [UUID(int=0)]])
def test_who_ticks_nobody_is_told_so(desk, crowd, uuids):
    page = desk.post(address("message"), {"client": uuids})
    assert page.status_code == 200
    assert "Nobody is named." in page.text


def test_there_are_only_these_acts_and_only_posts_do_something(client, desk, clerk, crowd):
    assert desk.post(address("delete-selected"), {}).status_code == 404
    assert desk.get(address("message")).headers["Location"] == LIST
    client.force_login(clerk)
    assert client.post(address("message"), {"client": crowd[0].uuid}).status_code == 403
