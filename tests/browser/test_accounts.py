import os
import re
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts import services
from accounts.models import CareLink, User
from tests.accounts.codes import PASSWORD, code, type_password, with_app

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
    page.wait_for_url("**/privacy/agreement/**")
    page.locator("label[for=agreed]").click()
    page.get_by_role("button", name="Go on").click()
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


def test_a_passkey_is_added_and_signs_in_whatever_others_guess(phone):
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
    for n in range(6):
        guess = type_password(Client(REMOTE_ADDR=f"10.0.0.{n}"), "ada@example.org", "wrong")
    assert guess.status_code == 429
    page.goto(reverse("account_login"))
    page.locator("#passkey_login").click()
    page.wait_for_url("**/start/questions/**")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_staff_set_up_an_app_and_reach_the_desk(phone, screenshot, make_person, scripts):
    petra = services.promote(user=make_person("petra@example.org", password=PASSWORD))
    page = phone(java_script_enabled=scripts)
    look = looking(page, screenshot if scripts else None)
    page.goto(reverse("admin:index"))
    log_in(page, petra.email)
    page.wait_for_url(f"**{reverse('second_factor')}**")
    look("factor-needed")
    page.get_by_role("link", name="Set up an app").click()
    look("factor-who")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    look("factor-app")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(code(secret))
    page.get_by_role("button", name="Turn it on").click()
    page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")
    look("factor-codes")
    page.get_by_role("link", name="Go to the desk").click()
    page.wait_for_url(f"**{reverse('admin:coaching_enrolment_changelist')}**")


def test_a_code_from_the_app_opens_the_desk_and_leads_to_the_page_asked_for(
    phone, screenshot, make_person
):
    petra = services.promote(user=make_person("petra@example.org", password=PASSWORD))
    with_app(petra)
    page = phone()
    look = looking(page, screenshot)
    invite = reverse("admin:accounts_invitation_changelist")
    page.goto(invite)
    log_in(page, petra.email)
    page.wait_for_url(f"**{reverse('mfa_authenticate')}")
    look("factor-code")
    page.locator("input[name=code]").fill(code())
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**{invite}")
    page.goto(reverse("mfa_index"))
    look("factor-list")
    page.goto(reverse("mfa_deactivate_totp"))
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Set up another one first.")).to_be_visible()
    look("factor-kept")


def test_a_passkey_opens_the_desk(phone, screenshot, make_person):
    petra = services.promote(user=make_person("petra@example.org", password=PASSWORD))
    page = phone()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(reverse("admin:index"))
    log_in(page, petra.email)
    page.get_by_role("link", name="Add a passkey").click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.locator("label[for=id_passwordless]").click()
    looking(page, screenshot)("passkey-add")
    page.locator("#mfa_webauthn_add").click()
    page.get_by_role("link", name="Go to the desk").click()
    page.wait_for_url(f"**{reverse('admin:coaching_enrolment_changelist')}**")
    # The passkey is the second step as well as the first.
    page.context.clear_cookies()
    page.goto(reverse("admin:index"))
    page.locator("#passkey_login").click()
    page.wait_for_url(f"**{reverse('admin:coaching_enrolment_changelist')}**")
    # And it answers when somebody is asked again who they are.
    page.goto(f"{reverse('mfa_reauthenticate_webauthn')}?next={reverse('mfa_index')}")
    looking(page, screenshot)("passkey-who")
    page.locator("#mfa_webauthn_reauthenticate").click()
    page.wait_for_url(f"**{reverse('mfa_index')}")


@pytest.mark.long
def test_what_a_wait_a_code_by_mail_and_a_lost_session_look_like(
    phone, screenshot, settings, mailoutbox, person
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    page = phone()
    look = looking(page, screenshot)
    page.goto(reverse("account_signup"))
    look("signup")
    page.locator("input[name=email]").fill("eve@example.org")
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password1]").press("Enter")
    page.wait_for_url(f"**{reverse('account_email_verification_sent')}")
    look("code-by-mail")
    page.locator("input[name=code]").fill("1111-1111")
    page.get_by_role("button", name="Confirm").click()
    look("code-by-mail-wrong")
    page.get_by_role("button", name="Send a new code").click()
    newest = re.search(r"\n(\d{4}-\d{4})\n", mailoutbox[-1].body)[1]
    page.locator("input[name=code]").fill(newest)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/privacy/agreement/**")
    type_password(Client(), "eve@example.org", headers={"user-agent": "Safari, iPhone"})
    page.goto(reverse("usersessions_list"))
    look("devices")
    page.get_by_role("button", name="Log out Safari on an iPhone").click()
    expect(page.get_by_text("That device is logged out.")).to_be_visible()
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    for _ in range(6):
        log_in(page, person.email)
    expect(page.get_by_text("Wait 5 minutes")).to_be_visible()
    assert page.locator("input[name=login]").input_value() == person.email
    look("wait")


def log_in(page, email):
    """Send the login form that is shown."""
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_load_state()


def looking(page, screenshot):
    """`look("name")`: the page breaks no rule of access. Pictures, light and dark, two widths."""

    def look(name):
        if screenshot is None:
            return
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        if "PYTEST_XDIST_WORKER" in os.environ:
            return
        for scheme, width in product(("light", "dark"), (390, 1280)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 844})
            screenshot(page, f"{name}-{width}-{scheme}")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 390, "height": 844})

    return look


@pytest.mark.long
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
