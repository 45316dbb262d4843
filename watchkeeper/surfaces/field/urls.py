"""Addresses of the field app. Its service worker lies beside the page, so that its scope is the app and no more."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.field import views

app_name = "field"

urlpatterns = [
    path("", views.app, name="app"),
    path("worker.js", views.worker, name="worker"),
    path("clock", views.clocked, name="clock"),
    path("state", views.state, name="state"),
    path("words", views.words, name="words"),
    path("label", views.label, name="label"),
    path("places", views.places, name="places"),
    path("place", views.place, name="place"),
    path("sync", views.sync, name="sync"),
    path("emergency", views.emergency, name="emergency"),
    path("fixes", views.fixes, name="fixes"),
]
