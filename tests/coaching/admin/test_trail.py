"""Nothing of the desk is seen or done without an entry, and no entry tells what it should not."""

import re
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import timezone

from accounts import guards, services
from accounts.models import AuditEntry, CareLink, Invitation, Membership
from coaching import services as coaching
from coaching.admin import bulk
from coaching.models import Enrolment, Message, Review
from coaching.services.writing import MOST_MESSAGES
from tests.accounts.clinics import LEAD, join
from tests.coaching.admin.clients import feel
from tests.coaching.admin.conftest import (
    LIST,
    PAGES,
    REASON,
    act_on,
    address,
    page_of,
    record_of,
    report_on,
    told,
)
from tests.coaching.admin.test_bulk import confirm, crowd, preview  # noqa: F401  a fixture

EXPORT = reverse("admin:coaching_enrolment_export")
INVITE = reverse("admin:accounts_invitation_changelist")
MAIL = reverse("admin:accounts_invitation_mail")
FAILING = {"raise_request_exception": False}


def last():
    return AuditEntry.objects.first()


def since(number):
    return list(AuditEntry.objects.filter(number__gt=number).order_by("number"))


def count():
    return AuditEntry.objects.count()


def break_trail():
    """As if a table were damaged: no entry can be written from here on."""
    with connection.cursor() as cursor:
        for statement in (*guards.remove(connection.vendor), f"DELETE FROM {guards.HEAD}"):
            cursor.execute(statement)


# Nothing is forgotten


UNRECORDED = {"login", "password_change", "password_change_done", "jsi18n"}
"""The way in, and what says nothing of anybody."""


def addresses():
    """Every address of the desk, with something in each of its places."""
    filling = {"uuid": uuid4(), "slug": "act", "path": "1", "int": 1, "str": "x"}
    for entry in admin.site.get_urls():
        patterns = entry.url_patterns if isinstance(entry, URLResolver) else [entry]
        prefix = str(entry.pattern) if isinstance(entry, URLResolver) else ""
        for pattern in patterns:
            if pattern.name not in UNRECORDED:
                route = f"{prefix}{pattern.pattern}".replace("(?P<url>.*)$", "nowhere/")
                route = re.sub(r"\(\?P<app_label>(\w+).*", r"\1/", route).strip("^$")
                yield "/admin/" + re.sub(
                    r"<(?:(\w+):)?\w+>", lambda it: str(filling[it[1] or "str"]), route
                )


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_of_the_desk_is_on_record_whoever_adds_it(
    client, superuser, enrolled, method
):
    join(services.promote(user=superuser), role=LEAD)
    client.force_login(superuser)
    told_nothing = []
    for path in addresses():
        if "logout" in path and method == "post":
            continue
        before = count()
        response = getattr(client, method)(path)
        only_leads_on = method == "get" and response.status_code in (301, 302)
        if count() != before + (not only_leads_on) or last().actor != superuser.public_id:
            told_nothing.append((path, response.status_code))
    assert told_nothing == []


@pytest.mark.parametrize("page", ["change", "history", "report"])
def test_a_page_about_a_client_names_who_looked_at_whom(desk, physiotherapist, enrolled, page):
    desk.get(address(enrolled, page))
    entry = last()
    assert entry.what == f"admin:coaching_enrolment_{page} GET"
    assert (entry.actor, entry.client) == (physiotherapist.public_id, enrolled.client.public_id)
    assert (entry.about, entry.outcome) == (str(enrolled.uuid), 200)


def test_the_worklist_keeps_how_many_were_shown_and_by_what_but_no_value(desk, crowd):  # noqa: F811
    desk.get(f"{LIST}?q=example&tier=stop&o=-since&p=1")
    entry = last()
    assert entry.what == "admin:coaching_enrolment_changelist GET"
    assert (entry.asked, entry.shown, entry.client, entry.about) == ("q tier o p", 1, None, "")
    assert "example" not in row_of(entry)


def test_the_table_keeps_how_many_went_out(desk, crowd):  # noqa: F811
    desk.get(EXPORT)
    assert (last().what, last().shown) == ("admin:coaching_enrolment_export GET", 3)


