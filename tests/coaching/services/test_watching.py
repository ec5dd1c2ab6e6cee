"""Mails about stops: to whom, when, each once, and what a lead sees from then on."""

import socket
import threading
from datetime import date, timedelta

import pytest
from django.conf import settings as site
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts import services as accounts
from accounts.models import CareLink, Membership, User
from coaching import services
from coaching.models import Enrolment, StopNotice
from coaching.services import Mailed, watching
from tests.accounts.clinics import LEAD, MEMBER, cover, join
from tests.coaching.desk import Desk
from tests.coaching.life import BEGIN, Life, one_set
from tests.coaching.services.conftest import acknowledge

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
TOLD = BEGIN + DAY
"""When the sign of the tests is told."""
ROUNDS = 8


@pytest.fixture
def clinic(make_person, life):
    """Petra looks after `life`; Otto works there and covers on no day; Lena leads."""
    people = {"petra": MEMBER, "otto": MEMBER, "lena": LEAD}
    for name, role in people.items():
        join(accounts.promote(user=make_person(f"{name}@example.org")), role=role)
    accounts.link(physiotherapist=who("petra"), client=life.client)
    CareLink.objects.update(since=BEGIN)
    return {name: who(name) for name in people}


def who(name):
    return User.objects.get(email=f"{name}@example.org")


@pytest.fixture
def sign(clinic, life):
    """A sign that nobody has seen."""
    return life.feel(1, "numbness")


def covered(away, stand_in):
    """From the first to the last of September, the month of the tests."""
    return cover(away, stand_in, first_day=date(2026, 9, 1), last_day=date(2026, 9, 30), now=BEGIN)


def told(now):
    """Who gets a mail at that moment."""
    mail.outbox.clear()
    services.mail_notices(now=now)
    return sorted(sent.to[0].split("@")[0] for sent in mail.outbox)


def test_a_stop_is_mailed_once_to_whoever_looks_after_the_client(sign):
    assert told(TOLD) == ["petra"]
    assert told(TOLD) == told(TOLD + 23 * timedelta(hours=1)) == []
    notice = StopNotice.objects.get()
    assert (notice.stop, notice.kind, notice.sent_at) == (str(sign.uuid), "new", TOLD)


def test_a_cover_is_told_beside_the_one_who_is_away_from_the_first_day(clinic, sign):
    assert told(TOLD) == ["petra"]
    covered(clinic["petra"], clinic["otto"])
    assert told(TOLD + SECOND) == ["otto"]
    assert told(TOLD + DAY) == ["lena", "otto"]


@pytest.mark.parametrize(
    ("after", "people"),
    [(DAY - SECOND, []), (DAY, ["lena"]), (DAY + SECOND, ["lena"]), (9 * DAY, ["lena"])],
)
def test_after_24_hours_the_lead_is_told_once(clinic, sign, after, people):
    assert told(TOLD) == ["petra"]
    assert told(TOLD + after) == people
    assert told(TOLD + after + SECOND) == ["lena"] * (after == DAY - SECOND)
    assert told(TOLD + 20 * DAY) == []


def test_where_there_is_nobody_else_the_same_person_is_told_again(make_person, life):
    accounts.link(
        physiotherapist=accounts.promote(user=make_person("solo@x.org")), client=life.client
    )
    CareLink.objects.update(since=BEGIN)
    life.feel(1, "numbness")
    assert [told(TOLD), told(TOLD + DAY), told(TOLD + 2 * DAY)] == [["solo"], ["solo"], []]


def test_the_24_hours_begin_no_sooner_than_the_link(clinic, sign):
    CareLink.objects.update(since=TOLD + 5 * DAY)
    assert told(TOLD + 6 * DAY - SECOND) == ["petra"]
    assert told(TOLD + 6 * DAY) == ["lena"]


def test_the_24_hours_begin_when_a_late_report_is_heard_of(clinic, life):
    life.feel(1, "numbness", late=3)
    assert told(TOLD + 3 * DAY) == ["petra"]
    assert told(TOLD + 4 * DAY - SECOND) == []
    assert told(TOLD + 4 * DAY) == ["lena"]


