"""Messages, and the honest state of a stop, as a client sees them."""

from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts import services as accounts
from accounts.models import CareLink, User
from coaching import services
from coaching.models import Message, StopNotice
from coaching.rules.terms import Symptom
from coaching.showing.conversations import PAGE
from tests.coaching.views.conftest import one_set, train
from tests.coaching.views.test_today import stop

NOT_YET = "Not seen yet."


def text(site, where):
    return unescape(site.get(where, follow=True).content.decode())


@pytest.fixture
def link(enrolled, physiotherapist):
    """Between `person`, who is on a program, and `physiotherapist`."""
    return CareLink.objects.get(physiotherapist=physiotherapist)


@pytest.fixture
def where(link):
    """The address of their messages."""
    return f"/messages/{link.uuid}/"


def write(physiotherapist, client, words="Well done.", **more):
    told = {"uuid": uuid4(), "text": words, "now": timezone.now()}
    return services.write_to_client(physiotherapist=physiotherapist, client=client, **(told | more))


def test_a_message_is_sent_once_and_says_whether_it_was_read(site, link, where, physiotherapist):
    body = {"uuid": uuid4(), "text": "May I run?\r\nOr <b>walk</b>?"}
    for _ in range(2):
        assert site.post(where, body)["Location"] == f"{where}#newest"
    row = Message.objects.get()
    assert (row.by_client, row.text) == (True, "May I run?\nOr <b>walk</b>?")
    page = site.get(where).content.decode()
    assert "Or &lt;b&gt;walk" in page
    assert "Not read yet" in page
    now = datetime(2026, 11, 3, 10, 5, tzinfo=UTC)
    services.read_as_physiotherapist(physiotherapist=physiotherapist, messages=[row.uuid], now=now)
    assert "Read 3 Nov, 10:05" in site.get(where).content.decode()


def test_today_counts_what_is_new_until_the_page_was_opened(site, person, where, physiotherapist):
    write(physiotherapist, person)
    assert "1 new" in text(site, "/today/")
    assert site.head(where).status_code == 200
    page = text(site, "/messages/")
    assert "Well done." in page
    assert page.count(">New<") == 1
    assert ">New<" not in text(site, where)
    assert "Messages with your physiotherapist" in text(site, "/today/")
    assert " new<" not in text(site, "/today/")


def test_the_page_says_who_reads_it_and_that_it_is_no_place_for_a_warning_sign(
    site, where, physiotherapist
):
    page = text(site, where)
    for words in (
        f"{physiotherapist.email} reads what you write here.",
        "Nobody else does.",
        "Nobody watches in real time",
        "In an emergency, call your local emergency number.",
        '<a href="/report/">Something feels wrong</a>: it acts at once',
    ):
        assert words in page


@pytest.mark.parametrize(
    ("words", "complaint"), [(" ", "Write something first."), ("x" * 2001, "2000")]
)
def test_words_that_cannot_be_sent_stay_on_the_page(site, where, words, complaint):
    answer = site.post(where, {"uuid": uuid4(), "text": words})
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not Message.objects.exists()


def test_other_words_from_the_same_page_are_kept_to_be_sent_anew(site, where):
    body = {"uuid": uuid4(), "text": "First."}
    site.post(where, body)
    answer = site.post(where, body | {"text": "Second."})
    assert answer.status_code == 422
    assert "Second.</textarea>" in answer.content.decode()
    form = answer.context["form"]
    assert site.post(where, {"uuid": form["uuid"].value(), "text": "Second."}).status_code == 302
    assert Message.objects.count() == 2


def test_a_conversation_of_somebody_else_is_not_there(site, link, other_physiotherapist, stranger):
    write(other_physiotherapist, stranger, "For Bo alone.")
    theirs = CareLink.objects.get(client=stranger)
    for uuid in (theirs.uuid, uuid4()):
        assert site.get(f"/messages/{uuid}/").status_code == 404
        body = {"uuid": uuid4(), "text": "Hello"}
        assert site.post(f"/messages/{uuid}/", body).status_code == 404
    assert Message.objects.count() == 1
    assert "For Bo alone." not in text(site, "/messages/")


def test_after_a_withdrawal_the_messages_stay_and_none_is_added(
    site, person, link, where, physiotherapist
):
    write(physiotherapist, person)
    accounts.withdraw(client=person, link=link.uuid)
    page = text(site, where)
    assert "Well done." in page
    assert "reads none of this any more" in page
    assert "<textarea" not in page
    site.post(where, {"uuid": uuid4(), "text": "Hello"})
    assert Message.objects.count() == 1
    assert 'href="/messages/#newest"' in text(site, "/today/")


