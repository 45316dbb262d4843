"""allauth's hooks, bent to this house."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter


class Backend(AuthenticationBackend):
    """Name and password."""


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, sign-out and what surrounds them."""


class MfaAdapter(DefaultMFAAdapter):
    """Second factors and passkeys."""