def test_invitations_keep_how_many_clients_were_named(desk, crowd):  # noqa: F811
    desk.get(INVITE)
    assert last().shown == 3


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_what_is_not_yours_is_on_record_as_refused(desk, others, method):
    for page in PAGES:
        getattr(desk, method)(address(others, page))
        entry = last()
        assert (entry.outcome, entry.client, entry.about) == (404, None, str(others.uuid))
        assert entry.what.split() == [entry.what.split()[0], method.upper()]


def test_who_is_not_let_in_at_the_desk_is_on_record(client, clerk, enrolled):
    client.force_login(clerk)
    for path in (LIST, EXPORT, page_of(enrolled), INVITE):
        assert client.get(path).status_code == 403
        assert (last().actor, last().outcome) == (clerk.public_id, 403)


def test_a_filter_that_there_is_not_is_on_record_without_its_name(desk):
    desk.get(f"{LIST}?client__password__startswith=a")
    assert (last().outcome, last().asked) == (400, "")


def test_clients_and_passers_by_leave_no_entry(client, person, enrolled):
    client.get(LIST)
    client.force_login(person)
    client.get(page_of(enrolled))
    assert count() == 0


def test_a_superuser_who_looks_at_an_account_or_a_link_is_on_record(client, superuser, enrolled):
    client.force_login(superuser)
    ada, link = enrolled.client, CareLink.objects.get()
    for path in (
        reverse("admin:accounts_user_change", args=[ada.pk]),
        reverse("admin:accounts_carelink_change", args=[link.pk]),
        reverse("admin:accounts_user_history", args=[ada.pk]),
    ):
        client.get(path)
        assert (last().actor, last().client) == (superuser.public_id, ada.public_id)
    client.get(reverse("admin:accounts_user_changelist"))
    assert last().shown == 3


def test_a_superuser_who_ends_links_is_on_record_with_whose(client, superuser, enrolled):
    client.force_login(superuser)
    body = {"action": "end_links", "_selected_action": [CareLink.objects.get().pk]}
    client.post(reverse("admin:accounts_carelink_changelist"), body)
    assert str(enrolled.client.public_id) in last().about


# Both or neither


def test_an_act_is_on_record_by_its_name(desk, enrolled):
    desk.post(act_on(enrolled, "pause"), told(enrolled))
    assert Review.objects.count() == 1
    assert last().what == "admin:coaching_enrolment_act POST pause"
    assert (last().client, last().outcome) == (enrolled.client.public_id, 302)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [({"seen": 0}, HTTPStatus.CONFLICT), ({"reason": ""}, HTTPStatus.UNPROCESSABLE_ENTITY)],
)
def test_an_act_that_was_not_done_is_on_record_as_such(desk, enrolled, body, outcome):
    desk.post(act_on(enrolled, "pause"), told(enrolled) | body)
    assert not Review.objects.exists()
    assert (last().client, last().outcome) == (enrolled.client.public_id, outcome)


def test_an_act_that_is_refused_on_the_next_page_is_on_record_as_refused(desk, physiotherapist):
    body = {"uuid": uuid4(), "token": "short"}
    assert desk.post(reverse("admin:accounts_invitation_paper"), body).status_code == 302
    assert last().outcome == HTTPStatus.CONFLICT


@pytest.fixture
def without_trail(physiotherapist, crowd):  # noqa: F811
    """Petra's browser, with a trail that takes no entry."""
    browser = Client(**FAILING)
    browser.force_login(physiotherapist)
    shown = preview(browser, "message", crowd)
    break_trail()
    return browser, shown


def test_without_its_entry_no_page_goes_out(without_trail, enrolled):
    browser, _ = without_trail
    pages = (LIST, EXPORT, INVITE, page_of(enrolled), record_of(enrolled), report_on(enrolled))
    for path in pages:
        response = browser.get(path)
        assert response.status_code == 500, path
        assert b"@example.org" not in response.content, path


def test_without_its_entry_no_act_is_done(without_trail, enrolled):
    browser, shown = without_trail
    feel(enrolled.client, 3, "numbness")
    enrolled.refresh_from_db()
    assert browser.post(act_on(enrolled, "pause"), told(enrolled)).status_code == 500
    assert confirm(browser, "message", shown).status_code == 500
    invite = {"uuid": uuid4(), "token": "t" * 43, "email": "new@example.org"}
    assert browser.post(MAIL, invite).status_code == 500
    for model in (Review, Message, Invitation):
        assert not model.objects.exists(), model
    enrolled.refresh_from_db()
    assert not enrolled.is_paused


