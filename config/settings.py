"""The settings, all of them; what differs between machines comes from the environment.

README.md has a table of the variables. Nothing here may start the site in an unsafe way:
what cannot be right is refused with ImproperlyConfigured and a hint.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

import config.sqlite  # noqa: F401  before Django loads its SQLite backend
from config import database, env, keys, site

BASE_DIR = Path(__file__).resolve().parent.parent
# Everything the running site writes: database, key, collected static files, mail.
VAR_DIR = BASE_DIR / env.text("VAR_DIR", "var")
# Health records lie there: nobody else on this machine may look.
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("DEMO", default=False)
DEMO_PASSWORD = env.secret("DEMO_PASSWORD", "lumbar-lock-demo")
DEMO_TOTP_SECRET = keys.base32(
    "DEMO_TOTP_SECRET", env.secret("DEMO_TOTP_SECRET", "LUMBARLOCKDEMOLUMBARLOCKDEMO2345")
)

# --- Address -------------------------------------------------------------------------------

PORT = env.number("PORT", default=8000, least=1, most=65535)
LISTEN = env.address("LISTEN", default="127.0.0.1")
WORKERS = env.number("WORKERS", default=3, least=1, most=64)
SITE = site.parse(env.text("SITE_URL", f"http://127.0.0.1:{PORT}"))
SITE_URL = SITE.origin
ALLOWED_HOSTS = SITE.hosts(env.words("ALLOWED_HOSTS"))
# The server speaks no TLS itself, so with https a proxy stands in front of it.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=int(SITE.https), least=0, most=9)

if DEBUG and not SITE.loopback:
    raise ImproperlyConfigured("DEBUG shows health records on error pages. Unset DEBUG.")
if DEMO and not SITE.loopback:
    raise ImproperlyConfigured("The demo has known passwords. Unset SITE_URL, or DEMO.")

# --- Applications --------------------------------------------------------------------------

INSTALLED_APPS = [
    # Before `accounts`, which takes pages of theirs off the desk.
    "django.contrib.auth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "config",
    "accounts",
    "coaching",
    "allauth",
    "config.desk.DeskConfig",  # django.contrib.admin
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # allauth's lists of sessions and passkeys
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
]

MIDDLEWARE = [
    # Before what asks for a host name and for https.
    "config.probes.probes",
    "config.metrics.timed",
    "django.middleware.security.SecurityMiddleware",
    # Policies are for pages: on each of some thirty files they would weigh more than many of them.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Inside WhiteNoise: some thirty files a page are no events.
    "config.answers.told",
    "config.slow.queries",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.headers.isolation",
    # Inside WhiteNoise, whose files are compressed already. Nothing in a page can be guessed by its
    # length (BREACH): tokens are masked anew in every answer, Django adds random bytes to it, and
    # what another site fetches comes without the session.
    "django.middleware.gzip.GZipMiddleware",
    # Inside WhiteNoise, so that static files stay cacheable; outside the sessions, so that it
    # sees the cookie that a login sets.
    "config.headers.private_pages",
    # Before anything reads a form.
    "config.bodies.whole",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.zones.local_time",
    "accounts.tongue.spoken_to",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.sessions.staff_hours",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "config.inputs.Inputs"

# The texts of the code are British English; the others are translations: docs/languages.md.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch"), ("es", "Español"), ("ar", "العربية")]
# Nobody is spoken to in half a translation: one moves up when its catalogue is full.
LANGUAGES_IN_THE_MAKING: list[tuple[str, str]] = []
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Storage -------------------------------------------------------------------------------

if DEMO:
    # Made-up people never share a database with real ones.
    DATABASES = {"default": database.sqlite(VAR_DIR / "demo.sqlite3")}
else:
    DATABASES = {
        "default": database.parse(
            env.secret("DATABASE_URL", f"sqlite:///{VAR_DIR / 'coach.sqlite3'}"), base=BASE_DIR
        )
    }

BACKUP_DIR = BASE_DIR / env.text("BACKUP_DIR", str(VAR_DIR / "backups"))
# Days. Somebody who was erased is in no copy any more after so many.
BACKUP_KEEP_DAYS = env.number("BACKUP_KEEP_DAYS", default=30, least=1, most=35)

# One store for all workers: rate limits that each worker counted alone would be several times
# as wide.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # When there are more, the cache drops a third, also of what counts tries. So many tries at
        # accounts cannot be hashed before the first of them count no more.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.VersionedStorage"},
}

# --- Privacy -------------------------------------------------------------------------------

# Who answers for the data: name and address, as the privacy page shows them.
PRIVACY_CONTACT = env.text("PRIVACY_CONTACT")
KEEP_INVITATIONS_DAYS = env.number("KEEP_INVITATIONS_DAYS", default=90, least=0, most=3650)
KEEP_NOTICES_DAYS = env.number("KEEP_NOTICES_DAYS", default=365, least=1, most=3650)

# --- Mail ----------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", f"Lumbar Lock <noreply@{SITE.host}>")
MAIL_HOST = env.text("MAIL_HOST")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": MAIL_HOST,
            "port": env.number("MAIL_PORT", default=587, least=1, most=65535),
            "username": env.text("MAIL_USER"),
            "password": env.secret("MAIL_PASSWORD"),
            "use_tls": env.flag("MAIL_TLS", default=True),
            "timeout": 10,  # seconds
        },
    }
    if MAIL_HOST
    else {
        # Without a mail server, mail lands where the operator can read it.
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": VAR_DIR / "mail"},
    }
}

# --- Who you are ---------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# Allauth's own extends Django's; listing both would hash every wrong password twice.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.Argon2idHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 8}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/today/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_REDIRECT_URL = "/start/"
# On this machine alone, without a mail server, there is no mail to wait for.
_VERIFIES = bool(MAIL_HOST) or not SITE.loopback
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if _VERIFIES else "optional"
# A link would open in the mail's own browser, away from the page that waits for it.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = _VERIFIES
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE.https else "http"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Lumbar Lock: "
# Who asks for a new password gets a mail in any case: its absence would take less time.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds
ACCOUNT_SESSION_REMEMBER = True
# amount/period/per; the period is what `accounts.limits` says to wait.
ACCOUNT_RATE_LIMITS = {
    "login": "100/5m/ip",
    "login_failed": "30/5m/ip,5/5m/key",
    "signup": "50/5m/ip",
    "reset_password": "30/5m/ip,3/5m/key",
    "reset_password_from_key": "30/5m/ip",
    "confirm_email": "3/5m/key",
    "change_password": "5/5m/user",
    "manage_email": "20/5m/user",
    "reauthenticate": "10/5m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

MFA_ADAPTER = "accounts.factors.FactorAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate_webauthn": "accounts.forms.ProvePasskeyForm",
    "login_webauthn": "accounts.forms.LoginPasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.ReauthenticatePasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "50/5m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Lumbar Lock"
# A second factor must not wait for a mail that may never come.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers treat this machine as secure even without https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE.https

USERSESSIONS_TRACK_ACTIVITY = False

# --- Safety in the browser -----------------------------------------------------------------

_given_key = env.secret("SECRET_KEY")
SECRET_KEY = keys.checked(_given_key) if _given_key else keys.kept_in(VAR_DIR / "secret_key")

YEAR = 365 * 24 * 3600  # seconds
SECURE_SSL_REDIRECT = SITE.https
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if SITE.https and TRUSTED_PROXIES else None
)
SECURE_HSTS_SECONDS = 2 * YEAR if SITE.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE.https
SECURE_HSTS_PRELOAD = SITE.https
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_SELF = [
    "script-src",
    "style-src",
    "img-src",
    "font-src",
    "connect-src",
    "manifest-src",
    "worker-src",
    "media-src",
    "form-action",
]
_NONE = ["default-src", "frame-ancestors", "base-uri", "object-src"]
SECURE_CSP = {name: [CSP.NONE] for name in _NONE} | {name: [CSP.SELF] for name in _SELF}

# The prefix makes browsers refuse the cookie from a neighbouring subdomain or plain http.
_COOKIE_PREFIX = "__Host-" if SITE.https else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # seconds
SESSION_COOKIE_SECURE = SITE.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = SITE.https
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}language"
LANGUAGE_COOKIE_AGE = YEAR
LANGUAGE_COOKIE_SECURE = SITE.https
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE.origin]
# In the session rather than in a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Seen from outside ---------------------------------------------------------------------

# Without one, /metrics is not there.
METRICS_TOKEN = env.secret("METRICS_TOKEN")

# --- Logs ----------------------------------------------------------------------------------

# To stderr, one line an event: config/logs.py says what of it.
SLOW_QUERY_MS = env.number("SLOW_QUERY_MS", default=500, least=1, most=600_000)
_LOG_FORMATS = {"plain": "config.logs.Line", "json": "config.logs.Json"}
LOG_FORMAT = env.text("LOG_FORMAT", "plain").lower()
if LOG_FORMAT not in _LOG_FORMATS:
    raise ImproperlyConfigured(f"LOG_FORMAT={LOG_FORMAT!r} is neither plain nor json.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": _LOG_FORMATS[LOG_FORMAT]}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Below that they only repeat the line of the answer, with its path.
        "django.request": {"level": "ERROR"},
        # Statements carry people's answers.
        "django.db.backends": {"level": "INFO"},
    },
}
