"""The door to every view: who is asking, and may they. Costs one query (the session with its account) when warm."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from watchkeeper.core.people import tokens
from watchkeeper.core.people.actions.sign_in import lock_session
from watchkeeper.core.people.actions.tokens import note_token_use
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Session
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.people.session_store import SessionStore
from watchkeeper.core.people.sessions import is_locked
from watchkeeper.kit.errors import NotAllowed, Refused

logger = logging.getLogger("watchkeeper.access")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

UNLOCK_URL = "/sign-in/unlock/"


class SignedOut(NotAllowed):
    """Nobody is signed in (401)."""

    status = 401
    default_code = "signed_out"


class Locked(NotAllowed):
    """Someone is signed in but was away too long: password or passkey first (423). Half-typed work stays."""

    status = 423
    default_code = "locked"


def actor_for(request: HttpRequest, *, locked_too: bool = False) -> Actor:
    """Who is asking: by bearer token, else by session, of a locked one only if ``locked_too`` (:func:`even_locked`).

    Raises :class:`SignedOut` or :class:`Locked`, both :class:`NotAllowed`. The answer is kept on the request.
    """
    known: Actor | None = getattr(request, "actor", None)
    if known is None:
        known = _by_token(request) or _by_session(request, locked_too=locked_too)
        request.actor = known  # type: ignore[attr-defined]
    return known


def signed_in(view: View) -> View:
    """Let the view run only for someone signed in, with ``request.actor`` set; a page visit goes to sign-in instead."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        elsewhere = admit(request)
        return elsewhere if elsewhere is not None else view(request, *args, **kwargs)

    return cast(View, guarded)


def even_locked(view: View) -> View:
    """Let the view run on a locked screen too, as whoever sat there; put it above :func:`requires`.

    It is for the one thing that must never wait for a password, the emergency button. Such a view does that one thing
    and reads nothing back (docs/decisions/locked-emergency.md).
    """
    view.even_locked = True  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """As :func:`signed_in`, and the actor must hold ``permission`` (else 403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            elsewhere = admit(request)
            if elsewhere is not None:
                return elsewhere
            actor_for(request).require(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def admit(request: HttpRequest, *, locked_too: bool = False) -> HttpResponseRedirect | None:
    """Set ``request.actor``; or, for a page visit by someone signed out or locked, where to send them.

    Anything that is not a page visit (htmx, fetch, API, a form) gets the error itself, so the page at hand stays.
    """
    try:
        actor_for(request, locked_too=locked_too)
    except (SignedOut, Locked) as error:
        if not _is_page_visit(request):
            raise
        page = settings.LOGIN_URL if isinstance(error, SignedOut) else UNLOCK_URL
        return HttpResponseRedirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
    return None


def _by_token(request: HttpRequest) -> Actor | None:
    scheme, _, raw = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    actor = tokens.token_actor(raw.strip())
    if actor is None:
        raise SignedOut("This token is unknown, revoked or expired.")
    if tokens.is_first_today(actor):
        _note_use(actor)
    return actor


def _note_use(actor: Actor) -> None:
    """Keep that the token is in use. Where that cannot be written, who only reads is answered all the same."""
    try:
        with suppress(Refused):  # another process was first
            note_token_use(tokens.token_of(actor), by=actor)
    except DatabaseError:
        logger.warning("the use of a token could not be kept", exc_info=True)
        tokens.noted(actor, is_kept=False)
    else:
        tokens.noted(actor)


def _by_session(request: HttpRequest, *, locked_too: bool) -> Actor:
    row = session_row(request)
    account = row.account if row else None
    if row is None or account is None or not account.may_enter:
        raise SignedOut("Sign in first.")
    actor = actor_of(account, device=row.device)
    if is_locked(row):
        _lock(row, actor)
        if locked_too:
            return actor
        raise Locked("This screen was locked while nobody was here. Your work is kept.")
    if "X-Passive" not in request.headers:
        cast(SessionStore, request.session).touch()
    return actor


def session_row(request: HttpRequest) -> Session | None:
    """The session's row with its account and console, or ``None`` before anyone signed in."""
    return cast(SessionStore, request.session).current()


def _lock(row: Session, by: Actor) -> None:
    """Note the idle lock the first time anyone runs into it; whoever comes second finds it noted."""
    if row.locked_at is None:
        with suppress(Refused):
            lock_session(row, by=by)


def _is_page_visit(request: HttpRequest) -> bool:
    if request.method not in {"GET", "HEAD"} or "HX-Request" in request.headers:
        return False
    return "text/html" in request.headers.get("Accept", "") and "Authorization" not in request.headers
