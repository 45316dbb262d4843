"""What the department offers, as it stands now. Nothing that asks can tell whether code or a screen declared it."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.core.services import effective
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.spec import Service
from watchkeeper.kit.errors import Invalid


def get(key: str, department_id: int | None = None) -> Service:
    """The effective service ``key`` of a department, or as declared in code without one.

    A service that is switched off is still returned, for calls that are already open. Raises :class:`Invalid` for a
    key nobody declared.
    """
    found = _all(department_id).get(key)
    if found is None:
        raise Invalid(f"There is no service “{key[:60]}”.", fields={"service": ["There is no such service."]})
    return found


def offered(department_id: int | None = None) -> list[Service]:
    """The services a department offers now, in the catalog's order, then the house's own."""
    return [service for service in _all(department_id).values() if service.is_on]


def _all(department_id: int | None) -> Mapping[str, Service]:
    return CATALOG if department_id is None else effective.of(department_id)
