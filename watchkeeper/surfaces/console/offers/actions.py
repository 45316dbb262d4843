"""Saving what was previewed and putting back, as one transaction with the check that nobody was quicker."""

from __future__ import annotations

from typing import Any

from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import rights
from watchkeeper.core.services.actions import revert_policy, set_policy
from watchkeeper.core.services.models import Policy
from watchkeeper.surfaces.console.desk import past


@action
def save_policy(service: str, *, by: Actor, changes: dict[str, Any], seen: int) -> Policy:
    """Change the policy of ``service`` as previewed; ``seen`` is the last entry about it when the form was shown.

    Raises :class:`Refused` with who changed what when somebody was quicker, :class:`Invalid` for what could not be.
    """
    rights.must_change(by, service)
    past.require_unchanged(past.visible(f"service:{service}", by), seen, by)
    return set_policy(service, by=by, **changes)


@action
def put_back(service: str, *, by: Actor, to: int | None, seen: int) -> Policy:
    """Put the policy of ``service`` back to the entry ``to``, or to the declaration where it is None.

    ``seen`` is as in :func:`save_policy`. Raises :class:`Refused` when somebody was quicker, or for a strange entry.
    """
    rights.must_change(by, service)
    past.require_unchanged(past.visible(f"service:{service}", by), seen, by)
    return revert_policy(service, by=by, to=to)
