"""How often one account may take files away: lists, calls behind a measure, the audit and the services together."""

from __future__ import annotations

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import askings
from watchkeeper.kit.errors import Refused

MOST = 10  # in ten minutes


def admit(by: Actor) -> None:
    """Count one download of ``by``. Raises :class:`NotAllowed` without the permission, :class:`Refused` too often."""
    by.require(Permission.EXPORT_READ)
    if askings.is_many(by.department_id, "download", browser=by.key, address="", most=MOST):
        raise Refused(f"That is more than {MOST} downloads in ten minutes; try again later.", too_often=True)
