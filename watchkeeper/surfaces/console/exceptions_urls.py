"""Addresses of the exceptions, to be included by the console."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console import exceptions_views

urlpatterns = [
    path("exceptions/", exceptions_views.page, name="exceptions"),
    path("exceptions/data", exceptions_views.data, name="exceptions_data"),
    path("exceptions/count", exceptions_views.count, name="exceptions_count"),
    path("exceptions/free", exceptions_views.free, name="exceptions_free"),
    path("exceptions/fill", exceptions_views.fill, name="exceptions_fill"),
]
