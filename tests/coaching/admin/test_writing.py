"""What is written on the page of a client: once, by whom it may, and kept when refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import CareLink, User
from coaching import services
from coaching.models import Acknowledgement, DeskNote, Enrolment, Message, PlannedReview, StopNotice
from tests.accounts.clinics import LEAD, join
from tests.coaching.admin.clients import feel
from tests.coaching.admin.conftest import REASON, act_on, page_of, told

TODAY = timezone.now().date()
SOON = TODAY + timedelta(days=2)
BODIES = {
    "message": {"text": "Well <b>done</b>.", "shown": ""},
    "read": {"shown": ""},
    "review": {"on": SOON.isoformat()},
    "note": {"text": "Ask about the bicycle."},
}
MODELS = {"message": Message, "review": PlannedReview, "note": DeskNote}


def write(enrolment, what):
    return reverse("admin:coaching_enrolment_write", args=[enrolment.uuid, what])


def body(what, **more):
    return {"uuid": str(uuid4()), **BODIES[what], **more}


def ask(enrolled, text="May I run?"):
    """A message of the client."""
    link = CareLink.objects.active().get(client=enrolled.client)
    return services.write_to_physiotherapist(
        client=enrolled.client, link=link.uuid, uuid=uuid4(), text=text, now=timezone.now()
    )


@pytest.mark.parametrize("what", MODELS)
def test_what_is_written_is_on_the_page_and_written_once(desk, physiotherapist, enrolled, what):
    told = body(what)
    for _ in range(2):
        response = desk.post(write(enrolled, what), told)
        assert (response.status_code, response.headers["Location"]) == (302, page_of(enrolled))
    row = MODELS[what].objects.get()
    assert row.author == physiotherapist
    page = desk.get(page_of(enrolled)).text
    words = {
        "message": "Well &lt;b&gt;done&lt;/b&gt;.",
        "review": f"{SOON:%a} {SOON.day} {SOON:%B %Y}",
        "note": "Ask about the bicycle.",
    }
    assert words[what] in page


@pytest.mark.parametrize(
    ("what", "wrong", "complaint"),
    [
        ("message", {"text": " "}, "Write something first."),
        ("message", {"shown": "x"}, "Load the page again."),
        ("note", {"text": ""}, "Write something first."),
        ("review", {"on": "2020-01-01"}, "Choose today or a later day."),
        ("review", {"on": "soon"}, "This is not a day."),
    ],
)
def test_what_was_refused_is_still_there_to_be_mended(desk, enrolled, what, wrong, complaint):
    response = desk.post(write(enrolled, what), body(what, **wrong))
    assert response.status_code == 422
    assert complaint in response.text
    assert not MODELS[what].objects.exists()


def test_other_words_under_the_same_id_are_kept_and_can_be_sent_as_their_own(desk, enrolled):
    told = body("note")
    desk.post(write(enrolled, "note"), told)
    response = desk.post(write(enrolled, "note"), told | {"text": "Other words."})
    assert response.status_code == 422
    assert "Other words.</textarea>" in response.text
    form = response.context["writing"].forms["note"]
    desk.post(write(enrolled, "note"), {"uuid": form["uuid"].value(), "text": "Other words."})
    assert DeskNote.objects.count() == 2


def test_a_planned_review_is_taken_back_and_one_that_is_past_is_marked(desk, enrolled):
    desk.post(write(enrolled, "review"), body("review"))
    assert ">Overdue<" not in desk.get(page_of(enrolled)).text
    PlannedReview.objects.update(on=TODAY - timedelta(days=2))
    assert ">Overdue<" in desk.get(page_of(enrolled)).text
    desk.post(write(enrolled, "review"), body("review", on=""))
    assert "None planned." in desk.get(page_of(enrolled)).text
    assert PlannedReview.objects.count() == 2


@pytest.mark.parametrize("what", ["read", "message"])
def test_what_was_shown_is_read_by_an_answer_or_a_button_and_nothing_later(desk, enrolled, what):
    first = ask(enrolled)
    page = desk.get(page_of(enrolled))
    assert "1 new" in page.text
    shown = page.context["writing"].forms[what]["shown"].value()
    later = ask(enrolled, "And swim?")
    desk.post(write(enrolled, what), body(what, shown=shown))
    first.refresh_from_db()
    later.refresh_from_db()
    assert first.read_at
    assert later.read_at is None
    assert "1 new" in desk.get(page_of(enrolled)).text


def test_opening_the_page_reads_nothing(desk, enrolled):
    ask(enrolled)
    for _ in range(2):
        assert "1 new" in desk.get(page_of(enrolled)).text


def test_a_note_to_self_is_read_by_nobody_else(desk, client, make_person, person, enrolled):
    desk.post(write(enrolled, "note"), body("note"))
    second = accounts.promote(user=make_person("sue@example.org"))
    accounts.link(physiotherapist=second, client=person)
    client.force_login(second)
    assert "Ask about the bicycle." not in client.get(page_of(enrolled)).text
    client.force_login(person)
    assert "bicycle" not in client.get("/messages/", follow=True).content.decode()


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("name", ["other_physiotherapist", "former_physiotherapist"])
def test_not_yours_looks_exactly_like_not_there(request, client, enrolled, what, name):
    client.force_login(request.getfixturevalue(name))
    asked = ask(enrolled)
    told = body(what, shown=str(asked.uuid))
    for method in ("get", "post"):
        theirs, missing = (
            getattr(client, method)(write(it, what), told if method == "post" else None)
            for it in (enrolled, Enrolment(uuid=uuid4()))
        )
        assert theirs.status_code == missing.status_code == 404
        assert theirs.content == missing.content
    assert not Message.objects.exclude(pk=asked.pk).exists()
    asked.refresh_from_db()
    assert asked.read_at is None


def test_a_new_physiotherapist_does_not_see_what_was_written_to_the_one_before(
    client, make_person, person, physiotherapist, enrolled
):
    ask(enrolled, "Between us.")
    accounts.withdraw(client=person, link=CareLink.objects.get().uuid)
    second = accounts.promote(user=make_person("sue@example.org"))
    accounts.link(physiotherapist=second, client=person)
    client.force_login(second)
    page = client.get(page_of(enrolled)).text
    assert "Between us." not in page
    assert "No messages yet." in page


def test_a_lead_acts_on_an_overdue_stop_and_writes_no_message(client, make_person, stopped):
    petra = User.objects.get(email="petra@example.org")
    lena = accounts.promote(user=make_person("lena@example.org"))
    CareLink.objects.update(clinic=join(petra), since=stopped.started_at)
    join(lena, role=LEAD)
    client.force_login(lena)
    assert client.get(page_of(stopped)).status_code == 404
    services.mail_notices(now=timezone.now())
    assert StopNotice.objects.filter(to=lena, kind="overdue").exists()
    ask(stopped, "Between us.")
    page = client.get(page_of(stopped)).text
    assert "Overdue: yours as lead" in page
    assert "Between us." not in page
    assert client.post(write(stopped, "message"), body("message")).status_code == 404
    assert client.post(write(stopped, "note"), body("note")).status_code == 302


def test_an_unknown_form_is_not_there_and_an_opened_address_leads_to_the_page(desk, enrolled):
    assert desk.post(write(enrolled, "poem"), body("note")).status_code == 404
    assert desk.get(write(enrolled, "note")).headers["Location"] == page_of(enrolled)


def test_long_lists_are_paged(desk, physiotherapist, enrolled):
    now = timezone.now()
    DeskNote.objects.bulk_create(
        DeskNote(
            enrolment=enrolled,
            uuid=uuid4(),
            author=physiotherapist,
            text=f"Note {number:02}.",
            written_at=now + timedelta(minutes=number),
        )
        for number in range(22)
    )
    page = desk.get(page_of(enrolled)).text
    assert "Note 21." in page
    assert "Note 01." not in page
    assert "Note 01." in desk.get(page_of(enrolled) + "?notes=2").text


# To have seen a stop


def acknowledge(enrolment, **more):
    stops = list(enrolment.where.open_stops)
    return told(enrolment, **({"stops": stops} | more))


def test_an_acknowledgement_is_an_act_that_leaves_the_stop_open(desk, physiotherapist, stopped):
    place, sent = act_on(stopped, "acknowledge"), acknowledge(stopped)
    assert "Not seen yet." in desk.get(page_of(stopped)).text
    for _ in range(2):
        assert desk.post(place, sent).headers["Location"] == page_of(stopped)
    row = Acknowledgement.objects.get()
    assert (row.author, row.reason, row.stops) == (physiotherapist, REASON, sent["stops"])
    page = desk.get(page_of(stopped))
    assert f"<b>Seen by {physiotherapist.email}</b>" in page.text
    assert "acknowledge" not in page.context["slugs"]
    stopped.refresh_from_db()
    assert stopped.is_stopped


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"stops": []}, {"stops": [str(uuid4())]}])
def test_an_acknowledgement_names_open_stops_and_a_reason(desk, stopped, wrong):
    response = desk.post(act_on(stopped, "acknowledge"), acknowledge(stopped, **wrong))
    assert response.status_code == 422
    assert not Acknowledgement.objects.exists()


def test_an_acknowledgement_of_several_lines_sent_again_later_is_still_the_same(desk, stopped):
    """A browser sends line ends as two characters; they are kept as one."""
    sent = acknowledge(stopped, reason="I ring her.\r\nAt noon.")
    for _ in range(2):
        response = desk.post(act_on(stopped, "acknowledge"), sent)
        assert response.status_code == 302
        feel(stopped.client, 3, "sharp_pain")
    assert Acknowledgement.objects.get().reason == "I ring her.\nAt noon."


def test_an_acknowledgement_is_made_on_what_its_author_had_seen(desk, stopped):
    sent = acknowledge(stopped)
    feel(stopped.client, 3, "sharp_pain")
    response = desk.post(act_on(stopped, "acknowledge"), sent)
    assert response.status_code == 409
    assert "Something new came in" in response.text
    assert REASON in response.text
    assert not Acknowledgement.objects.exists()
