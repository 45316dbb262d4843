"""Sessions as the live feed and the pages need them: who reads, and under which rights."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Session
from watchkeeper.core.people.rights import actor_of
from watchkeeper.kit import clock

CONSOLE_COOKIE = "watchkeeper_console"  # holds the key of the registered workstation a browser runs on


@dataclass(frozen=True)
class Reader:
    """Somebody reading with rights of a certain version."""

    actor: Actor
    rights_version: int


def reader_for_session(session_key: str) -> Reader | None:
    """Who reads under this session cookie; ``None`` when signed out, expired or locked. One query, warm."""
    if not session_key:
        return None
    row = Session.objects.select_related("account__person", "console").filter(session_key=session_key).first()
    return _reader(row) if row else None


def rights_changed_since(held: Mapping[str, int]) -> dict[str, Reader | None]:
    """Of the sessions held (key → rights version), those whose rights are different now, with what they are now.

    ``None`` means the stream ends. One light query for all; those that look different are read whole.
    """
    looked = Session.objects.filter(session_key__in=list(held)).values_list(*_LOOKED)
    same = {row[0] for row in looked.iterator() if _is_as_it_was(held[row[0]], *row[1:])}
    asked = {key: version for key, version in held.items() if key not in same}
    if not asked:
        return {}
    rows = Session.objects.select_related("account__person", "console").filter(session_key__in=list(asked))
    now = {row.session_key: _reader(row) for row in rows}
    return {key: now.get(key) for key, version in asked.items() if _version(now.get(key)) != version}


_LOOKED = (
    "session_key",
    "account__rights_version",
    "account__is_active",
    "account__person__is_active",
    "account__locked_at",
    "locked_at",
    "expire_date",
    "last_seen_at",
)


def _is_as_it_was(
    held: int,
    version: int | None,
    is_active: bool | None,
    works_here: bool | None,  # None for an account without a person
    account_locked_at: datetime | None,
    locked_at: datetime | None,
    expires: datetime,
    last_seen_at: datetime | None,
) -> bool:
    """Whether a session surely goes on under the same rights; when in doubt, no (see :func:`is_live`)."""
    if version != held or not is_active or works_here is False:
        return False
    if account_locked_at is not None or locked_at is not None:
        return False
    now = clock.now()
    minutes: int = settings.IDLE_LOCK_MINUTES
    return expires > now and (not minutes or last_seen_at is None or last_seen_at + timedelta(minutes=minutes) > now)


def session_ref(session_key: str) -> str:
    """A name for a session that is safe to put on a page: its key alone would be a sign-in."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


def is_live(row: Session) -> bool:
    """Whether someone is signed in on this session and neither it nor the account is locked or over."""
    account = row.account
    if account is None or not account.may_enter:
        return False
    return row.expire_date > clock.now() and not is_locked(row)


def is_locked(row: Session) -> bool:
    """Whether this session asks for password or passkey before it goes on."""
    due = locks_at(row)
    return row.locked_at is not None or (due is not None and due <= clock.now())


def locks_at(row: Session) -> datetime | None:
    """When this session locks if nobody touches it (UTC); ``None`` = never, as for a console in a secure room."""
    minutes: int = settings.IDLE_LOCK_MINUTES
    console = row.console
    if not minutes or row.last_seen_at is None:
        return None
    if console is not None and console.is_in_secure_room and console.retired_at is None:
        return None
    return row.last_seen_at + timedelta(minutes=minutes)


def _reader(row: Session) -> Reader | None:
    if row.account is None or not is_live(row):
        return None
    return Reader(actor_of(row.account, device=row.device), row.account.rights_version)


def _version(reader: Reader | None) -> int | None:
    return reader.rights_version if reader else None
