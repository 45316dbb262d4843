"""What an account likes its own way."""

from __future__ import annotations

import json
from typing import Any

from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people import sharing
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import own_or
from watchkeeper.core.people.models import Account, Preference
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit.errors import Invalid, NotAllowed

_MOST_BYTES = 4_000


@action
def share_position(account: Account, *, by: Actor, is_shared: bool, reason: str = "") -> bool:
    """Share where one's phone is while on duty, or withhold it; either stays until one says otherwise.

    Only the person themself may. Returns whether it is shared now. Raises :class:`NotAllowed` for another's account.
    """
    if by.account_id != account.pk:
        raise NotAllowed("Whether a position is shared is for the person who carries the phone to say.")
    Preference.objects.update_or_create(account=account, key=sharing.KEY, defaults={"value": is_shared})
    data = {"why": reason.strip()[:200] or None}
    journal.write(by, "position.shared" if is_shared else "position.withheld", f"account:{account.pk}", data=data)
    return is_shared


@action
def set_preference(account: Account, *, by: Actor, key: str, value: Any) -> Preference:
    """Keep ``value`` (JSON, at most 4,000 bytes) under ``key`` for one's own account."""
    own_or(Permission.ACCOUNT_MANAGE, by, account)
    if key == sharing.KEY:
        raise Invalid("Sharing a position is an act of its own.", fields={"key": ["not a setting"]})
    if not 0 < len(key) <= 60 or len(json.dumps(value)) > _MOST_BYTES:
        raise Invalid("This setting is too large.", fields={"value": [f"at most {_MOST_BYTES} bytes"]})
    kept, _ = Preference.objects.update_or_create(account=account, key=key, defaults={"value": value})
    journal.write(by, "preference.set", f"account:{account.pk}", data={"key": key})
    return kept
