"""Keys for programs: issued once, narrowed by scopes, revoked within a second."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside
from watchkeeper.core.people.models import Account, ApiToken
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.people.tokens import PREFIX, day_of, digest
from watchkeeper.kit import clock, ids
from watchkeeper.kit.errors import Invalid, Refused


@dataclass(frozen=True)
class Issued:
    """A token and its raw text, which is shown this once and kept nowhere."""

    token: ApiToken
    raw: str


@action
def issue_token(
    account: Account, *, by: Actor, label: str, scopes: Iterable[Permission], expires_at: datetime
) -> Issued:
    """Issue a token for ``account``; ``scopes`` can only narrow what the account may do. ``expires_at`` is aware."""
    by.require(Permission.TOKEN_MANAGE)
    inside(by, account)
    known = sorted({str(scope) for scope in scopes})
    wrong = [scope for scope in known if scope not in set(Permission)]
    if wrong or not known:
        raise Invalid("Name at least one known scope.", fields={"scopes": [f"unknown: {name}" for name in wrong]})
    if expires_at <= clock.now():
        raise Invalid("A token must end in the future.", fields={"expires_at": ["is in the past"]})
    raw = PREFIX + ids.token(24)
    token = ApiToken.objects.create(
        account=account, digest=digest(raw), label=label, scopes=known, issued_at=clock.now(), expires_at=expires_at
    )
    data = {"label": label, "scopes": known, "expires_at": expires_at.isoformat()}
    journal.write(by, "token.issued", f"token:{token.pk}", data=data)
    return Issued(token, raw)


@action
def note_token_use(token: ApiToken, *, by: Actor) -> None:
    """Keep that ``token`` is in use: once a day (UTC), so that one nobody uses is found.

    ``by`` is whom the token stands for. Raises ``Refused`` when today was kept already.
    """
    inside(by, token.account)
    now = clock.now()
    seen = ApiToken.objects.filter(pk=token.pk).exclude(last_used_at__gte=day_of(now))
    if not seen.update(last_used_at=now):
        raise Refused("That this token is used today was kept already.")
    journal.write(by, "token.used", f"token:{token.pk}", data={"label": token.label})


@action
def revoke_token(token: ApiToken, *, by: Actor) -> ApiToken:
    """End a token now. Raises ``Refused`` if it is revoked already."""
    by.require(Permission.TOKEN_MANAGE)
    inside(by, token.account)
    now = clock.now()
    if not ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        raise Refused("This token is revoked already.")
    token.revoked_at = now
    journal.write(by, "token.revoked", f"token:{token.pk}", data={"label": token.label})
    return token
