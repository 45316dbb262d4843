"""Addresses of the measures, to be included by the console."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console.measures import views

urlpatterns = [
    path("measures/", views.page, name="measures"),
    path("measures/changes/", views.changes, name="measures_changes"),
    path("measures/calls/", views.behind, name="measures_calls"),
    path("measures/calls.csv", views.download, name="measures_csv"),
]
