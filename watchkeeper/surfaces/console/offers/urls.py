"""Addresses of the services."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console.offers import views

# No key has a plus or a dot in it, so no service is hidden behind these words.
urlpatterns = [
    path("services/", views.offers, name="offers"),
    path("services/+new/", views.new, name="offer_new"),
    path("services/services.csv", views.taken, name="offers_csv"),
    path("services/<slug:key>/", views.offer, name="offer"),
    path("services/<slug:key>/revert/", views.revert, name="offer_revert"),
    path("services/<slug:key>/ask/", views.ask, name="offer_ask"),
    path("services/<slug:key>/questions/<int:pk>/retire/", views.retire, name="offer_retire"),
]
