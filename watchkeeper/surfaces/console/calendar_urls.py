"""The address of the calendar, to be included by the console."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console import calendar_views

urlpatterns = [path("calendar/", calendar_views.page, name="calendar")]
