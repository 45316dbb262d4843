"""What every way of signing in has in common: the session gets its account, the browser its device name."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from watchkeeper.core.people.actions import sign_in, sign_out
from watchkeeper.core.people.models import Account, Console
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.people.session_store import SessionStore
from watchkeeper.core.people.sessions import CONSOLE_COOKIE
from watchkeeper.core.people.tokens import digest
from watchkeeper.kit import ids

DEVICE_COOKIE = "watchkeeper_device"
_TWO_YEARS = 2 * 365 * 86400


def address_of(request: HttpRequest) -> str:
    """The caller's address; behind a proxy, Headers has put the true one there."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def enter(request: HttpRequest, account: Account, *, method: str) -> None:
    """Bind the session Django has just renewed to ``account``. Raises ``Refused`` if the account is locked."""
    store = cast(SessionStore, request.session)
    store.save()
    device = request.COOKIES.get(DEVICE_COOKIE, "")[:40] or ids.token(12)
    request.new_device = device  # type: ignore[attr-defined]
    sign_in(
        account,
        by=actor_of(account, device=device),
        session_key=str(store.session_key),
        method=method,
        device=device,
        console=console_of(request, account),
        browser=browser_of(request),
        address=address_of(request),
    )
    store.forget_row()


def leave(request: HttpRequest) -> None:
    """Note the sign-out and end the session and its live stream."""
    row = cast(SessionStore, request.session).current()
    if row is not None and row.account is not None:
        by = actor_of(row.account, device=row.device)
        sign_out(row.account, by=by, session_key=row.session_key, address=address_of(request))


def keep_device(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the browser keep its device name, under which a phone's queue and half-typed work are known again."""
    device = getattr(request, "new_device", None)
    if device is not None:
        set_cookie(response, DEVICE_COOKIE, device)


def set_cookie(response: HttpResponseBase, name: str, value: str) -> None:
    """A cookie of two years that no script can read."""
    response.set_cookie(
        name, value, max_age=_TWO_YEARS, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )


def console_of(request: HttpRequest, account: Account) -> Console | None:
    """The registered workstation this browser runs on, if it belongs to the account's department."""
    key = request.COOKIES.get(CONSOLE_COOKIE, "")
    if not key:
        return None
    registered = Console.objects.filter(department_id=account.department_id, retired_at__isnull=True)
    return registered.filter(key_digest=digest(key)).first()


def method_of(request: HttpRequest, account: Account) -> str:
    """How the account signed in, in words for the journal."""
    records = get_authentication_records(request, account)
    kinds = {str(record.get("type") or record.get("method")) for record in records}
    if any(record.get("passwordless") for record in records):
        return "passkey"
    if "webauthn" in kinds:
        return "password and security key"
    return "password and code" if kinds & {"totp", "recovery_codes"} else "password"


_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_of(request: HttpRequest) -> str:
    """A short name a person recognizes their device by: "Firefox on Windows"."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser
