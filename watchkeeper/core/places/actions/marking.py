"""Tell every process that a part of a department's places has changed."""

from __future__ import annotations

from watchkeeper.core.places.models import PlacesVersion
from watchkeeper.kit import ids


def mark(department_id: int, *parts: str) -> None:
    """Give ``parts`` ("registry", "graph", "closures") new marks, in the caller's transaction."""
    fresh = {part: ids.token(12) for part in parts}
    PlacesVersion.objects.update_or_create(department_id=department_id, defaults=fresh)
