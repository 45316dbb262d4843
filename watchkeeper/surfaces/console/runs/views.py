"""The pages of runs and playbooks. They need no script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.permissions import Permission
from watchkeeper.surfaces.console.desk.cells import look_of
from watchkeeper.surfaces.console.desk.pressing import pressed
from watchkeeper.surfaces.console.desk.registers.runs import RUNS
from watchkeeper.surfaces.console.runs import books, cover, page, paper


@require_GET
@requires(Permission.RUN_READ)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its steps in order, what was recorded, what failed and what comes of it."""
    look = look_of(actor_for(request))
    return render(request, "console/runs/run.html", page.screen(RUNS.one_of(look.by, pk), look))


@require_POST
@requires(Permission.RUN_READ)
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Record the evidence of a step; what is refused is said at the step, and nothing of it is kept."""
    look = look_of(actor_for(request))
    one = RUNS.one_of(look.by, pk)
    tried = page.recorded(one, key, look, request.POST)
    if tried.is_done:
        return redirect(page.next_address(one))
    return render(request, "console/runs/run.html", page.screen(one, look, tried=tried), status=tried.status)


@require_POST
@requires(Permission.RUN_READ)
def press(request: HttpRequest, pk: int, button: str) -> HttpResponse:
    """Begin, pause, go on, complete, give up or review: the buttons of the list of runs."""
    look = look_of(actor_for(request))
    row = RUNS.one_of(look.by, pk)
    done = pressed(RUNS, RUNS.button(button), look, row, request.POST)
    if done.pk is not None:
        messages.success(request, done.button.said)
        return redirect("run", pk=pk)
    row = RUNS.one_of(look.by, pk)
    return render(request, "console/runs/run.html", page.screen(row, look, refused=done), status=done.status)


@require_GET
@requires(Permission.RUN_READ)
def playbooks(request: HttpRequest) -> HttpResponse:
    """Every playbook of the house, with what is planned, late, done and found."""
    return render(request, "console/runs/books.html", books.screen(look_of(actor_for(request))))


@require_GET
@requires(Permission.RUN_READ)
def coverage(request: HttpRequest) -> HttpResponse:
    """How well each place is covered by patrols, and what was tagged there."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, cover.DAYS) else 30
    return render(request, "console/runs/coverage.html", cover.screen(look_of(actor_for(request)), days))


@require_GET
@requires(Permission.RUN_READ)
def on_paper(request: HttpRequest, key: str) -> HttpResponse:
    """A playbook, or one run of it, to be printed and filled in by hand."""
    look = look_of(actor_for(request))
    return render(request, "console/runs/paper.html", paper.sheet(key, look, request.GET.get("run", "")))


@require_POST
@requires(Permission.RUN_WRITE)
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a playbook where it is said, and go to the run."""
    look = look_of(actor_for(request))
    tried = books.begun(key, look, request.POST)
    if tried.run is not None:
        return redirect(page.next_address(tried.run))
    return render(request, "console/runs/books.html", books.screen(look, tried), status=tried.status)


@require_POST
@requires(Permission.RUN_WRITE)
def due(request: HttpRequest, key: str) -> HttpResponse:
    """Plan the playbook for every target that has no run waiting."""
    look = look_of(actor_for(request))
    tried = books.planned(key, look)
    if tried.planned:
        messages.success(request, f"{tried.planned} planned.")
        return redirect("playbooks")
    return render(request, "console/runs/books.html", books.screen(look, tried), status=tried.status)
