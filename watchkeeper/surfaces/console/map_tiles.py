"""The tile server a map may use, when one is configured; without one it asks for nothing but its own layers."""

from __future__ import annotations

from django.conf import settings


def tiles() -> dict[str, str] | None:
    """``url`` with ``{z}``, ``{x}`` and ``{y}`` and the ``attribution`` shown with it, or None."""
    if not settings.TILE_URL:
        return None
    return {"url": settings.TILE_URL, "attribution": settings.TILE_ATTRIBUTION}