def test_each_stop_is_told_of_on_its_own_wherever_it_was_told(clinic, life):
    workout = life.train(1)
    life.morning(workout, 0, "numbness", day=2)
    life.correct(workout.set_reports.get(number=2), one_set(symptoms=["sharp_pain"]), day=3)
    assert told(BEGIN + 3 * DAY) == ["lena", "petra", "petra"]
    assert told(BEGIN + 4 * DAY - SECOND) == []
    assert told(BEGIN + 4 * DAY) == ["lena"]


@pytest.mark.parametrize("seen", ["acknowledge", "clear"])
def test_what_somebody_has_seen_is_mailed_no_more(clinic, life, sign, seen):
    assert told(TOLD) == ["petra"]
    if seen == "acknowledge":
        acknowledge(clinic["petra"], life, sign, now=TOLD + DAY - SECOND)
    else:
        Desk(clinic["petra"], life).clear(sign, day=1.9)
    assert told(TOLD + DAY) == []


def test_an_acknowledgement_covers_no_other_stop(clinic, life, sign):
    second = life.feel(1, "sharp_pain", minutes=1)
    acknowledge(clinic["petra"], life, sign, now=TOLD)
    assert told(second.received_at + DAY) == ["lena", "petra"]


@pytest.mark.parametrize("gone", ["withdrawn", "locked out"])
def test_nobody_is_told_who_may_not_look(clinic, life, sign, gone):
    if gone == "withdrawn":
        accounts.withdraw(client=life.client, link=CareLink.objects.get().uuid)
    else:
        User.objects.update(is_active=False)
    assert told(TOLD + 2 * DAY) == []


def test_a_lead_of_another_clinic_or_of_before_is_not_told(clinic, make_person, sign):
    join(accounts.promote(user=make_person("lars@x.org")), name="Hill Clinic", role=LEAD)
    join(clinic["otto"], role=LEAD)
    Membership.objects.filter(user=clinic["lena"]).update(ended_at=timezone.now())
    told(TOLD)
    assert told(TOLD + DAY) == ["otto"]


def test_a_mail_says_nobodys_name_no_sign_and_no_number(clinic, life, sign):
    services.mail_notices(now=TOLD)
    services.mail_notices(now=TOLD + DAY)
    assert [sent.to for sent in mail.outbox] == [["petra@example.org"], ["lena@example.org"]]
    for sent in mail.outbox:
        text = f"{sent.subject}\n{sent.body}"
        assert f"{site.SITE_URL}/admin/" in text
        told_of = (life.client.email, "numb", str(sign.uuid), str(life.enrolment.uuid), "Harbour")
        assert not [word for word in told_of if word.lower() in text.lower()]


def test_a_mail_that_the_server_does_not_take_is_sent_by_a_later_try(sign, settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        host, port = nobody.getsockname()
        down = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}
        settings.MAILERS = {"default": down | {"OPTIONS": {"host": host, "port": port}}}
        assert services.mail_notices(now=TOLD) == Mailed(sent=0, failed=1)
        with pytest.raises(CommandError, match="2 of 2 mails"):
            call_command("notify")
    memory = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    settings.MAILERS = {"default": memory}
    assert StopNotice.objects.get(kind="new").sent_at is None
    assert told(timezone.now()) == ["lena", "petra"]


def test_a_mail_that_is_not_needed_any_more_is_not_sent_late(clinic, life, sign):
    watching.find_notices(now=TOLD)
    acknowledge(clinic["petra"], life, sign, now=TOLD)
    assert told(TOLD + SECOND) == []
    assert not StopNotice.objects.exists()


@pytest.mark.parametrize(
    ("after", "people"), [(SECOND, []), (watching.ONE_TRY, ["petra"])], ids=["at work", "dead"]
)
def test_a_notice_in_another_process_is_left_alone_until_that_must_be_dead(sign, after, people):
    watching.find_notices(now=TOLD)
    StopNotice.objects.update(due_at=TOLD + watching.ONE_TRY)
    assert told(TOLD + after) == people


