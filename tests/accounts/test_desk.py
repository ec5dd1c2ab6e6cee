"""The desk's pages about care: who opens which, what they hold, and what a stranger's id does."""

import re
from itertools import product
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import CareLink, Cover, Invitation, Membership, User
from accounts.services.invitations import new_token
from tests.accounts.clinics import DAY, LEAD, VERSION, cover, invite, join

INVITE = reverse("admin:accounts_invitation_changelist")
MAIL, PAPER = (reverse(f"admin:accounts_invitation_{name}") for name in ("mail", "paper"))
ABSENCE, NAME = (reverse(f"admin:accounts_cover_{name}") for name in ("changelist", "name"))
CLINIC, CODE = (reverse(f"admin:accounts_clinic_{name}") for name in ("changelist", "code"))
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)
HEALTH = re.compile(
    r"physio|back|pain|exercise|train|workout|clinic|health|patient|therap|pop|report",
    re.IGNORECASE,
)


def address(model, act, uuid):
    return reverse(f"admin:accounts_{model}_{act}", args=[uuid])


@pytest.fixture
def desk(client, otto):
    """A browser in which Otto, who leads nothing, is signed in."""
    client.force_login(otto)
    return client


@pytest.fixture
def lead(petra):
    """Another browser, in which Petra is."""
    browser = Client()
    browser.force_login(petra)
    return browser


@pytest.fixture
def manager(clinic, make_person):
    """Leads the clinic and is no physiotherapist."""
    join(user := make_person("mara@example.org"), role=LEAD)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def alone(make_person):
    """A physiotherapist who works in no clinic here."""
    return services.promote(user=make_person("anna@example.org"))


@pytest.fixture
def clerk(make_person):
    """Staff, but neither."""
    return make_person("clara@example.org", is_staff=True)


MAY_OPEN = {
    "otto": {INVITE, ABSENCE},
    "petra": {INVITE, ABSENCE, CLINIC},
    "manager": {ABSENCE, CLINIC},
    "alone": {INVITE},
    "clerk": set(),
    "superuser": set(),
}


@pytest.mark.parametrize("name", MAY_OPEN)
def test_each_page_is_for_whom_it_is_for(request, client, clinic, name):
    client.force_login(request.getfixturevalue(name))
    index = client.get(reverse("admin:index"), follow=True).text
    for page in (INVITE, ABSENCE, CLINIC):
        is_theirs = page in MAY_OPEN[name]
        assert client.get(page).status_code == (200 if is_theirs else 403), page
        assert (f'href="{page}"' in index) is is_theirs, page


@pytest.mark.parametrize("name", ["clerk", "superuser"])
def test_acts_are_closed_to_other_staff(request, client, petra, otto, name):
    client.force_login(request.getfixturevalue(name))
    for path in acts(petra, otto):
        for method in ("get", "post"):
            assert getattr(client, method)(path).status_code == 403, path


@pytest.mark.parametrize("name", [None, "person"])
def test_clients_and_passers_by_are_sent_to_the_login(request, client, petra, otto, name):
    if name:
        client.force_login(request.getfixturevalue(name))
    for path in (INVITE, ABSENCE, CLINIC, *acts(petra, otto)):
        assert client.post(path)["Location"].startswith(reverse("admin:login"))


def acts(petra, otto):
    """Every address that does something, with ids of Petra's."""
    invitation, _ = invite(petra)
    soon = (timezone.now() + DAY).date()
    named = cover(petra, otto, first_day=soon, last_day=soon, now=timezone.now())
    link = CareLink.objects.of(petra).first()
    membership = Membership.objects.of(petra).get()
    return [
        MAIL,
        PAPER,
        NAME,
        CODE,
        address("invitation", "revoke", invitation.uuid),
        address("invitation", "end", link.uuid),
        address("cover", "end", named.uuid),
        address("clinic", "leave", membership.uuid),
    ]


def test_what_is_not_yours_looks_exactly_like_what_is_not_there(client, alone, petra, otto):
    join(alone, name="Hill Clinic", role=LEAD)
    client.force_login(alone)
    before = snapshot()
    for path in acts(petra, otto)[4:]:
        missing = re.sub(r"[0-9a-f-]{36}", str(uuid4()), path)
        theirs, none = client.post(path), client.post(missing)
        assert theirs.status_code == none.status_code == 404
        assert theirs.content == none.content
    after = snapshot()
    assert [after[0], after[2]] == [before[0], before[2]]


def snapshot():
    models = (CareLink, Cover, Membership)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_an_act_that_is_opened_leads_to_its_page(lead, petra, otto):
    for path in acts(petra, otto):
        assert lead.get(path)["Location"] in (INVITE, ABSENCE, CLINIC)


def test_no_row_is_edited_as_a_row(lead, petra):
    for model, what in product(("invitation", "cover", "clinic"), ("add", "1/change", "1/delete")):
        assert lead.get(f"/admin/accounts/{model}/{what}/").status_code == 404


