"""Addresses of runs and playbooks; their lists are registers."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.console.runs import views

urlpatterns = [
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/steps/<slug:key>/", views.step, name="run_step"),
    path("runs/<int:pk>/<slug:button>/", views.press, name="run_press"),
    path("calls/<int:pk>/card/", views.card, name="call_card"),
    path("coverage/", views.coverage, name="coverage"),
    path("coverage/labels.pdf", views.place_labels, name="place_labels"),
    path("coverage/stickers.pdf", views.alert_stickers, name="alert_stickers"),
    path("playbooks/", views.playbooks, name="playbooks"),
    path("playbooks/<slug:key>/paper/", views.on_paper, name="playbook_paper"),
    path("playbooks/<slug:key>/begin/", views.begin, name="playbook_begin"),
    path("playbooks/<slug:key>/due/", views.due, name="playbook_due"),
]
