"""allauth's hooks, bent to this house: nobody signs themselves up, failures are counted, everything is noted."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import logout as django_logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from watchkeeper.config.sign_in import desk, failures
from watchkeeper.core.people import tries
from watchkeeper.core.people.actions import change_factors, set_password
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.rights import actor_of

_FACTORS = {
    "mfa/email/totp_activated": "an authenticator app was added",
    "mfa/email/totp_deactivated": "the authenticator app was removed",
    "mfa/email/recovery_codes_generated": "new recovery codes were made",
    "mfa/email/webauthn_added": "a passkey was added",
    "mfa/email/webauthn_removed": "a passkey was removed",
}


class Backend(AuthenticationBackend):
    """Name and password. A locked account is none, nor is that of a person who no longer works here."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account may come in at all."""
        return cast(Account, user).may_enter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, sign-out and what surrounds them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by an administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The caller's address."""
        return desk.address_of(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened themselves; nothing is queued into the session."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse before looking at the password once there were too many failures."""
        if tries.is_closed(str(credentials.get("username", "")), desk.address_of(request)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the failure and note it."""
        failures.note(request, str(credentials.get("username", "")), reason="password")

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Turn away whoever may not enter, whichever way they came."""
        if not cast(Account, user).may_enter:
            return cast(HttpResponse, self.respond_user_inactive(request, user))
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Renew the session and put the account on it."""
        account = cast(Account, user)
        method = desk.method_of(request, account)
        super().login(request, user)
        desk.enter(request, account, method=method)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Answer with the browser's device name."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        desk.keep_device(request, response)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Note it and end the session."""
        desk.leave(request)
        django_logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """One's own password; other sessions of the account end."""
        account = cast(Account, user)
        kept = str(context.request.session.session_key or "")
        set_password(account, by=actor_of(account), password=password, keep_session=kept)

    def send_notification_mail(self, template_prefix: str, user: AbstractBaseUser, *args: Any, **kwargs: Any) -> None:
        """Instead of a mail: a journal entry of what changed about how someone signs in."""
        account = cast(Account, user)
        if template_prefix in _FACTORS:
            change_factors(account, by=actor_of(account), what=_FACTORS[template_prefix])


class MfaAdapter(DefaultMFAAdapter):
    """Second factors and passkeys."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The relying party: from configuration, else the host this request was made to."""
        host = settings.PASSKEY_RELYING_PARTY or context.request.get_host().rsplit(":", 1)[0]
        return {"id": host, "name": "Watchkeeper"}

    def encrypt(self, text: str) -> str:
        """Secrets of authenticator apps lie encrypted under the installation's key."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; after the key was changed and not kept as a fallback, a new one each time, so no code fits."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()  # serves recovery codes as well; an empty one would have codes to compute


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (hashlib.sha256(b"watchkeeper.mfa:" + str(key).encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
