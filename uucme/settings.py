"""One settings module; every difference between installations comes from the environment (`.env.example`).

With an empty environment the application runs by itself: SQLite in WAL mode, an embedded Valkey server as
broker and cache, mail written to files, everything under `var/`.
"""

import hashlib
import os
import re
from pathlib import Path
from typing import Any

import environ
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from uucme.sweeps import SWEEPS

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
TESTING = env.bool("UUCME_TESTING", default=False)
if not TESTING:  # a developer's .env must not lead the tests to real data
    environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("UUCME_VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# An installation is in production unless it says it is not; `manage.py demo` and the tests say so.
DEMO = env.bool("UUCME_DEMO", default=False)
DEBUG = env.bool("DJANGO_DEBUG", default=False)
SECRET_KEY = env.str("DJANGO_SECRET_KEY", default="")
if not SECRET_KEY:
    if not (DEMO or DEBUG or TESTING):
        raise ImproperlyConfigured("Set DJANGO_SECRET_KEY to a long random string (see .env.example).")
    SECRET_KEY = "for-demonstrations-and-tests-only-" + "0" * 32

ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("DJANGO_CSRF_TRUSTED_ORIGINS", default=[])
# Where letters, posters and certificates point people to; pages themselves use the request's host.
SITE_URL = env.str("UUCME_SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "uucme.apps.UucmeConfig",
    "core",
    "accounts",
    "disclosures",
    "activities",
    "learners",
    "evaluations",
    "credits",
    "reports",
    "people",
    "uucme.apps.UucmeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.WithoutNul",
    "core.middleware.PrivatePages",
]

ROOT_URLCONF = "uucme.urls"
WSGI_APPLICATION = "uucme.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "django.template.context_processors.csp",
                "uucme.context_processors.house",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data -----------------------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _database() -> dict[str, Any]:
    url = env.str("DATABASE_URL", default="")
    database: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "uucme.sqlite3"}
    if url:
        database = dict(environ.Env.db_url_config(url))
    if not database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8)}}
        return database
    # A file as in real life: a live server and a real worker share it, which one in memory cannot do.
    database["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    database["OPTIONS"] = {
        # Writers queue instead of failing: the lock is taken at BEGIN and waited for.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
        ),
    }
    return database


DATABASES = {"default": _database()}


def _socket_path() -> Path:
    """A socket's path may have about 100 bytes and stands in an address: other clones get a short one in /tmp."""
    path = VAR_DIR.resolve() / "valkey.sock"
    if re.fullmatch(r"[A-Za-z0-9._/-]{1,99}", str(path)):
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    return Path("/tmp") / f"uucme-{os.getuid()}-{name}" / "valkey.sock"


# The embedded server listens on a socket file only we can reach; an office names its own Redis.
EMBEDDED_BROKER_SOCKET = _socket_path()
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "core.cache.PatientCache",
        "LOCATION": REDIS_URL or f"unix://{EMBEDDED_BROKER_SOCKET}?db=1",
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 2},
        "KEY_PREFIX": "uucme",
    }
}
# A page may lose its cache, never itself: a silent Redis costs speed and rate limits, and is logged.
DJANGO_REDIS_IGNORE_EXCEPTIONS = True
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

STATIC_URL = "static/"
# Pages draw names with the faces of print, where their own have not the letters (static/css/names.css).
STATICFILES_DIRS = [BASE_DIR / "static", ("fonts/names", BASE_DIR / "core" / "printing" / "fonts")]
STATIC_ROOT = Path(env.str("UUCME_STATIC_ROOT", default=str(VAR_DIR / "static")))
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    # Nothing here is ever under a public address: every file is handed out by a view that asks who may see it.
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG and not TESTING
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# One, so that a wrong password costs one hash; it answers for permissions too.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# A password exists but is not asked for at sign-up (accounts.signin): the mailed code proves the address, and who likes
# sets a password later. Without naming it here, signing in would not take one either.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "accounts.signin.LoginForm",
    "signup": "accounts.signin.SignupForm",
    "request_login_code": "accounts.signin.RequestLoginCodeForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Fifteen minutes, as every letter with a code says: some hospitals' mail is slow. A second code has its own.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_TIMEOUT = 3600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
# A whole lecture hall shares one network address and signs in within a minute; per person the limits stay strict.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "request_login_code": "300/m/ip,5/5m/key",
    "signup": "300/m/ip",
}
# Behind proxies every visitor seems to come from the last one. Of X-Forwarded-For only what our own proxies added is
# believed; with none in front, what it says is the visitor's invention (core.addresses).
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("UUCME_PROXIES", default=0)
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True

# --- Mail -----------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("UUCME_FROM_EMAIL", default="UUCME <cme@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
OUTBOX_DIR = VAR_DIR / "outbox"


def _mailer() -> dict[str, Any]:
    if not (url := env.str("EMAIL_URL", default="")):
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(OUTBOX_DIR)},
        }
    parts = environ.Env.email_url_config(url)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts["EMAIL_HOST"],
            "port": parts["EMAIL_PORT"],
            "username": parts["EMAIL_HOST_USER"],
            "password": parts["EMAIL_HOST_PASSWORD"],
            "use_tls": parts.get("EMAIL_USE_TLS", False),
            "use_ssl": parts.get("EMAIL_USE_SSL", False),
            "timeout": 10,
        },
    }


MAILERS = {"default": _mailer()}

# --- Background work ------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{EMBEDDED_BROKER_SOCKET}"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
# In kilobytes; a child that grew beyond it over somebody's file is renewed before its next task.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.int("UUCME_WORKER_MEMORY", default=600_000)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 60  # each child loads the typesetting before it reports for work
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,  # longer than the longest task
    "unacked_restore_interval": 5,  # the default sweep for a dead worker's tasks takes about 100 s
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    # Celery's own four tries with pauses would hold a page for two seconds and more.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
# What the broker would not take now, the sweeps ask for again: a page never waits for a dead broker.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "now"
CELERY_TIMEZONE = "America/Denver"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = SWEEPS

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/Denver"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["uucme.formats"]

# --- Safety ---------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}
HTTPS = env.bool("UUCME_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Whether subdomains and browsers' preload lists follow is for the university's domain to say, not for one site on it.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "uucme.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Logs -----------------------------------------------------------------------------------------------------------
_shared_processors: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]
structlog.configure(
    processors=[*_shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared_processors,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer()
                if env.bool("UUCME_LOG_JSON", default=False)
                else structlog.dev.ConsoleRenderer(colors=False),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("UUCME_LOG_LEVEL", default="INFO")},
    "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
}
