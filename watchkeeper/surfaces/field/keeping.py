"""What of a state may lie on a phone, for opening without signal. Decided here, so that no script can forget a part."""

from __future__ import annotations

from typing import Any

PRIVATE = {"n": "", "label": "Confidential call", "place": "", "is_private": True}


def kept(told: dict[str, Any]) -> dict[str, Any] | None:
    """What the phone keeps in place of the state ``told``; None when it may keep that as it is.

    Of a call that is covert, or that only named people may know, only that there is one: not what or where it is, not
    where it goes and not where its unit is, not its number while it waits.
    """
    call = told["call"]
    is_apart = told["is_apart"] or (call is not None and call["is_private"])
    if not is_apart and not any(one["is_private"] for one in told["next"]):
        return None
    safe = told | {"next": [PRIVATE if one["is_private"] else one for one in told["next"]]}
    if is_apart:
        safe |= {"call": None, "is_apart": True}
        safe["assignment"] = told["assignment"] | {"destination": ""}
        safe["unit"] = told["unit"] | {"place": "", "em_place": ""}
    return safe
