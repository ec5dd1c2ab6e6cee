"""What is written at the desk and between people: by whom, once, and who reads it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from accounts import services as accounts
from accounts.models import CareLink, Cover, User
from coaching import services
from coaching.models import Acknowledgement, Decision, DeskNote, Message, PlannedReview
from coaching.services import AlreadyReported, NotFound, OutOfOrder, writing
from tests.accounts.clinics import join
from tests.coaching.desk import Desk
from tests.coaching.life import BEGIN
from tests.coaching.services.conftest import acknowledge

NOW = BEGIN + timedelta(days=2)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def sign(life):
    """A stop of `life`."""
    return life.feel(1, "numbness")


@pytest.fixture
def link(physiotherapist):
    """Between `person` and `physiotherapist`."""
    return CareLink.objects.get(physiotherapist=physiotherapist)


# To have seen a stop


def test_an_acknowledged_stop_stays_open(life, sign, physiotherapist):
    before = Decision.objects.count()
    row = acknowledge(physiotherapist, life, sign, now=NOW)
    assert (row.stops, row.author, row.written_at) == ([str(sign.uuid)], physiotherapist, NOW)
    assert life.is_stopped
    assert Decision.objects.count() == before


def test_what_is_acknowledged_is_open(life, sign, physiotherapist):
    Desk(physiotherapist, life).clear(sign)
    open_now = life.feel(21, "numbness")
    for stops in ([sign], [sign, open_now], [str(uuid4())]):
        with pytest.raises(OutOfOrder, match="not open"):
            acknowledge(physiotherapist, life, *stops, now=NOW)
    with pytest.raises(OutOfOrder, match="Name the stops"):
        acknowledge(physiotherapist, life, now=NOW)
    assert not Acknowledgement.objects.exists()


def test_acknowledged_again_after_the_clearance_it_is_still_the_one_that_it_was(
    life, sign, physiotherapist
):
    uuid = uuid4()
    first = acknowledge(physiotherapist, life, sign, uuid=uuid, now=NOW)
    Desk(physiotherapist, life).clear(sign)
    assert acknowledge(physiotherapist, life, sign, uuid=uuid, now=NOW + HOUR) == first
    with pytest.raises(AlreadyReported):
        acknowledge(physiotherapist, life, sign, uuid=uuid, reason="Other words.", now=NOW)


# Each of them


def on_enrolment(name, **more):
    """`write(physiotherapist, life, **other)` for one of the three that belong to a program."""

    def write(physiotherapist, life, **other):
        told = {"enrolment": life.enrolment.uuid, "uuid": uuid4(), "now": NOW}
        return getattr(services, name)(physiotherapist=physiotherapist, **(told | more | other))

    return write


def to_client(physiotherapist, life, **other):
    """A message to the client."""
    told = {"client": life.client, "uuid": uuid4(), "text": "Well done.", "now": NOW}
    return services.write_to_client(physiotherapist=physiotherapist, **(told | other))


def from_client(physiotherapist, life, **other):
    """A message of the client."""
    link = CareLink.objects.about(life.client).of(physiotherapist).get()
    told = {"link": link.uuid, "uuid": uuid4(), "text": "May I run?", "now": NOW}
    return services.write_to_physiotherapist(client=life.client, **(told | other))


def _seen(physiotherapist, life, **other):
    return acknowledge(physiotherapist, life, **({"now": NOW, "stops": stops_of(life)} | other))


def stops_of(life):
    return list(life.position.open_stops)


ALL = {
    "acknowledgement": (Acknowledgement, _seen),
    "review": (PlannedReview, on_enrolment("plan_review", on=date(2026, 9, 10))),
    "note": (DeskNote, on_enrolment("note_to_self", text="Ask about the bicycle.")),
    "to the client": (Message, to_client),
    "from the client": (Message, from_client),
}
OTHER = {
    "acknowledgement": {"reason": "Other words."},
    "review": {"on": None},
    "note": {"text": "Other words."},
    "to the client": {"text": "Other words."},
    "from the client": {"text": "Other words."},
}
WORDS = {"acknowledgement": "reason", "note": "text", "to the client": "text"}
WORDS |= {"from the client": "text"}


@pytest.mark.parametrize("what", ALL)
def test_what_is_sent_twice_is_written_once(life, sign, physiotherapist, what):
    model, write = ALL[what]
    uuid = uuid4()
    first = write(physiotherapist, life, uuid=uuid)
    assert write(physiotherapist, life, uuid=uuid, now=NOW + HOUR) == first
    with pytest.raises(AlreadyReported):
        write(physiotherapist, life, uuid=uuid, **OTHER[what])
    assert model.objects.get().written_at == NOW


@pytest.mark.parametrize("what", WORDS)
@pytest.mark.parametrize("words", ["", " \r\n", "x" * (writing.LONGEST + 1)])
def test_words_are_there_and_not_without_end(life, sign, physiotherapist, what, words):
    model, write = ALL[what]
    with pytest.raises(OutOfOrder):
        write(physiotherapist, life, **{WORDS[what]: words})
    assert not model.objects.exists()
    write(physiotherapist, life, **{WORDS[what]: f" {'x' * writing.LONGEST}\r\n"})


@pytest.mark.parametrize("what", [what for what in ALL if what != "from the client"])
def test_nobody_writes_about_a_client_who_is_not_theirs(
    life, sign, physiotherapist, other_physiotherapist, stranger, what
):
    _, write = ALL[what]
    with pytest.raises(NotFound):
        write(other_physiotherapist, life)
    with pytest.raises(NotFound):
        write(life.client, life)
    accounts.withdraw(client=life.client, link=CareLink.objects.about(life.client).get().uuid)
    with pytest.raises(NotFound):
        write(physiotherapist, life)
    assert not ALL[what][0].objects.exists()


@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_a_review_is_planned_from_today_on_the_physiotherapists_calendar(
    life, physiotherapist, ahead
):
    User.objects.filter(pk=physiotherapist.pk).update(time_zone="Pacific/Auckland")
    there = User.objects.get(pk=physiotherapist.pk)
    late = datetime(2026, 9, 10, 20, tzinfo=UTC)
    day = date(2026, 9, 11 + ahead)
    _, plan = ALL["review"]
    if ahead < 0:
        with pytest.raises(OutOfOrder, match="today or a later day"):
            plan(there, life, on=day, now=late)
    else:
        assert plan(there, life, on=day, now=late).on == day


# Messages


def test_a_message_is_read_by_the_other_side_alone(life, physiotherapist):
    told = to_client(physiotherapist, life).uuid
    asked = from_client(physiotherapist, life).uuid
    both = {"messages": [told, asked], "now": NOW + HOUR}
    assert services.unread_for(physiotherapist) == {life.client.pk: 1}
    assert services.read_as_physiotherapist(physiotherapist=physiotherapist, **both) == 1
    assert services.read_as_client(client=life.client, **both) == 1
    assert services.read_as_client(client=life.client, **both) == 0
    assert set(Message.objects.values_list("read_at", flat=True)) == {NOW + HOUR}
    assert not services.unread_for(physiotherapist)


def test_a_message_is_read_by_nobody_else(life, physiotherapist, other_physiotherapist, stranger):
    rows = [to_client(physiotherapist, life).uuid, from_client(physiotherapist, life).uuid]
    assert services.read_as_client(client=stranger, messages=rows, now=NOW) == 0
    assert not services.unread_for(other_physiotherapist)
    assert (
        services.read_as_physiotherapist(
            physiotherapist=other_physiotherapist, messages=rows, now=NOW
        )
        == 0
    )


def test_a_client_does_not_write_under_a_link_of_somebody_else(
    life, stranger, physiotherapist, other_physiotherapist
):
    theirs = CareLink.objects.get(client=stranger)
    with pytest.raises(NotFound):
        from_client(physiotherapist, life, link=theirs.uuid)


@pytest.mark.parametrize("state", ["proposed", "withdrawn"])
def test_a_client_writes_only_to_whom_they_share_with(life, physiotherapist, link, state):
    if state == "withdrawn":
        accounts.withdraw(client=life.client, link=link.uuid)
    else:
        CareLink.objects.update(since=None, text_version="")
    with pytest.raises(OutOfOrder, match="share nothing"):
        from_client(physiotherapist, life)


def test_after_a_withdrawal_the_client_alone_keeps_the_messages(life, physiotherapist, link):
    to_client(physiotherapist, life)
    accounts.withdraw(client=life.client, link=link.uuid)
    accounts.link(physiotherapist=physiotherapist, client=life.client)
    assert Message.objects.of(life.client).count() == 1
    assert not Message.objects.seen_by(physiotherapist).exists()


def test_a_cover_reads_and_writes_under_the_link_that_they_cover(
    make_person, life, physiotherapist
):
    otto = accounts.promote(user=make_person("otto@example.org"))
    for user in (physiotherapist, otto):
        clinic = join(user)
    CareLink.objects.update(clinic=clinic)
    asked = from_client(physiotherapist, life)
    with pytest.raises(NotFound):
        to_client(otto, life)
    Cover.objects.create(
        clinic=clinic,
        physiotherapist=physiotherapist,
        cover=otto,
        first_day=NOW.date(),
        last_day=NOW.date(),
        starts_at=BEGIN,
        ends_at=BEGIN + timedelta(days=9999),
        named_by=physiotherapist,
        named_at=BEGIN,
    )
    assert services.unread_for(otto) == {life.client.pk: 1}
    assert to_client(otto, life).link == asked.link
    own = accounts.link(physiotherapist=otto, client=life.client)
    assert to_client(otto, life).link == own


@pytest.mark.parametrize("what", ["to the client", "from the client"])
def test_so_many_messages_an_hour_and_no_more(life, physiotherapist, what):
    _, write = ALL[what]
    for number in range(writing.MOST_MESSAGES):
        last = write(physiotherapist, life, now=NOW + number * SECOND)
    with pytest.raises(OutOfOrder, match="a lot of messages"):
        write(physiotherapist, life, now=NOW + HOUR - SECOND)
    assert write(physiotherapist, life, uuid=last.uuid) == last
    write(physiotherapist, life, now=NOW + HOUR)
    other = next(other for other in ("to the client", "from the client") if other != what)
    ALL[other][1](physiotherapist, life, now=NOW + HOUR)
