"""Who looked: a client reads who opened their record; a superuser reads the whole trail."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib import admin
from django.urls import URLResolver, reverse

from accounts import looks
from accounts.models import AuditEntry
from accounts.services import auditing

LOOKS = reverse("care_looks")
TRAIL = reverse("admin:accounts_auditentry_changelist")
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
PAGE, REPORT = "admin:coaching_enrolment_change GET", "admin:coaching_enrolment_report GET"


@pytest.fixture
def look(petra, person):
    """`look(REPORT, minutes=5)` -> Petra did that with `person`, so many minutes after noon."""

    def take(what=PAGE, *, minutes=0, actor=petra, client=person, **more):
        auditing.record(
            actor=actor,
            what=what,
            client=client.public_id,
            now=NOON + timedelta(minutes=minutes),
            **more,
        )

    return take


@pytest.fixture
def site(client, person):
    client.force_login(person)
    return client


def told(site, query=""):
    return [
        (str(day), [(look.who.split("@")[0], look.what, look.times) for look in of])
        for day, of in site.get(f"{LOOKS}{query}").context["days"]
    ]


def test_a_client_reads_who_opened_their_record_and_when(site, look, otto):
    look()
    look(REPORT, minutes=30, actor=otto)
    look(minutes=24 * 60)
    assert told(site) == [
        ("2026-09-02", [("petra", "read your page", 1)]),
        ("2026-09-01", [("otto", "read the report on you", 1), ("petra", "read your page", 1)]),
    ]
    assert "petra@example.org" in site.get(LOOKS).text


def test_the_same_on_one_day_is_one_line_with_how_often(site, look):
    for minutes in (0, 5, 9):
        look(minutes=minutes)
    look("admin:coaching_enrolment_act POST pause", outcome=409, minutes=10)
    assert told(site) == [("2026-09-01", [("petra", "read your page", 4)])]
    assert "4 times, the last at 12:10" in site.get(LOOKS).text


def test_days_are_those_of_the_client(site, look, person):
    person.time_zone = "Pacific/Auckland"
    person.save()
    look(minutes=-1)
    look(minutes=0)
    assert [day for day, _ in told(site)] == ["2026-09-02", "2026-09-01"]


def test_what_was_refused_and_what_was_about_others_is_not_there(site, look, stranger):
    look(outcome=404)
    look(outcome=403)
    look(client=stranger)
    auditing.record(actor=None, what="admin:coaching_enrolment_changelist GET", shown=50)
    assert told(site) == []
    assert "Nobody has opened it yet." in site.get(LOOKS).text


def test_who_is_gone_and_who_has_no_account_is_said_so(site, look, make_person):
    gone = make_person("gone@example.org")
    look(actor=gone)
    look("command report", actor=None, minutes=-5)
    gone.delete()
    (_, lines), *_ = told(site)
    assert lines == [
        ("Somebody who is not here any more", "read your page", 1),
        ("Whoever runs this site", "saved the report on you as a file", 1),
    ]


@pytest.mark.parametrize(("count", "pages"), [(50, 1), (51, 2)])
def test_it_is_paged(site, look, count, pages):
    for day in range(count):
        look(minutes=24 * 60 * day)
    page = site.get(LOOKS).context["page"]
    assert (page.paginator.num_pages, len(told(site))) == (pages, 50)
    assert len(told(site, "?page=2")) == (1 if pages == 2 else 50)


def test_its_queries_do_not_grow(site, look, otto, django_assert_max_num_queries):
    for minutes in range(30):
        look(minutes=minutes * 1440, actor=otto if minutes % 2 else None)
    with django_assert_max_num_queries(6):
        site.get(LOOKS)


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get(LOOKS)["Location"].startswith(reverse("account_login"))


def test_the_page_about_ones_links_leads_there(site):
    assert f'href="{LOOKS}"' in site.get(reverse("care")).text


def test_every_page_about_one_client_has_words():
    """A new page of the desk needs some."""
    with_client = {
        f"admin:{pattern.name}"
        for entry in admin.site.get_urls()
        if isinstance(entry, URLResolver)
        for pattern in entry.url_patterns
        if pattern.name and pattern.name.startswith("coaching_enrolment_")
    }
    lists = {f"admin:coaching_enrolment_{name}" for name in ("changelist", "export")}
    assert with_client - lists == {name.split()[0] for name in looks.WORDS if "enrolment" in name}
    assert looks.words_for("admin:coaching_enrolment_something GET") == looks.ELSE


# The superuser's page


def shown(client, query=""):
    return [row.number for row in client.get(f"{TRAIL}{query}").context["cl"].result_list]


def test_a_superuser_reads_the_trail_and_is_on_record_for_it(client, superuser, look):
    look()
    client.force_login(superuser)
    assert shown(client) == [1]
    entry = AuditEntry.objects.first()
    assert (entry.number, entry.actor, entry.shown) == (2, superuser.public_id, 1)
    assert client.get(reverse("admin:accounts_auditentry_change", args=[1])).status_code == 200
    assert AuditEntry.objects.first().client is None


def test_the_trail_is_found_by_who_looked_and_by_whom_it_is_about(
    client, superuser, look, petra, otto, person, stranger
):
    look()
    look(actor=otto, client=stranger)
    auditing.record(actor=otto, what="list", about=[person.public_id])
    client.force_login(superuser)
    assert shown(client, f"?q={petra.public_id}") == [1]
    assert shown(client, f"?q={otto.email.upper()}") == [3, 2]
    assert shown(client, f"?q={person.public_id.hex}") == [3, 1]
    assert shown(client, f"?q={uuid4()}") == shown(client, "?q=nobody") == []


def test_the_trail_is_found_by_day(client, superuser, look):
    look()
    look(minutes=24 * 60)
    client.force_login(superuser)
    assert shown(client, "?at__year=2026&at__month=9&at__day=1") == [1]


@pytest.mark.parametrize("query", ["?actor=1", "?what__contains=a", "?client__isnull=0"])
def test_no_other_lookup_is_offered(client, superuser, query):
    client.force_login(superuser)
    assert client.get(f"{TRAIL}{query}").status_code == 400


@pytest.mark.parametrize("name", ["petra", "otto"])
def test_nobody_else_at_the_desk_reads_the_trail(request, client, name):
    client.force_login(request.getfixturevalue(name))
    for path in (TRAIL, reverse("admin:accounts_auditentry_change", args=[1])):
        assert client.get(path).status_code == 403
    assert TRAIL not in client.get(reverse("care")).text


def test_nobody_changes_the_trail_there(client, superuser, look):
    look()
    client.force_login(superuser)
    entry = reverse("admin:accounts_auditentry_change", args=[1])
    assert client.post(entry, {"what": "nothing"}).status_code == 403
    assert client.post(entry.replace("change", "delete")).status_code == 403
    assert client.post(reverse("admin:accounts_auditentry_add")).status_code == 403
    assert client.post(TRAIL, {"action": "delete_selected", "_selected_action": [1]})
    assert AuditEntry.objects.get(number=1).what == PAGE
