"""Answers more private than their call: what a reader who may see the call is still not shown of it."""

from __future__ import annotations

from copy import copy

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.engines.calls.models import Call, Requester

# Whatever a service asks: how somebody is reached and what they are called is personal data.
PERSONAL = {"callback": Level.L2, "requester": Level.L2}
_COLUMNS = ("callback", "details", "destination", "place")


def hidden_from(by: Actor, call: Call) -> frozenset[str]:
    """What of ``call`` stays hidden from ``by``, who may see it: columns and keys of answers.

    An answer is hidden when its level is above both the call's, whose readers may know it, and the reader's own. Who
    books must reach those who asked: of what is held by appointment they see name and call-back all the same.
    """
    seen = max(by.clearance, call.level)
    if seen >= Level.L4:
        return frozenset()
    asks = registry.get(call.service, call.department_id).asks
    levels = PERSONAL | {ask.fills or ask.key: ask.level for ask in asks if ask.level is not None}
    reached = frozenset(PERSONAL) if call.is_appointment and by.may(Permission.CALL_BOOK) else frozenset()
    return frozenset(name for name, level in levels.items() if level > seen) - reached


def call_for(by: Actor, call: Call) -> Call:
    """``call`` as ``by`` may see it: to be read, never saved."""
    hidden = hidden_from(by, call) & set(_COLUMNS)
    if not hidden:
        return call
    shown = copy(call)
    for name in hidden:
        setattr(shown, name, "")
    return shown


def asker_for(asker: Requester, hidden: frozenset[str]) -> Requester:
    """``asker`` without what is ``hidden`` of its call: to be read, never saved."""
    columns = {"requester": "name", "requester_role": "role", "place": "place", "destination": "destination"}
    shown = copy(asker)
    for name in hidden & {*columns, "callback", "details"}:
        setattr(shown, columns.get(name, name), "")
    return shown


def may_match_phones(by: Actor) -> bool:
    """Whether ``by`` may learn that a phone number is one an asker gave."""
    return by.clearance >= PERSONAL["callback"]
