"""Addresses of the console."""

from __future__ import annotations

from django.urls import include, path

from watchkeeper.surfaces.console import board_views, views
from watchkeeper.surfaces.console.posters.views import poster

urlpatterns = [
    path("board/", board_views.board, name="board"),
    path("board/panel/<slug:name>/", board_views.panel, name="board_panel"),
    path("board/nearest", board_views.nearest, name="board_nearest"),
    path("board/layout", board_views.arrange, name="board_layout"),
    path("board/data", views.data, name="board_data"),
    path("board/draft", views.draft, name="board_draft"),
    path("board/seat", views.seat, name="board_seat"),
    path("calls/<int:pk>/", views.call, name="call"),
    path("calls/<int:pk>/panel", views.panel, name="call_panel"),
    path("calls/<int:pk>/row", views.row, name="call_row"),
    path("calls/<int:pk>/attach", views.attach, name="call_attach"),
    path("calls/<int:pk>/files/<int:file>/", views.attachment, name="call_attachment"),
    path("calls/<int:pk>/files/<int:file>/picture", views.picture, name="call_picture"),
    path("command/complete", views.complete, name="command_complete"),
    path("command/run", views.run, name="command_run"),
    path("", include("watchkeeper.surfaces.console.exceptions_urls")),
    path("", include("watchkeeper.surfaces.console.measures.urls")),
    path("", include("watchkeeper.surfaces.console.replay_urls")),
    path("", include("watchkeeper.surfaces.console.shift_urls")),
    path("", include("watchkeeper.surfaces.console.map_urls")),
    path("", include("watchkeeper.surfaces.console.calendar_urls")),
    path("", include("watchkeeper.surfaces.console.runs.urls")),
    path("places/poster.pdf", poster, name="place_poster"),
    path("", include("watchkeeper.surfaces.console.desk.urls")),
    path("", include("watchkeeper.surfaces.console.audit.urls")),
    path("", include("watchkeeper.surfaces.console.offers.urls")),
]
