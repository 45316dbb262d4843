"""Addresses of the sign-in desk and of one's own account; allauth's views under this house's words."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from watchkeeper.config.sign_in import views

urlpatterns: list[URLPattern] = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/passkey/", login_not_required(views.PasskeySignIn.as_view()), name="mfa_login_webauthn"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/locked/", login_not_required(account.account_inactive), name="account_inactive"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("sign-in/unlock/", views.unlock, name="unlock"),
    path("sign-in/unlock/passkey/", views.unlock_options, name="unlock_options"),
    path("sign-in/alive/", views.alive, name="session_alive"),
    path("sign-in/lock/", views.lock, name="lock_screen"),
    path("sign-out/", login_not_required(account.logout), name="account_logout"),
    path("me/", views.me, name="me"),
    path("me/", views.me, name="mfa_index"),
    path("me/password/", account.password_change, name="account_change_password"),
    path("me/password/first/", account.password_set, name="account_set_password"),
    path("me/app/", app.activate_totp, name="mfa_activate_totp"),
    path("me/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/passkeys/", views.me, name="mfa_list_webauthn"),
    path("me/passkeys/new/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("me/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("me/devices/<slug:ref>/sign-out/", views.sign_out_device, name="sign_out_device"),
]