# Invitations


def mailed(desk, **told):
    body = {"uuid": str(uuid4()), "token": new_token(), "email": "Nina@example.org", **told}
    return desk.post(MAIL, body, follow=True), body


def test_an_invitation_is_mailed_once_without_a_word_on_health(desk, otto):
    response, body = mailed(desk)
    desk.post(MAIL, body)
    [sent] = mail.outbox
    assert sent.to == ["nina@example.org"]
    link = f"http://testserver{reverse('invitation', args=[body['token']])}"
    assert link in sent.body
    assert otto.email in sent.body
    assert not HEALTH.search((sent.subject + sent.body).replace(link, ""))
    assert "on its way to nina@example.org" in response.text
    assert Invitation.objects.of(otto).count() == 1


def test_a_mail_that_cannot_be_sent_leaves_no_open_invitation(desk, settings, monkeypatch):
    monkeypatch.setattr("accounts.admin.invitations.mail_invitation", fails)
    response, _ = mailed(desk)
    assert "could not be sent" in response.text
    assert Invitation.objects.get().revoked_at


def fails(*_):
    raise OSError("no such host")


@pytest.mark.parametrize("wrong", [{"email": "nina"}, {"email": ""}, {"uuid": "x"}, {"token": "x"}])
def test_what_was_not_understood_invites_nobody(desk, wrong):
    response, _ = mailed(desk, **wrong)
    assert response.status_code == 422
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_a_page_to_print_holds_the_link_as_text_and_as_a_drawing(desk):
    body = {"uuid": str(uuid4()), "token": new_token()}
    page = desk.post(PAPER, body).text
    assert f"http://testserver{reverse('invitation', args=[body['token']])}" in page
    assert re.search(r'<div class="qr"[^>]*><svg viewBox', page)
    assert not INLINE.findall(page)
    again = desk.post(PAPER, body).text
    assert re.search(r"<svg viewBox.*?</svg>", again)[0] in page
    assert Invitation.objects.count() == 1


def test_a_link_is_never_shown_again(desk):
    body = {"uuid": str(uuid4()), "token": new_token()}
    desk.post(PAPER, body)
    assert body["token"] not in desk.get(INVITE).text


def test_an_old_page_prints_no_dead_link(desk, otto):
    body = {"uuid": str(uuid4()), "token": new_token()}
    desk.post(PAPER, body)
    services.revoke(physiotherapist=otto, invitation=Invitation.objects.get().uuid)
    assert "not open any more" in desk.post(PAPER, body, follow=True).text


def test_the_list_says_where_each_invitation_stands(desk, otto, newcomer, make_person):
    made = {state: invite(otto) for state in Invitation.State}
    services.accept_invitation(client=newcomer, token=made["accepted"][1], text_version=VERSION)
    services.decline_invitation(client=make_person("dan@example.org"), token=made["declined"][1])
    services.revoke(physiotherapist=otto, invitation=made["revoked"][0].uuid)
    Invitation.objects.filter(pk=made["expired"][0].pk).update(expires_at=timezone.now())
    page = desk.get(INVITE)
    states = {found: state for found, state, _ in page.context["invitations"]}
    assert {states[found] for found, _ in made.values()} == set(Invitation.State)
    assert all(states[found] is state for state, (found, _) in made.items())
    assert page.text.count("Revoke<span") == 1
    assert "dan@example.org" not in page.text


def test_another_address_is_pointed_out_until_they_withdraw(desk, otto, newcomer):
    _, token = invite(otto, email="written@example.org")
    link = services.accept_invitation(client=newcomer, token=token, text_version=VERSION)
    assert "Accepted as nina@example.org, not the address you wrote to." in desk.get(INVITE).text
    services.withdraw(client=newcomer, link=link.uuid)
    assert "nina@example.org" not in desk.get(INVITE).text


def test_the_list_holds_nobody_elses_invitations_or_clients(desk, petra, person):
    invite(petra, email="secret@example.org")
    page = desk.get(INVITE).text
    assert "secret@example.org" not in page
    assert person.email not in page


def test_a_physiotherapist_ends_their_care(desk, otto, stranger):
    link = CareLink.objects.of(otto).get()
    response = desk.post(address("invitation", "end", link.uuid), follow=True)
    assert "You see nothing of bo@example.org any more." in response.text
    assert not User.objects.clients_of(otto).exists()


# Absences


def days(ahead=1):
    day = (timezone.now() + ahead * DAY).date().isoformat()
    return {"first_day": day, "last_day": day, "uuid": str(uuid4())}


def test_a_physiotherapist_names_who_covers_for_them(desk, otto, petra):
    told = {"physiotherapist": otto.public_id, "cover": petra.public_id, **days()}
    for _ in range(2):
        response = desk.post(NAME, told, follow=True)
        assert "Saved: petra@example.org covers for otto@example.org." in response.text
    assert Cover.objects.count() == 1


