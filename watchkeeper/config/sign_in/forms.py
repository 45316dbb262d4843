"""The forms of the sign-in desk: codes counted like passwords, each used once; unlocking a screen."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from watchkeeper.config.sign_in import failures
from watchkeeper.config.sign_in.desk import address_of
from watchkeeper.core.people import tries
from watchkeeper.core.people.models import Account


class _Counted:
    """Codes are guessed like passwords, so they share the count; and a code opens once, in whichever process."""

    user: Account
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code, if it is right, was not used before and there were not too many failures."""
        if tries.is_closed(self.user.username, address_of(context.request)):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not _first_use(self.authenticator, code):
            raise forms.ValidationError(_("This code was used already. Wait for the next one."))
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        failures.note(context.request, self.user.username, reason="code")


class CodeForm(_Counted, AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateCodeForm(_Counted, ReauthenticateForm):
    """The same before a change to how one signs in."""


class PasskeyForm(AddWebAuthnForm):
    """A new passkey opens without a password unless one says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("passwordless", True)
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("Opens without a password")
        self.fields["passwordless"].help_text = _("The device asks for a fingerprint, face or PIN.")


class NameForm(LoginForm):
    """Name and password, labeled above, the cursor in the first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs["autofocus"] = True


class UnlockForm(forms.Form):
    """The password of whoever sat here."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True})
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """The password, if it is right and there were not too many failures."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.account, password):
            raise forms.ValidationError(_("This is not your password."))
        return password


def _first_use(authenticator: Authenticator, code: str) -> bool:
    secret = decrypt(authenticator.data["secret"])
    step = next((c for c in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, c)) == code), None)
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        if step is None or step <= held.data.get("last_step", -1):
            return False
        held.data["last_step"] = step
        held.save(update_fields=["data"])
    authenticator.data = held.data
    return True
