"""Addresses of the staff pages: the same few for every register, each a route of its own."""

from __future__ import annotations

from django.urls import URLPattern, path

from watchkeeper.surfaces.console.desk import registers, views
from watchkeeper.surfaces.console.desk.register import Register


def _of(register: Register) -> list[URLPattern]:
    at, name, what = register.path or f"{register.key}/", f"desk_{register.key}", {"register": register}
    return [
        path(at, views.listed, what, name=name),
        path(f"{at}new/", views.new, what, name=f"{name}_new"),
        path(f"{at}counts/", views.counts, what, name=f"{name}_counts"),
        path(f"{at}columns/", views.columns, what, name=f"{name}_columns"),
        path(f"{at}views/", views.views, what, name=f"{name}_views"),
        path(f"{at}{register.key}.csv", views.taken, what, name=f"{name}_csv"),
        path(f"{at}<int:pk>/", views.one, what, name=f"{name}_one"),
        path(f"{at}<int:pk>/since/", views.since, what, name=f"{name}_since"),
        path(f"{at}<int:pk>/<slug:button>/", views.press, what, name=f"{name}_press"),
    ]


urlpatterns = [path("desk/", views.first, name="desk"), *(one for each in registers.ALL for one in _of(each))]
