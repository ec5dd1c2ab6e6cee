import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import CareLink, User

PASSWORD = "straight legs up"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_up(page):
    page.goto(reverse("account_signup"))
    page.locator("input[name=email]").fill("ada@example.org")
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password1]").press("Enter")
    page.wait_for_url("**/start/questions/**")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_somebody_signs_up_out_and_in_on_a_phone(phone, scripts):
    page = phone(java_script_enabled=scripts)
    sign_up(page)
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill("Ada@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/start/questions/**")


def test_a_passkey_is_added_and_signs_in_without_a_password(phone):
    page = phone()
    sign_up(page)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(reverse("mfa_add_webauthn"))
    # Whoever finds an unlocked phone cannot add a passkey of their own.
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.locator("input[name=name]").fill("phone")
    page.locator("label[for=id_passwordless]").click()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.locator("#passkey_login").click()
    page.wait_for_url("**/start/questions/**")


def test_the_desk_works_under_the_policy(phone, superuser, physiotherapist, stranger):
    page = phone(superuser, viewport={"width": 1280, "height": 800}, is_mobile=False)
    page.goto(reverse("admin:index"))
    links = page.locator("a[href^='/admin/']").evaluate_all(
        "links => links.map((link) => link.getAttribute('href'))"
    )
    change, add = (
        reverse("admin:accounts_user_change", args=[stranger.pk]),
        reverse("admin:accounts_carelink_add"),
    )
    for place in [*sorted({*links} - {add}), change, add]:
        page.goto(place)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{place}: {found.generate_report()}"
    for field, person in [("Physiotherapist", physiotherapist), ("Client", stranger)]:
        page.get_by_label(field).fill(person.email)
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert CareLink.objects.of(physiotherapist).proposed().filter(client=stranger).exists()


def test_the_witness_notices_what_the_policy_stops(phone, witness, live_server):
    page = phone()
    page.goto(reverse("account_login"))
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b onclick=x style=color:red>')")
    page.wait_for_timeout(0)
    assert any("Content Security Policy" in complaint for complaint in witness.complaints)
    witness.complaints.clear()


def test_everybody_in_these_tests_is_gone_afterwards(db):
    assert not User.objects.exists()