def test_what_is_done_for_several_has_an_entry_for_each(desk, physiotherapist, crowd):  # noqa: F811
    ada, bea, cleo = [row.client.public_id for row in crowd]
    shown = preview(desk, "message", crowd)
    assert {*last().about.split()} == {str(ada), str(bea), str(cleo)}
    CareLink.objects.filter(client__public_id=bea).update(ended_at=None)
    before = last().number
    confirm(desk, "message", shown)
    *acts, page = since(before)
    assert {entry.client for entry in acts} == {ada, bea}
    assert {entry.what for entry in acts} == {"admin:coaching_enrolment_bulk POST message"}
    assert (page.client, page.shown) == (None, 3)


def test_whom_it_was_not_done_for_has_no_entry(desk, physiotherapist, crowd):  # noqa: F811
    shown = preview(desk, "message", crowd)
    ada, bea, _ = [row.client for row in crowd]
    for _ in range(MOST_MESSAGES):
        coaching.write_to_client(
            physiotherapist=physiotherapist,
            client=ada,
            uuid=uuid4(),
            text="Hello.",
            now=timezone.now(),
        )
    before = last().number
    confirm(desk, "message", shown)
    assert Message.objects.count() == MOST_MESSAGES + 1
    assert [entry.client for entry in since(before)[:-1]] == [bea.public_id]


def test_a_report_as_a_file_is_on_record_and_is_not_written_without(
    enrolled, physiotherapist, tmp_path
):
    told_of = {"physiotherapist": physiotherapist.email, "verbosity": 0}
    call_command("report", enrolled.client.email, output=str(tmp_path / "a.pdf"), **told_of)
    assert last().what == "command report"
    assert (last().actor, last().client) == (physiotherapist.public_id, enrolled.client.public_id)
    break_trail()
    with pytest.raises(Exception, match="no end to go on from"):
        call_command("report", enrolled.client.email, output=str(tmp_path / "b.pdf"), **told_of)
    assert not (tmp_path / "b.pdf").exists()


def test_who_is_made_a_physiotherapist_at_the_machine_is_on_record(person, tmp_path):
    call_command(
        "physiotherapist", "new@example.org", client=[person.email], clinic="Hill", verbosity=0
    )
    made = Membership.objects.get().user
    assert (last().actor, last().what) == (None, "command physiotherapist")
    assert last().about == f"{made.public_id} {person.public_id}"


# Ids only


def row_of(entry):
    return " ".join(str(value) for value in vars(entry).values())


def test_no_entry_holds_an_address_a_search_or_a_word_that_was_written(
    desk,
    physiotherapist,
    stopped,
    crowd,  # noqa: F811
):
    marker = "zyx-marker"
    desk.get(f"{LIST}?q={marker}&zyx-marker=1")
    desk.get(f"{LIST}?q={marker}")
    desk.get(f"{page_of(stopped)}?{marker}={marker}&page={marker}")
    desk.post(act_on(stopped, marker), {"reason": marker})
    desk.get(f"/admin/{marker}/{marker}/")
    stops = {"stops": stopped.where.open_stops}
    desk.post(act_on(stopped, "acknowledge"), told(stopped, **stops) | {"reason": marker})
    desk.post(act_on(stopped, "pause"), told(stopped) | {"reason": marker})
    write = reverse("admin:coaching_enrolment_write", args=[stopped.uuid, "message"])
    desk.post(write, {"uuid": uuid4(), "text": marker})
    preview(desk, "message", crowd, text=marker)
    rows = [row_of(entry).lower() for entry in AuditEntry.objects.all()]
    assert len(rows) == 9
    assert Message.objects.filter(text=marker).exists()
    for word in (marker, "example.org", "numb", REASON.lower()[:8]):
        assert [row for row in rows if word in row] == []


def test_every_act_for_several_has_a_name_on_record(desk, crowd):  # noqa: F811
    for act in bulk.BULK:
        preview(desk, act, crowd)
        assert last().what == f"admin:coaching_enrolment_bulk POST {act}"
    assert Enrolment.objects.count() == 3
