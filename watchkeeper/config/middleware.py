"""What happens around every request: security headers, the caller's true address, and errors in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from watchkeeper.config import errors
from watchkeeper.config.feed_origin import feed_origin

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
}


@lru_cache(maxsize=256)
def content_security_policy(feed: str, tiles: str = "") -> str:
    """The page policy: no inline script or style, nothing from elsewhere, and live data from ``feed`` alone.

    ``tiles`` is the origin a page with a map may load pictures from.
    """
    connect = f"'self' {feed}".strip()
    images = f"'self' data: blob: {tiles}".strip()
    return (
        f"default-src 'self'; script-src 'self'; style-src 'self'; img-src {images}; font-src 'self'; "
        f"connect-src {connect}; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


@lru_cache(maxsize=4)
def tile_origin(url: str) -> str:
    """Scheme, host and port of the tile server, "" for none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if url else ""


class Headers:
    """Outermost: sets the headers of every answer, static files and error pages included.

    Leaves ``request.feed_origin`` for the pages that open the live feed. Load balancers find ``/alive`` answered here:
    they come by address and without HTTPS, and ask only whether the process answers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/alive" and request.method in {"GET", "HEAD"}:
            return HttpResponse("ok\n", content_type="text/plain", headers=_FIXED)
        if settings.BEHIND_PROXY:
            _believe_proxy(request)
        origin = feed_origin(request)
        request.feed_origin = origin  # type: ignore[attr-defined]
        response = self.get_response(request)
        headers = response.headers
        for name, value in _FIXED.items():
            headers.setdefault(name, value)
        tiles = tile_origin(settings.TILE_URL) if getattr(response, "has_map", False) else ""
        headers.setdefault("Content-Security-Policy", content_security_policy(origin, tiles))
        return response


def _believe_proxy(request: HttpRequest) -> None:
    """Take the address the nearest proxy saw: the last of the list, for all before it came from the caller."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded:
        request.META["REMOTE_ADDR"] = forwarded.rsplit(",", 1)[-1].strip()


class Errors:
    """Innermost: turns what a view raises into a toast, a page or problem+json, so that views hold no ``try``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer for ``exception``, or None to let Django's own handlers speak (404, 500)."""
        problem = errors.problem_of(exception)
        return errors.answer(request, problem) if problem else None