def test_a_lead_names_who_covers_for_whom(lead, otto, petra, clinic):
    told = {"physiotherapist": otto.public_id, "cover": petra.public_id, **days()}
    lead.post(NAME, told)
    assert Cover.objects.get().named_by == petra


def test_what_does_not_fit_is_said_on_the_form(desk, otto, petra):
    told = {"physiotherapist": otto.public_id, "cover": petra.public_id, **days(-2)}
    response = desk.post(NAME, told)
    assert response.status_code == 422
    assert "The first day has passed already." in response.text
    assert not Cover.objects.exists()


@pytest.mark.parametrize("field", ["physiotherapist", "cover"])
def test_nobody_is_named_whom_the_form_does_not_offer(desk, otto, petra, alone, person, field):
    told = {"physiotherapist": otto.public_id, "cover": petra.public_id, **days()}
    others = (alone, person) if field == "cover" else (alone, person, petra)
    for other in others:
        assert desk.post(NAME, told | {field: other.public_id}).status_code == 422
    assert not Cover.objects.exists()


def test_the_list_of_absences_is_ones_own_but_for_a_lead(desk, lead, petra, otto, alone, clinic):
    join(alone)
    soon = (timezone.now() + DAY).date()
    named = {"first_day": soon, "last_day": soon, "now": timezone.now()}
    cover(petra, User.objects.get(pk=alone.pk), **named)
    assert "anna@example.org</p>\n<p>covers" not in desk.get(ABSENCE).text
    assert "anna@example.org</p>\n<p>covers" in lead.get(ABSENCE).text


# The clinic


def test_a_lead_sees_members_and_code_and_no_client(lead, clinic, person, stranger):
    page = lead.get(CLINIC).text
    assert clinic.code_in_print in page
    assert "otto@example.org" in page
    assert person.email not in page
    assert stranger.email not in page


def test_a_lead_who_is_no_physiotherapist_sees_no_client_anywhere(client, manager, person):
    client.force_login(manager)
    assert client.get(reverse("admin:coaching_enrolment_changelist")).status_code == 403
    for page in (ABSENCE, CLINIC, reverse("admin:index")):
        assert person.email not in client.get(page).text


def test_a_lead_renews_the_code_and_lets_somebody_go(lead, clinic, otto):
    old = clinic.join_code
    page = lead.post(CODE, {"seen": old}, follow=True).text
    assert clinic.code_in_print not in page
    membership = Membership.objects.of(otto).get()
    lead.post(address("clinic", "leave", membership.uuid))
    assert not User.objects.clients_of(otto).exists()


# The administrator


def test_a_link_that_an_administrator_adds_is_a_proposal(client, superuser, petra, newcomer):
    client.force_login(superuser)
    told = {"physiotherapist": petra.email, "client": f" {newcomer.email.upper()}"}
    told["since_0"] = "2026-01-01"
    assert client.post(reverse("admin:accounts_carelink_add"), told).status_code == 302
    link = CareLink.objects.about(newcomer).get()
    assert (link.route, link.is_proposed) == ("administrator", True)
    assert newcomer not in User.objects.clients_of(petra)


def test_an_administrator_rewrites_no_link_and_may_end_it(client, superuser, petra, person):
    client.force_login(superuser)
    link = CareLink.objects.of(petra).get()
    change = reverse("admin:accounts_carelink_change", args=[link.pk])
    assert client.post(change, {"client": person.pk}).status_code == 403
    told = {"action": "end_links", "_selected_action": [link.pk]}
    client.post(reverse("admin:accounts_carelink_changelist"), told)
    link.refresh_from_db()
    assert link.ended_by == "administrator"


@pytest.mark.parametrize("wrong", ["self", "client"])
def test_an_administrator_is_told_what_does_not_fit(client, superuser, petra, person, wrong):
    client.force_login(superuser)
    pair = {"self": (petra, petra), "client": (person, petra)}[wrong]
    told = dict(zip(("physiotherapist", "client"), (user.email for user in pair), strict=True))
    assert client.post(reverse("admin:accounts_carelink_add"), told).status_code == 200
    assert CareLink.objects.count() == 2


# The frame


def test_nothing_is_inline_and_nothing_is_kept_by_a_browser(lead, petra, otto):
    acts(petra, otto)
    for page in (INVITE, ABSENCE, CLINIC):
        response = lead.get(page)
        assert not INLINE.findall(response.text), page
        assert "no-store" in response["Cache-Control"]


def test_a_page_asks_as_much_for_many_invitations_as_for_few(
    desk, otto, make_person, django_assert_max_num_queries
):
    for number in range(5):
        _, token = invite(otto, email=f"w{number}@example.org")
        user = make_person(f"c{number}@example.org")
        services.accept_invitation(client=user, token=token, text_version=VERSION)
    with django_assert_max_num_queries(14):
        assert desk.get(INVITE).text.count("Accepted as") == 5
