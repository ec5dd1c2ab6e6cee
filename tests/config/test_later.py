"""What few people need is not loaded for everybody."""

import subprocess
import sys

from tests.environment import ROOT

ASK = """
import sys
import config.wsgi
from django.urls import get_resolver, reverse

def loaded():
    return {"fido2", "cryptography"} & set(sys.modules)

assert reverse("mfa_login_webauthn")
get_resolver().reverse_dict
assert not loaded(), loaded()
from allauth.mfa.webauthn.internal import auth, flows
assert not loaded(), loaded()
assert callable(auth.begin_authentication)
assert flows.auth is auth
assert loaded() == {"fido2", "cryptography"}
"""


def test_what_passkeys_need_is_loaded_by_the_first_passkey(tmp_path) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stderr
