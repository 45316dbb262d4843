"""Destroy where phones were, once the department's hours for it are over."""

from __future__ import annotations

from datetime import datetime, timedelta

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.models import Fix
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused


@action
def purge_fixes(until: datetime, *, by: Actor, most: int) -> int:
    """Destroy up to ``most`` readings received before ``until``, oldest first; returns how many.

    Raises :class:`Refused` when ``until`` lies within the hours the department keeps them.
    """
    by.require(Permission.CALL_PURGE)
    hours = Department.objects.values_list("fixes_kept_hours", flat=True).get(pk=by.department_id)
    if until > clock.now() - timedelta(hours=hours):
        raise Refused(f"Positions are kept for {hours} hours.")
    old = Fix.objects.filter(department_id=by.department_id, received_at__lt=until).order_by("received_at", "pk")
    keys = list(old.values_list("pk", flat=True)[:most])
    Fix.objects.filter(pk__in=keys).delete()
    data = {"fixes": len(keys), "hours": hours}
    journal.write(by, "fixes.purged", f"department:{by.department_id}", data=data)
    return len(keys)