def test_a_round_that_takes_long_leaves_the_rest_to_the_next(clinic, life, sign, monkeypatch):
    """What it took late, another process would hold for dead at once, and send too."""
    life.feel(1, "sharp_pain")
    seconds = iter([0, 0, watching.ONE_ROUND.total_seconds()])
    monkeypatch.setattr(watching, "monotonic", lambda: next(seconds))
    assert told(TOLD) == ["petra"]
    monkeypatch.undo()
    assert told(TOLD + SECOND) == ["petra"]
    assert told(TOLD + watching.ONE_TRY) == []


# What the lead sees


def sees(user, at=None):
    return Enrolment.objects.cared_for_by(user, at=at).exists()


def test_a_lead_sees_the_client_from_the_overdue_mail_until_the_stop_is_cleared(clinic, life, sign):
    lena = clinic["lena"]
    told(TOLD + DAY - SECOND)
    assert not sees(lena)
    told(TOLD + DAY)
    assert sees(lena)
    assert not sees(clinic["otto"])
    row = Enrolment.objects.cared_for_by(lena).with_cover_mark(lena).get()
    assert (row.as_lead, row.covered_for) == (True, None)
    acknowledge(lena, life, sign, now=TOLD + DAY + SECOND)
    assert sees(lena)
    Desk(lena, life).clear(sign, day=3)
    assert not sees(lena)


def test_a_lead_does_not_see_a_later_stop_before_its_time(clinic, life, sign):
    told(TOLD + DAY)
    Desk(clinic["petra"], life).clear(sign, day=3)
    life.feel(4, "numbness")
    told(BEGIN + 4 * DAY)
    assert not sees(clinic["lena"])
    told(BEGIN + 5 * DAY)
    assert sees(clinic["lena"])


@pytest.mark.parametrize("gone", ["withdrawn", "no lead"])
def test_a_lead_sees_nothing_once_the_client_or_the_clinic_says_so(clinic, life, sign, gone):
    told(TOLD + DAY)
    if gone == "withdrawn":
        accounts.withdraw(client=life.client, link=CareLink.objects.get().uuid)
    else:
        Membership.objects.filter(user=clinic["lena"]).update(role=MEMBER)
    assert not sees(clinic["lena"])


def test_a_mail_under_a_link_before_opens_nothing_under_a_new_one(clinic, life, sign):
    told(TOLD + DAY)
    link = CareLink.objects.get().uuid
    accounts.withdraw(client=life.client, link=link, now=TOLD + 2 * DAY)
    again = accounts.link(physiotherapist=clinic["petra"], client=life.client)
    CareLink.objects.filter(pk=again.pk).update(since=TOLD + 5 * DAY)
    assert not sees(clinic["lena"], TOLD + 6 * DAY - SECOND)
    assert sees(clinic["lena"], TOLD + 6 * DAY)


def test_a_lead_reads_no_messages(clinic, life, sign):
    link = CareLink.objects.get().uuid
    told(TOLD + DAY)
    services.write_to_physiotherapist(
        client=life.client, link=link, uuid=link, text="Hello", now=TOLD
    )
    assert not services.unread_for(clinic["lena"])
    assert services.unread_for(clinic["petra"]) == {life.client.pk: 1}


# At once


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_send_each_mail_once():
    call_command("load_catalogue", verbosity=0)
    life = Life(User.objects.create_user("ada@example.org"))
    life.answer_all()
    life.enrol()
    petra = accounts.promote(user=User.objects.create_user("petra@example.org"))
    accounts.link(physiotherapist=petra, client=life.client)
    CareLink.objects.update(since=BEGIN)
    for number in range(1, ROUNDS + 1):
        life.feel(number, "numbness")
        now = BEGIN + (number + 0.5) * DAY
        barrier = threading.Barrier(3)
        threads = [threading.Thread(target=notify, args=(barrier, now)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(mail.outbox) == StopNotice.objects.exclude(sent_at=None).count()
    assert StopNotice.objects.filter(kind="new").count() == ROUNDS


def notify(barrier, now):
    barrier.wait()
    try:
        services.mail_notices(now=now)
    finally:
        connection.close()
