import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.hashers import Argon2idHasher
from accounts.models import User

PASSWORD = "straight legs up"
LOGIN, SIGNUP = reverse("account_login"), reverse("account_signup")


def sign_up(client, email="ada@example.org", password=PASSWORD):
    return client.post(SIGNUP, {"email": email, "password1": password})


def sign_in(client, email="ada@example.org", password=PASSWORD, **headers):
    return client.post(LOGIN, {"login": email, "password": password}, **headers)


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
