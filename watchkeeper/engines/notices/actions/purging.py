"""Forgetting who wrote, once what they wrote has been closed for long enough; the words themselves stay."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.notices.actions.noting import note
from watchkeeper.engines.notices.models import Feedback
from watchkeeper.kit.errors import NotAllowed


@action
def forget_askers(several: Sequence[Feedback], *, by: Actor) -> int:
    """Blank the names and contacts of ``several``, and of their threads; returns of how many. The house alone does."""
    if not by.is_system or any(one.department_id != by.department_id for one in several):
        raise NotAllowed("", hidden=True)
    for one in several:
        one.messages.filter(is_asker=True).update(by_name="")
        one.name = one.contact = ""
        one.save(update_fields=["name", "contact"])
        note(by, "feedback.purged", one, {"kind": one.kind})
    return len(several)
