"""What the department offers, as it stands now: the catalog of the code under the department's own policy."""

from __future__ import annotations

from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.spec import Service
from watchkeeper.kit.errors import Invalid


def get(key: str, department_id: int | None = None) -> Service:
    """The effective service ``key`` of a department, or as declared in code without one.

    A service that is switched off is still returned, for calls that are already open. Raises :class:`Invalid` for a
    key nobody declared.
    """
    found = CATALOG.get(key)
    if found is None:
        raise Invalid(f"There is no service “{key[:60]}”.", fields={"service": ["There is no such service."]})
    return found


def offered(department_id: int | None = None) -> list[Service]:
    """The services a department offers now, in the catalog's order."""
    return list(CATALOG.values())
