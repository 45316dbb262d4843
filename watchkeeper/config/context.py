"""What every template may use without asking."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.http import HttpRequest

_VERSION = version("watchkeeper")


def house(request: HttpRequest) -> dict[str, Any]:
    """``feed_url`` (the live feed for this browser), ``is_demo`` and ``version``."""
    origin = getattr(request, "feed_origin", "")
    return {"feed_url": f"{origin}/feed" if origin else "", "is_demo": settings.DEMO, "version": _VERSION}
