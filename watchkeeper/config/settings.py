"""Django's settings, read from the environment; `docs/operate` explains each name."""

from __future__ import annotations

import os
from pathlib import Path

import django_stubs_ext

from watchkeeper.config.database import from_url
from watchkeeper.config.settings_people import *  # noqa: F403 - sign-in has a page of its own

django_stubs_ext.monkeypatch()


def _flag(name: str) -> bool:
    return os.environ.get(name, "") == "1"


def _names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


BASE = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("WATCHKEEPER_VAR", BASE / "var"))

# Who may look in: the demo opens one-click sign-in and runs on a known key; nothing else may.
DEMO = _flag("WATCHKEEPER_DEMO")
DEBUG = False
DEFAULT_SECRET_KEY = "only-for-tests-and-the-demo"  # serve refuses to run on it, see config/startup.py
_KEY_FILE = os.environ.get("WATCHKEEPER_SECRET_KEY_FILE", "")
SECRET_KEY = os.environ.get("WATCHKEEPER_SECRET_KEY") or (
    Path(_KEY_FILE).read_text(encoding="ascii").strip() if _KEY_FILE else DEFAULT_SECRET_KEY
)
_OLD_KEYS_FILE = os.environ.get("WATCHKEEPER_OLD_SECRET_KEYS_FILE", "")  # still opens what they once closed
SECRET_KEY_FALLBACKS = _names("WATCHKEEPER_OLD_SECRET_KEYS") + (
    Path(_OLD_KEYS_FILE).read_text(encoding="ascii").split() if _OLD_KEYS_FILE else []
)
ALLOWED_HOSTS = _names("WATCHKEEPER_HOSTS", "localhost,127.0.0.1,[::1],testserver")

# Data. THREADS is how many requests one web process works on at once, and so how many connections it needs.
THREADS = int(os.environ.get("WATCHKEEPER_THREADS", "8"))
DATABASE_URL = os.environ.get("WATCHKEEPER_DATABASE", f"sqlite:///{VAR / 'watchkeeper.sqlite3'}")
DATABASES = {
    "default": from_url(
        DATABASE_URL,
        pool=int(os.environ.get("WATCHKEEPER_POOL", THREADS + 2)),
        synchronous=os.environ.get("WATCHKEEPER_SQLITE_SYNCHRONOUS", "FULL"),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # a very long narrative is answered by its form, not by a bare 400

# The address of the live feed: its own port of the same host, or one origin behind a proxy.
FEED_ORIGIN = os.environ.get("WATCHKEEPER_FEED_ORIGIN", "").rstrip("/")
PORT = int(os.environ["WATCHKEEPER_PORT"]) if "WATCHKEEPER_PORT" in os.environ else None  # of the pages, set by serve
FEED_PORT = int(os.environ.get("WATCHKEEPER_FEED_PORT", "8001"))

# The map works without a tile server; with one, browsers load pictures from its origin and from no other.
TILE_URL = os.environ.get("WATCHKEEPER_TILE_URL", "")
TILE_ATTRIBUTION = os.environ.get("WATCHKEEPER_TILE_ATTRIBUTION", "")

# HTTPS. Behind a proxy the proxy says which scheme and address the browser used; nobody else is believed.
HTTPS = _flag("WATCHKEEPER_HTTPS")
BEHIND_PROXY = _flag("WATCHKEEPER_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = _names("WATCHKEEPER_ORIGINS")
CSRF_FAILURE_VIEW = "watchkeeper.config.errors.csrf_failure"

INSTALLED_APPS = [
    "watchkeeper.core.departments",
    "watchkeeper.core.journal",
    "watchkeeper.core.places",
    "watchkeeper.core.people",
    "watchkeeper.core.services",
    "watchkeeper.engines.calls",
    "watchkeeper.engines.notices",
    "watchkeeper.engines.playbooks",
    "watchkeeper.surfaces.console",
    "watchkeeper.surfaces.field",
    "watchkeeper.surfaces.portal",
    "watchkeeper.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

# Every request pays for each of these; an API call with a token costs none of the lazy ones anything.
MIDDLEWARE = [
    "watchkeeper.config.middleware.Headers",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "watchkeeper.config.languages.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "watchkeeper.config.sign_in.middleware.Admission",
    "watchkeeper.config.middleware.Errors",
]
SECURE_REFERRER_POLICY = None  # these three are set by Headers, with the rest
SECURE_CONTENT_TYPE_NOSNIFF = False
SECURE_CROSS_ORIGIN_OPENER_POLICY = None

ROOT_URLCONF = "watchkeeper.config.urls"
WSGI_APPLICATION = "watchkeeper.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [BASE / "watchkeeper" / "config" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "watchkeeper.config.context.house",
            ]
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE / "watchkeeper" / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 86_400
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE / "watchkeeper" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60  # file names carry no digest; after a minute the browser asks again and gets a 304

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("WATCHKEEPER_LOG", "WARNING")},
}