def test_several_are_listed_and_nobody_is_an_empty_page(site, enrolled, person, make_person):
    assert "Nobody to write to yet" in text(site, "/messages/")
    assert "/messages/" not in text(site, "/today/")
    people = [accounts.promote(user=make_person(f"{name}@x.org")) for name in ("kai", "lou")]
    for each in people:
        accounts.link(physiotherapist=each, client=person)
    write(people[1], person)
    page = text(site, "/messages/")
    assert [page.index(each.email) for each in people] == sorted(
        page.index(each.email) for each in people
    )
    assert page.count("1 new") == 1


def test_a_long_conversation_is_read_a_page_at_a_time_newest_last(
    site, person, link, where, physiotherapist, queries
):
    begin = timezone.now() - timedelta(days=400)
    Message.objects.bulk_create(
        Message(
            link=link,
            uuid=uuid4(),
            author=physiotherapist,
            by_client=False,
            written_at=begin + timedelta(days=number),
            text=f"Day {number:03}.",
        )
        for number in range(PAGE + 2)
    )
    first = text(site, where)
    assert "Day 001." not in first
    assert first.index("Day 002.") < first.index("Day 050.") < first.index("Day 051.")
    older = text(site, f"{where}?page=2")
    assert older.index("Day 000.") < older.index("Day 001.")
    assert "<textarea" not in older
    with queries:
        site.get(where)
    assert len(queries) <= 8, "\n".join(query["sql"] for query in queries)


# The honest state of a stop


def test_a_stop_that_nobody_has_seen_says_so_and_who_was_mailed_when(
    site, enrolled, person, link, physiotherapist
):
    stop(person)
    page = text(site, "/today/")
    assert f"{NOT_YET}</b> No mail has gone out yet." in page
    services.mail_notices(now=timezone.now())
    StopNotice.objects.update(sent_at=datetime(2026, 11, 3, 10, 5, tzinfo=UTC))
    page = text(site, "/today/")
    assert f"{NOT_YET}</b></p>" in page
    assert f"<p>A mail went to {physiotherapist.email} on Tue 3 Nov, 10:05 UTC.</p>" in page
    StopNotice.objects.update(kind="overdue")
    assert "Nobody had looked in time, so a mail went to" in text(site, "/today/")


def test_a_stop_that_was_seen_says_by_whom_when_and_their_words(
    site, enrolled, person, link, physiotherapist
):
    User.objects.filter(pk=person.pk).update(time_zone="Asia/Tokyo")
    stop(person)
    now = datetime(2026, 11, 3, 10, 5, tzinfo=UTC)
    stops = stops_of(enrolled)
    services.acknowledge(
        physiotherapist=physiotherapist,
        enrolment=enrolled.uuid,
        uuid=uuid4(),
        stops=stops,
        reason="I <ring> at noon.",
        now=now,
    )
    page = site.get("/today/").content.decode()
    assert f"<b>Seen by {physiotherapist.email}</b> on Tue 3 Nov, 19:05 JST" in page
    assert "“I &lt;ring&gt; at noon.”" in page
    assert NOT_YET not in page
    stop(person)
    assert "the next time they look" not in page
    page = text(site, "/today/")
    assert page.count(NOT_YET) == page.count("Seen by") == 1
    assert "the next time they look" in page


def stops_of(enrolled):
    enrolled.refresh_from_db()
    return enrolled.where.open_stops


def test_where_nobody_is_linked_nothing_is_said_of_being_seen(site, enrolled, person):
    stop(person)
    assert NOT_YET not in text(site, "/today/")


@pytest.mark.parametrize("where", ["sign", "workout"])
def test_the_history_keeps_who_has_seen_a_stop(
    site, enrolled, person, link, physiotherapist, where
):
    if where == "sign":
        stop(person)
    else:
        train(person, one_set(), one_set(symptoms=frozenset({Symptom.NUMBNESS})))
    assert "Seen by" not in text(site, "/history/")
    stops = stops_of(enrolled)
    services.acknowledge(
        physiotherapist=physiotherapist,
        enrolment=enrolled.uuid,
        uuid=uuid4(),
        stops=stops,
        reason="I ring at noon.",
        now=timezone.now(),
    )
    services.clear_stop(
        physiotherapist=physiotherapist,
        enrolment=enrolled.uuid,
        uuid=uuid4(),
        stops=stops,
        reason="All clear.",
        moment=services.Moment.now(person),
    )
    page = text(site, "/history/")
    assert page.count(f"Seen by {physiotherapist.email}") == 1
    assert "“I ring at noon.”" in page
