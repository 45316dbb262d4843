"""Addresses of the replay, to be included by the console."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console import replay_views

urlpatterns = [
    path("replay/", replay_views.replay, name="replay"),
    path("replay/at", replay_views.at, name="replay_at"),
    path("replay/onward", replay_views.onward, name="replay_onward"),
    path("replay/marks", replay_views.marks, name="replay_marks"),
    path("replay/calls/<int:pk>", replay_views.of_call, name="replay_call"),
]
