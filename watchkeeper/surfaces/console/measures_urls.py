"""Addresses of the measures, to be included by the console."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console import measures_views

urlpatterns = [
    path("measures/", measures_views.page, name="measures"),
    path("measures/calls/", measures_views.behind, name="measures_calls"),
    path("measures/calls.csv", measures_views.download, name="measures_csv"),
]
