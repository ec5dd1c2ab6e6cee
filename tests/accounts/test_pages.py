"""The client's pages: what is shown, who may look, and what a post does."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import CareLink, Clinic, User
from accounts.services.clinics import MOST_TRIES
from tests.accounts.clinics import DAY, LEAD, VERSION, cover, invite, join

CARE, CODE, CLINIC = (reverse(name) for name in ("care", "care_code", "care_clinic"))
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)


def page_of(link):
    return reverse("care_link", args=[link.uuid])


def withdrawal_of(link):
    return reverse("care_withdraw", args=[link.uuid])


def invitation_at(token):
    return reverse("invitation", args=[token])


@pytest.fixture
def site(client, newcomer):
    """A browser in which `newcomer` is signed in."""
    client.force_login(newcomer)
    return client


@pytest.fixture
def asked(petra, newcomer):
    """A proposal to `newcomer`."""
    return services.propose(
        physiotherapist=petra, client=newcomer, route=CareLink.Route.ADMINISTRATOR
    )


def nobodys():
    """A link that is not there."""
    return CareLink(uuid=uuid4())


# The page of one's links


def test_a_stranger_is_asked_to_log_in(client, asked):
    for path in (CARE, CLINIC, page_of(asked), withdrawal_of(asked)):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    assert client.post(CODE)["Location"].startswith("/accounts/login/")


def test_it_says_who_sees_it_and_since_when(client, petra, person):
    client.force_login(person)
    page = client.get(CARE).text
    assert "petra@example.org" in page
    assert "Your physiotherapist at Harbour Clinic." in page
    assert "Stop sharing" in page


def test_it_says_when_nobody_does(site):
    assert "Nobody but you." in site.get(CARE).text


def test_it_says_who_covers_and_on_which_days(client, petra, otto, person):
    soon = petra.date_joined + DAY
    days = {"first_day": soon.date(), "last_day": soon.date()}
    cover(petra, otto, **days, now=petra.date_joined)
    client.force_login(person)
    page = client.get(CARE).text
    assert "<b>otto@example.org</b> covers for them" in page


def test_it_keeps_what_was(client, petra, person):
    link = CareLink.objects.about(person).get()
    services.withdraw(client=person, link=link.uuid)
    client.force_login(person)
    assert "Ended by you." in client.get(CARE).text


def test_it_keeps_a_no(site, newcomer, asked):
    services.withdraw(client=newcomer, link=asked.uuid)
    assert "You said no. They saw nothing." in site.get(CARE).text


def test_it_shows_nothing_of_other_clients(site, petra, person, stranger):
    page = site.get(CARE).text
    assert "petra@example.org" not in page
    assert person.email not in page


def test_the_account_pages_lead_there(site):
    assert f'href="{CARE}"' in site.get(reverse("account_email")).text


# Words that changed


def test_new_words_are_marked_and_answered_on_the_page_of_the_link(client, petra, person):
    CareLink.objects.of(petra).update(text_version="1")
    link = CareLink.objects.of(petra).get()
    client.force_login(person)
    assert "The words have changed." in client.get(CARE).text
    page = client.get(page_of(link)).text
    assert '<span class="tag tag-caution">New</span> <b>Messages between you and them.</b>' in page
    assert not INLINE.findall(page)
    client.post(page_of(link), {"text_version": VERSION, "answer": "keep"})
    assert CareLink.objects.of(petra).get().text_version == "1"
    client.post(page_of(link), {"text_version": VERSION})
    assert CareLink.objects.of(petra).get().text_version == VERSION
    assert "The words have changed." not in client.get(CARE).text


# A proposal


def test_a_proposal_says_word_for_word_what_is_shared_and_with_whom(site, asked):
    page = site.get(page_of(asked)).text
    assert "petra@example.org, your physiotherapist at Harbour Clinic." in page
    assert "All of this from your first day here" in page
    assert "nina@example.org" in page
    assert f'name="text_version" value="{VERSION}"' in page


def test_a_yes_shares(site, petra, newcomer, asked):
    response = site.post(page_of(asked), {"text_version": VERSION}, follow=True)
    assert "You share your training with petra@example.org now." in response.text
    assert newcomer in User.objects.clients_of(petra)


def test_a_yes_to_other_words_shares_nothing(site, petra, newcomer, asked):
    for told in ({}, {"text_version": "0"}):
        response = site.post(page_of(asked), told, follow=True)
        assert "Please read them again." in response.text
    assert newcomer not in User.objects.clients_of(petra)


def test_a_no_shares_nothing_and_is_final(site, petra, newcomer, asked):
    response = site.post(withdrawal_of(asked), follow=True)
    assert "Nothing is shared with petra@example.org." in response.text
    site.post(page_of(asked), {"text_version": VERSION})
    assert newcomer not in User.objects.clients_of(petra)


@pytest.mark.parametrize("page", [page_of, withdrawal_of])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_somebody_elses_link_looks_exactly_like_none(site, petra, person, page, method):
    theirs = CareLink.objects.about(person).get()
    told = {"text_version": VERSION} if method == "post" else None
    answers = [getattr(site, method)(page(link), told) for link in (theirs, nobodys())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert CareLink.objects.about(person).active().exists()


# Withdrawing


def test_withdrawing_asks_once_and_says_what_is_left_to_see(client, petra, person):
    link = CareLink.objects.about(person).get()
    client.force_login(person)
    assert "they see nothing any more" in client.get(withdrawal_of(link)).text
    assert CareLink.objects.about(person).active().exists()
    response = client.post(withdrawal_of(link), follow=True)
    assert "petra@example.org sees nothing of your training any more." in response.text
    assert not User.objects.clients_of(petra).exists()


# A clinic's code


def test_a_code_leads_to_the_clinic_and_its_physiotherapists(site, clinic):
    page = site.post(CODE, {"code": clinic.code_in_print.lower()}, follow=True).text
    assert '<h1 tabindex="-1">Harbour Clinic</h1>' in page
    assert "petra@example.org" in page
    assert "otto@example.org" in page


def test_the_chosen_one_asks_and_sees_nothing_yet(site, clinic, otto, newcomer):
    site.post(CODE, {"code": clinic.join_code})
    response = site.post(CLINIC, {"physiotherapist": otto.public_id})
    link = CareLink.objects.about(newcomer).get()
    assert response["Location"] == page_of(link)
    assert (link.physiotherapist, link.route, link.is_proposed) == (otto, "code", True)
    assert newcomer not in User.objects.clients_of(otto)


def test_a_wrong_code_is_said_to_be_wrong(site):
    response = site.post(CODE, {"code": "WRONG-222"})
    assert response.status_code == 422
    assert "We do not know this code" in response.text


def test_who_guesses_has_to_wait(site, clinic):
    for _ in range(MOST_TRIES):
        site.post(CODE, {"code": "WRONG-222"})
    response = site.post(CODE, {"code": clinic.join_code}, follow=True)
    assert "Too many wrong codes." in response.text
    assert site.get(CLINIC)["Location"] == CARE


def test_without_its_code_a_clinic_shows_nobody(site, clinic):
    assert site.get(CLINIC)["Location"] == CARE
    site.post(CODE, {"code": clinic.join_code})
    Clinic.objects.update(join_code="NEWCODE2")
    assert site.get(CLINIC)["Location"] == CARE


def test_nobody_of_another_clinic_is_chosen(site, clinic, make_person, newcomer):
    hilde = services.promote(user=make_person("hilde@example.org"))
    join(hilde, name="Hill Clinic", role=LEAD)
    site.post(CODE, {"code": clinic.join_code})
    for who in (hilde.public_id, newcomer.public_id, uuid4(), "", "x"):
        assert site.post(CLINIC, {"physiotherapist": who}).status_code == 422
    assert not CareLink.objects.about(newcomer).exists()


# An invitation


def test_it_says_who_invites_before_anybody_logs_in(client, petra):
    _, token = invite(petra)
    response = client.get(invitation_at(token))
    assert "petra@example.org invites you" in response.text
    assert "Harbour Clinic" in response.text
    assert f"/accounts/signup/?next={invitation_at(token)}" in response.text
    assert "no-store" in response["Cache-Control"]


def test_signing_up_leads_back_to_it(client, petra):
    _, token = invite(petra)
    told = {"email": "new@example.org", "password1": "straight legs up"}
    response = client.post(f"/accounts/signup/?next={invitation_at(token)}", told)
    assert response["Location"] == invitation_at(token)


def test_a_stranger_answers_nothing(client, petra):
    _, token = invite(petra)
    for answer in ({"text_version": VERSION}, {"answer": "no"}):
        client.post(invitation_at(token), answer)
    assert services.opened(token=token)


def test_a_yes_to_an_invitation_shares(site, petra, newcomer):
    _, token = invite(petra, email="somebody@else.example.org")
    page = site.get(invitation_at(token)).text
    assert "Share with petra@example.org?" in page
    assert "somebody@else.example.org" not in page
    site.post(invitation_at(token), {"text_version": VERSION})
    assert newcomer in User.objects.clients_of(petra)
    assert site.get(invitation_at(token))["Location"] == CARE


def test_a_no_to_an_invitation_shares_nothing(site, petra, newcomer):
    _, token = invite(petra)
    response = site.post(invitation_at(token), {"answer": "no", "text_version": VERSION})
    assert response["Location"] == CARE
    assert newcomer not in User.objects.clients_of(petra)


def test_used_revoked_expired_and_never_there_look_the_same(client, petra, newcomer, stranger):
    used, revoked, expired = (invite(petra) for _ in range(3))
    services.accept_invitation(client=newcomer, token=used[1], text_version=VERSION)
    services.revoke(physiotherapist=petra, invitation=revoked[0].uuid)
    expired[0].expires_at = expired[0].made_at
    expired[0].save()
    for who in (None, stranger):
        if who:
            client.force_login(who)
        pages = [
            re.sub(r'csrf\w*" value="\w+"', "", client.get(invitation_at(token)).text)
            for token in (used[1], revoked[1], expired[1], "x" * 29)
        ]
        assert "This link no longer works" in pages[0]
        assert len(set(pages)) == 1
    assert client.post(invitation_at(used[1]), {"text_version": VERSION}).status_code == 404


# The frame


def test_no_page_holds_a_script_or_a_style(client, petra, clinic, person, newcomer, asked):
    _, token = invite(petra)
    pages = [client.get(invitation_at(token)).text, client.get(invitation_at("x")).text]
    client.force_login(person)
    link = CareLink.objects.about(person).get()
    pages.append(client.get(withdrawal_of(link)).text)
    client.force_login(newcomer)
    client.post(CODE, {"code": clinic.join_code})
    paths = (CARE, CLINIC, page_of(asked), invitation_at(token))
    pages += [client.get(path).text for path in paths]
    assert not [found for page in pages for found in INLINE.findall(page)]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(site, petra, asked, method):
    _, token = invite(petra)
    for path in (CARE, CODE, CLINIC, page_of(asked), withdrawal_of(asked), invitation_at(token)):
        assert getattr(site, method)(path).status_code == 405


def test_a_page_asks_as_much_for_many_links_as_for_few(
    site, petra, otto, newcomer, django_assert_max_num_queries
):
    for physiotherapist in (petra, otto):
        services.link(physiotherapist=physiotherapist, client=newcomer)
    with django_assert_max_num_queries(8):
        site.get(CARE)
