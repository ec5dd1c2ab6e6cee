"""The site's settings as the tests run them; what differs from real ones stands here."""

from tests import environment

SCRATCH = environment.prepare()

from config.settings import *  # noqa: E402, F403  the environment had to come first
from config.settings import (  # noqa: E402
    DATABASES,
    INSTALLED_APPS,
    LANGUAGES,
    LANGUAGES_IN_THE_MAKING,
    MIDDLEWARE,
    STORAGES,
)

# A file rather than memory: browser tests and races need several connections.
DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "tests.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["TEST"] = {"NAME": "tests"}

# Straight from the source folders; tests/config/test_static.py looks at the collected ones.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")

# A cast of people in every test: hashing as slowly as real sites must would be most of the time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# What is only offered when it is full works before.
LANGUAGES += LANGUAGES_IN_THE_MAKING

# Half a minute may end between the code that a test works out and its post.
MFA_TOTP_TOLERANCE = 1

# Raises when a page asks one query per row.
INSTALLED_APPS.append("zeal")
MIDDLEWARE.insert(0, "zeal.middleware.zeal_middleware")
ZEAL_RAISE = True
# Fetching whoever asks and then somebody else is no loop, nor is replacing a session; and allauth
# looks at one address at several steps of signing in.
ZEAL_ALLOWLIST = [
    {"model": "accounts.User", "field": "get()"},
    {"model": "sessions.Session", "field": "get()"},
    {"model": "account.EmailAddress", "field": "get()"},
]
