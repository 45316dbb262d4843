"""Addresses of the hand-over, to be included by the console."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console import shift_views

urlpatterns = [
    path("handover/", shift_views.handover_page, name="handover"),
    path("handover/sign", shift_views.take_over, name="handover_sign"),
    path("handover/past/", shift_views.past_handovers, name="handover_past"),
    path("handover/<int:pk>/", shift_views.signed_handover, name="handover_signed"),
]
