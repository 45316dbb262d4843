"""Addresses of the audit."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console.audit import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/audit.csv", views.taken, name="audit_csv"),
]
