"""The public addresses. A department's own key comes first; a request is reached by its unguessable link alone."""

from __future__ import annotations

from django.urls import path

from watchkeeper.surfaces.portal.views import asking, booking, feedback, following, home, offered

app_name = "portal"

urlpatterns = [
    path("", home.departments, name="departments"),
    path("r/<str:token>/", following.follow, name="follow"),
    path("r/<str:token>/done/", following.done, name="done"),
    path("r/<str:token>/call-now/", following.call_now, name="call_now"),
    path("r/<str:token>/cancel/", following.cancel, name="cancel"),
    path("r/<str:token>/arrived/", following.arrived, name="arrived"),
    path("r/<str:token>/help/", following.need_help, name="need_help"),
    path("r/<str:token>/take/", booking.take, name="take"),
    path("r/<str:token>/other-times/", booking.other_times, name="other_times"),
    path("r/<str:token>/calendar.ics", booking.calendar, name="calendar"),
    path("r/<str:token>/went/", following.went, name="went"),
    path("r/<str:token>/more/", following.more, name="more"),
    path("f/<str:token>/", feedback.thread, name="thread"),
    path("f/<str:token>/write/", feedback.write, name="write"),
    path("f/<str:token>/went/", feedback.went, name="thread_went"),
    path("<slug:department>/", home.home, name="home"),
    path("<slug:department>/sites/", home.sites, name="sites"),
    path("<slug:department>/report/", home.report, name="report"),
    path("<slug:department>/follow/", home.how_to_follow, name="how_to_follow"),
    path("<slug:department>/feedback/", feedback.feedback, name="feedback"),
    path("<slug:department>/we-did/", feedback.we_did, name="we_did"),
    path("<slug:department>/tips/", feedback.tips, name="tips"),
    path("<slug:department>/tips/<slug:key>.pdf", feedback.tip_sheet, name="tip_sheet"),
    path("<slug:department>/services/", offered.directory, name="services"),
    path("<slug:department>/services/<slug:service>/", offered.service, name="service"),
    path("<slug:department>/sessions/<str:uid>/", booking.session, name="session"),
    path("<slug:department>/ask/<slug:service>/", asking.ask, name="ask"),
]
