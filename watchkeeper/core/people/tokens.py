"""API tokens: read by digest, remembered for one second per process, never stored in the clear."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.db import connection

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import ApiToken
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.people.rights import actor_of
from watchkeeper.kit import clock

PREFIX = "wk_"
_SCOPES = frozenset(permission.value for permission in Permission)
_KEPT_SECONDS = 1.0
_MOST = 5_000
_known: dict[str, tuple[float, Actor | None]] = {}
_AGAIN = timedelta(minutes=1)  # after a fault of the database: a token's use is no reason to hold up readers
_noted: dict[tuple[str, str], datetime] = {}  # until when nothing more is to be noted of a token


def forget() -> None:
    """Forget every answer and what was noted of uses (another database's tokens have the same keys)."""
    _known.clear()
    _noted.clear()


def digest(raw: str) -> str:
    """What is stored of a token or a console's key: SHA-256, as hex."""
    return hashlib.sha256(raw.encode()).hexdigest()


def day_of(at: datetime) -> datetime:
    """The beginning (UTC) of the day ``at`` lies in: as exactly as the use of a token is kept."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def is_first_today(actor: Actor) -> bool:
    """Whether this process has yet to note today's use of the token ``actor`` stands for (see :func:`noted`)."""
    until = _noted.get(_key(actor))
    return until is None or clock.now() >= until


def noted(actor: Actor, *, is_kept: bool = True) -> None:
    """Today's use of the token ``actor`` stands for is kept; or could not be, and is tried again a minute later."""
    if len(_noted) >= _MOST:
        _noted.clear()
    now = clock.now()
    _noted[_key(actor)] = day_of(now) + timedelta(days=1) if is_kept else now + _AGAIN


def _key(actor: Actor) -> tuple[str, str]:
    return str(connection.settings_dict["NAME"]), actor.device


def token_of(actor: Actor) -> ApiToken:
    """The token ``actor`` stands for."""
    return ApiToken.objects.select_related("account").get(pk=int(actor.device.removeprefix("token:")))


def token_actor(raw: str) -> Actor | None:
    """Who a raw token stands for, limited to its scopes; ``None`` if unknown, revoked, expired or its account locked.

    A revoked token stops within a second: that is how long an answer is remembered.
    """
    if not raw.startswith(PREFIX):
        return None
    key = digest(raw)
    at, actor = _known.get(key, (-_KEPT_SECONDS, None))
    if clock.monotonic() - at < _KEPT_SECONDS:
        return actor
    actor = _look_up(key)
    if len(_known) >= _MOST:
        _known.clear()
    _known[key] = (clock.monotonic(), actor)
    return actor


def _look_up(key: str) -> Actor | None:
    token = ApiToken.objects.select_related("account__person").filter(digest=key).first()
    if token is None or token.revoked_at is not None or token.expires_at <= clock.now():
        return None
    if not token.account.may_enter:
        return None
    scopes = frozenset(Permission(scope) for scope in token.scopes if scope in _SCOPES)
    return replace(actor_of(token.account, device=f"token:{token.pk}").limited_to(scopes))
