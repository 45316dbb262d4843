"""Forms."""

from __future__ import annotations

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm


class CodeForm(AuthenticateForm):
    """x"""


class ReauthenticateCodeForm(ReauthenticateForm):
    """x"""
