"""Where the browser finds the live feed: from configuration, or the request's own host on the feed's port."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


def feed_origin(request: HttpRequest) -> str:
    """The origin (scheme, host, port) this browser must reach for ``/feed``; empty for a host we do not serve."""
    if settings.FEED_ORIGIN:
        return str(settings.FEED_ORIGIN)
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    name = urlsplit(f"//{host}").hostname or ""
    name = f"[{name}]" if ":" in name else name
    return f"{request.scheme}://{name}:{settings.FEED_PORT}"
