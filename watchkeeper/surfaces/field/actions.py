"""An item of a phone's queue as one action: done once whatever the line does, or kept as a conflict."""

from __future__ import annotations

from typing import Any

from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Duty
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.calls.models import Assignment
from watchkeeper.kit import clock
from watchkeeper.kit.errors import WatchkeeperError
from watchkeeper.surfaces.field.item import Item
from watchkeeper.surfaces.field.items import STAMPS, do, open_only


@action
def take(item: Item, *, by: Actor) -> dict[str, Any]:
    """Do what ``item`` says, as of its time; the second time its first result is given again.

    Raises what the action it calls raises (Refused, Invalid, NotAllowed), and Invalid for an id used for something
    else; then nothing is done.
    """
    return once(by, item.client_id, item.said(), lambda: do(item, by))


@action
def open_without_unit(item: Item, *, by: Actor, refused: WatchkeeperError) -> dict[str, Any]:
    """Open the call of a refused start all the same, with nobody on it, and keep the refusal as a conflict."""
    return once(by, item.client_id, item.said(), lambda: open_only(by, item) | _conflict(item, by, refused))


@action
def keep_refused(item: Item, *, by: Actor, refused: WatchkeeperError) -> dict[str, Any]:
    """Keep that ``item`` was refused, and why: a stamp with its call (both clocks), anything else by its kind alone."""
    return once(by, item.client_id, item.said(), lambda: _conflict(item, by, refused))


def _conflict(item: Item, by: Actor, refused: WatchkeeperError) -> dict[str, Any]:
    stamped = _assignment(item, by)
    if stamped is not None:
        status = str(item.given.get("to") or "cleared").replace("_", " ")
        calls.keep_refused_stamp(stamped, by=by, status=status, stamped=item.at, reason=refused.sentence)
    else:
        journal.write(
            by,
            "phone.item_refused",
            by.key,
            data={
                "kind": item.kind,
                "reason": refused.code,
                "stamped": item.at.isoformat(),
                "received": clock.now().isoformat(),
                "skew_s": by.skew_s,
            },
        )
    return {"conflict": refused.sentence, "code": refused.code}


def _assignment(item: Item, by: Actor) -> Assignment | None:
    """The assignment a refused stamp belongs to, when whoever acts may stamp it."""
    key = item.given.get("assignment") if item.kind in STAMPS else None
    ours = Assignment.objects.filter(unit__department_id=by.department_id).select_related("unit", "call")
    found = ours.filter(pk=key).first() if key else None
    if found is None or by.may(Permission.UNIT_MOVE):
        return found
    crew = Duty.objects.filter(unit=found.unit.subject, ended_at=None).values_list("person_id", flat=True)
    return found if by.person_id in crew else None
