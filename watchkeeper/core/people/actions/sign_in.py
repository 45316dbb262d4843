"""What happens at the sign-in desk, so that who came, failed, left and was locked out can be shown."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside, own_or
from watchkeeper.core.people.models import Account, Console, Session, SignInFailure
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.people.sessions import locks_at
from watchkeeper.core.people.tries import count, name_key
from watchkeeper.kit import clock
from watchkeeper.kit.errors import NotAllowed, Refused

_KEEP_TRIES = timedelta(days=1)


@action
def sign_in(
    account: Account,
    *,
    by: Actor,
    session_key: str,
    method: str,
    device: str,
    console: Console | None = None,
    browser: str = "",
    address: str = "",
) -> None:
    """Put the account on a session. ``method`` is "password", "password and code", "passkey" or "demo"."""
    own_or(Permission.ACCOUNT_MANAGE, by, account)
    if not account.may_enter:
        raise Refused("This sign-in is locked. An administrator can unlock it.")
    now = clock.now()
    columns = {"account": account, "console": console, "device": device, "browser": browser[:120], "address": address}
    Session.objects.filter(session_key=session_key).update(
        **columns, signed_in_at=now, last_seen_at=now, locked_at=None
    )
    SignInFailure.objects.filter(name_key=name_key(account.username)).delete()
    Account.objects.filter(pk=account.pk).update(password_locked_until=None, last_login=now)
    at_console = console.name if console else None
    data = {"method": method, "address": address, "browser": browser[:120], "console": at_console}
    journal.write(by, "session.signed_in", _subject(account), data=data)


@action
def sign_out(account: Account, *, by: Actor, session_key: str, address: str = "") -> None:
    """End one session; its live stream ends with it."""
    own_or(Permission.ACCOUNT_MANAGE, by, account)
    Session.objects.filter(session_key=session_key, account=account).delete()
    journal.write(by, "session.signed_out", _subject(account), data={"address": address})


@action
def end_session(session: Session, *, by: Actor) -> None:
    """End somebody's session from elsewhere; its page and its live stream stop within a second."""
    by.require(Permission.ACCOUNT_MANAGE)
    if session.account is None:
        raise NotAllowed("", hidden=True)
    inside(by, session.account)
    if not Session.objects.filter(pk=session.pk).delete()[0]:
        raise Refused("This session has ended already.")
    data = {"username": session.account.username, "browser": session.browser, "address": session.address}
    journal.write(by, "session.ended", _subject(session.account), data=data)


@action
def end_sessions(account: Account, *, by: Actor) -> int:
    """End every session of an account, however many, and say how many. Raises ``Refused`` when there is none."""
    by.require(Permission.ACCOUNT_MANAGE)
    inside(by, account)
    count_, _ = Session.objects.filter(account=account).delete()
    if not count_:
        raise Refused(f"{account.username} has no session to end.")
    data = {"username": account.username, "count": count_}
    journal.write(by, "session.all_ended", _subject(account), data=data)
    return count_


@action
def refuse_sign_in(account: Account | None, *, by: Actor, name: str, address: str, reason: str) -> None:
    """Count a failed try; at ``SIGN_IN_FAILURES_ALLOWED`` within the window password and code are locked for a while.

    ``account`` is ``None`` when no such name exists. ``reason`` is "password" or "code".
    """
    by.require(Permission.ACCOUNT_MANAGE)
    if account is not None:
        inside(by, account)
    now = clock.now()
    SignInFailure.objects.filter(at__lt=now - _KEEP_TRIES).delete()
    SignInFailure.objects.create(name_key=name_key(name), address=address, at=now)
    data = {"reason": reason, "address": address, "name_key": None if account else name_key(name)[:12]}
    journal.write(by, "session.refused", _subject(account) if account else "account:unknown", data=data)
    if account is not None and count(name) >= settings.SIGN_IN_FAILURES_ALLOWED:
        _lock_password(account, by)


def _lock_password(account: Account, by: Actor) -> None:
    until = clock.now() + timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES)
    Account.objects.filter(pk=account.pk).update(password_locked_until=until)
    data = {"username": account.username, "reason": "repeated failures", "until": until.isoformat()}
    journal.write(by, "account.locked", _subject(account), data=data)


@action
def lock_session(session: Session, *, by: Actor, why: str = "idle") -> None:
    """Lock one screen until password or passkey. An idle screen is locked as of the moment its time ran out."""
    assert session.account is not None
    own_or(Permission.ACCOUNT_MANAGE, by, session.account)
    now = clock.now()
    at = min(locks_at(session) or now, now) if why == "idle" else now
    if not Session.objects.filter(pk=session.pk, locked_at__isnull=True).update(locked_at=at):
        raise Refused("This screen is locked already.")
    data = {"device": session.device, "why": why}
    journal.write(by, "session.locked", _subject(session.account), at=at, data=data)


@action
def unlock_session(session: Session, *, by: Actor, method: str) -> None:
    """Open a locked screen again for the person who was there. ``method`` is "password" or "passkey"."""
    assert session.account is not None
    own_or(Permission.ACCOUNT_MANAGE, by, session.account)
    Session.objects.filter(pk=session.pk).update(locked_at=None, last_seen_at=clock.now())
    SignInFailure.objects.filter(name_key=name_key(session.account.username)).delete()
    data = {"device": session.device, "method": method}
    journal.write(by, "session.unlocked", _subject(session.account), data=data)


@action
def change_factors(account: Account, *, by: Actor, what: str) -> None:
    """Note that a passkey, an authenticator app or recovery codes came or went."""
    own_or(Permission.ACCOUNT_MANAGE, by, account)
    account.bump_rights()
    data = {"username": account.username, "what": what}
    journal.write(by, "account.factors_changed", _subject(account), data=data)


def _subject(account: Account) -> str:
    return f"account:{account.pk}"
