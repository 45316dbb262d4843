"""Addresses of the hand-over and the roster, to be included by the console."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console import shift_views

urlpatterns = [
    path("handover/", shift_views.handover_page, name="handover"),
    path("handover/sign", shift_views.take_over, name="handover_sign"),
    path("handover/past/", shift_views.past_handovers, name="handover_past"),
    path("handover/<int:pk>/", shift_views.signed_handover, name="handover_signed"),
    path("roster/", shift_views.roster_page, name="roster"),
    path("roster/plan", shift_views.plan, name="roster_plan"),
    path("roster/<int:pk>/cancel", shift_views.cancel, name="roster_cancel"),
]
