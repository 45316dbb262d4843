"""Whether a person shares where their phone is: yes while on duty, until they say otherwise."""

from __future__ import annotations

from watchkeeper.core.people.models import Preference

KEY = "position"


def is_shared(account_id: int | None) -> bool:
    """Whether whoever signs in with this account shares their position; nobody does for no account."""
    if account_id is None:
        return False
    kept = Preference.objects.filter(account_id=account_id, key=KEY).values_list("value", flat=True).first()
    return kept is not False
