"""Addresses of the map."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console import map_views

urlpatterns = [
    path("calls/<int:pk>/way", map_views.way, name="call_way"),
    path("places/layers/<int:site>/", map_views.layers, name="places_layers"),
    path("places/layers/<int:site>/floors/<int:floor>/", map_views.layers, name="places_floor"),
    path("places/layers/<int:site>/more/<slug:key>/", map_views.layer, name="places_layer"),
    path("places/closures/<int:site>/", map_views.closures, name="places_closures"),
    path("places/close", map_views.close, name="places_close"),
    path("places/open/<int:pk>", map_views.reopen, name="places_open"),
    path("places/shown", map_views.shown, name="places_shown"),
]
