"""A walk through the whole desk: every link of every page, and nothing of anybody else on any."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, resolve, reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import AuditEntry, CareLink, Membership
from coaching import services
from coaching.models import Enrolment
from coaching.services import Moment
from coaching.services.function import Activity
from tests.accounts.clinics import LEAD, cover, join
from tests.coaching.admin.clients import enrol, feel, one_set, train
from tests.coaching.admin.conftest import LIST
from tests.coaching.drafts import begin, published
from tests.coaching.views.test_every_page import INLINE

SECRET = "zyx-zyx"
"""In every name and every word of what is not to be seen. No token holds it by chance."""
TYPED = "<i>words</i>"

LINK = re.compile(r'(?:href|action|formaction)="([^"#]*)')

ELSEWHERE = {
    "accounts_clinic_code": "test_desk",
    "accounts_clinic_leave": "test_desk",
    "accounts_cover_end": "test_desk",
    "accounts_cover_name": "test_desk",
    "accounts_invitation_end": "test_desk",
    "accounts_invitation_mail": "test_desk",
    "accounts_invitation_paper": "test_desk",
    "accounts_invitation_revoke": "test_desk",
    "coaching_program_add": "test_scope",
    "coaching_program_delete": "test_scope",
    "coaching_program_history": "test_scope",
    "coaching_programdraft_act": "test_drafts",
}
"""Who else asks for these addresses; those of people, links and the trail are a
superuser’s, in test_desk and test_looks."""


@pytest.fixture
def petra(physiotherapist, enrolled):
    """Leads a clinic, has a client who trains, a draft and a program of her own."""
    join(physiotherapist, role=LEAD)
    CareLink.objects.update(clinic=Membership.objects.get().clinic)
    train(enrolled.client, 1, one_set(), one_set(pops=1), one_set())
    feel(enrolled.client, 2, "numbness")
    begin(physiotherapist)
    return physiotherapist


@pytest.fixture
def somebody(make_person, petra):
    """`somebody("zyx-zyx-eve", of=carl)` -> a client with a stop, and words on everything."""

    def make(name: str, *, of) -> Enrolment:
        client = make_person(f"{name}@example.org")
        link = accounts.link(physiotherapist=of, client=client)
        enrolment = enrol(client, slug="one-leg-first")
        speak(of, link, enrolment, f"{name} {TYPED}")
        return enrolment

    return make


def speak(physiotherapist, link, enrolment, words: str) -> None:
    """These words by both, wherever some can be written."""
    client, now = enrolment.client, timezone.now()
    of = {"physiotherapist": physiotherapist, "enrolment": enrolment.uuid}
    feel(client, 2, "numbness")
    enrolment.refresh_from_db()
    services.report_function(
        client=client,
        uuid=uuid4(),
        activities=[Activity(name=words, score=3)],
        change=None,
        moment=Moment.now(client),
    )
    services.write_to_physiotherapist(
        client=client, link=link.uuid, uuid=uuid4(), text=words, now=now
    )
    services.write_to_client(
        physiotherapist=physiotherapist, client=client, uuid=uuid4(), text=words, now=now
    )
    services.note_to_self(**of, uuid=uuid4(), text=words, now=now)
    services.plan_review(**of, uuid=uuid4(), on=now.date(), now=now)
    stops = enrolment.where.open_stops
    services.acknowledge(**of, uuid=uuid4(), stops=stops, reason=words, now=now)
    services.set_ceiling(**of, uuid=uuid4(), level=2, reason=words, moment=Moment.now(client))


@pytest.fixture
def everybody_else(make_person, petra, enrolled, somebody):
    """All whom Petra may not see, and all that she may not see of her own client."""
    carl, zoe, zack = (
        accounts.promote(user=make_person(f"{name}@example.org"))
        for name in ("carl", f"{SECRET}-zoe", f"{SECRET}-zack")
    )
    join(carl)
    for user in (zoe, zack):
        join(user, name=f"{SECRET} clinic")
    program = published(zoe, zack, slug=f"{SECRET}-program", title=f"{SECRET} program")
    begin(zoe, slug=f"{SECRET}-draft", title=f"{SECRET} draft")
    elsewhere = somebody(f"{SECRET}-elsewhere", of=zoe)
    other = somebody(f"{SECRET}-on-a-program-of-theirs", of=zoe)
    services.clear_stop(
        physiotherapist=zoe,
        enrolment=other.uuid,
        uuid=uuid4(),
        stops=other.where.open_stops,
        reason=SECRET,
        moment=Moment.now(other.client),
    )
    services.change_program(
        physiotherapist=zoe,
        enrolment=other.uuid,
        program=program,
        level=1,
        uuid=uuid4(),
        reason=SECRET,
        moment=Moment.now(other.client),
    )
    accounts.propose(
        physiotherapist=petra,
        client=elsewhere.client,
        route=CareLink.Route.ADMINISTRATOR,
    )
    # Of the clinic that Petra leads, acknowledged in time; and once covered by her.
    somebody(f"{SECRET}-of-a-colleague", of=carl)
    now, day = timezone.now(), timedelta(days=1)
    days = {"first_day": (now - 3 * day).date(), "last_day": (now - 2 * day).date()}
    cover(carl, petra, **days, now=now - 3 * day)
    withdrawn = somebody(f"{SECRET}-withdrawn", of=petra)
    link = CareLink.objects.get(client=withdrawn.client)
    accounts.withdraw(client=withdrawn.client, link=link.uuid)
    # What her own client shares with another, or has not agreed to share.
    ada = enrolled.client
    beside = accounts.link(physiotherapist=carl, client=ada)
    CareLink.objects.filter(client=ada, physiotherapist=petra).update(text_version="1")
    at = {"uuid": uuid4(), "text": SECRET, "now": now}
    services.write_to_physiotherapist(client=ada, link=beside.uuid, **at)
    services.note_to_self(physiotherapist=carl, enrolment=enrolled.uuid, **at)
    services.report_function(
        client=ada,
        uuid=uuid4(),
        activities=[Activity(name=SECRET, score=3)],
        change=None,
        moment=Moment.now(ada),
    )


def walk(browser) -> Iterator[tuple[str, str]]:
    """Every address of the desk that can be reached, with its page; a form's is only named."""
    waiting, seen = [LIST, reverse("admin:app_list", args=["coaching"])], set()
    while waiting:
        address = waiting.pop()
        if address in seen or not address.startswith("/admin/") or "logout" in address:
            continue
        seen.add(address)
        before = AuditEntry.objects.count()
        answer = browser.get(address, follow=True)
        assert on_record(answer.text, before), address
        assert answer.status_code == 200, address
        assert "no-store" in answer.headers["Cache-Control"], address
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], address
        assert not INLINE.findall(answer.text), address
        yield address, answer.text
        # Every order of every filter would be a long walk: one step of each is enough.
        if "?" not in address:
            found = LINK.findall(answer.text)
            waiting += [urljoin(address, link.replace("&amp;", "&")) for link in found]


