"""The root of every address. Each app owns its own; this page only says where they hang."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from watchkeeper.config.api import api
from watchkeeper.config.sign_in.demo import demo_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("watchkeeper.config.sign_in.urls")),
    *demo_urls(),
    path("console/", RedirectView.as_view(pattern_name="board"), name="console"),
    path("console/", include("watchkeeper.surfaces.console.urls")),
    path("field/", include("watchkeeper.surfaces.field.urls")),
    # The portal comes last: its first word is a department's own key.
    path("", include("watchkeeper.surfaces.portal.urls")),
]

handler400 = "watchkeeper.config.errors.bad_request"
handler403 = "watchkeeper.config.errors.permission_denied"
handler404 = "watchkeeper.config.errors.not_found"
handler500 = "watchkeeper.config.errors.server_error"
