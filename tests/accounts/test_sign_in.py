import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.hashers import Argon2idHasher
from accounts.models import User

PASSWORD = "straight legs up"
LOGIN, SIGNUP = reverse("account_login"), reverse("account_signup")


def sign_up(client, email="ada@example.org", password=PASSWORD, onward=""):
    return client.post(SIGNUP, {"email": email, "password1": password, "next": onward})


def sign_in(client, email="ada@example.org", password=PASSWORD, onward="", **headers):
    return client.post(LOGIN, {"login": email, "password": password, "next": onward}, **headers)


@pytest.fixture
def ada(db):
    return User.objects.create_user("ada@example.org", PASSWORD)


def test_signing_up_takes_an_address_and_one_password(client, db):
    response = sign_up(client, "Ada@Example.org")
    assert (response.status_code, response.headers["Location"]) == (302, "/start/")
    assert User.objects.get().email == "ada@example.org"
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_signing_up_again_with_another_spelling_is_refused(client, ada):
    sign_up(client, "ADA@example.org")
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["7 chars", "password1", "ada@example.org"])
def test_a_password_that_is_short_or_easily_guessed_is_refused(client, db, password):
    assert sign_up(client, password=password).status_code == 200
    assert not User.objects.exists()


def test_a_password_of_eight_characters_or_two_hundred_is_fine(client, db):
    assert sign_up(client, "a@example.org", "x9 legs!").status_code == 302
    assert sign_up(Client(), "b@example.org", "leg " * 50).status_code == 302


def test_where_mail_is_sent_the_code_in_it_opens_the_account(client, db, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    told = {"email": "ada@example.org", "password1": PASSWORD}
    sent = client.post(f"{SIGNUP}?next=/care/invitations/x/", told)
    assert "_auth_user_id" not in client.session
    page = client.get(sent.headers["Location"]).text
    assert "We sent a mail to ada@example.org." in page
    code = re.search(r"\n(\d{4}-\d{4})\n", mailoutbox[0].body)[1]
    assert "_auth_user_id" not in client.session
    # With or without the hyphen.
    response = client.post(sent.headers["Location"], {"code": code.replace("-", "")})
    assert response.headers["Location"] == "/care/invitations/x/"
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_no_mail_about_an_account_holds_more_than_it_must(client, ada, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": ada.email})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    for mail in mailoutbox:
        assert mail.subject.startswith("Lumbar Lock: ")
        assert "Was it you?" in mail.body
        assert "If it was not you, do nothing." in mail.body
        assert "\n\n\n" not in mail.body


def test_a_password_is_taken_as_it_was_typed(client, db):
    typed = "  Füße  hoch \U0001f9b5 "
    sign_up(client, password=typed)
    assert User.objects.get().check_password(typed)
    assert not User.objects.get().check_password(typed.strip())


@pytest.mark.parametrize("password", ["aaaabbbbcccc", "12 34 56 78 90 12", "nurlauterkleine"])
def test_no_kinds_of_characters_are_asked_for(client, db, password):
    assert sign_up(client, password=password).status_code == 302


@pytest.mark.parametrize("page", [LOGIN, SIGNUP])
def test_passwords_can_be_pasted_and_filled_in(client, db, page):
    field = re.search(r"<input[^>]+type=\"password\"[^>]*>", client.get(page).text)[0]
    assert re.search(r'autocomplete="(current|new)-password"', field)
    assert "maxlength" not in field
    assert "onpaste" not in field


def test_longer_passwords_are_recommended(client, db):
    assert "8 characters or more. Longer is safer" in client.get(SIGNUP).text


def test_another_address_asks_who_it_is_first(client, ada):
    sign_in(client)
    client.get(reverse("account_email"))
    told = {"action_add": "", "email": "new@example.org"}
    answer = client.post(reverse("account_email"), told)
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    # What was asked for goes on after that, and is not typed again.
    answer = client.post(answer.headers["Location"], {"password": PASSWORD}, follow=True)
    assert EmailAddress.objects.filter(user=ada, email="new@example.org", verified=False).exists()
    assert "new@example.org" in answer.text


def test_signing_in_leads_to_today(client, ada):
    response = sign_in(client, "ADA@example.org")
    assert (response.status_code, response.headers["Location"]) == (302, "/today/")


def test_a_physiotherapist_who_signs_in_is_led_to_the_desk(client, ada):
    services.promote(user=ada)
    assert sign_in(client, "ada@example.org").headers["Location"] == "/admin/"


def test_signing_in_makes_a_new_session(client, ada):
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_whoever_is_locked_out_is_signed_out_at_once(client, ada):
    client.force_login(ada)
    User.objects.update(is_active=False)
    assert "_auth_user_id" not in client.get(LOGIN).wsgi_request.session or (
        not client.get(LOGIN).wsgi_request.user.is_authenticated
    )


def test_a_new_password_ends_every_other_session(ada):
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "knees over hips", "password2": "knees over hips"},
    )
    assert here.get(reverse("account_email")).status_code == 200
    assert elsewhere.get(reverse("account_email")).status_code == 302


def test_passwords_are_kept_as_owasp_says():
    encoded = Argon2idHasher().encode("x", Argon2idHasher().salt())
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_real_settings_use_that_hasher_first(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.Argon2idHasher"]
    user = User(email="ada@example.org")
    user.set_password("x")
    assert isinstance(identify_hasher(user.password), Argon2idHasher)


@pytest.mark.parametrize("onward", ["http://[::1", "https://elsewhere.example/", "//["])
def test_nobody_is_led_on_to_an_address_that_is_not_ours(client, ada, onward):
    assert sign_up(Client(), "bob@example.org", onward=onward)["Location"] == "/start/"
    assert sign_in(client, onward=onward)["Location"] == "/today/"
    assert client.post(reverse("account_logout"), {"next": onward})["Location"] == "/"
