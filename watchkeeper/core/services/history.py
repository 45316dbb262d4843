"""The history of what a department offers: read from the journal, kept nowhere else."""

from __future__ import annotations

from watchkeeper.core.journal.models import Entry

_VERBS = ("policy.set", "policy.reverted")


def of(service: str, department_id: int, most: int | None = None) -> list[Entry]:
    """Every change of a service's policy, or the last ``most``, newest first."""
    found = Entry.objects.filter(department_id=department_id, subject=f"service:{service}", verb__in=_VERBS)
    return list(found.order_by("-id")[:most])
