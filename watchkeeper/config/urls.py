"""The root of every address. Each app owns its own; this page only says where they hang."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """For load balancers: the process answers; it asks the database nothing."""
    return HttpResponse("ok\n", content_type="text/plain")


def _app(prefix: str, module: str) -> list[URLPattern | URLResolver]:
    return [path(prefix, include(module))] if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("alive", alive, name="alive"),
    path("accounts/", include("allauth.urls")),
    *_app("", "watchkeeper.core.people.urls"),
    *_app("", "watchkeeper.surfaces.console.urls"),
    *_app("", "watchkeeper.surfaces.portal.urls"),
]
if settings.DEMO:
    urlpatterns += _app("", "watchkeeper.core.people.demo_urls")

handler400 = "watchkeeper.config.errors.bad_request"
handler403 = "watchkeeper.config.errors.permission_denied"
handler404 = "watchkeeper.config.errors.not_found"
handler500 = "watchkeeper.config.errors.server_error"
