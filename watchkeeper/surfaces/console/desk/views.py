"""The staff pages. Every register has the same few addresses; which one it is comes with the address."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from watchkeeper.core.people.access import actor_for, signed_in
from watchkeeper.kit import csv
from watchkeeper.surfaces.console.desk import drawer, export, own, past, registers
from watchkeeper.surfaces.console.desk.asked import Asked, read
from watchkeeper.surfaces.console.desk.cells import Look, look_of
from watchkeeper.surfaces.console.desk.pressing import Pressed, keeping, pressed
from watchkeeper.surfaces.console.desk.register import Register
from watchkeeper.surfaces.console.desk.screen import counted, screen
from watchkeeper.surfaces.console.forms import number


@signed_in
@require_GET
def first(request: HttpRequest) -> HttpResponse:
    """The first staff page the reader may open."""
    return redirect(registers.first(actor_for(request)).home)


@signed_in
@require_GET
def listed(request: HttpRequest, register: Register) -> HttpResponse:
    """The list, whole, or only its rows when a filter changed."""
    look, asked = _asked(request, register)
    part = "rows" if request.headers.get("HX-Target") == "rows" else "list"
    return render(request, f"console/desk/{part}.html", screen(asked, look) | {"is_part": part == "rows"})


@signed_in
@require_GET
def counts(request: HttpRequest, register: Register) -> HttpResponse:
    """The counts of a large table, which the page asks for once its rows are there."""
    look, asked = _asked(request, register)
    return render(request, "console/desk/counts.html", counted(asked, look))


@signed_in
@require_GET
def one(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """The list with a row's drawer beside it, or the drawer alone when the list is on the screen already."""
    look, asked = _asked(request, register)
    beside = drawer.of_row(register, register.one_of(look.by, pk), look, state=asked.here)
    if request.headers.get("HX-Target") == "drawer":
        return render(request, "console/desk/drawer.html", {"register": register, "drawer": beside, "look": look})
    return render(request, "console/desk/list.html", screen(asked, look, beside))


@signed_in
def new(request: HttpRequest, register: Register) -> HttpResponse:
    """The drawer of a new row; what cannot be kept comes back as it was filled in."""
    look, asked = _asked(request, register)
    button = registers.new_of(register, look.by)
    done = pressed(register, button, look, None, request.POST) if request.method == "POST" else None
    if done is not None and done.pk is not None:
        return _done(request, asked, look, done)
    beside = drawer.of_new(register, look, state=asked.here, refused=done)
    status = done.status if done else 200
    return render(request, "console/desk/list.html", screen(asked, look, beside), status=status)


@signed_in
@require_POST
def press(request: HttpRequest, register: Register, pk: int, button: str) -> HttpResponse:
    """A button of the drawer was pressed."""
    look, asked = _asked(request, register)
    row, which = register.one_of(look.by, pk), registers.button_of(register, button, look.by)
    done = pressed(register, which, look, row, request.POST)
    if done.pk is not None:
        return _done(request, asked, look, done)
    row = register.one_of(look.by, pk)
    beside = drawer.of_row(register, row, look, state=asked.here, refused=done)
    return render(request, "console/desk/list.html", screen(asked, look, beside), status=done.status)


@signed_in
@require_GET
def since(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """What others did to the row since the drawer was opened; nothing (204) when nobody did."""
    look = _look(request, register)
    row = register.one_of(look.by, pk)
    told = past.since(register.past(row, look.by), number(request.GET.get("seen", "")), look)
    context = {"told": told, "address": register.address(request.GET.get("state", ""), pk=pk)}
    return render(request, "console/desk/since.html", context) if told else HttpResponse(status=204)


@signed_in
@require_GET
def taken(request: HttpRequest, register: Register) -> StreamingHttpResponse:
    """What was asked for, whole, as a CSV file; that it was taken is kept. Refused when too often."""
    look, asked = _asked(request, register)
    answer = StreamingHttpResponse(export.taken(asked, look), content_type=csv.TYPE)
    today = look.now.astimezone(look.zone).date()
    answer["Content-Disposition"] = f'attachment; filename="{register.key}-{today}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_POST
def columns(request: HttpRequest, register: Register) -> HttpResponse:
    """Which columns one wants to see."""
    look, asked = _asked(request, register)
    own.choose_columns(register, look.by, request.POST.getlist("column"))
    return redirect(register.address(asked.here))


@signed_in
@require_POST
def views(request: HttpRequest, register: Register) -> HttpResponse:
    """Keep the question at hand as a view of one's own, give one another name, or delete it."""
    look, asked = _asked(request, register)
    name, old = request.POST.get("name", ""), request.POST.get("old", "")
    if old:
        own.rename_view(register, look.by, old=old, name="" if "delete" in request.POST else name)
    else:
        own.keep_view(register, look.by, name=name, state=asked.state)
    return redirect(register.address(asked.state))


def _done(request: HttpRequest, asked: Asked, look: Look, done: Pressed) -> HttpResponse:
    """To the row; a secret that comes with it is shown on this one page, or goes into this browser's cookie."""
    assert done.pk is not None
    messages.success(request, done.button.said)
    register, once = asked.register, done.once
    if once is None or once.cookie:
        is_seen = register.rows(look.by).filter(pk=done.pk).exists()  # some are moved out of the reader's own sight
        return keeping(redirect(register.address(asked.here, pk=done.pk if is_seen else None)), once)
    beside = drawer.of_row(register, register.one_of(look.by, done.pk), look, state=asked.here)
    answer = render(request, "console/desk/list.html", screen(asked, look, replace(beside, once=once)))
    answer["Cache-Control"] = "no-store"
    return answer


def _look(request: HttpRequest, register: Register) -> Look:
    by = actor_for(request)
    register.admit(by)
    return look_of(by)


def _asked(request: HttpRequest, register: Register) -> tuple[Look, Asked]:
    return _look(request, register), read(request.GET.dict(), register)
