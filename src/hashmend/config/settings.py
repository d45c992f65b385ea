"""Django's settings: one file, every choice of an operator from an environment variable (docs/settings.md)."""

import gc
from pathlib import Path
from typing import Any

import dj_database_url

from hashmend.config import environment as env

# A page makes tens of thousands of objects that are gone with it: looking for cycles every 700 of them takes its time.
gc.set_threshold(20_000, 20, 50)

PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = PACKAGE.parent.parent
_HOME = _CHECKOUT if (_CHECKOUT / "manage.py").exists() else Path.cwd()

DATA_DIR = Path(
    env.text("HASHMEND_DATA_DIR", "Folder of the embedded database, files, secret key and logins.", "var")
).expanduser()
DATA_DIR = env.folder("HASHMEND_DATA_DIR", _HOME / DATA_DIR)

DEBUG = env.flag("HASHMEND_DEBUG", "Show tracebacks in the browser. For developers on their own machine only.")
SECRET_KEY = env.text(
    "HASHMEND_SECRET_KEY", "Key that signs sessions. Without it one is made once and kept in the data folder."
) or env.kept_secret(DATA_DIR / "secret-key.txt")
ALLOWED_HOSTS = env.words(
    "HASHMEND_ALLOWED_HOSTS", "Host names the site answers to, comma-separated.", "localhost,127.0.0.1,[::1]"
)
CSRF_TRUSTED_ORIGINS = env.words(
    "HASHMEND_TRUSTED_ORIGINS", "Origins whose forms are accepted behind a proxy, like https://repair.example.com."
)
HTTPS = env.flag("HASHMEND_HTTPS", "The site is reached by https only: secure cookies, HSTS, redirect from http.")
BEHIND_PROXY = env.flag("HASHMEND_BEHIND_PROXY", "Believe X-Forwarded-Proto; set it only behind a proxy of your own.")
MAX_UPLOAD_MB = env.number("HASHMEND_MAX_UPLOAD_MB", "Largest request body accepted, in megabytes.", 50)
WORKERS = env.number("HASHMEND_WORKERS", "Processes that serve pages.", 2)
THREADS = env.number("HASHMEND_THREADS", "Threads of each process; each holds one database connection.", 2)

# Database: the embedded SQLite, or what DATABASE_URL names.
_DATABASE_URL = env.text(
    "DATABASE_URL", "Database, like postgres://user:password@host/name. Without it: SQLite in the data folder."
)
_POOLED = env.flag("HASHMEND_POOLED_DATABASE", "PostgreSQL is reached through PgBouncer in transaction mode.")
LISTEN_DATABASE_URL = env.text(
    "LISTEN_DATABASE_URL",
    "The same PostgreSQL past PgBouncer, for live updates; without it a pooled database is asked twice a second.",
)
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON",
}


def _database(url: str) -> dict[str, Any]:
    env.refuse_other_schemes("DATABASE_URL", url, ("postgres", "postgresql", "sqlite"))
    database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["ENGINE"] = "hashmend.config.sqlite"
        database["OPTIONS"] = _SQLITE_OPTIONS | database.get("OPTIONS", {})
    else:
        database["ENGINE"] = "hashmend.config.postgresql"
        database["OPTIONS"] = {"connect_timeout": 5} | database.get("OPTIONS", {})
        database["DISABLE_SERVER_SIDE_CURSORS"] = _POOLED
    return database


DATABASES = {"default": _database(_DATABASE_URL or f"sqlite:///{DATA_DIR / 'hashmend.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "hashmend.domain.apps.DomainConfig",
    "hashmend.web",
    "hashmend.desk",
    "hashmend.portal",
    "hashmend.api",
    "hashmend.demo",
    "hashmend.config",
]

MIDDLEWARE = [
    "hashmend.web.security.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hashmend.web.compression.packed",
    "hashmend.web.requests.request_id",
    "hashmend.web.requests.body_limit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hashmend.web.actors.actor",
    "hashmend.web.actors.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "hashmend.config.urls"
WSGI_APPLICATION = "hashmend.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Both sides keep a page's template beside the page, in one folder per domain package.
        "DIRS": sorted(folder for side in ("both", "desk", "portal") for folder in PACKAGE.glob(f"{side}/*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hashmend.web.navigation.context",
            ],
        },
    }
]

# People
AUTH_USER_MODEL = "hashmend.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

FORM_RENDERER = "hashmend.web.forms.Renderer"

# Language and time
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("HASHMEND_TIME_ZONE", "Time zone of the repair centre, like Europe/Oslo.", "UTC")

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

# Browser security; the Content-Security-Policy is in hashmend.web.security.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hashmend.web.errors.csrf_failure"

# Mail leaves by the server in EMAIL_URL's place once messages are sent; until then it is printed.
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "hashmend.web.requests.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},  # 4xx have their line from hashmend.requests
    },
}
