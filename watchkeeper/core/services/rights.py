"""Who may change what of a service: the department's policy of any, or only what the house made itself."""

from __future__ import annotations

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import effective


def may_change(by: Actor, service: str) -> bool:
    """Whether ``by`` may change ``service``: whoever sets policies any, whoever makes services the house's own."""
    if by.may(Permission.POLICY_WRITE):
        return True
    found = effective.of(by.department_id).get(service)
    return found is not None and found.is_house and by.may(Permission.SERVICE_WRITE)


def must_change(by: Actor, service: str) -> None:
    """Raise :class:`NotAllowed` unless ``by`` may change ``service``."""
    if not may_change(by, service):
        by.require(Permission.POLICY_WRITE)
