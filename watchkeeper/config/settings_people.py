"""Sign-in: accounts, sessions, passwords, second factors and passkeys. `docs/operate` explains every name."""

from __future__ import annotations

import os
from typing import Any

_DEMO = os.environ.get("WATCHKEEPER_DEMO") == "1"
_HTTPS = os.environ.get("WATCHKEEPER_HTTPS") == "1"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["watchkeeper.config.sign_in.adapters.Backend"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = os.environ.get("WATCHKEEPER_AFTER_SIGN_IN", "/console/")
LOGOUT_REDIRECT_URL = "/sign-in/"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# A session lasts one long shift; within it, a screen nobody touched is locked (0 = never; the demo has no passwords).
SESSION_ENGINE = "watchkeeper.core.people.session_store"
SESSION_COOKIE_NAME = "watchkeeper"
SESSION_COOKIE_AGE = int(os.environ.get("WATCHKEEPER_SESSION_HOURS", "12")) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
IDLE_LOCK_MINUTES = int(os.environ.get("WATCHKEEPER_IDLE_LOCK_MINUTES", "0" if _DEMO else "30"))

# Wrong passwords and codes are counted in the database, so the count holds across processes and machines.
SIGN_IN_FAILURES_ALLOWED = 5
SIGN_IN_FAILURES_PER_ADDRESS = 100
SIGN_IN_WINDOW_MINUTES = 15
SIGN_IN_LOCK_MINUTES = int(os.environ.get("WATCHKEEPER_SIGN_IN_LOCK_MINUTES", "15"))

ACCOUNT_ADAPTER = "watchkeeper.config.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_FORMS = {"login": "watchkeeper.config.sign_in.forms.NameForm"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# allauth's own limits live in one process's memory; ours (above) replace the one on failed sign-ins.
# A limit per address would also keep a whole shift out at its change: a hospital sits behind one.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None, "reauthenticate": None, "change_password": None}
MFA_RATE_LIMITS = {"webauthn_login": None}

MFA_ADAPTER = "watchkeeper.config.sign_in.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Watchkeeper"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The relying party; empty = the host of the request. WebAuthn takes http only on localhost; origins are always checked.
PASSKEY_RELYING_PARTY = os.environ.get("WATCHKEEPER_PASSKEY_RELYING_PARTY", "")
MFA_FORMS = {
    "authenticate": "watchkeeper.config.sign_in.forms.CodeForm",
    "reauthenticate": "watchkeeper.config.sign_in.forms.ReauthenticateCodeForm",
    "add_webauthn": "watchkeeper.config.sign_in.forms.PasskeyForm",
}