def on_record(text: str, before: int) -> bool:
    """Whether the trail says of each client on the page that they were shown."""
    clients = CareLink.objects.values_list("client__email", "client__public_id")
    named = {uuid for email, uuid in clients if email in text}
    entry = AuditEntry.objects.filter(number__gt=before).first()
    if not named or entry is None:
        return not named
    return {entry.client} == named or (entry.shown or 0) >= len(named)


@pytest.mark.long
def test_nothing_of_anybody_else_is_met_and_no_word_is_markup(
    client, petra, enrolled, somebody, everybody_else
):
    somebody("own", of=petra)
    client.force_login(petra)
    pages = dict(walk(client))
    assert any(enrolled.client.email in text for text in pages.values())
    assert any("own &lt;i&gt;words" in text for text in pages.values())
    assert [address for address, text in pages.items() if SECRET in text.lower()] == []
    assert [address for address, text in pages.items() if TYPED in text] == []
    names = {resolve(address.partition("?")[0]).url_name for address in pages}
    assert set(_names()) <= names | set(ELSEWHERE)


def _names() -> Iterator[str]:
    """Of every address of the desk about clients and programs."""
    for entry in admin.site.get_urls():
        inner = entry.url_patterns if isinstance(entry, URLResolver) else [entry]
        for pattern in inner:
            name = pattern.name if isinstance(pattern, URLPattern) else ""
            if name and re.match("coaching_|accounts_(?!user|carelink|auditentry)", name):
                yield name
